"""Take items in batches of a bounded size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of `size`, the last of which may be shorter.

    Takes from an iterator no more than the batch at hand. `itertools` has the like from Python 3.12 on.

    Raises:
        ValueError: The size is less than 1.
    """
    if size < 1:
        raise ValueError(f"batches hold at least 1 item, not {size}")
    walk = iter(items)
    while batch := list(islice(walk, size)):
        yield batch
