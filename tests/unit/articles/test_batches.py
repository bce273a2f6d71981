"""Batches hold each item once, in order, and are made when they are asked for."""

from __future__ import annotations

import itertools

import pytest

from articles.batches import batched


@pytest.mark.parametrize(
    ("items", "batches"),
    [
        ([], []),
        ([1], [[1]]),
        ([1, 2], [[1, 2]]),
        ([1, 2, 3], [[1, 2], [3]]),
    ],
)
def test_each_item_is_in_one_batch(items: list[int], batches: list[list[int]]) -> None:
    assert batches == list(batched(items, 2))


def test_an_endless_iterator_is_taken_batch_by_batch() -> None:
    numbers = itertools.count()
    assert [0, 1, 2] == next(batched(numbers, 3))
    assert 3 == next(numbers)


def test_a_batch_of_none_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        next(batched([1], 0))
