"""Define work items, which messages carry: references to work. Texts never travel through the broker."""

from __future__ import annotations

from typing import NamedTuple, Self


class WorkItem(NamedTuple):
    """All of a chunk of a claimed file, or one record of it.

    A file that holds one article, or a few, is its own only chunk (0). One record is named where an article has to
    be tried by itself, or judged again.
    """

    intake: str
    chunk: int = 0
    record: int | None = None

    def __str__(self) -> str:
        """Return its form in messages and keys: ``<intake>/<chunk>`` or ``<intake>/<chunk>/<record>``."""
        base = f"{self.intake}/{self.chunk}"
        return base if self.record is None else f"{base}/{self.record}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Back from `str`. Raises ValueError for anything else."""
        intake, chunk, *record = text.split("/")
        if not intake or len(record) > 1:
            raise ValueError(f"not a work item: {text!r}")
        return cls(intake, int(chunk), int(record[0]) if record else None)


def arrival_of(intake: str, number: int) -> str:
    """Id of an arrival: article `number` of a claimed file."""
    return f"{intake}:{number}"


def parse_arrival(arrival: str) -> tuple[str, int]:
    """Intake and number of an arrival's id."""
    intake, _, number = arrival.rpartition(":")
    return intake, int(number)
