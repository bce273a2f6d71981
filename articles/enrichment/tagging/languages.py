"""Copydesk's own tagger for many languages: one network, which is told the language of a text."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from articles.enrichment import arrays
from articles.enrichment.tagging import bounds, candidates, labels, segments, tags, word_features
from articles.enrichment.tagging.network import Floats, Layers, Numbers, Words
from articles.enrichment.tagging.segments import Tokens
from articles.enrichment.tagging.sequences import tag_blocks
from articles.enrichment.tagging.spans import Doc, Span

#: Languages of which there is no gold text in training, or little: a network that was trained for fewer steps, and has
#: learnt less by heart, reads them better.
_FEW = frozenset({"nl", "pl", "ru", "uk"})
#: Other languages have words in lower case in names, at either end: "Union européenne", "совет директоров Центробанка".
_REACH = candidates.Reach(before=3, between=5, behind=3)
Strings = npt.NDArray[np.object_]


class LanguageModel(Layers):
    """The network: hashed pieces of words, facts about them, their language, then the layers."""

    def __init__(self, weights: Mapping[str, npt.NDArray[Any]]) -> None:
        super().__init__(weights)
        self._vectors = weights["pieces"]  # in 8 bits until they are used; the last row is zero
        self._scales = weights["scales"].astype(np.float32)
        self._languages = weights["languages"].astype(np.float32)
        #: language → its row in `_languages`; row 0 is that of any other
        self.rows: dict[str, int] = self.about["languages"]
        self.boldness: dict[str, float] = self.about["boldness"]

    def keys(self, words: Strings) -> list[tuple[str, str]]:
        """See `Embedder.keys`: a word is a pair of language and string."""
        keys: list[tuple[str, str]] = words.tolist()
        return keys

    def embed(self, words: Strings) -> Floats:
        """Return the vectors of words of one language without context: (words, width)."""
        language = words[0][0]
        rows, facts = word_features.of_words([word for _, word in words], language)
        fixed = 2 * len(word_features.TABLES)
        vectors = self._vectors[rows]
        parts = [
            vectors[:, 2 * i].astype(np.float32) + vectors[:, 2 * i + 1].astype(np.float32)
            for i in range(len(word_features.TABLES))
        ]
        parts.append(vectors[:, fixed:].sum(axis=1, dtype=np.float32) / 2)
        parts = [part * scale for part, scale in zip(parts, self._scales, strict=True)]
        told = np.tile(self._languages[self.rows.get(language, 0)], (len(words), 1))
        return self.mix([*parts, told, facts])


class Shared:
    """The network and its words, which the taggers of all languages share."""

    def __init__(self, path: Path) -> None:
        self.model = LanguageModel(arrays.read(path))
        self.words = Words(self.model)


def shared(language: str) -> Shared:
    """Return the bundled network of a language, read once per process."""
    return _read("languages_few.npz" if language in _FEW else "languages.npz")


@functools.lru_cache(maxsize=2)
def _read(name: str) -> Shared:
    return Shared(Path(__file__).with_name(name))


class LanguageTagger:
    """See `Tagger`. Not for two threads at once; children of a fork each go on with their own copy."""

    def __init__(self, language: str, weights: Path | None = None) -> None:
        """Take the shared network, or the weights of a file that `training/languages.py` wrote."""
        self.language = "nb" if language == "no" else language
        self._shared = shared(self.language) if weights is None else Shared(weights)
        model = self._shared.model
        self.version = f"copydesk-languages {model.about['version']}"
        self._boldness = model.boldness.get(self.language, model.boldness.get("", 0.0))

    def doc(self, text: str) -> Doc:
        """See `Tagger.doc`."""
        tokens = segments.read(text)
        return Doc(
            words=tuple(tokens.words),
            starts=tuple(tokens.starts),
            ends=tuple(tokens.ends),
            spans=tuple(self._spans(tokens)),
        )

    def tag(self, text: str) -> list[Span]:
        """See `Tagger.tag`."""
        return self._spans(segments.read(text))

    def _spans(self, tokens: Tokens) -> list[Span]:
        spans = []
        for first, last, label in labels.mended(tokens.words, tags.mentions(self._tag(tokens)), self.language):
            mention = bounds.mended(tokens.words, first, last, self.language)
            if mention is not None:
                spans.append(Span(start=tokens.starts[mention[0]], end=tokens.ends[mention[1]], label=label))
        return spans

    def _tag(self, tokens: Tokens) -> Numbers:
        words = np.empty(len(tokens.words), dtype=object)
        words[:] = [(self.language, word) for word in tokens.words]
        kinds = candidates.kinds(tokens.words)
        return tag_blocks(
            words, kinds, tokens.begins, self._shared.model, self._shared.words, _REACH, boldness=self._boldness
        )
