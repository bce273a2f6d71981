"""The source of a page, or of a piece of one, to a tree by lxml."""

from __future__ import annotations

import re
from typing import Any

import trafilatura
from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from articles.markup import has_markup, parting_tags, unescaped

#: What a whole page has, and a fragment of one has not.
_WHOLE = re.compile(r"<(?:html|body|head|!doctype|frameset)\b", re.IGNORECASE)
#: What the frame of a page is made of. Without any of it, <html> and <body> are what a program put around a text.
_FRAME = re.compile(
    r"<(?:title|meta|link|script|style|nav|header|footer|aside|main|article|form|iframe|frameset)\b|"
    r"\s(?:class|id|itemprop)\s{0,9}=",
    re.IGNORECASE,
)
_XML_DECLARATION = re.compile(r"\s{0,200}<\?xml\b[^>]{0,300}>", re.IGNORECASE)
#: Annotations of ruby: the reading of a word, and the brackets around it.
_READINGS = ("rt", "rtc", "rp")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
#: Characters that libxml2 takes for the end of the page, or does not take at all.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f]")


def is_fragment(source: str) -> bool:
    """Return whether a source is the text of an article alone, as feeds and fields hold it, rather than a page."""
    return _WHOLE.search(source) is None or _FRAME.search(source) is None


def parse(source: str) -> Any:
    """Return the page or fragment as an lxml tree, or None where there is nothing in it.

    Readings of ruby are left out of the tree. Escaped markup of a fragment counts as markup.
    """
    tree = _fragment(source) if is_fragment(source) else _page(source)
    if tree is not None:
        _leave_out_readings(tree)
    return tree


def _page(source: str) -> Any:
    # libxml2 takes sections of CDATA in HTML for comments
    tree = trafilatura.load_html(_CDATA.sub("", source))
    # trafilatura gives nothing for a page of one element
    return tree if tree is not None else _parsed(source)


def _fragment(source: str) -> Any:
    tree = _parsed(f"<html><body><div>{source}</div></body></html>")
    if tree is not None and "&" in source:
        shown = "".join(tree.itertext())
        if has_markup(shown) and parting_tags(shown) >= parting_tags(source):
            return _parsed(f"<html><body><div>{unescaped(source)}</div></body></html>")
    return tree


def _parsed(source: str) -> Any:
    source = _IMPOSSIBLE.sub(" ", _CDATA.sub("", _XML_DECLARATION.sub("", source, count=1)))
    try:
        return document_fromstring(source, parser=HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return None


def _leave_out_readings(tree: Any) -> None:
    """Make plain text of ruby: its words stay, their readings go."""
    if next(tree.iter("ruby", *_READINGS), None) is None:
        return
    for reading in list(tree.iter(*_READINGS)):
        parent = reading.getparent()
        if parent is None:
            continue
        # without end tags libxml2 puts the words that follow into the reading
        words = "".join(_words(reading)) + (reading.tail or "")
        before = reading.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + words
        else:
            parent.text = (parent.text or "") + words
        parent.remove(reading)
    etree.strip_tags(tree, "ruby", "rb", "rbc")


def _words(reading: Any) -> list[str]:
    """Return the words inside a reading, those of <rb>."""
    return ["".join(_base(word)) for word in reading.iter("rb")]


def _base(word: Any) -> list[str]:
    parts = [word.text or ""]
    for child in word:
        parts.append(child.tail or "" if child.tag in (*_READINGS, "rb") else "".join(child.itertext()))
    return parts
