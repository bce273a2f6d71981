"""Verb forms and participles that are no nouns, by language. Made by `training/verb_forms.py`."""

from __future__ import annotations

import functools
import lzma
import re
from collections.abc import Mapping
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


#: Language → endings that hardly any noun has, for words that are too rare for the table.
_ENDINGS: Mapping[str, re.Pattern[str]] = {
    "fr": re.compile(r"(?:èrent|aient|er(?:ait|ons|ont)|iss(?:ent|ait)|ez)$"),
    "es": re.compile(
        r"(?:[aei]r(?:á|án|emos|ían)|aron|ieron|aban|[áí](?:ba)?mos|ando|iendo|[aei]r(?:se|l[oae]s?)|[aei]rme|ó)$"
    ),
    "pt": re.compile(
        r"(?:[aei](?:ram|rão|rá|ríamos|riam)|avam|[áí](?:va)?mos|[aei]ssem|[aei]ndo|[aei]r-se|[aei]nd?o-se)$"
    ),
    "it": re.compile(
        r"(?:[ei]r(?:à|anno|ebbe|ebbero)|[aei](?:rono|vano|ssero)|ando|endo|[aei]r(?:si|l[oaie]|gli|ne))$"
    ),
    "sv": re.compile(r"(?:ades|ats)$"),
    "ru": re.compile(
        r"(?:ться|тся|л(?:ся|ась|ось|ись)|[еи]шь|[аяуюе]ют|[оиы]вал[аои]?|[оиы]вать|нул[аои]|йте|ируют|ирует)$"
    ),
    "uk": re.compile(r"(?:тися|ться|вся|л(?:ася|ося|ися)|[аяуює]ють|[ую]вати|[яи]л[аио]|ал[ао]|ював|[еєи]мо|йте|ймо)$"),
    "pl": re.compile(r"(?:[oy]wa(?:ć|ł|ła|li|ły)|[ai]liśmy|iłem|[ai]łam|uj(?:e|ą|emy|ecie)|ął|ęł[ay]|ęli|jcie)$"),
    "tr": re.compile(
        r"(?:m[ae]kt[ae](?:d[ıi]r)?|m[ıiuü]ş(?:t[ıiuü]r?|l[ae]r(?:d[ıi]r)?)|[ıiuü]yor(?:du|lar|um|uz|sun)?"
        r"|[ae]c[ae]k(?:t[ıi]r?|l[ae]r)?)$"
    ),
}
_NONE = VerbForms(frozenset(), frozenset())


@functools.lru_cache(maxsize=32)
def verb_forms(language: str) -> VerbForms:
    """Return the verb forms of a language (ISO 639-1), read when first asked; none where no table is."""
    key = _SAME.get(language, language)
    with np.load(FILE) as data:
        if key not in data:
            return _NONE
        return VerbForms(_words(data[key].tobytes()), _words(data[key + PARTICIPLES].tobytes()))


def ends_as_verb(word: str, language: str) -> bool:
    """Return whether a rare word in lower case ends as verb forms of its language do, and as nouns hardly do."""
    endings = _ENDINGS.get(_SAME.get(language, language))
    return endings is not None and endings.search(word) is not None


def _words(packed: bytes) -> frozenset[str]:
    return frozenset(lzma.decompress(packed).decode().split("\n"))
