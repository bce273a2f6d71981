"""Sketches that an earlier version shortened come back as they were."""

from __future__ import annotations

import numpy as np
import pytest

from articles.duplicates.short_sketch import lengthen
from articles.duplicates.sketch import HEADER


def packed(count: int, level: int) -> bytes:
    """Return a sketch of version 1."""
    hashes = np.sort(np.random.default_rng(count).choice(1 << 20, count, replace=False)) << (12 - level)
    flags = np.packbits(np.arange(count) % 3 == 0).tobytes() * 2
    head = HEADER.pack(1, level, 2, 0, count, min(count, 16), 600)
    return head + hashes.astype("<u4").tobytes() + flags + bytes(range(8))


def shorten(whole: bytes) -> bytes:
    """Return it as an earlier version shortened it, a few of its numbers at a time."""
    _, level, _, _, count, _, _ = HEADER.unpack_from(whole)
    numbers = np.frombuffer(whole, "<u4", count, HEADER.size)
    lower = b"".join(int(number & 0xFFFFFF).to_bytes(3, "little") for number in numbers)
    bits = ["0"] * (8 * (((256 >> level) + count + 7) // 8))
    for place, number in enumerate(numbers):
        bits[(int(number) >> 24) + place] = "1"
    upper = bytes(int("".join(bits[at : at + 8]), 2) for at in range(0, len(bits), 8))
    return whole[: HEADER.size] + lower + upper + whole[HEADER.size + 4 * count :]


@pytest.mark.parametrize("count", [0, 1, 2, 16, 17, 130, 256])
@pytest.mark.parametrize("level", [0, 1, 2, 7, 9])
def test_a_sketch_comes_back(count: int, level: int) -> None:
    whole = packed(count, level)
    assert whole == lengthen(shorten(whole))
