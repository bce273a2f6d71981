"""Exports of press databases as web pages: Nexis ("1 of 2 DOCUMENTS") and Factiva; many stories in one page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from articles.article import Record, Rejection
from articles.characters import ascii_lower
from articles.forms.crowded_tags import is_crowded
from articles.forms.decoding import decode
from articles.forms.export import stories_in
from articles.forms.form import Form
from articles.forms.html_text import text_of_page
from articles.forms.page import declared_charset, page, too_deep
from articles.forms.source import Head, Source

#: What pages of databases hold and others hardly do, in lower case; whether a page is an export, its text decides. A
#: part of each stands before it: a page that has none is searched for these alone, in a tenth of the time.
_MARKS = (
    ("articleparagraph", re.compile(r"articleparagraph\b")),
    ("document ", re.compile(r"document (?<!\wdocument )[a-z]{2,10}\w{14,40}\s*<")),
    ("doc_id_0", re.compile(r"name=\"?doc_id_0")),
)
_DOCUMENTS = re.compile(r" do[ck]ument")
_COUNT = re.compile(r"\b\d{1,5} (?:of|von|de|di|van|sur) \d{1,5}\Z")
_COUNT_CHARACTERS = 20  #: more than a count has
_ENDS, _END = "end of document", re.compile(r"end of document\s*<")
_STARTS = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|div|table)\b",
    re.I | re.S,
)


def read_page_of_export(source: Source) -> Iterator[Record | Rejection]:
    """Read each story of an export; a page that only looks like one is an article."""
    data = source.read_all(source.limits.max_document_bytes)
    text = _text(source, data)
    stories = stories_in(source, text) if text is not None else None
    if stories is not None:
        yield from stories
        return
    source.form = "html"
    yield page(source, data)


def _text(source: Source, data: bytes) -> str | None:
    """Return the text of a page, with a blank line between its blocks; None where it cannot be read."""
    decoded = decode(data, declared=declared_charset(data))
    if decoded is None or is_crowded(decoded) or too_deep(decoded, source.limits.max_html_nesting):
        return None
    return text_of_page(decoded)


def _recognise(head: Head) -> bool:
    return _STARTS.match(head.text) is not None and _is_marked(ascii_lower(head.text))


def _is_marked(text: str) -> bool:
    return (
        any(part in text and mark.search(text) for part, mark in _MARKS)
        or any(
            _COUNT.search(text, max(found.start() - _COUNT_CHARACTERS, 0), found.start())
            for found in (_DOCUMENTS.finditer(text) if " document" in text or " dokument" in text else ())
        )
        or (_ENDS in text and any(text[: found.start()].rstrip().endswith(">") for found in _END.finditer(text)))
    )


FORM = Form(
    name="export-page",
    recognise=_recognise,
    read=read_page_of_export,
    many=lambda head: True,
    raises=(etree.LxmlError,),
)
