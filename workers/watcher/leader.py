"""Elect the leader among watchers: the one process that does the chores."""

from __future__ import annotations

from redis import Redis
from redis.exceptions import LockError
from redis.lock import Lock


class Leader:
    """A lease that one process at a time holds, and another takes over when its holder gives no sign of life.

    Args:
        redis: the broker's Redis.
        prefix: of the installation's keys.
        name: of the lease: each kind of chores has its own.
        seconds: for which the lease lasts without a sign of life.
    """

    def __init__(self, redis: Redis, prefix: str, *, seconds: float, name: str = "leader") -> None:
        # Not per thread: the chores' thread acquires it, and the main thread releases it.
        self._lock = Lock(redis, f"{prefix}copydesk:{name}", timeout=seconds, blocking=False, thread_local=False)

    def leads(self) -> bool:
        """Prolong the lease, or take it if it is free; return whether this process has it.

        Raises:
            RedisError: the broker is away.
        """
        try:
            return bool(self._lock.reacquire())  # in one step: it never prolongs another's
        except LockError:  # never held, or lost
            return bool(self._lock.acquire())

    def resign(self) -> None:
        """Let another process take over at once.

        Raises:
            RedisError: the broker is away.
        """
        try:
            self._lock.release()
        except LockError:
            return
