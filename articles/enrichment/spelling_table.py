"""The table of known spellings, written by `training/spellings.py`: part or sound → the spelling for all."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import xxhash

from articles.enrichment import arrays

FILE = Path(__file__).with_name("spellings.npz")
#: What a sound begins with in the table, to tell it from a part; the second, where a frequent name sounds so; the
#: third before a sound with one sign for all vowels, by which parts in other scripts are looked up.
SOUND, OWN_SOUND, SKELETON = "~", "=", "%"


class Table(NamedTuple):
    """Known parts and sounds."""

    hashes: npt.NDArray[np.uint64]  #: of a part or sound, sorted
    rows: npt.NDArray[np.uint32]  #: its spelling for all
    spellings: Strings
    variants: npt.NDArray[np.uint32]  #: the spelling for all of each of `parts`, sorted
    parts: Strings  #: in Latin letters

    @classmethod
    def of(cls, bundle: Mapping[str, npt.NDArray[Any]]) -> Table:
        """Return the table that is in the arrays of a file."""
        hashes = np.cumsum(bundle["deltas"], dtype=np.uint64)
        spellings, parts = (Strings.of(bundle, name) for name in ("spellings", "parts"))
        return cls(hashes, bundle["rows"], spellings, bundle["variants"], parts)

    def find(self, part: str) -> str | None:
        """Return the spelling for all of a part, or None if it is not known."""
        wanted = part_hash(part)
        at = int(np.searchsorted(self.hashes, np.uint64(wanted)))
        if at == len(self.hashes) or int(self.hashes[at]) != wanted:
            return None
        return self.spellings.at(int(self.rows[at]))

    def find_sound(self, sound: str) -> str | None:
        """Return the spelling for all of the parts that sound so, or None if none is known."""
        return self.find(SOUND + sound)

    def find_frequent(self, sound: str) -> str | None:
        """Return the frequent name that sounds so, or None."""
        return self.find(OWN_SOUND + sound)

    def parts_of(self, spelling: str) -> list[str]:
        """Return the parts in Latin letters that have this spelling for all."""
        row = self.spellings.number(spelling)
        if row is None:
            return []
        first, last = np.searchsorted(self.variants, (row, row + 1)).tolist()
        return [self.parts.at(i) for i in range(first, last)]


class Strings(NamedTuple):
    """Many short strings in few bytes."""

    text: bytes
    lengths: npt.NDArray[np.uint32]  #: summed up

    @classmethod
    def of(cls, bundle: Mapping[str, npt.NDArray[Any]], name: str) -> Strings:
        """Return the strings of this name among the arrays of a file."""
        lengths = np.concatenate(([0], np.cumsum(bundle[f"{name}_lengths"], dtype=np.uint32)))
        return cls(bundle[name].tobytes(), lengths)

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
    """Return 40 bits of xxh3 of a folded part, or of a sound with its mark."""
    return xxhash.xxh3_64_intdigest(part.encode("utf-8", "surrogatepass")) >> 24


@functools.lru_cache(maxsize=1)
def load() -> Table:
    """Return the bundled table, read once per process."""
    return Table.of(arrays.read(FILE))
