"""Exports of press databases as web pages: Nexis ("1 of 2 DOCUMENTS") and Factiva; many stories in one page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from articles.article import Record, Rejection
from articles.forms.crowded_tags import is_crowded
from articles.forms.decoding import decode
from articles.forms.export import stories_in
from articles.forms.form import Form
from articles.forms.html_text import text_of_page
from articles.forms.page import declared_charset, page, too_deep
from articles.forms.source import Head, Source

#: What pages of databases hold and others hardly do; whether a page is an export, its text decides.
_MARK = re.compile(
    r"articleParagraph\b|\bDocument [A-Z]{2,10}\w{14,40}\s*<|NAME=\"?DOC_ID_0|"
    r"\b\d{1,5} (?:of|von|de|di|van|sur) \d{1,5} (?:DOCUMENT|DOKUMENT)|>\s*End of Document\s*<",
    re.I,
)
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
    return _STARTS.match(head.text) is not None and _MARK.search(head.text) is not None


FORM = Form(
    name="export-page",
    recognise=_recognise,
    read=read_page_of_export,
    many=lambda head: True,
    raises=(etree.LxmlError,),
)
