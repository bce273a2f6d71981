"""Look at the messages that wait in the broker's queues."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence

from redis import Redis

from tasks.dispatch.queues import INDEX, PROCESS, QUEUES

#: Seconds that a message waits at most where the workers keep up. At half of the load that they can take, 95 of 100 are
#: settled within 2.1 s of their coming (`benchmarks/latency.py`); in a backlog messages wait for much longer.
KEEPS_UP_SECONDS = 3.0


class Backlog:
    """The waiting messages, by queue.

    Args:
        redis: the broker's Redis.
        prefix: of the installation's keys.
    """

    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis = redis
        self._prefix = prefix

    def key(self, queue: str) -> str:
        """Return the Redis key of a queue's list."""
        return f"{self._prefix}{queue}"

    def lengths(self) -> dict[str, int]:
        """Return how many messages wait, by queue."""
        pipe = self._redis.pipeline(transaction=False)
        for name in QUEUES:
            pipe.llen(self.key(name))
        return dict(zip(QUEUES, pipe.execute(), strict=True))

    def waiting(self) -> int:
        """Return how many messages wait behind those in hand, other than small drops."""
        lengths = self.lengths()
        return lengths[INDEX] + lengths[PROCESS]

    def is_behind(self) -> bool:
        """Return whether the workers do not keep up: messages other than small drops have waited for a while.

        A few wait for a moment at half of the load that the workers can take, too.
        """
        since = self.oldest((INDEX, PROCESS)).values()
        return min(since, default=math.inf) < time.time() - KEEPS_UP_SECONDS

    def oldest(self, queues: Sequence[str] = QUEUES) -> dict[str, float]:
        """Return when the oldest message in each queue that is not empty was published, seconds since 1970.

        0 for a message that is not ours: it says nothing about those behind it.
        """
        pipe = self._redis.pipeline(transaction=False)
        for name in queues:
            pipe.lindex(self.key(name), -1)
        return {name: _published_at(raw) for name, raw in zip(queues, pipe.execute(), strict=True) if raw is not None}

    def oldest_waiting(self) -> float | None:
        """Return when the oldest message of all was published; None if none waits.

        A message that is not ours counts as published now.
        """
        return min((since or time.time() for since in self.oldest().values()), default=None)


def _published_at(raw: bytes) -> float:
    try:
        return float(json.loads(raw)["headers"]["published_at"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return 0.0
