"""Collect claimed files and publish references to them in batches.

Tasks of many articles cost less: what a task asks of Valkey and Elasticsearch it asks once. So where messages wait for
the workers anyway, a batch waits for more files, the longer the more of them wait; where none waits it goes at once,
and small drops always do.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from redis.exceptions import RedisError

from articles.batches import batched
from articles.errors import CopydeskError
from tasks.work_item import WorkItem
from workers.watcher.claims import Claimer
from workers.watcher.turns import SmallDrops

log = structlog.get_logger()

#: References in one express message: few, so that all children of a worker share a small drop.
EXPRESS_BATCH = 4
#: Seconds that a batch waits for more files for each message that waits for the workers, and at most. At half of the
#: load that they can take one waits now and then; in a backlog many do, and batches are to be full.
BUSY_SECONDS_EACH = 0.1
MOST_BUSY_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Batches:
    """The sizes of batches."""

    articles: int  #: references in one message at most
    seconds: float  #: how long a batch waits for more


class Publish:
    """Collects claimed files and publishes them in batches.

    Args:
        claimer: makes the claims of a batch durable.
        process: publishes work items, as `Publisher.process`.
        batches: how large they get, and how long they wait.
        waiting: returns how many messages other than small drops wait for the workers.
        failed: is called if they could not be published; the redelivery publishes them then.
    """

    def __init__(
        self,
        claimer: Claimer,
        process: Callable[..., object],
        batches: Batches,
        *,
        waiting: Callable[[], int],
        failed: Callable[[], None],
    ) -> None:
        self._claimer = claimer
        self._process = process
        self._batches = batches
        self._waiting = waiting
        self._failed = failed
        self._batch: list[tuple[WorkItem, str]] = []
        self._since = 0.0
        self._look = 0.0
        self._drops = SmallDrops()

    def add(self, item: WorkItem, source: str) -> None:
        """Add a claimed file of a source; a full batch is published."""
        now = time.monotonic()
        if not self._batch:
            self._since, self._look = now, now + self._batches.seconds
        self._batch.append((item, source))
        self._drops.note(source, now)
        if len(self._batch) >= self._batches.articles:
            self.publish()

    def seconds_left(self) -> float | None:
        """Return for how long the batch may still wait before it is looked at; None if it is empty."""
        if not self._batch:
            return None
        return max(0.0, self._look - time.monotonic())

    def flush(self) -> None:
        """Publish the batch if it has waited for long enough: for longer where the workers are busy."""
        if self.seconds_left() == 0.0:
            self._send(patient=True)
            self._look = time.monotonic() + self._batches.seconds

    def publish(self) -> None:
        """Publish the batch."""
        self._send(patient=False)

    def _may_wait(self, now: float) -> bool:
        """Return whether the batch may wait for more files, as messages before it wait for the workers."""
        waited = now - self._since
        return waited < MOST_BUSY_SECONDS and waited < BUSY_SECONDS_EACH * self._waiting()

    def _send(self, *, patient: bool) -> None:
        """Publish the small drops of the batch, and the others too unless they may wait for busy workers."""
        if not self._batch:
            return
        batch, self._batch = self._batch, []
        now = time.monotonic()
        small: list[WorkItem] = []
        others: list[tuple[WorkItem, str]] = []
        for item, source in batch:
            if self._drops.is_small(source, now):
                small.append(item)
            else:
                others.append((item, source))
        try:
            if others and patient and self._may_wait(now):
                self._batch, others = others, []
            if small or others:
                self._claimer.sync()
            for together in batched(small, EXPRESS_BATCH):
                self._process(together, express=True)
            if others:
                self._process([item for item, _ in others], express=False)
        except (RedisError, OSError, CopydeskError) as error:
            log.warning(
                "publishing_failed", files=len(small) + len(others), error=str(error), what_now="left to the reconciler"
            )
            self._failed()
