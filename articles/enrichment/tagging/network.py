"""The tagger's network, in NumPy.

What a word is without its context (`Words`) is computed once and kept; then four
layers look at a token and its two neighbours each (so a tag depends on four
tokens either side), and a small head scores the tags. The layers are those of
spaCy's encoder: Honnibal's "Embed, encode, attend, predict" (hash embeddings,
Miranda et al. 2022, "Multi hash embeddings in spaCy"; maxout, Goodfellow et al.
2013; layer normalisation, Ba et al. 2016).
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from articles.enrichment.tagging.candidates import Mask, beside

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.intp]
Hashes = npt.NDArray[np.uint64]

#: Columns of what is known of a token, as spaCy's 64-bit hashes of the strings (`Doc.to_array`).
ATTRIBUTES = ("ORTH", "NORM", "PREFIX", "SUFFIX", "SHAPE", "LOWER")
_ORTH, _NORM = 0, 1
#: The columns that have hash embeddings.
EMBEDDED = (1, 2, 3, 4)


class Maxout(NamedTuple):
    """A layer: the largest of three products, then normalised over its outputs."""

    weights: Floats  #: (inputs, pieces * outputs); the pieces lie side by side
    bias: Floats
    gain: Floats  #: of the normalisation
    shift: Floats
    pieces: int

    def finish(self, product: Floats) -> Floats:
        """Compute the layer's output from inputs times weights; `product` is overwritten."""
        product += self.bias
        width = len(self.gain)
        out = np.maximum(product[:, :width], product[:, width : 2 * width])
        for piece in range(2, self.pieces):
            np.maximum(out, product[:, piece * width : (piece + 1) * width], out=out)
        mean = np.full((width, 1), 1 / width, dtype=np.float32)
        out -= out @ mean
        scale = (out * out) @ mean
        scale += 1e-8
        out /= np.sqrt(scale)
        out *= self.gain
        out += self.shift
        return out


class Table(NamedTuple):
    """Vectors of known words, in 8 bits."""

    columns: tuple[int, ...]  #: which attributes to look up; the first that is known counts
    keys: npt.NDArray[np.uint32]  #: lower half of the attribute's hash, sorted
    rows: npt.NDArray[np.uint16]  #: the key's row in `vectors`
    vectors: npt.NDArray[np.int8]  #: row 0 is that of a word that is not known
    scale: Floats  #: of each dimension

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[Any]], name: str, columns: Sequence[int]) -> Table:
        """Return the table of this name among the arrays of a file."""
        return cls(tuple(columns), *(arrays[f"{name}_{part}"] for part in ("keys", "rows", "vectors", "scale")))

    def find(self, words: Hashes) -> Floats:
        """Return the vectors of words (rows of attributes)."""
        row = np.zeros(len(words), dtype=np.intp)
        for column in reversed(self.columns):
            key = words[:, column].astype(np.uint32)
            at = np.searchsorted(self.keys, key).clip(max=len(self.keys) - 1)
            row = np.where(self.keys[at] == key, self.rows[at], row)
        return self.vectors[row] * self.scale


class Embedder(Protocol):
    """What makes vectors of words: a `Layers` that knows what its words look like."""

    width: int
    layers: list[Maxout]

    def keys(self, words: npt.NDArray[Any], /) -> Sequence[Hashable]:
        """Return what tells each word from others; words of one key have one vector."""

    def embed(self, words: npt.NDArray[Any], /) -> Floats:
        """Return the vectors of words without context: (words, width)."""


