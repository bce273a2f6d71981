"""Verb forms and participles that are no nouns, by language. Made by `training/verb_forms.py`."""

from __future__ import annotations

import functools
import lzma
from pathlib import Path
from typing import NamedTuple

import numpy as np

FILE = Path(__file__).with_name("verb_forms.npz")
#: What the key of a language's participles ends with.
PARTICIPLES = ".participles"
_SAME = {"no": "nb", "nn": "nb"}


class VerbForms(NamedTuple):
    """Words in lower case."""

    verbs: frozenset[str]  #: part phrases as stop words do
    participles: frozenset[str]  #: may stand beside a noun ("armed forces"), not by themselves


_NONE = VerbForms(frozenset(), frozenset())


@functools.lru_cache(maxsize=32)
def verb_forms(language: str) -> VerbForms:
    """Return the verb forms of a language (ISO 639-1), read when first asked; none where no table is."""
    key = _SAME.get(language, language)
    with np.load(FILE) as data:
        if key not in data:
            return _NONE
        return VerbForms(_words(data[key].tobytes()), _words(data[key + PARTICIPLES].tobytes()))


def _words(packed: bytes) -> frozenset[str]:
    return frozenset(lzma.decompress(packed).decode().split("\n"))
