"""Pack the sampled hashes of a sketch: the candidate keys whole, the others to 18 bits of the sample's range.

Two texts of 200 sampled hashes take one in a thousand of each other's for their own by chance, far less than the
sample itself is off by. What is left of a hash is cut in two: its lower bits are kept as they are; the rest, which
grows slowly, becomes a string of bits, a one for each hash, and before it a zero for each step by which it is above the
one before (Elias 1974; Fano 1971).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_UInts = npt.NDArray[np.uint32]

#: Bits that tell the hashes of a sample apart: those of a sample at level p are smaller than 2^(32 - p).
_KEPT = 18


def dropped_bits(level: int) -> int:
    """Return how many of a hash's last bits are not kept in the sketch of a text whose level this is."""
    return max(0, 32 - level - _KEPT)


def pack(hashes: _UInts, keys: int, level: int) -> bytes:
    """Return ascending hashes packed, the first `keys` of them whole, four bytes each, little-endian."""
    kept = hashes[keys:] >> np.uint32(dropped_bits(level))
    lower_bits = _lower_bits(kept.size)
    upper = np.zeros(8 * _upper_bytes(kept.size), np.uint8)
    upper[(kept >> np.uint32(lower_bits)).astype(np.intp) + np.arange(kept.size)] = 1
    lower = np.unpackbits(kept.astype(">u4").view(np.uint8).reshape(kept.size, 4), axis=1)[:, 32 - lower_bits :]
    return hashes[:keys].astype("<u4").tobytes() + np.packbits(lower).tobytes() + np.packbits(upper).tobytes()


def unpack(data: bytes, at: int, count: int, keys: int, level: int) -> _UInts:
    """Return so many hashes that `pack` was given, without the bits that were dropped.

    Args:
        data: What holds them.
        at: Where they begin.
        count: How many they are.
        keys: How many of them are whole.
        level: Of the sketch.
    """
    rest = count - keys
    whole = np.frombuffer(data, "<u4", keys, at)
    lower_bits, lower_at = _lower_bits(rest), at + 4 * keys
    lower = np.unpackbits(np.frombuffer(data, np.uint8, _lower_bytes(rest), lower_at), count=lower_bits * rest)
    upper = np.unpackbits(np.frombuffer(data, np.uint8, _upper_bytes(rest), lower_at + _lower_bytes(rest)))
    kept = (np.flatnonzero(upper) - np.arange(rest)).astype(np.uint32) << np.uint32(lower_bits)
    kept |= lower.reshape(rest, lower_bits) @ (1 << np.arange(lower_bits - 1, -1, -1)).astype(np.uint32)
    return np.concatenate([whole, kept << np.uint32(dropped_bits(level))])


def size(count: int, keys: int) -> int:
    """Return how many bytes `pack` makes of so many hashes."""
    rest = count - keys
    return 4 * keys + _lower_bytes(rest) + _upper_bytes(rest)


def _lower_bits(count: int) -> int:
    """Return how many bits of each hash are kept as they are, so that there are about as many steps as hashes."""
    return _KEPT - min(_KEPT, count.bit_length())


def _lower_bytes(count: int) -> int:
    return (_lower_bits(count) * count + 7) // 8


def _upper_bytes(count: int) -> int:
    return (count + (1 << (_KEPT - _lower_bits(count))) + 7) // 8 if count else 0
