"""Who is told how far a long step has come."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told of a step: its name, how much is done, how much there is (bytes; 0 when that is not known)."""

    def __call__(self, step: str, done: int, total: int) -> None: ...


def silent(step: str, done: int, total: int) -> None:
    """Tells nobody."""
