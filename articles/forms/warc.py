"""WARC, the web archives' form, by warcio: pages as a crawler fetched them."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import redirect_stderr
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms.decoding import decode
from articles.forms.form import Form
from articles.forms.page import page
from articles.forms.source import Head, Piecewise, Source, message_of

# what it warns of is the content's fault, and quotes it
logging.getLogger("warcio").setLevel(logging.CRITICAL)

_HTML = {"text/html", "application/xhtml+xml"}
_CHARSET = re.compile(r"charset=[\"']?([\w\-]{2,30})", re.I)


class _Nowhere(io.TextIOBase):
    """For what warcio writes to the standard error: pieces of the content, control characters and all."""

    def write(self, text: str) -> int:
        return len(text)


def read_warc(source: Source) -> Iterator[Record | Rejection]:
    """Pages and texts that were fetched (responses with status 200, resources, conversions).

    Requests, revisits, redirects, pictures and scripts are no articles and do not
    count. What stands before a broken record is read.
    """
    source.one_of_many = True
    records = ArchiveIterator(Piecewise(source.stream), no_record_parse=False, check_digests=False)
    while True:
        try:
            with redirect_stderr(_Nowhere()):
                record = next(records, None)
        except (ArchiveLoadFailed, EOFError, ValueError, TypeError, AttributeError, LookupError) as error:
            yield source.refuse(Reason.MALFORMED, f"The archive is broken from here on: {message_of(error)}.")
            return
        if record is None:
            return
        if (found := _article(source, record)) is not None:
            yield found


def _article(source: Source, record: Any) -> Record | Rejection | None:
    if record.rec_type not in {"response", "resource", "conversion"}:
        return None
    content_type = record.rec_headers.get_header("Content-Type") or ""
    if record.rec_type == "response":
        if record.http_headers is None or record.http_headers.get_statuscode() != "200":
            return None
        content_type = record.http_headers.get_header("Content-Type") or "text/html"
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type not in _HTML and media_type != "text/plain":
        return None
    limit = source.limits.max_article_bytes
    with redirect_stderr(_Nowhere()):
        data = record.content_stream().read(limit + 1)
    given = Given(url=(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>") or None)
    if len(data) > limit:
        return source.refuse(Reason.TOO_LARGE, "A page larger than an article may be.")
    if getattr(record.raw_stream, "limit", 0) > 0:
        return source.refuse(Reason.MALFORMED, "The archive ends in the middle of a record.")
    charset = match[1] if (match := _CHARSET.search(content_type)) else None
    if media_type in _HTML:
        return page(source, data, given=given, charset=charset)
    text = decode(data, declared=charset)
    if text is None:
        return source.refuse(Reason.UNDECODABLE, "The encoding of a text cannot be told.")
    if not text.strip():
        return source.refuse(Reason.EMPTY, "A text without text.")
    return source.record(text, given=given)


def _recognise(head: Head) -> bool:
    return re.match(rb"\s{0,8}WARC/\d\.\d", head.data) is not None


FORM = Form(name="warc", recognise=_recognise, read=read_warc, many=lambda head: True, raises=(ArchiveLoadFailed,))
