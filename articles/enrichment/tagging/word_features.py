"""What is known of a word by itself, for the tagger of many languages: hashed pieces of it, and facts about it.

The pieces are the word in lower case, its beginning, its ends, its shape and its character 4-grams; each has two
rows in a table of vectors (the hashing trick, as in fastText: Bojanowski et al. 2017). The facts are numbers: whether
a place, a country or a person is called so, and how frequent the word is in its language.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xxhash

from articles.enrichment import gazetteer
from articles.enrichment.gazetteer import Kind, fold
from articles.enrichment.given_names import is_given
from articles.enrichment.words import frequencies

#: Rows of the table of each kind of piece, in the order of the columns that `pieces` returns.
TABLES: tuple[tuple[str, int], ...] = (
    ("lower", 20_000),
    ("beginning", 5_000),
    ("end3", 5_000),
    ("end4", 6_000),
    ("shape", 1_000),
)
GRAMS = 16_000
#: At most so many 4-grams of a word count: half of them from its beginning, half from its end.
MOST_GRAMS = 8
#: How many numbers `facts` returns for a word.
FACTS = 14

_OFFSETS = np.cumsum([0, *(size for _, size in TABLES)]).tolist()
#: The row after all tables, which is zero: for words with fewer 4-grams than `MOST_GRAMS`.
NOTHING: int = _OFFSETS[-1] + GRAMS
_DIGIT = re.compile(r"\d")


def pieces(word: str) -> list[int]:
    """Return the rows of a word's pieces: two for each of `TABLES`, then two for each of up to `MOST_GRAMS` 4-grams."""
    lower = _DIGIT.sub("0", word.lower())
    rows: list[int] = []
    for number, piece in enumerate((lower, lower[:3], lower[-3:], lower[-4:], shape(word))):
        rows += _rows(piece, number, TABLES[number][1], _OFFSETS[number])
    marked = f"<{lower}>"
    grams = [marked[i : i + 4] for i in range(max(1, len(marked) - 3))]
    if len(grams) > MOST_GRAMS:
        grams = grams[: MOST_GRAMS // 2] + grams[-MOST_GRAMS // 2 :]
    for gram in grams:
        rows += _rows(gram, len(TABLES), GRAMS, _OFFSETS[-1])
    return rows + [NOTHING] * (2 * (MOST_GRAMS - len(grams)))


def _rows(piece: str, seed: int, size: int, offset: int) -> tuple[int, int]:
    value = xxhash.xxh3_64_intdigest(piece.encode("utf-8", "surrogatepass"), seed)
    return offset + (value & 0xFFFFFFFF) % size, offset + (value >> 32) % size


def shape(word: str) -> str:
    """Return a word with its letters as X or x and its digits as d, runs cut to three: "McKay's2" is "XxXxx'xd"."""
    if word.isalpha() and word[1:].islower():  # as nearly all words
        return "X" + "xxx"[: len(word) - 1] if word[0].isupper() else "xxx"[: len(word)]
    out: list[str] = []
    for sign in word:
        kind = "X" if sign.isupper() else "x" if sign.isalpha() else "d" if sign.isdigit() else sign
        if out[-3:] != [kind] * 3:
            out.append(kind)
    return "".join(out)


def facts(word: str, language: str) -> list[float]:
    """Return what gazetteer, given names and word lists know of a word in a language: `FACTS` numbers."""
    lower = word.lower()
    share = frequencies(language).get(lower, 0.0)
    zipf = _zipf(share)
    return [
        *_place(word),
        float(is_given(lower)),
        float(not share),
        zipf / 4,
        *(float(zipf > bound) for bound in (3, 4, 5, 6)),
        float(word[:1].isupper() and share > 0),
        float(len(word) == 1),
    ]


@functools.lru_cache(maxsize=1024)  # shares are in steps
def _zipf(share: float) -> float:
    return 9 + float(np.log10(share)) if share else 0.0


@functools.lru_cache(maxsize=4096)
def _place(word: str) -> tuple[float, ...]:
    """Return whether a place is called so, a city of 100,000 people or more, of a million, a country, a region."""
    if len(word) < 2 or not word[0].isupper():
        return (0.0,) * 5
    found = gazetteer.load().find(fold(word))
    if found is None:
        return (0.0,) * 5
    people = found.population if found.kind is Kind.CITY else 0
    return (
        1.0,
        float(people > 100_000),
        float(people > 1_000_000),
        float(found.kind is Kind.COUNTRY),
        float(found.kind is Kind.REGION),
    )


def of_words(words: Sequence[str], language: str) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
    """Return the rows of the pieces of words and their facts, a line for each word."""
    rows: Any = np.array([pieces(word) for word in words], dtype=np.intp)
    known: Any = np.array([facts(word, language) for word in words], dtype=np.float32)
    return rows, known
