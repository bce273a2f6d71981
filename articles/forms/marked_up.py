"""Paragraphs of what an agency marks up: NITF, XHTML inside NewsML, HTML in a field. No page surrounds them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree, html

from articles.forms.xml_safety import local

#: Elements that begin and end a paragraph.
_BLOCKS = frozenset(
    {
        "address", "article", "block", "blockquote", "body", "body.content", "bq", "brodtext", "caption", "center",
        "citat", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "fn", "form", "h1", "h2", "h3", "h4",
        "h5", "h6", "hl1", "hl2", "hr", "html", "ingress", "lead", "li", "main", "mellis", "nitf-table", "note", "ol",
        "p", "para", "paragraph", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
    }
)  # fmt: skip
#: Elements that do not belong to the story.
_LEFT_OUT = frozenset(
    {
        "aside", "audio", "bild", "button", "figure", "footer", "form", "head", "header", "iframe", "img", "media",
        "media-caption", "media-metadata", "media-producer", "media-reference", "nav", "nitf-table-metadata",
        "noscript", "object", "script", "style", "svg", "template", "title", "video",
    }
)  # fmt: skip
#: Elements whose neighbours are words apart.
_APART = frozenset({"td", "th", "col", "nitf-col", "byttl", "person", "city", "country", "state"})
_BREAK = "\x00"
_TWO_BREAKS = re.compile(r"\x00\s*\x00")
_TWO_LINES = re.compile(r"\r?\n[ \t]*\r?\n")
_OWN_BLOCKS = re.compile(r"<(?:p|br|div|li|h[1-6]|tr|table|ul|section|body)\b", re.I)
_REPEATED_WORDS = 8
#: A lead that is cut is the beginning of the paragraph after it.
_CUT_LEAD = 60


def paragraphs(root: Any) -> list[str]:
    """Return the texts of the blocks in an element, in order; text between blocks is one too. Without recursion."""
    found: list[str] = []
    loose: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = local(element).lower()
        inside = element is not root
        if event == "start":
            if inside and (not name or name in _LEFT_OUT):
                walk.skip_subtree()
                continue
            if name in _BLOCKS:
                _end(loose, found)
            text = element.text or ""
            loose.append(_TWO_LINES.sub(_BREAK * 2, text) if name == "pre" else text)
            continue
        if name in _BLOCKS:
            _end(loose, found)
        elif name == "br":
            loose.append(_BREAK)
        elif name in _APART:
            loose.append(" ")
        if inside:
            loose.append(element.tail or "")
    _end(loose, found)
    return found


def _end(loose: list[str], found: list[str]) -> None:
    """End the paragraph that is being collected; two line breaks ended one before."""
    for piece in _TWO_BREAKS.split("".join(loose)):
        if text := " ".join(piece.replace(_BREAK, " ").split()):
            found.append(text)
    loose.clear()


def text_of_paragraphs(root: Any) -> str:
    """Return the paragraphs with a blank line between, each once."""
    return "\n\n".join(once(paragraphs(root)))


def text_of_markup(source: str) -> str:
    """Return the paragraphs of HTML, or of a piece of it. Line ends count where it has no paragraphs of its own."""
    source = source.replace("\x00", "")
    if _OWN_BLOCKS.search(source) is None:
        source = "".join(f"<p>{line}</p>" for line in _TWO_LINES.split(source))
    try:
        root = html.document_fromstring(f"<div>{source}</div>" if "<body" not in source.lower() else source)
    except (etree.LxmlError, ValueError, AssertionError):
        return ""
    return text_of_paragraphs(root)


def once(texts: Iterable[str]) -> Iterator[str]:
    """Drop repeated paragraphs, such as a lead that is given alone and in the full text."""
    kept: list[str] = []
    seen: set[str] = set()
    for text in texts:
        if text in seen:
            continue
        if len(text.split()) >= _REPEATED_WORDS:
            seen.add(text)
        kept.append(text)
    for number, text in enumerate(kept):
        cut = text.rstrip(" .…")
        if number + 1 < len(kept) and number < 2 and len(cut) >= _CUT_LEAD and kept[number + 1].startswith(cut):
            continue
        yield text
