"""Copydesk's own tagger for English: spaCy's tokens, `network`, `tags`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Sized
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from articles.enrichment import arrays
from articles.enrichment.tagging import candidates, english_tokens, tags
from articles.enrichment.tagging.candidates import Kinds, Reach
from articles.enrichment.tagging.english_tokens import Token, shape
from articles.enrichment.tagging.network import ATTRIBUTES, Hashes, Model, Numbers, Words
from articles.enrichment.tagging.sequences import tag_blocks
from articles.enrichment.tagging.spans import Doc, Label, Span

FILE = Path(__file__).with_name("copydesk.npz")
#: Only capitals begin and end a name: "Bank of the West".
_REACH = Reach(before=0, between=2, behind=0)
#: So many pieces of text are kept at most.
_PIECES = 200_000
#: White space, between two of which a piece is.
_WHITE = re.compile(r"(\s+)")
#: A line of at least this many characters without an end mark goes on in the next one: the text was wrapped.
_WRAPPED = 45
_END = frozenset(".!?:;…\"'”’»)")


class Piece(NamedTuple):
    """What a piece of text between white space is divided into."""

    words: tuple[str, ...]
    places: tuple[int, ...]  #: row in the attributes, start and end in the piece, of each of its tokens in turn


class Read(NamedTuple):
    """The tokens of a text that are not white space."""

    attributes: Hashes  #: (tokens, `ATTRIBUTES`)
    kinds: Kinds  #: how each is written
    starts: Numbers  #: in characters
    ends: Numbers
    begins: npt.NDArray[np.bool_]  #: whether a segment (a paragraph, a list item, a headline) begins with a token
    words: list[str]


class Tokens:
    """The tokens of a text as spaCy's English tokenizer makes them (`english_tokens`).

    What a piece of text between white space is divided into is kept; when too many are, all are forgotten.
    """

    def __init__(self) -> None:
        self._rules = english_tokens.rules()
        self._forget()

    def _forget(self) -> None:
        self._pieces: dict[str, Piece] = {}
        self._rows: dict[Token, int] = {}
        self._hashes: dict[str, int] = {}
        self._attributes: Hashes = np.empty((1024, len(ATTRIBUTES)), dtype=np.uint64)
        self._kinds: Kinds = np.empty(1024, dtype=np.uint8)

    def read(self, text: str) -> Read:
        """Return the tokens of a text."""
        if len(self._pieces) > _PIECES:
            self._forget()
        parts = _WHITE.split(text)  # pieces and white space in turn; at an end that is white the piece is empty
        known = [self._pieces.get(piece) or self._divided(piece) for piece in parts[::2]]
        words = list(chain.from_iterable(map(_WORDS, known)))
        places = np.fromiter(chain.from_iterable(map(_PLACES, known)), dtype=np.intp, count=3 * len(words))
        row, start, end = places.reshape(-1, 3).T
        counts = _lengths(map(_WORDS, known))
        last = np.cumsum(_lengths(parts))
        before = np.concatenate(([0], last[1::2]))  # characters before each piece
        at = np.repeat(before, counts)
        begins = np.zeros(len(words) + 1, dtype=bool)  # there is a place for what would follow
        begins[_segments(text, parts[1::2], before[1:].tolist(), np.cumsum(counts).tolist())] = True
        return Read(self._attributes[row], self._kinds[row], start + at, end + at, begins[:-1], words)

    def _divided(self, piece: str) -> Piece:
        words: list[str] = []
        places: list[int] = []
        start = 0
        for token in self._rules.tokens(piece):
            end = start + len(token.text)
            words.append(piece[start:end])
            places += (self._row(token), start, end)
            start = end
        self._pieces[piece] = found = Piece(tuple(words), tuple(places))
        return found

    def _row(self, token: Token) -> int:
        row = self._rows.get(token)
        if row is None:
            row = self._rows[token] = len(self._rows)
            if row == len(self._attributes):
                self._attributes = np.concatenate([self._attributes, np.empty_like(self._attributes)])
                self._kinds = np.concatenate([self._kinds, np.empty_like(self._kinds)])
            text = token.text
            strings = (text, token.norm, text[0], text[-3:], shape(text), text.lower())
            self._attributes[row] = [self._hash(string) for string in strings]
            self._kinds[row] = candidates.kind(text)
        return row

    def _hash(self, string: str) -> int:
        found = self._hashes.get(string)
        if found is None:
            found = self._hashes[string] = self._rules.number(string)
        return found


_WORDS, _PLACES = attrgetter("words"), attrgetter("places")


def _lengths(several: Iterable[Sized]) -> Numbers:
    return np.fromiter(map(len, several), dtype=np.intp)


def _segments(text: str, whites: Sequence[str], starts: Sequence[int], tokens: Sequence[int]) -> list[int]:
    """Return the tokens with which segments begin.

    Args:
        text: The text.
        whites: The pieces of white space in it.
        starts: Where the text goes on behind each.
        tokens: How many tokens are before each.
    """
    found: list[int] = []
    line = 0  # where the current line began
    for at, white in enumerate(whites):
        if white != " ":
            begins, line = _begins(text, starts[at] - len(white), starts[at], line)
            found += [tokens[at]] if begins else []
    return found


def _begins(text: str, end: int, start: int, line: int) -> tuple[bool, int]:
    """Return whether a segment begins after white space, and where the line begins that goes on there."""
    if end and text[end] == " ":
        end += 1
    white = text[end:start]
    if "\n" not in white and "\r" not in white:
        return False, line
    short = end - line < _WRAPPED
    return white.count("\n") > 1 or short or text[end - 1 : end] in _END, start


class OwnTagger:
    """See `Tagger`. Not for two threads at once; children of a fork each go on with their own copy."""

    def __init__(self, weights: Path | None = None) -> None:
        """Load the weights of the package, or those of a file that `training/entities.py` wrote."""
        self.model = Model(arrays.read(weights or FILE))
        self.tokens = Tokens()
        self.words = Words(self.model)
        self.version = f"copydesk {self.model.about['version']}"

    def doc(self, text: str) -> Doc:
        """See `Tagger.doc`."""
        read = self.tokens.read(text)
        first, last = read.starts.tolist(), read.ends.tolist()
        return Doc(
            words=tuple(read.words),
            starts=tuple(first),
            ends=tuple(last),
            spans=tuple([Span(start=first[i], end=last[j], label=label) for i, j, label in self._mentions(read)]),
        )

    def tag(self, text: str) -> list[Span]:
        """See `Tagger.tag`."""
        read = self.tokens.read(text)
        return [
            Span(start=int(read.starts[i]), end=int(read.ends[j]), label=label) for i, j, label in self._mentions(read)
        ]

    def tags(self, read: Read) -> Numbers:
        """Return the tag of each token (`tags.TAGS`)."""
        return tag_blocks(read.attributes, read.kinds, read.begins, self.model, self.words, _REACH)

    def _mentions(self, read: Read) -> list[tuple[int, int, Label]]:
        return tags.mentions(self.tags(read))
