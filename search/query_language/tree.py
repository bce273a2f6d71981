"""The tree of a query. Each leaf knows its place in the query, so that later errors can point at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from articles.article import Value


class Span(Value, frozen=True):
    """From one character of a query to another (excluded)."""

    start: int
    end: int


class Words(Value, frozen=True, tag=True):
    """Words that must all be there, in any order."""

    text: str
    at: Span
    field: str = ""  #: a text field of the language; everywhere if empty


class Phrase(Value, frozen=True, tag=True):
    """Words in this order."""

    text: str
    at: Span
    field: str = ""
    slop: int = 0  #: other words allowed in between


class Prefix(Value, frozen=True, tag=True):
    """A word that begins like this."""

    text: str
    at: Span
    field: str = ""


class Fuzzy(Value, frozen=True, tag=True):
    """A word that is spelled like this, or nearly so."""

    text: str
    at: Span
    field: str = ""
    edits: int | None = None  #: letters that may differ; by its length if None


class Named(Value, frozen=True, tag=True):
    """An entity, a speaker or the place of a dateline, by name or key."""

    name: str
    at: Span
    field: str
    prefix: bool = False


class Near(Value, frozen=True, tag=True):
    """A place within a distance of another."""

    name: str  #: a place, or "latitude,longitude"
    at: Span
    field: str
    metres: float


class Exactly(Value, frozen=True, tag=True):
    """A value of a field, as a whole."""

    value: str
    at: Span
    field: str
    prefix: bool = False


class Numbers(Value, frozen=True, tag=True):
    """Numbers from one to another, both included."""

    low: float | None
    high: float | None
    at: Span
    field: str
    above: bool = False  #: `low` itself is excluded
    below: bool = False  #: `high` itself is excluded


class Times(Value, frozen=True, tag=True):
    """Times from one (included) to another (excluded)."""

    since: datetime | None
    until: datetime | None
    at: Span
    field: str


class Flag(Value, frozen=True, tag=True):
    """A property that an article has."""

    value: str
    at: Span
    field: str  #: "is" or "has"


class Not(Value, frozen=True, tag=True):
    """The articles that the part does not find."""

    part: Node


class All(Value, frozen=True, tag=True):
    """The articles that every part finds."""

    parts: tuple[Node, ...]


class Any(Value, frozen=True, tag=True):
    """The articles that at least one part finds."""

    parts: tuple[Node, ...]


Leaf: TypeAlias = Words | Phrase | Prefix | Fuzzy | Named | Near | Exactly | Numbers | Times | Flag
Node: TypeAlias = Leaf | Not | All | Any


class Note(Value, frozen=True, kw_only=True):
    """What has to be said of a query that can be read in more than one way: how it was read."""

    kind: str  #: one of `problems.PROBLEMS`
    said: str  #: as a sentence
    start: int  #: characters into the query
    end: int
    values: Mapping[str, str] = {}  #: what the sentence names


class Tree(Value, frozen=True):
    """A query that has been read."""

    text: str
    root: Node | None  #: None: everything
    notes: tuple[Note, ...] = ()


def leaves(node: Node | None, *, negated: bool = False) -> list[tuple[Leaf, bool]]:
    """Return the leaves in their order, each with whether it is excluded."""
    if node is None:
        return []
    if isinstance(node, Not):
        return leaves(node.part, negated=not negated)
    if isinstance(node, All | Any):
        return [leaf for part in node.parts for leaf in leaves(part, negated=negated)]
    return [(node, negated)]
