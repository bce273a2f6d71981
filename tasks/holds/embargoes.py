"""Find embargoes that have ended, by their times in the broker's Redis; `hide_and_release` releases the articles.

The truth is in `article-holds`; after a loss of Redis the times are read from there again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import cast

from redis import Redis

#: Articles released at once.
PAGE = 100


class Embargoes:
    """The times at which embargoes end, by article id."""

    def __init__(self, redis: Redis, prefix: str = "") -> None:
        self._redis = redis
        self._key = f"{prefix}copydesk:embargoes"

    def add(self, ends: Mapping[str, datetime]) -> None:
        """Note when the embargoes of these articles end."""
        if ends:
            self._redis.zadd(self._key, {identifier: until.timestamp() for identifier, until in ends.items()})

    def due(self, now: datetime) -> list[str]:
        """Return articles whose embargo is over; an earlier end may have been noted than is true."""
        found = cast("list[bytes]", self._redis.zrangebyscore(self._key, "-inf", now.timestamp(), start=0, num=PAGE))
        return [one.decode() for one in found]

    def remove(self, article_ids: Iterable[str]) -> None:
        """Forget articles that were released."""
        ids = list(article_ids)
        if ids:
            self._redis.zrem(self._key, *ids)
