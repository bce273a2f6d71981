"""Hashes of lines, to tell which ones a source prints again and again."""

from __future__ import annotations

import re

import xxhash

from articles.characters import normalised
from articles.cleaning.words import quick_words

_NUMBER = re.compile(r"\d+")

#: The two lowest bits of a line's hash say how long the line is: under 8 words, 16, 32, or more.
LENGTH_BITS = 3
_LENGTHS = (8, 16, 32)


def normalise(line: str) -> str:
    """Return a line as it is compared: NFKC, case and white space folded, numbers as `0`."""
    folded = normalised("NFKC", line)
    return _NUMBER.sub("0", " ".join(folded.casefold().split()))


def line_hash(line: str) -> int:
    """Return a hash of 64 bits: 62 of xxh3 over the normalised line, and two for its length (see `length_class`)."""
    if line.isascii():
        parts = line.lower().split()
        words, normal = float(len(parts)), _NUMBER.sub("0", " ".join(parts))
    else:
        words, normal = quick_words(line), normalise(line)
    length = (words >= _LENGTHS[0]) + (words >= _LENGTHS[1]) + (words >= _LENGTHS[2])
    return xxhash.xxh3_64_intdigest(normal.encode("utf-8", "surrogatepass")) & ~LENGTH_BITS | length


def length_class(value: int) -> int:
    """Return how long the line of a hash is: 0 under 8 words, 1 under 16, 2 under 32, 3 more."""
    return value & LENGTH_BITS
