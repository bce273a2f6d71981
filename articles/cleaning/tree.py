"""The source of a page, or of a piece of one, to a tree by lxml."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring, fromstring

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
_CDATA = ("<![CDATA[", "]]>")
#: Characters that libxml2 takes for the end of the page, or does not take at all.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_IMPOSSIBLE_BYTES = bytes([*range(9), 11, 12, *range(14, 32)])
_IMPOSSIBLE_WIDE, _WIDE_BEGIN = ("\ufffe", "\uffff"), b"\xef"
#: A document type with a slash inside, which libxml2 takes for the end of the page, and an <html/> closed at once.
_FAULTY_DOCTYPE = re.compile(r"< ?! ?DOCTYPE[^>]*/[^<>]*>", re.IGNORECASE)
_CLOSED_HTML = re.compile(r"(<html[^\n]*?)\s*/>", re.IGNORECASE)
_PARSER = HTMLParser(collect_ids=False, encoding="utf-8", remove_comments=True, remove_pis=True)
# One class for all elements: to choose it by name takes a call of Python for each that is looked at, and nothing here
# needs the methods of forms.
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))


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
    """Return the tree of a page. Its source is searched with `in` before anything is replaced: most pages are sound."""
    source = _without_cdata(source)
    beginning = source[:50].lower()
    if "doctype" in beginning:
        source = _FAULTY_DOCTYPE.sub("", source, count=1) if _FAULTY_DOCTYPE.match(source) else source
    if any("<html" in line and line.endswith("/>") for line in source[:4096].splitlines()[:4]):
        source = _CLOSED_HTML.sub(r"\1>", source, count=1)
    data = source.encode("utf-8", "surrogatepass")
    if _WIDE_BEGIN in data:  # most pages have no character near those
        for character in _IMPOSSIBLE_WIDE:
            source = source.replace(character, "")
        data = source.encode("utf-8", "surrogatepass")
    try:
        tree = fromstring(data.translate(None, _IMPOSSIBLE_BYTES), parser=_PARSER)
    except (etree.LxmlError, ValueError):
        tree = None
    # a page of one element that does not say it is HTML is read as it is
    return _parsed(source) if tree is None or (len(tree) < 2 and "html" not in beginning) else tree


def _fragment(source: str) -> Any:
    tree = _parsed(f"<html><body><div>{source}</div></body></html>")
    if tree is not None and "&" in source:
        shown = "".join(tree.itertext())
        if has_markup(shown) and parting_tags(shown) >= parting_tags(source):
            return _parsed(f"<html><body><div>{unescaped(source)}</div></body></html>")
    return tree


def _parsed(source: str) -> Any:
    source = _IMPOSSIBLE.sub(" ", _without_cdata(_XML_DECLARATION.sub("", source, count=1)))
    try:
        return document_fromstring(source, parser=HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return None


def _without_cdata(source: str) -> str:
    """Return a source without the marks of CDATA: libxml2 takes these sections in HTML for comments."""
    for mark in _CDATA:
        source = source.replace(mark, "")
    return source


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
