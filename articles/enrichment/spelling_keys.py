"""One spelling of a name part for all: "Selenskyj", "Zelenskyy" and "Зеленский" are all "zelensky".

A table made by `training/spellings.py` has the parts whose spellings are known; what it does not have is turned by
rules: Cyrillic letter by letter as English papers write it, and the endings of other transliterations.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from itertools import islice, product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import xxhash

from articles.enrichment.gazetteer import fold

FILE = Path(__file__).with_name("spellings.npz")

_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "yo", "є": "ye", "ж": "zh", "з": "z",
    "и": "i", "і": "i", "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y",
    "ь": "", "э": "e", "ю": "yu", "я": "ya", "ў": "u", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz",
}  # fmt: skip
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
#: Ends of Slavic family names in other transliterations, with a marked й that `fold` has made a plain и.
_ENDS = (
    (re.compile(r"(?<=[sc]k)(?:yj|ij|iy|yy|yi|ii|ji|jj)$"), "y"),
    (re.compile(r"(?<=[а-яіїєґ][сц]к)(?:ии|ий|ій|іи)$"), "ий"),
)


class Table(NamedTuple):
    """Known parts."""

    hashes: npt.NDArray[np.uint64]  #: of a part, sorted
    rows: npt.NDArray[np.uint32]  #: its spelling for all
    spellings: Strings
    parts: Strings  #: in the order of `hashes`

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Table:
        """Return the table that is in the arrays of a file."""
        hashes = np.cumsum(arrays["deltas"], dtype=np.uint64)
        return cls(hashes, arrays["rows"], Strings.of(arrays, "spellings"), Strings.of(arrays, "parts"))

    def find(self, part: str) -> str | None:
        """Return the spelling for all of a part, or None if it is not known."""
        wanted = part_hash(part)
        at = int(np.searchsorted(self.hashes, np.uint64(wanted)))
        if at == len(self.hashes) or int(self.hashes[at]) != wanted:
            return None
        return self.spellings.at(int(self.rows[at]))

    def parts_of(self, spelling: str) -> list[str]:
        """Return the parts that have this spelling for all."""
        row = self.spellings.number(spelling)
        return [] if row is None else [self.parts.at(i) for i in np.flatnonzero(self.rows == row).tolist()]


class Strings(NamedTuple):
    """Many short strings in few bytes."""

    text: bytes
    lengths: npt.NDArray[np.uint32]  #: summed up

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[Any]], name: str) -> Strings:
        """Return the strings of this name among the arrays of a file."""
        lengths = np.concatenate(([0], np.cumsum(arrays[f"{name}_lengths"], dtype=np.uint32)))
        return cls(arrays[name].tobytes(), lengths)

    def at(self, number: int) -> str:
        """Return a string by its number."""
        return self.text[int(self.lengths[number]) : int(self.lengths[number + 1])].decode()

    def number(self, string: str) -> int | None:
        """Return the number of a string, where they are sorted by code point; None if it is not there."""
        low, high = 0, len(self.lengths) - 1
        while low < high:
            middle = (low + high) // 2
            if self.at(middle) < string:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self.lengths) - 1 and self.at(low) == string else None


def part_hash(part: str) -> int:
    """Return 40 bits of xxh3 of a folded part."""
    return xxhash.xxh3_64_intdigest(part.encode("utf-8", "surrogatepass")) >> 24


@functools.lru_cache(maxsize=1)
def load() -> Table:
    """Return the bundled table, read once per process."""
    with np.load(FILE, allow_pickle=False) as arrays:
        return Table.of(arrays)


@functools.lru_cache(maxsize=20_000)
def canonical(part: str) -> str:
    """Return the spelling for all of a folded part of a person's name.

    >>> canonical("selenskyj"), canonical("смирнов"), canonical("smith")
    ('zelensky', 'smirnov', 'smith')
    """
    return load().find(part) or by_rule(part)


def respelled(name: str) -> str:
    """Return a name with its parts in the spelling for all, folded: to look for it where it is spelled otherwise."""
    return " ".join(canonical(part) for part in fold(name).split())


_PERSON = "person:"
#: Other spellings of a part, and keys of a person, that are looked for at most.
_PARTS, _KEYS = 12, 256


def canonical_key(key: str) -> str:
    """Return the key of a person in the spelling for all; other keys as they are.

    >>> canonical_key("person:selenskyj-wolodymyr"), canonical_key("country:US")
    ('person:vladimir-zelensky', 'country:US')
    """
    if not key.startswith(_PERSON):
        return key
    return _PERSON + "-".join(sorted(canonical(part) for part in key.removeprefix(_PERSON).split("-")))


@functools.lru_cache(maxsize=1_000)
def spelled_keys(key: str) -> tuple[str, ...]:
    """Return keys of a person in other spellings, as an older index may have them, the key itself left out."""
    if not key.startswith(_PERSON):
        return ()
    table = load()
    choices = []
    for part in key.removeprefix(_PERSON).split("-"):
        others = [other for other in table.parts_of(part) if other.isascii()]
        choices.append([part, *sorted(others, key=lambda other: (abs(len(other) - len(part)), other))[:_PARTS]])
    keys = (_PERSON + "-".join(sorted(parts)) for parts in islice(product(*choices), 1, _KEYS))
    return tuple(dict.fromkeys(keys))


def by_rule(part: str) -> str:
    """Return a part as the rules alone spell it: in Latin letters, Slavic endings as English papers write them."""
    for end, instead in _ENDS:
        part = end.sub(instead, part)
    if _CYRILLIC.search(part):
        if part.endswith(("ий", "ый")):
            part = part[:-2] + "й"
        part = "".join(_LETTERS.get(letter, letter) for letter in part)
    return part
