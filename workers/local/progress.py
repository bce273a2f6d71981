"""Report how far a long step has come."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receive the progress of a step: its name, the bytes done, the bytes in all (0 if unknown)."""

    def __call__(self, step: str, done: int, total: int) -> None: ...


def silent(step: str, done: int, total: int) -> None:
    """Ignore progress."""
