"""Noting beside claimed files what became of their records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

import structlog

from tasks.spool.layout import Intake, Queue

log = structlog.get_logger()


class _Numbered(Protocol):
    @property
    def number(self) -> int:
        """Of the record in its file."""


N = TypeVar("N", bound=_Numbered)


def note(
    queue: Queue,
    ones: Iterable[tuple[str, int, N]],
    task_id: str,
    write: Callable[[Intake, int, str, Sequence[N]], None],
) -> None:
    """Write each of `ones` (intake, chunk, what to note) beside its file, those of a chunk together.

    What another task has settled and moved away meanwhile is left alone.
    """
    by_chunk: dict[tuple[str, int], list[N]] = defaultdict(list)
    for name, chunk, one in ones:
        by_chunk[name, chunk].append(one)
    for (name, chunk), some in by_chunk.items():
        try:
            write(queue.intake(name), chunk, f"{some[0].number:09}-{task_id[-12:]}", some)
        except FileNotFoundError:
            log.info("settled_by_another", intake=name)
