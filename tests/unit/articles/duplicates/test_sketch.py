"""Sketches are packed, and those that earlier versions packed are read on."""

from __future__ import annotations

import random

import numpy as np
import pytest

from articles.duplicates import Sketch, candidate_keys, compare, sketch
from articles.duplicates.sketch import HEADER, shortened

WORDS = ["".join(random.Random(i).choices("abcdefghilmnoprstu", k=4 + i % 6)) for i in range(900)]
LENGTHS = [0, 1, 2, 3, 20, 130, 257, 258, 600, 1_500, 40_000]


def text(words: int, seed: int = 1) -> str:
    """Return a text with numbers and names in it."""
    chance = random.Random(seed)
    chosen = chance.choices(WORDS, k=words)
    return " ".join(word.title() if chance.random() < 0.1 else word for word in chosen)


def of_version_1(packed: bytes) -> bytes:
    """Return a packed sketch as earlier versions packed it: four bytes for each hash."""
    now = Sketch.from_bytes(packed)
    # Version 1 had the bits that are dropped now: any will do, as long as the hashes ascend.
    hashes = np.maximum.accumulate(now.hashes.astype(np.uint64)) + np.arange(now.sampled, dtype=np.uint64)
    head = HEADER.pack(1, now.level, now.numbers, now.capitals, now.sampled, now.keys, now.words)
    rest = np.packbits(now.in_lead).tobytes() + np.packbits(now.soon).tobytes()
    slots = now.number_slots.astype("<u4").tobytes() + now.capital_slots.astype("<u4").tobytes()
    return head + hashes.astype("<u4").tobytes() + rest + slots


@pytest.mark.parametrize("words", LENGTHS)
def test_a_sketch_is_read_from_what_it_is_packed_to(words: int) -> None:
    made = sketch("", text(words))
    read = Sketch.from_bytes(made.to_bytes())
    assert made == read
    assert candidate_keys(made) == candidate_keys(read)
    assert made.sampled == made.hashes.size == made.in_lead.size == made.soon.size
    assert len(made.to_bytes()) == made._slots_at + 4 * (made.numbers + made.capitals)


@pytest.mark.parametrize("words", LENGTHS[3:])
def test_an_earlier_version_is_compared_as_if_it_were_of_this_one(words: int) -> None:
    one, other = sketch("", text(words)), sketch("", text(words)[: 4 * words])
    old = Sketch.from_bytes(of_version_1(one.to_bytes()))
    new = Sketch.from_bytes(shortened(old.to_bytes()))
    assert candidate_keys(old) == candidate_keys(new)
    assert compare(old, other) == compare(new, other)
    assert compare(other, old) == compare(other, new)
    assert compare(old, new).containment == 1.0
    assert len(new.to_bytes()) <= len(old.to_bytes()) + 1


def test_a_sketch_of_this_version_is_not_shortened_again() -> None:
    packed = sketch("", text(300)).to_bytes()
    assert packed == shortened(packed)


def test_a_sketch_of_an_ordinary_article_takes_two_thirds_of_what_it_took() -> None:
    packed = sketch("", text(600)).to_bytes()
    assert len(packed) < 0.7 * len(of_version_1(packed))


@pytest.mark.parametrize("of", [b"", b"\x01", b"\x01\x00\x00\x00\x05\x00\x00\x00\x00\x00abcd"])
def test_what_is_not_a_sketch_is_left_as_it_is(of: bytes) -> None:
    assert of == shortened(of)


@pytest.mark.parametrize("hashes", [[5, 3], [7, 7], [1, 2**31]])
def test_hashes_that_no_sketch_has_are_left_as_they_are(hashes: list[int]) -> None:
    packed = HEADER.pack(1, 1, 0, 0, 2, 1, 9) + np.array(hashes, "<u4").tobytes() + bytes(2)
    assert packed == shortened(packed)


def test_a_later_version_is_refused() -> None:
    with pytest.raises(ValueError, match="a sketch of version 3"):
        Sketch.from_bytes(b"\x03" + sketch("", text(30)).to_bytes()[1:])
