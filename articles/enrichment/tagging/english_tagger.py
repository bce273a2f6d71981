"""Copydesk's own tagger for English: spaCy's tokens, `network`, `tags`."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt

from articles.enrichment import arrays
from articles.enrichment.tagging import english_tokens, tags
from articles.enrichment.tagging.english_tokens import Token, shape
from articles.enrichment.tagging.network import ATTRIBUTES, Hashes, Model, Numbers, Words
from articles.enrichment.tagging.sequences import tag_blocks
from articles.enrichment.tagging.spans import Doc, Span

FILE = Path(__file__).with_name("copydesk.npz")
#: So many pieces of text are kept at most.
_PIECES = 200_000
_PIECE = re.compile(r"\S+")
#: A line of at least this many characters without an end mark goes on in the next one: the text was wrapped.
_WRAPPED = 45
_END = frozenset(".!?:;…\"'”’»)")


class Tokens:
    """The tokens of a text as spaCy's English tokenizer makes them (`english_tokens`).

    What a piece of text between white space is divided into is kept; when too many are, all are forgotten.
    """

    def __init__(self) -> None:
        self._rules = english_tokens.rules()
        self._forget()

    def _forget(self) -> None:
        #: piece → row in `_attributes`, start and end in the piece, of each of its tokens
        self._pieces: dict[str, list[tuple[int, int, int]]] = {}
        self._rows: dict[Token, int] = {}
        self._hashes: dict[str, int] = {}
        self._attributes: Hashes = np.empty((1024, len(ATTRIBUTES)), dtype=np.uint64)

    def read(self, text: str) -> tuple[Hashes, Numbers, Numbers, npt.NDArray[np.bool_]]:
        """Return the tokens that are not white space.

        Returns:
            Their attributes (tokens, `ATTRIBUTES`), their starts and ends in characters, and
            whether a new segment (a paragraph, a list item, a headline) begins with them.
        """
        if len(self._pieces) > _PIECES:
            self._forget()
        tokens: list[tuple[int, int, int]] = []
        segments: list[int] = []
        end = line = 0  # of the piece before; where the current line began
        for match in _PIECE.finditer(text):
            start = match.start()
            white = text[end:start]
            if white not in ("", " "):
                begins, line = _begins(text, end, start, line)
                segments += [len(tokens)] if begins else []
            tokens += [(row, start + first, start + last) for row, first, last in self._piece(match[0])]
            end = match.end()
        table = np.array(tokens, dtype=np.intp).reshape(-1, 3)
        starts_segment = np.zeros(len(tokens), dtype=bool)
        starts_segment[segments] = True
        return self._attributes[table[:, 0]], table[:, 1].copy(), table[:, 2].copy(), starts_segment

    def _piece(self, piece: str) -> list[tuple[int, int, int]]:
        known = self._pieces.get(piece)
        if known is None:
            known, start = [], 0
            for token in self._rules.tokens(piece):
                end = start + len(token.text)
                known.append((self._row(token), start, end))
                start = end
            self._pieces[piece] = known
        return known

    def _row(self, token: Token) -> int:
        row = self._rows.get(token)
        if row is None:
            row = self._rows[token] = len(self._rows)
            if row == len(self._attributes):
                self._attributes = np.concatenate([self._attributes, np.empty_like(self._attributes)])
            text = token.text
            strings = (text, token.norm, text[0], text[-3:], shape(text), text.lower())
            self._attributes[row] = [self._hash(string) for string in strings]
        return row

    def _hash(self, string: str) -> int:
        found = self._hashes.get(string)
        if found is None:
            found = self._hashes[string] = self._rules.number(string)
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
        attributes, starts, ends, begins = self.tokens.read(text)
        found = tags.mentions(self._tag(attributes, begins))
        first, last = starts.tolist(), ends.tolist()
        return Doc(
            words=tuple([text[a:b] for a, b in zip(first, last, strict=True)]),
            starts=tuple(first),
            ends=tuple(last),
            spans=tuple([Span(start=first[i], end=last[j], label=label) for i, j, label in found]),
        )

    def tag(self, text: str) -> list[Span]:
        """See `Tagger.tag`."""
        attributes, starts, ends, begins = self.tokens.read(text)
        return [
            Span(start=int(starts[i]), end=int(ends[j]), label=label)
            for i, j, label in tags.mentions(self._tag(attributes, begins))
        ]

    def _tag(self, attributes: Hashes, begins: npt.NDArray[np.bool_]) -> Numbers:
        return tag_blocks(attributes, begins, self.model, self.words)