class Words:
    """What the words are without context, computed at first sight and kept.

    The vectors of up to `remembered` words are kept, and beside those of up to `capacity` words what the first layer
    makes of them. What is full is emptied: what is frequent is soon back, and nothing has to be counted. The first
    takes 0.5 kB a word (32 MB), the second 4 kB (31 MB); computing a vector takes ten times as long as the rest.
    """

    def __init__(self, model: Embedder, capacity: int = 8192, remembered: int = 65_536) -> None:
        self._model = model
        self._capacity = capacity
        self._remembered = remembered
        self._row: dict[Hashable, int] = {}
        #: vectors[0] is the place between two segments, where nothing is
        self.vectors: Floats = np.zeros((1, model.width), dtype=np.float32)
        #: the words times the first layer's weights, before a token, as itself and behind it: a third of all the work
        self.products: list[Floats] = [np.zeros((1, model.layers[0].weights.shape[1]), dtype=np.float32)] * 3
        self._seen: dict[Hashable, int] = {}
        self._embedded: Floats = np.zeros((0, model.width), dtype=np.float32)

    def rows(self, words: npt.NDArray[Any]) -> Numbers:
        """Return the rows of words, as the model takes them, in `vectors` and `products`; at most `capacity` words."""
        keys = self._model.keys(words)
        known = self._row
        rows = list(map(known.get, keys))
        if None in rows:
            new = {key: i for i, key in enumerate(keys) if key not in known}
            if len(known) + len(new) >= self._capacity:
                known.clear()
                new = {key: i for i, key in enumerate(keys)}
            self._add(list(new), words[list(new.values())])
            rows = list(map(known.get, keys))
        return np.array(rows, dtype=np.intp)

    def _add(self, keys: list[Hashable], words: npt.NDArray[Any]) -> None:
        start = len(self._row) + 1
        end = start + len(keys)
        if end > len(self.vectors):
            size = min(max(2 * len(self.vectors), end, 1024), max(self._capacity, end))
            self.vectors = _grown(self.vectors, size)
            self.products = [_grown(products, size) for products in self.products]
        vectors = self._vectors_of(keys, words)
        self.vectors[start:end] = vectors
        width, weights = self._model.width, self._model.layers[0].weights
        for place, products in enumerate(self.products):
            products[start:end] = vectors @ weights[place * width : (place + 1) * width]
        self._row.update(zip(keys, range(start, end), strict=True))

    def _vectors_of(self, keys: list[Hashable], words: npt.NDArray[Any]) -> Floats:
        """Return the vectors of words without context; compute those that are not remembered."""
        seen = self._seen
        new = [i for i, key in enumerate(keys) if key not in seen]
        if new:
            if len(seen) + len(new) > self._remembered:
                seen.clear()
                new = list(range(len(keys)))
            start, end = len(seen), len(seen) + len(new)
            if end > len(self._embedded):
                size = min(max(2 * end, 1024), max(self._remembered, end))
                self._embedded = _grown(self._embedded, size)
            self._embedded[start:end] = self._model.embed(words[new])
            seen.update(zip([keys[i] for i in new], range(start, end), strict=True))
        return self._embedded[[seen[key] for key in keys]]


def _grown(old: Floats, size: int) -> Floats:
    new = np.zeros((size, *old.shape[1:]), dtype=np.float32)
    new[: len(old)] = old
    return new


