"""Web archives, WARC and ARC: pages as a crawler or a browser fetched them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms.decoding import decode
from articles.forms.form import Form
from articles.forms.http_response import (
    CannotUnpackError,
    Response,
    TooLargeError,
    looks_like_response,
    parse_response,
    unpacked_body,
)
from articles.forms.machine import kind_of
from articles.forms.page import begins_like_page, page
from articles.forms.source import HEAD_BYTES, Head, Piecewise, Source
from articles.forms.web_records import WebRecord, arc_records, warc_records

_HTML = {"text/html", "application/xhtml+xml"}
_TEXT = {"text/plain"}
#: Media types under which servers send anything: what the content itself looks like counts.
_ANY = {
    "", "*/*", "application/octet-stream", "binary/octet-stream", "application/x-octet-stream", "application/unknown",
    "application/x-unknown", "application/x-unknown-content-type", "content/unknown", "unknown/unknown", "unknown",
    "application/force-download", "application/download", "application/x-download", "application/xml", "text/xml",
    "application/x-httpd-php", "text", "none", "null",
}  # fmt: skip
#: JSON that is sent as a page.
_DATA = re.compile(rb"\s*+(?:\[\s*+)?\{\s*+[\"}]|\s*+\[\s*+[\"\d\[\]]")
#: Whose content it is: the web's. Crawlers store their logs and their renderings of pages under other addresses.
_OF_THE_WEB = ("http:", "https:", "ftp:", "ftps:", "file:")
_CHARSET = re.compile(r"charset=[\"']?([\w\-]{2,30})", re.I)
#: Records that hold no content of their own; counted by these names.
_OTHER_RECORDS = {"warcinfo", "request", "revisit", "metadata", "continuation"}
#: What responses of other media types are counted as, by the type before the slash or the whole type.
_KINDS = {
    "image": "picture",
    "audio": "sound or film",
    "video": "sound or film",
    "font": "font",
    "application/font-woff": "font",
    "application/font-woff2": "font",
    "application/vnd.ms-fontobject": "font",
    "text/css": "style sheet",
    "text/javascript": "script",
    "application/javascript": "script",
    "application/x-javascript": "script",
    "application/json": "data",
    "text/dns": "name of a host",
}


def read_warc(source: Source) -> Iterator[Record | Rejection]:
    """Read the pages and texts that were fetched (responses with status 200 or 203, resources, conversions).

    Requests, revisits, redirects, error pages, pictures and scripts are counted by kind in `source.state.left_out`.
    A record that is damaged or cannot be unpacked costs itself alone.
    """
    yield from _articles(source, warc_records(Piecewise(source.stream), limit=source.limits.max_article_bytes))


def read_arc(source: Source) -> Iterator[Record | Rejection]:
    """Read the pages and texts of an ARC, like those of a WARC."""
    yield from _articles(source, arc_records(Piecewise(source.stream), limit=source.limits.max_article_bytes))


def _articles(source: Source, records: Iterable[WebRecord]) -> Iterator[Record | Rejection]:
    source.one_of_many = True
    for record in records:
        found = _article(source, record)
        if isinstance(found, str):
            source.leave_out(found)
        else:
            yield found


def _article(source: Source, record: WebRecord) -> Record | Rejection | str:
    """Return the article in a record, the reason for refusing it, or the kind of a record that is merely counted."""
    if record.type in _OTHER_RECORDS:
        return record.type
    if record.too_large:
        return source.refuse(Reason.TOO_LARGE, "A page larger than an article may be.")
    if record.broken:
        return source.refuse(Reason.MALFORMED, record.broken)
    if record.type == "response":
        return _of_response(source, record)
    if record.type in {"resource", "conversion"}:
        return _content(source, record, record.headers.get("content-type", ""), record.block)
    return "record of another type"


def _of_response(source: Source, record: WebRecord) -> Record | Rejection | str:
    said = record.headers.get("content-type", "")
    if not looks_like_response(record.block):
        if _media_type(said) in _HTML | _TEXT and record.block.strip():
            return _content(source, record, said, record.block)  # stored without the server's header
        if not record.headers.get("warc-target-uri", "").strip("<>").startswith(("http:", "https:")):
            return _KINDS.get(_media_type(said), "response of another protocol")
        return source.refuse(Reason.MALFORMED, "A response without a status line.")
    response = parse_response(record.block)
    if response.status is None:
        return source.refuse(Reason.MALFORMED, "A response without a usable status.")
    if response.status not in {200, 203}:
        return "redirect" if 300 <= response.status < 400 else "error page" if response.status >= 400 else "no content"
    content_type = response.headers.get("content-type") or ""
    if (kind := _left_out(_media_type(content_type))) is not None:
        return kind
    return _unpacked(source, record, response, content_type)


def _unpacked(source: Source, record: WebRecord, response: Response, content_type: str) -> Record | Rejection | str:
    try:
        body = unpacked_body(response, limit=source.limits.max_article_bytes)
    except TooLargeError:
        return source.refuse(Reason.TOO_LARGE, "A page larger than an article may be.")
    except CannotUnpackError as error:
        return source.refuse(Reason.MALFORMED, f"A page cannot be unpacked: {error}.")
    return _content(source, record, content_type, body)


def _content(source: Source, record: WebRecord, content_type: str, data: bytes) -> Record | Rejection | str:
    uri = record.headers.get("warc-target-uri", "").strip("<> ")
    media_type = _media_type(content_type)
    if (kind := _left_out(media_type)) is not None:
        return kind
    charset = match[1] if (match := _CHARSET.search(content_type)) else None
    head = Head(data[:HEAD_BYTES], uri.partition("?")[0].rpartition("/")[2])
    if (kind := _is_no_article(uri, media_type, head, data)) is not None:
        return kind
    given = Given(url=uri or None)
    if media_type not in _TEXT or begins_like_page(head.text):
        return page(source, data, given=given, charset=charset)
    text = decode(data, declared=charset)
    if text is None:
        return source.refuse(Reason.UNDECODABLE, "The encoding of a text cannot be told.")
    if not text.strip():
        return source.refuse(Reason.EMPTY, "A text without text.")
    return source.record(text, given=given)


def _is_no_article(uri: str, media_type: str, head: Head, data: bytes) -> str | None:
    """Return the kind of content that is neither a page nor a text, whatever type was declared; None for these."""
    if media_type in _HTML:
        return "data" if _DATA.match(head.data) and data.rstrip()[-1:] in b"]}" else None
    if media_type in _TEXT:
        if uri and not uri.lower().startswith(_OF_THE_WEB):
            return "record of the crawler"
        return None if begins_like_page(head.text) or kind_of(head) is None else "text for machines"
    if begins_like_page(head.text) or (not media_type and b"\x00" not in head.data):
        return None
    return "other type of content"


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].partition(",")[0].strip(" \t\"'").lower()


def _left_out(media_type: str) -> str | None:
    """Return the kind of a record that by its declared type is neither a page nor a text."""
    if media_type in _HTML or media_type in _TEXT or media_type in _ANY:
        return None
    return _KINDS.get(media_type) or _KINDS.get(media_type.partition("/")[0]) or "other type of content"


WARC = Form(
    name="warc",
    recognise=lambda head: re.match(rb"\s{0,8}WARC/\d\.\d", head.data) is not None,
    read=read_warc,
    many=lambda head: True,
)


def _is_arc(head: Head) -> bool:
    return re.match(rb"\s{0,8}filedesc:\S+ \S+ \d{8,17} \S+ (?:\S+ ){0,5}\d+\s", head.data) is not None


ARC = Form(name="arc", recognise=_is_arc, read=read_arc, many=lambda head: True)
