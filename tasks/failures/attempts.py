"""Count how often an article was in hand when its process failed.

If a child dies (a segfault, out of memory, the hard time limit), the parent of the group sees it and counts an attempt
against the article that the child had in hand (`tasks.failures.in_hand`) and no other: the rest of its batch, an
article whose whole group or host was killed, and articles that wait for a broken service get no attempt counted. After
the last attempt an article is set aside; before it, it is tried by itself, so that its neighbours go ahead.

Kept in the broker's Redis: after a wipe the counts start again, so a poisonous article gets a few more tries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from redis import Redis

from articles.fates import Reason

#: Long enough for the slowest retries; an article that comes back after that starts afresh.
KEEP_SECONDS = 7 * 24 * 3600


class Attempts:
    """Attempts by arrival."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis = redis
        self._count = f"{prefix}copydesk:attempts:"

    def count(self, arrival: str, reason: Reason) -> int:
        """Count an attempt against an arrival, and return how many it has now."""
        key = self._count + arrival
        pipe = self._redis.pipeline(transaction=False)
        pipe.hincrby(key, "n", 1)
        pipe.hset(key, "reason", reason.value)
        pipe.expire(key, KEEP_SECONDS)
        return int(pipe.execute()[0])

    def of(self, arrivals: Sequence[str]) -> dict[str, tuple[int, Reason]]:
        """Return attempts and the last reason of those arrivals that have any."""
        if not arrivals:
            return {}
        pipe = self._redis.pipeline(transaction=False)
        for arrival in arrivals:
            pipe.hmget(self._count + arrival, "n", "reason")
        found = {}
        for arrival, (count, reason) in zip(arrivals, pipe.execute(), strict=True):
            if count is not None:
                found[arrival] = (int(count), Reason(reason.decode()))
        return found

    def forget(self, arrivals: Iterable[str]) -> None:
        """Drop the counts of arrivals that have a fate."""
        keys = [self._count + arrival for arrival in arrivals]
        if keys:
            self._redis.delete(*keys)
