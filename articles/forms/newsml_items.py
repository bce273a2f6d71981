"""What the news items of NewsML 1 and NewsML-G2 have in common: the text inside them, however it is marked up."""

from __future__ import annotations

from typing import Any

import msgspec
from lxml import etree

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms.marked_up import text_of_markup, text_of_paragraphs
from articles.forms.nitf import nitf_article
from articles.forms.page import looks_like_html, too_deep
from articles.forms.source import Source
from articles.forms.xml_safety import PARSER_OPTIONS, first, first_text, local


def inline_xml(source: Source, content: Any, given: Given) -> Record | Rejection | None:
    """The article in NITF, XHTML or an agency's own elements; None where they hold no text."""
    nitf = content if local(content) == "nitf" else first(content, "nitf")
    if nitf is not None:
        return nitf_article(source, nitf, given=given)
    text = text_of_paragraphs(content)
    if not text:
        return None
    if given.title is None and (title := first_text(content, "h1", "hl1", "RUBRIK", "headline", "title")):
        given = msgspec.structs.replace(given, title=title)
    return source.record(text, given=given, whole=True)


def inline_text(source: Source, text: str, given: Given, *, html: bool = False) -> Record | Rejection | None:
    """The article in a text, which may hold markup whatever its type says."""
    text = text.replace("\r\n", "\n").strip("\n")
    if html or looks_like_html(text):
        if too_deep(text, source.limits.max_html_nesting):
            return source.refuse(
                Reason.UNSAFE_CONTENT, f"HTML with more than {source.limits.max_html_nesting} levels of open tags."
            )
        if text.lstrip().startswith("<nitf") and (nitf := _parsed(text)) is not None:
            return nitf_article(source, nitf, given=given)
        text = text_of_markup(text)
    return source.record(text, given=given, whole=True) if text.strip() else None


def _parsed(text: str) -> Any:
    try:
        return etree.fromstring(text.strip().encode(), etree.XMLParser(recover=True, **PARSER_OPTIONS))
    except etree.LxmlError:
        return None