class Layers:
    """The weights from the vectors of words to the scores of tags, and what is computed with them."""

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        self.about: dict[str, Any] = json.loads(bytes(arrays["about"]).decode())
        self._mix = _layer(arrays, "mix")
        self.layers = [_layer(arrays, f"layer{i}") for i in range(self.about["depth"])]
        self._head = _layer(arrays, "head")
        self._out = arrays["out_weights"].astype(np.float32)
        self._out_bias = arrays["out_bias"].astype(np.float32)
        self.width = len(self._mix.gain)

    def mix(self, parts: Sequence[Floats]) -> Floats:
        """Return the vectors of words from what is known of them, side by side."""
        return self._mix.finish(np.concatenate(parts, axis=1) @ self._mix.weights)

    def scores(self, rows: Numbers, words: Words, wanted: Mask) -> Floats:
        """Return the tags' scores of the wanted tokens: (wanted tokens, tags). See `encode`."""
        hidden = self._head.finish(self.encode(rows, words, wanted) @ self._head.weights)
        scores: Floats = hidden @ self._out + self._out_bias
        return scores

    def encode(self, rows: Numbers, words: Words, wanted: Mask) -> Floats:
        """Return the vectors of the wanted tokens in their context: (wanted tokens, width).

        Each layer is computed for the tokens that the next one looks at.

        Args:
            rows: The tokens' rows in `words`; 0 between two segments, which then know nothing of each other.
            wanted: Whether a token is asked for; none of row 0 is.
        """
        there = rows != 0
        masks = [wanted]
        for _ in self.layers[1:]:
            masks.append(beside(masks[-1]) & there)
        framed = np.zeros((len(rows) + 2, self.width), dtype=np.float32)
        x: Floats = framed[1:-1]
        size = framed.itemsize
        # a row for each token: the vectors of the one before, its own, and of the one behind
        windows = np.lib.stride_tricks.as_strided(
            framed, (len(rows), 3 * self.width), (self.width * size, size), writeable=False
        )
        padded = np.concatenate(([0], rows, [0]))
        at = np.flatnonzero(masks.pop())
        before, itself, behind = words.products
        product = before.take(padded[at], axis=0)
        product += itself.take(padded[at + 1], axis=0)
        product += behind.take(padded[at + 2], axis=0)
        out = self.layers[0].finish(product)
        out += words.vectors.take(rows[at], axis=0)
        x[at] = out
        for layer in self.layers[1:]:
            at = np.flatnonzero(masks.pop())
            around = windows[at]
            out = layer.finish(around @ layer.weights)
            out += around[:, self.width : 2 * self.width]
            x[at] = out
        return out


class Model(Layers):
    """The English network: spaCy's hash embeddings and two tables of word vectors, then the layers."""

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        super().__init__(arrays)
        self._hashed = arrays["hashed"].astype(np.float32)
        self._seeds: list[int] = self.about["seeds"]
        self._sizes: list[int] = self.about["sizes"]
        self._tables = [Table.of(arrays, table["name"], table["columns"]) for table in self.about["tables"]]

    def keys(self, words: Hashes) -> list[int]:
        """See `Embedder.keys`."""
        keys: list[int] = (words[:, _ORTH] ^ (words[:, _NORM] * np.uint64(0x9E3779B97F4A7C15))).tolist()
        return keys

    def embed(self, words: Hashes) -> Floats:
        """Return the vectors of words (rows of attributes) without context: (words, width)."""
        parts: list[Floats] = []
        offset = 0
        for column, seed, size in zip(EMBEDDED, self._seeds, self._sizes, strict=True):
            first, *others = (four_hashes(words[:, column], seed) % size + offset).T
            part = self._hashed.take(first, axis=0)
            for places in others:
                part += self._hashed.take(places, axis=0)
            parts.append(part)
            offset += size
        parts += [table.find(words) for table in self._tables]
        return self.mix(parts)


def four_hashes(keys: Hashes, seed: int) -> npt.NDArray[np.uint32]:
    """Return four hashes of each key, as the embeddings of spaCy have them: MurmurHash3 in 128 bits, (keys, 4).

    thinc has the same as `NumpyOps.hash`, and takes half a second to import.
    """
    first: npt.NDArray[np.uint64] = keys * np.uint64(0x87C37B91114253D5)
    first = (first << np.uint64(31)) | (first >> np.uint64(33))
    first = first * np.uint64(0x4CF5AD432745937F) ^ np.uint64(seed ^ 8)
    second = np.full_like(first, seed ^ 8)
    first += second
    second += first
    first, second = _mixed(first), _mixed(second)
    first += second
    second += first
    low = np.uint64(0xFFFFFFFF)
    halves = (first & low, first >> np.uint64(32), second & low, second >> np.uint64(32))
    return np.stack(halves, axis=1).astype(np.uint32)


def _mixed(values: Hashes) -> Hashes:
    """Return 64-bit numbers with every bit depending on all others."""
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        values = (values ^ (values >> np.uint64(33))) * np.uint64(factor)
    mixed: Hashes = values ^ (values >> np.uint64(33))
    return mixed


def _layer(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> Maxout:
    weights, bias, gain, shift = (
        arrays[f"{name}_{part}"].astype(np.float32) for part in ("weights", "bias", "gain", "shift")
    )
    return Maxout(weights, bias, gain, shift, len(bias) // len(gain))
