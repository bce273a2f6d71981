"""Read sketches as an earlier version of Copydesk shortened them for the duplicate index.

The hashes of the sample are ascending numbers of 32 bits. Their lower three bytes are kept as they were; their highest
byte, which grows slowly, became a string of bits: a one for each hash, and before it a zero for each step by which its
highest byte is above the one before (Elias 1974; Fano 1971). `keys_of` in `tasks/duplicates/lua/packed.lua` reads it.
"""

from __future__ import annotations

import numpy as np

from articles.duplicates.sketch import HEADER

_HASH_BYTES = 4


def lengthen(short: bytes) -> bytes:
    """Return the packed sketch that was shortened."""
    _, level, _, _, count, _, _ = HEADER.unpack_from(short)
    middle = HEADER.size + 3 * count
    end = middle + _bit_bytes(level, count)
    ones = np.flatnonzero(np.unpackbits(np.frombuffer(short, np.uint8, end - middle, middle)))
    hashes = np.empty((count, _HASH_BYTES), np.uint8)
    hashes[:, :3] = np.frombuffer(short, np.uint8, 3 * count, HEADER.size).reshape(count, 3)
    hashes[:, 3] = ones - np.arange(count)
    return short[: HEADER.size] + hashes.tobytes() + short[end:]


def _bit_bytes(level: int, count: int) -> int:
    """Return how many bytes the bits of so many hashes take that are smaller than 2^(32 - level)."""
    return ((256 >> level) + count + 7) // 8
