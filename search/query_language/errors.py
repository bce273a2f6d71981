"""Say what is wrong with a query, and where."""

from __future__ import annotations

import unicodedata

from articles.errors import PermanentError
from search.query_language import problems
from search.query_language.tree import Note

#: Characters of a query that are shown around the place.
_SHOWN = 90


class QueryError(PermanentError):
    """A query that cannot be read.

    Args:
        kind: What is wrong: one of `problems.PROBLEMS`.
        text: The query.
        start: First character that the problem is about.
        end: The character after its last.
        values: What the sentence says of it.
    """

    def __init__(self, kind: str, text: str, start: int, end: int, **values: object) -> None:
        self.kind = kind
        self.values = values
        #: What is wrong and what to do, as a sentence without a full stop.
        self.problem = problems.said(kind, values)
        self.text = text
        self.start = max(0, min(start, len(text)))
        self.end = max(self.start, min(end, len(text)))
        super().__init__(f"{self.problem}\n{pointed(text, self.start, self.end)}")


def pointed(text: str, start: int, end: int) -> str:
    """Return the query on one line, and below it carets under the characters from `start` to `end`."""
    first = max(0, start - _SHOWN // 2)
    last = min(len(text), max(end, start + 1) + _SHOWN // 2, first + 2 * _SHOWN)
    before = ("…" if first else "") + _plain(text[first:start])
    marked = _plain(text[start : min(end, last)])
    after = _plain(text[min(end, last) : last]) + ("…" if last < len(text) else "")
    return f"  {before}{marked}{after}\n  {' ' * columns(before)}{'^' * max(1, columns(marked))}"


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text)


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese letters take two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def note(kind: str, start: int, end: int, **values: str) -> Note:
    """Return what has to be said of how a part of a query was read."""
    return Note(kind=kind, said=problems.said(kind, values), start=start, end=end, values=values)
