"""The text of a page as a browser shows it: its blocks, without deciding which of them are the article."""

from __future__ import annotations

import re
from typing import Any

from lxml import html

_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "li", "ol", "p", "pre", "section", "table", "tbody", "td", "th", "tr", "ul",
})  # fmt: skip
_LEFT_OUT = frozenset({"head", "noscript", "script", "style", "title"})

#: A style that hides an element.
HIDDEN = re.compile(r"display\s*:\s*none", re.I)


def without_hidden(source_text: str) -> str:
    """Return a page without the elements that their own style hides.

    The page must have been checked for depth and crowded tags before (`articles.forms.page`).
    """
    tree: Any = html.document_fromstring(_without_declaration(source_text))
    hidden = [e for e in tree.iter() if isinstance(e.tag, str) and HIDDEN.search(e.get("style") or "")]
    for element in hidden:
        if element.getparent() is not None and element.tag != "body":
            element.drop_tree()
    return str(html.tostring(tree, encoding="unicode"))


def _without_declaration(source_text: str) -> str:
    text = re.sub(r"\A\s*<\?xml[^>]*>", "", source_text)
    return text if text.strip() else "<p></p>"


def text_of_page(source_text: str) -> str:
    """Return the text of a page, with a blank line between its blocks.

    The page must have been checked for depth and crowded tags before (`articles.forms.page`).
    """
    pieces: list[str] = []
    _collect(html.document_fromstring(_without_declaration(source_text)), pieces)
    return re.sub(r" *\n *", "\n", "".join(pieces))


def _collect(element: Any, pieces: list[str]) -> None:
    is_block = element.tag in _BLOCKS
    if is_block:
        pieces.append("\n\n")
    if element.tag == "br":
        pieces.append("\n")
    elif isinstance(element.tag, str) and element.tag not in _LEFT_OUT:
        pieces.append(_folded(element.text))
        for child in element:
            _collect(child, pieces)
            pieces.append(_folded(child.tail))
    if is_block:
        pieces.append("\n\n")


def _folded(text: str | None) -> str:
    """Return a text with white space folded; a blank at its ends stays."""
    return " ".join(f".{text or ''}.".split())[1:-1]
