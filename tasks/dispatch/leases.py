"""Leases: by when a claimed file should have moved on.

One per file, so however often a file is published, messages do not multiply.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from redis import Redis

from tasks.work_item import WorkItem


class Leases:
    """Keeps the leases in a sorted set of the broker's Redis.

    Args:
        redis: the broker's Redis.
        prefix: of the installation's keys.
        waiting: seconds that a published item may wait before it counts as overdue.
        working: seconds that a task may work on an item before it counts as overdue.
    """

    def __init__(self, redis: Redis, prefix: str, *, waiting: float, working: float) -> None:
        self._redis = redis
        self._key = f"{prefix}copydesk:due"
        self.waiting = waiting
        self._working = working

    def begin(self, items: Iterable[WorkItem], published_at: float) -> None:
        """Note that these items were published."""
        self._until(items, published_at + self.waiting)

    def extend(self, items: Iterable[WorkItem]) -> None:
        """Note that a task works on these items now."""
        self._until(items, time.time() + self._working)

    def _until(self, items: Iterable[WorkItem], due: float) -> None:
        scores = {item.intake: due for item in items}
        if scores:
            self._redis.zadd(self._key, scores)

    def release(self, intakes: Iterable[str]) -> None:
        """Note that these files need nothing more."""
        names = list(intakes)
        if names:
            self._redis.zrem(self._key, *names)

    def due(self, intakes: Sequence[str]) -> list[float | None]:
        """Return by when each file should have moved on; None if it has no lease."""
        if not intakes:
            return []
        return self._redis.zmscore(self._key, list(intakes))
