"""Let the caller keep a library apart that may loop, take all memory or end its process on a broken file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from articles.fates import Reason

T = TypeVar("T")


class LibraryDied(Exception):  # noqa: N818 -- named as the event that it reports
    """A library was ended, or ended its process, while it read."""

    def __init__(self, reason: Reason, detail: str) -> None:
        """Note with which reason the file fails, and the sentence that says why."""
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Isolation(Protocol):
    """Calls a function where it cannot harm the caller."""

    def __call__(self, work: Callable[[], T], /) -> T:
        """Return what `work` returns. Raises LibraryDied."""


def in_this_process(work: Callable[[], T], /) -> T:
    """Call the function without any protection."""
    return work()
