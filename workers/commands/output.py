"""Consoles for what commands print. In a pipe or a file nothing is wrapped or cut."""

from __future__ import annotations

import sys
from typing import TextIO

from rich.console import Console

#: Wider than any table.
_UNBOUNDED = 100_000


def out() -> Console:
    """Return a console on standard output, for answers."""
    return Console(highlight=False, width=_width(sys.stdout))


def err() -> Console:
    """Return a console on standard error, for progress and remarks."""
    return Console(stderr=True, highlight=False, width=_width(sys.stderr))


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with the right form of its noun: "1 article", "2,000 articles"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _width(stream: TextIO) -> int | None:
    return None if stream.isatty() else _UNBOUNDED
