"""Keep bounded lists in Redis of what was not understood lately in what producers sent, for `copydesk status`."""

from __future__ import annotations

import time
from typing import Literal, TypeAlias, cast

from redis import Redis

#: How many are kept, and for how long, seconds.
KEEP = 1000
KEEP_SECONDS = 7 * 24 * 3600

Subject: TypeAlias = Literal["side-files", "dates"]


class InputWarnings:
    """The latest side files, or dates, that were not understood.

    Args:
        redis: the broker's Redis.
        prefix: of the installation's keys.
        subject: what was not understood.
    """

    def __init__(self, redis: Redis, prefix: str, subject: Subject) -> None:
        self._redis = redis
        self._key = f"{prefix}copydesk:{subject}"

    def add(self, path: str, sentence: str) -> None:
        """Note what was not understood about a file. Raises a RedisError if the broker is away."""
        now = time.time()
        pipe = self._redis.pipeline(transaction=False)
        pipe.zadd(self._key, {f"{path}: {sentence}": now})
        pipe.zremrangebyscore(self._key, 0, now - KEEP_SECONDS)
        pipe.zremrangebyrank(self._key, 0, -KEEP - 1)
        pipe.expire(self._key, KEEP_SECONDS)
        pipe.execute()

    def count(self) -> int:
        """Return how many are known. Raises as `add`."""
        return self._redis.zcard(self._key)

    def latest(self, number: int) -> list[str]:
        """Return the latest ones, newest first: the file's path and the sentence. Raises as `add`."""
        found = cast("list[bytes]", self._redis.zrevrange(self._key, 0, number - 1))
        return [line.decode() for line in found]
