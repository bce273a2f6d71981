"""Sampled hashes are packed: the candidate keys whole, of the others what tells them apart."""

from __future__ import annotations

import numpy as np
import pytest

from articles.duplicates.packed_hashes import dropped_bits, pack, size, unpack


@pytest.mark.parametrize("level", [0, 1, 2, 8, 13, 14, 20, 24])
@pytest.mark.parametrize(("count", "keys"), [(0, 0), (1, 1), (3, 1), (16, 16), (130, 16), (256, 48)])
def test_hashes_come_back_but_for_the_bits_that_are_dropped(level: int, count: int, keys: int) -> None:
    range_ = 1 << (32 - level)
    hashes = np.sort(np.random.default_rng(level).choice(range_, min(count, range_), replace=range_ < 4 * count))
    hashes = hashes.astype(np.uint32)

    data = b"before" + pack(hashes, keys, level) + b"after"
    found = unpack(data, 6, hashes.size, keys, level)

    assert data == b"before" + data[6 : 6 + size(hashes.size, keys)] + b"after"
    assert hashes[:keys].tolist() == found[:keys].tolist()
    dropped = dropped_bits(level)
    assert ((hashes[keys:] >> dropped) << dropped).tolist() == found[keys:].tolist()


def test_the_largest_and_the_smallest_hash_have_room() -> None:
    hashes = np.array([0, 1, 2**32 - 1], np.uint32)
    assert [0, 1, 2**32 - (1 << dropped_bits(0))] == unpack(pack(hashes, 2, 0), 0, 3, 2, 0).tolist()


def test_an_ordinary_sample_takes_less_than_two_bytes_a_hash_and_four_a_key() -> None:
    hashes = np.sort(np.random.default_rng(1).choice(1 << 30, 180, replace=False)).astype(np.uint32)
    assert len(pack(hashes, 33, 2)) < 2 * (180 - 33) + 4 * 33
