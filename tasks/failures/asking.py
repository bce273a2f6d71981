"""Asking Elasticsearch, with patience: an outage uses up nobody's tries."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import structlog

from articles.errors import TransientError
from search.transport import bulk
from search.transport.bulk import Operation, Outcome
from tasks.context import Desk
from tasks.failures.backoff import delays, patiently

log = structlog.get_logger()
T = TypeVar("T")

#: Refusals that say nothing about a document but that a key, a right or an index is missing: an operator's to mend.
_OURS = frozenset({401, 403, 404})


def write_all(desk: Desk, operations: Sequence[Operation]) -> list[Outcome]:
    """Write, trying again what Elasticsearch was only too busy for; every outcome is final.

    Raises:
        TransientError: it stayed too busy, or away.
    """
    outcomes: dict[int, Outcome] = {}
    left = list(range(len(operations)))
    started = time.monotonic()
    for delay in delays():
        batch = [operations[place] for place in left]
        said = ask(desk, "bulk", partial(bulk.write, desk.elasticsearch, batch, max_bytes=desk.options.bulk_bytes))
        desk.counters.outcomes(said)
        for place, outcome in zip(left, said, strict=True):
            outcomes[place] = outcome
        left = [place for place in left if outcomes[place].transient or outcomes[place].status in _OURS]
        if not left:
            break
        if time.monotonic() - started > _patience(desk):
            raise TransientError(f"Elasticsearch does not take {len(left)} documents: {outcomes[left[0]].error}")
        log.warning("index_busy", documents=len(left), error=outcomes[left[0]].error)
        time.sleep(delay)
    return [outcomes[place] for place in range(len(operations))]


def _patience(desk: Desk) -> float:
    return max(desk.options.soft_time_limit * 0.7, 1.0)


def ask(desk: Desk, what: str, call: Callable[[], T]) -> T:
    """Call until Elasticsearch answers, or raise TransientError when a task may wait no longer."""
    return patiently(call, patience=_patience(desk), what=f"elasticsearch {what}")
