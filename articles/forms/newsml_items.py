"""Read the text inside news items of NewsML 1 and NewsML-G2, in any markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from lxml import etree

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms.marked_up import text_of_paragraphs
from articles.forms.nitf import nitf_article
from articles.forms.page import too_deep
from articles.forms.source import Piecewise, Readable, Source, message_of
from articles.forms.xml_safety import PARSER_OPTIONS, first, first_text, local, refuse_entities
from articles.markup import has_markup, unescaped


class _Bounded:
    """Stops where one item is larger than an article may be."""

    def __init__(self, stream: Readable, source: Source) -> None:
        self._stream = stream
        self._source = source
        self.since_item = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.since_item += len(data)
        if self.since_item > self._source.limits.max_article_bytes:
            self._source.stop(Reason.TOO_LARGE, "An item is larger than an article may be.")
        return data


def streamed(
    source: Source, tags: Sequence[str], article: Callable[[Source, Any], Record | Rejection | None]
) -> Iterator[Record | Rejection]:
    """Read each element of these names by itself, and free it.

    Args:
        source: What is read from.
        tags: Local names of the elements.
        article: Makes an article of an element; None for what is not an article, such as a picture.
    """
    refuse_entities(source)
    stream = _Bounded(Piecewise(source.stream), source)
    try:
        for _, item in etree.iterparse(stream, events=("end",), tag=["{*}" + tag for tag in tags], **PARSER_OPTIONS):
            stream.since_item = 0
            if (found := article(source, item)) is not None:
                yield found
            item.clear(keep_tail=False)
            while item.getprevious() is not None:
                del item.getparent()[0]
    except etree.XMLSyntaxError as error:
        if "depth" in str(error) or "huge" in str(error).lower():
            source.stop(Reason.UNSAFE_CONTENT, "XML nested deeper or larger than is safe to read.")
        yield source.refuse(Reason.MALFORMED, f"Not well-formed from here on: {message_of(error)}.")


def inline_xml(source: Source, content: Any, given: Given) -> Record | Rejection | None:
    """Return the article in NITF, XHTML or an agency's own elements; None where they hold no text."""
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
    """Return the article in a text, which may hold markup even if its type says otherwise."""
    text = text.replace("\r\n", "\n").strip("\n")
    if "&lt;" in text and not has_markup(text):
        text = unescaped(text)
    if html or has_markup(text):
        if too_deep(text, source.limits.max_html_nesting):
            return source.refuse(
                Reason.UNSAFE_CONTENT, f"HTML with more than {source.limits.max_html_nesting} levels of open tags."
            )
        if text.lstrip().startswith("<nitf") and (nitf := _parsed(text)) is not None:
            return nitf_article(source, nitf, given=given)
        return source.record(text, is_html=True, given=given, whole=True)
    return source.record(text, given=given, whole=True) if text.strip() else None


def _parsed(text: str) -> Any:
    try:
        return etree.fromstring(text.strip().encode(), etree.XMLParser(recover=True, **PARSER_OPTIONS))
    except etree.LxmlError:
        return None
