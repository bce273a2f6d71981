"""Clean a fragment of HTML from a feed or a field, which has no page around the text."""

from __future__ import annotations

from typing import Any

from articles.cleaning.blocks import LineEnds, walk
from articles.cleaning.plain import GAP
from articles.cleaning.repair import repaired
from articles.cleaning.tree import parse
from articles.markup import has_markup


class Fragment:
    """The paragraphs of a fragment, and which of them are captions."""

    def __init__(self, tree: Any) -> None:
        blocks, captions = walk(tree, _line_ends(tree))
        texts = [block.text for block in blocks]
        self.text = GAP.join(texts)
        self.captions = frozenset(repaired(texts[number]) for number in captions)


def text_of_markup(text: str) -> str:
    """Return a text that may hold markup as paragraphs without it."""
    if not has_markup(text):
        return text
    tree = parse(text)
    return text if tree is None else Fragment(tree).text


def _line_ends(tree: Any) -> LineEnds:
    """Return what line ends are: written by hand where no element parts the paragraphs."""
    for element in tree.iter("p", "br"):
        if element.tag == "br" or len(element) or (element.text or "").strip():
            return LineEnds.BLANK_LINES
    return LineEnds.WRITTEN
