"""A record, parsed once for all that read it: its metadata, its lines, the body."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from articles.article import Record
from articles.characters import whole
from articles.cleaning.blocks import Block, walk
from articles.cleaning.fragment import Fragment, text_of_markup
from articles.cleaning.hashes import line_hash
from articles.cleaning.lines import Paragraph, split
from articles.cleaning.tree import is_fragment, parse
from articles.markup import has_markup, unescaped


class Opened:
    """A record before it is cleaned. Each of its readings is made when it is first asked for, and once.

    A record is one of three: a page (`is_page`), judged by its blocks; a fragment of a page, judged by its text; plain
    text.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.content = whole(record.content)
        self._elements: list[Any] = []
        self.is_html = record.is_html or (not record.whole and _is_markup(self.content))
        self.is_page = self.is_html and not record.whole and not is_fragment(self.content)

    @cached_property
    def tree(self) -> Any:
        """The tree of a page or a fragment by lxml; None where there is nothing in it."""
        tree = parse(self.content)
        # lxml makes an object for each element that is looked at, and forgets it; these are kept for all readers
        self._elements = [] if tree is None else list(tree.iter())
        return tree

    @cached_property
    def page(self) -> tuple[list[Block], set[int]]:
        """The blocks of a page, and the numbers of those that are captions."""
        return ([], set()) if self.tree is None else walk(self.tree)

    @cached_property
    def fragment(self) -> Fragment:
        """The paragraphs of a fragment. Its tree is not None."""
        return Fragment(self.tree)

    @cached_property
    def text(self) -> str:
        """What is judged of a record that is not a page."""
        if not self.is_html:
            return self.content
        if self.record.whole:
            return text_of_markup(self.content)
        return "" if self.tree is None else self.fragment.text

    @cached_property
    def paragraphs(self) -> tuple[str, list[Paragraph]]:
        """The white space before the first paragraph of `text`, and its paragraphs."""
        return split(self.text)

    @cached_property
    def line_hashes(self) -> list[int]:
        """The 64-bit hashes of the distinct lines that cleaning judges, in their order."""
        if self.is_page:
            return distinct_hashes(block.text for block in self.page[0])
        return distinct_hashes(paragraph.text for paragraph in self.paragraphs[1])


def line_hashes(source: Record | str) -> list[int]:
    """Return the 64-bit hashes of the distinct lines of a record or a text that `clean` judges, in their order."""
    if isinstance(source, Record):
        return Opened(source).line_hashes
    return distinct_hashes(paragraph.text for paragraph in split(source)[1])


def distinct_hashes(lines: Iterable[str]) -> list[int]:
    """Return the hashes of lines, each once, in their order."""
    return list(dict.fromkeys(line_hash(line) for line in lines if line))


def _is_markup(content: str) -> bool:
    """Return whether a text that came as plain text holds HTML, as it is or escaped."""
    return has_markup(content) or ("&lt;" in content and has_markup(unescaped(content)))
