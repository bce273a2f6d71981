"""Sketches shortened for the duplicate index come back as they were."""

from __future__ import annotations

import random

import pytest

from articles.duplicates import sketch
from articles.duplicates.short_sketch import lengthen, shorten

WORDS = ["".join(random.Random(i).choices("abcdefghilmnoprstu", k=4 + i % 6)) for i in range(900)]


@pytest.mark.parametrize("words", [0, 1, 2, 3, 20, 130, 257, 258, 600, 1_500, 40_000])
def test_a_sketch_comes_back(words: int) -> None:
    """Whatever the length of its text, so with few hashes and many, from the whole range and a small part of it."""
    packed = sketch("", " ".join(random.Random(words).choices(WORDS, k=words))).to_bytes()
    short = shorten(packed)
    assert short is not None
    assert packed == lengthen(short)


def test_a_sketch_gets_shorter() -> None:
    """By almost one byte for each hash."""
    packed = sketch("", " ".join(random.Random(1).choices(WORDS, k=600)))
    short = shorten(packed.to_bytes())
    assert short is not None
    assert len(packed.to_bytes()) - len(short) > 0.75 * packed.sampled


@pytest.mark.parametrize("of", [b"", b"\x01", b"\x01\x00\x00\x00\x05\x00\x00\x00\x00\x00abcd"])
def test_what_is_no_sketch_is_not_shortened(of: bytes) -> None:
    assert shorten(of) is None


def test_hashes_that_do_not_ascend_are_not_shortened() -> None:
    packed = bytearray(sketch("", " ".join(WORDS[:100])).to_bytes())
    packed[10:14] = b"\xff\xff\xff\xff"
    assert shorten(bytes(packed)) is None
