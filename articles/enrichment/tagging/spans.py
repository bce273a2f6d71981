"""The values that a tagger gives, and what every tagger does."""

from __future__ import annotations

from typing import Literal, Protocol

from articles.article import Value

#: A person, an organization, a place.
Label = Literal["PER", "ORG", "LOC"]


class Span(Value, frozen=True, kw_only=True):
    """A mention: the characters `text[start:end]`."""

    start: int
    end: int
    label: Label


class Doc(Value, frozen=True, kw_only=True):
    """A text as its tagger saw it. Token `i` is `text[starts[i]:ends[i]]`; white space is not a token."""

    words: tuple[str, ...]
    starts: tuple[int, ...]  #: first character of each token
    ends: tuple[int, ...]  #: one past its last character
    spans: tuple[Span, ...]  #: the mentions, in order, without overlap; they begin and end with tokens


class Tagger(Protocol):
    """What finds mentions. It keeps no text, so children of a fork may share one."""

    @property
    def version(self) -> str:
        """Name and version of the model: another version may find other mentions."""

    def doc(self, text: str) -> Doc:
        """Return the tokens of a text and the mentions among them."""

    def tag(self, text: str) -> list[Span]:
        """Return the mentions of a text alone, in order, without overlap."""
