"""Which tokens may be part of a name by how they are written: the network computes the tags of these alone.

In English news a fifth of the tokens are such. A layer looks at a token and its two neighbours, so the first of four
layers is computed for a little more than half of the tokens, the last for a fifth. Names are found as well as with all
tokens: F1 .834, .725 and .445 in place of .834, .722 and .444 on three English sets, .702 in place of .699 on average
of 31 in other languages (`benchmarks/entities.py`).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from articles.enrichment.wordlists import word_set

Mask = npt.NDArray[np.bool_]
#: One of the numbers below for each token.
Kinds = npt.NDArray[np.uint8]

PLAIN, CAPITAL, LINK, NUMBER, PARTICLE = range(5)

#: Signs that join parts of a name.
LINKS = frozenset("-‐‑–'’&/")
#: Words in lower case that a family name, or a name after an article, may begin with.
PARTICLES = word_set(
    """von van vom zu zur zum de der den del della delle dello di da do dos das du des la le les el al ul lo ten ter te
    af av bin ibn ben abu d' l' d’ l’ dell' dell’ 't"""
)


class Reach(NamedTuple):
    """How many tokens without a capital may belong to a name."""

    before: int  #: its first capital: "provincia di Milano"
    between: int  #: two capitals: "Bank of the West"
    behind: int  #: its last capital: "Union européenne"


@functools.lru_cache(maxsize=32_768)
def kind(word: str) -> int:
    """Return what a word may be in a name.

    >>> [kind(word) for word in ("Bank", "of", "iPhone", "-", "4", "van")] == [
    ...     CAPITAL, PLAIN, CAPITAL, LINK, NUMBER, PARTICLE
    ... ]
    True
    """
    lower = word.lower()
    if word != lower or (lower == word.upper() and lower.isalpha()):  # or of a script without capitals
        return CAPITAL
    if word in LINKS:
        return LINK
    if word[:1].isdigit():
        return NUMBER
    return PARTICLE if word in PARTICLES else PLAIN


def kinds(words: Sequence[str]) -> Kinds:
    """Return the kind of each word."""
    return np.fromiter(map(kind, words), dtype=np.uint8, count=len(words))


def candidates(kinds: Kinds, reach: Reach) -> Mask:
    """Return the tokens that may be part of a name.

    These are words with a capital, others within reach of them, a number behind one, what a hyphen or an apostrophe
    joins to one, and up to two particles before one.
    """
    capital: Mask = kinds == CAPITAL
    found = capital.copy()
    for step in range(1, reach.before + 1):
        found[:-step] |= capital[step:]
    for step in range(1, reach.behind + 1):
        found[step:] |= capital[:-step]
    at = np.flatnonzero(capital)
    between = np.diff(at) - 1
    for many in range(1, reach.between + 1):
        first = at[:-1][between == many]
        for step in range(1, many + 1):
            found[first + step] = True
    number, link, particle = (kinds == one for one in (NUMBER, LINK, PARTICLE))
    found[1:] |= number[1:] & capital[:-1]
    linked = link[1:] & capital[:-1]  # behind a capital
    found[1:] |= linked
    found[2:] |= linked[:-1]
    linked = link[:-1] & capital[1:]  # before one
    found[:-1] |= linked
    found[:-2] |= linked[1:]
    before = particle[:-1] & capital[1:]
    found[:-1] |= before
    found[:-2] |= particle[:-2] & before[1:]
    return found


def beside(mask: Mask) -> Mask:
    """Return the tokens of a mask and those next to them."""
    wider: Mask = mask.copy()
    wider[1:] |= mask[:-1]
    wider[:-1] |= mask[1:]
    return wider
