"""How English writes its words: in small letters, with a capital, in capitals. Made by `training/casing.py`."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

FILE = Path(__file__).with_name("casing.npz")
#: The ways of writing a word, by number.
SMALL, CAPITAL, CAPITALS = range(3)


class Weights(NamedTuple):
    """A hidden Markov model over the ways of writing."""

    words: Mapping[int, tuple[float, float, float]]  #: hash of a word in small letters → log likelihood of each way
    follows: list[list[float]]  #: log probability of a way after a way
    unknown: tuple[float, float, float]  #: log likelihoods of a word that is not in the table


def word_key(word: str) -> int:
    """Return the key of a word in small letters."""
    return zlib.crc32(word.encode())


@functools.lru_cache(maxsize=1)
def load() -> Weights:
    """Read the table, once in a process."""
    with np.load(FILE) as data:
        scores = data["scores"].astype(np.float32) / 8
        words = {int(key): (float(a), float(b), float(c)) for key, (a, b, c) in zip(data["keys"], scores, strict=True)}
        first, second, third = (float(value) for value in data["unknown"])
        return Weights(words, data["follows"].tolist(), (first, second, third))
