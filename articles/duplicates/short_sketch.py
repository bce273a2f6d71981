"""Shorten a packed sketch for the duplicate index, without loss: a fifth less, in which the candidate keys can be read.

The hashes of the sample are ascending numbers of 32 bits. Their lower three bytes are kept as they are; their highest
byte, which grows slowly, becomes a string of bits: a one for each hash, and before it a zero for each step by which its
highest byte is above the one before (Elias 1974; Fano 1971). `keys_of` in `tasks/duplicates/lua/packed.lua` reads it.
"""

from __future__ import annotations

import numpy as np

from articles.duplicates.sketch import HEADER

_HASH_BYTES = 4


def shorten(packed: bytes) -> bytes | None:
    """Return a packed sketch shortened; None if it is none whose hashes ascend."""
    if len(packed) < HEADER.size:
        return None
    level, count = packed[1], _count(packed)
    end = HEADER.size + _HASH_BYTES * count
    if len(packed) < end:
        return None
    hashes = np.frombuffer(packed, "<u4", count, HEADER.size)
    if np.any(hashes[1:] <= hashes[:-1]) or (count and int(hashes[-1]) >> max(0, 32 - level)):
        return None
    bits = np.zeros(8 * _bit_bytes(level, count), np.uint8)
    bits[(hashes >> np.uint32(24)).astype(np.intp) + np.arange(count)] = 1
    lower = hashes.view(np.uint8).reshape(count, _HASH_BYTES)[:, :3]
    return packed[: HEADER.size] + lower.tobytes() + np.packbits(bits).tobytes() + packed[end:]


def lengthen(short: bytes) -> bytes:
    """Return the packed sketch that `shorten` was given."""
    level, count = short[1], _count(short)
    middle = HEADER.size + 3 * count
    end = middle + _bit_bytes(level, count)
    ones = np.flatnonzero(np.unpackbits(np.frombuffer(short, np.uint8, end - middle, middle)))
    hashes = np.empty((count, _HASH_BYTES), np.uint8)
    hashes[:, :3] = np.frombuffer(short, np.uint8, 3 * count, HEADER.size).reshape(count, 3)
    hashes[:, 3] = ones - np.arange(count)
    return short[: HEADER.size] + hashes.tobytes() + short[end:]


def _count(packed: bytes) -> int:
    """Return the number of hashes of a packed sketch."""
    return int(HEADER.unpack_from(packed)[4])


def _bit_bytes(level: int, count: int) -> int:
    """Return how many bytes the bits of so many hashes take that are smaller than 2^(32 - level)."""
    return ((256 >> level) + count + 7) // 8
