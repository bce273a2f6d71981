"""Copydesk's own tagger for English: spaCy's tokenizer, `network`, `tags`."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from spacy import attrs
from spacy.lang.en import English

from articles.enrichment.tagging import tags
from articles.enrichment.tagging.network import ATTRIBUTES, Hashes, Model, Numbers, Words
from articles.enrichment.tagging.sequences import tag_blocks
from articles.enrichment.tagging.spans import Doc, Span

_COLUMNS = [*(getattr(attrs, name) for name in ATTRIBUTES), attrs.IDX, attrs.LENGTH, attrs.IS_SPACE]
#: spaCy keeps every string it has seen; above this many the tokenizer is made anew.
_STRINGS = 200_000
#: A line of at least this many characters without an end mark goes on in the next one: the text was wrapped.
_WRAPPED = 45
_END = frozenset(".!?:;…\"'”’»)")


class Tokens:
    """spaCy's English tokenizer, four times as fast, and without the vocabulary growing for ever.

    spaCy keeps how it split a piece of text between white space, but nothing more in
    a text after one of its special cases ("don't", "Mr."): from there on it splits
    every piece anew (`Tokenizer._save_cached` in spaCy 3.8); and it stops keeping
    after 10,000. Here every new piece is shown to it alone first, and all are kept;
    the tokens are the same.
    """

    def __init__(self) -> None:
        self._renew()

    def _renew(self) -> None:
        self._nlp = English()
        self._tokenizer = cast(Any, self._nlp.tokenizer)
        self._tokenizer.max_cache_size = 2 * _STRINGS
        self._fresh = len(self._nlp.vocab.strings)
        self._seen: set[str] = set()

    def read(self, text: str) -> tuple[Hashes, Numbers, Numbers, npt.NDArray[np.bool_]]:
        """Return the tokens that are not white space.

        Returns:
            Their attributes (tokens, `ATTRIBUTES`), their starts and ends in characters, and
            whether a new segment (a paragraph, a list item, a headline) begins with them.
        """
        if len(self._nlp.vocab.strings) > self._fresh + _STRINGS:
            self._renew()
        tokenizer = self._tokenizer
        new = set(text.split()) - self._seen
        for piece in new:
            tokenizer(piece)
        self._seen |= new
        array = tokenizer(text).to_array(_COLUMNS)
        starts = array[:, -3].astype(np.intp)
        ends = starts + array[:, -2].astype(np.intp)
        space = array[:, -1].astype(bool)
        begins = np.zeros(len(array), dtype=bool)
        line = 0  # where the current line began
        for i in np.flatnonzero(space).tolist():
            white = text[starts[i] : ends[i]]
            if "\n" not in white and "\r" not in white:
                continue
            start = int(starts[i])
            long = start - line >= _WRAPPED
            if white.count("\n") > 1 or not long or text[start - 1 : start] in _END:
                begins[i + 1 : i + 2] = True
            line = int(ends[i])
        if space.any():
            # a break before one white space and another: the first token after both
            for i in np.flatnonzero(begins & space).tolist():
                begins[i + 1 : i + 2] = True
            keep = ~space
            array, starts, ends, begins = array[keep], starts[keep], ends[keep], begins[keep]
        return np.ascontiguousarray(array[:, : len(ATTRIBUTES)]), starts, ends, begins


class OwnTagger:
    """See `Tagger`. Not for two threads at once; children of a fork each go on with their own copy."""

    def __init__(self, weights: Path | None = None) -> None:
        """Load the weights of the package, or those of a file that `training/entities.py` wrote."""
        if weights is None:
            with resources.as_file(resources.files("articles.enrichment.tagging") / "copydesk.npz") as path:
                self.model = _load(path)
        else:
            self.model = _load(weights)
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


def _load(path: Path) -> Model:
    with np.load(path, allow_pickle=False) as arrays:
        return Model(dict(arrays))
