"""Append to the journals beside claimed files: assessments and settled fates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

import structlog

from tasks.spool.chunk import Chunk
from tasks.spool.layout import Queue

log = structlog.get_logger()


class _Numbered(Protocol):
    @property
    def number(self) -> int:
        """Place of the record in its file."""


N = TypeVar("N", bound=_Numbered)


def append(
    queue: Queue,
    entries: Iterable[tuple[str, int, N]],
    task_id: str,
    write: Callable[[Chunk, str, Sequence[N]], None],
) -> None:
    """Write the entries beside their files, those of a chunk together.

    Entries of a chunk that another task has finished meanwhile are dropped.

    Args:
        queue: the queue folder.
        entries: intake, chunk and entry.
        task_id: tells the writers of a chunk apart.
        write: writes some entries of one chunk.
    """
    by_chunk: dict[tuple[str, int], list[N]] = defaultdict(list)
    for name, chunk, entry in entries:
        by_chunk[name, chunk].append(entry)
    for (name, chunk), some in by_chunk.items():
        try:
            write(queue.intake(name).chunk(chunk), f"{some[0].number:09}-{task_id[-12:]}", some)
        except FileNotFoundError:
            log.info("settled_by_another", intake=name)
