"""Signs of life of parts that answer no remote control (the watcher, Flower), kept in the broker.

The times are the broker's own, so that the clocks of other machines do not matter.
"""

from __future__ import annotations

import os
import socket
from typing import cast

from redis import Redis

from articles.article import Value

#: A part is alive if its last sign is not older, seconds. Give one at least every `EVERY_SECONDS`.
FRESH_SECONDS = 20.0
EVERY_SECONDS = 5.0
_FORGET_SECONDS = 3600.0


class Beat(Value, frozen=True, kw_only=True):
    """The last sign of life of a process."""

    part: str  #: "watcher", "flower"
    host: str
    pid: int
    age: float  #: seconds


def beat(redis: Redis, prefix: str, part: str) -> None:
    """Leave a sign of life of this process."""
    now = _now(redis)
    key = _key(prefix)
    pipe = redis.pipeline(transaction=False)
    pipe.zadd(key, {f"{part}@{socket.gethostname()}:{os.getpid()}": now})
    pipe.zremrangebyscore(key, 0, now - _FORGET_SECONDS)
    pipe.execute()


def stop(redis: Redis, prefix: str, part: str) -> None:
    """Remove the sign of this process, which ends in good order."""
    redis.zrem(_key(prefix), f"{part}@{socket.gethostname()}:{os.getpid()}")


def alive(redis: Redis, prefix: str, *, within: float = FRESH_SECONDS) -> list[Beat]:
    """Return the processes that gave a sign of life within so many seconds, by part and host."""
    now = _now(redis)
    rows = redis.zrangebyscore(_key(prefix), now - within, "+inf", withscores=True)
    return sorted(
        (_read(member.decode(), now - score) for member, score in cast("list[tuple[bytes, float]]", rows)),
        key=lambda beat: (beat.part, beat.host, beat.pid),
    )


def _read(member: str, age: float) -> Beat:
    part, _, rest = member.partition("@")
    host, _, pid = rest.rpartition(":")
    return Beat(part=part, host=host, pid=int(pid), age=max(age, 0.0))


def _now(redis: Redis) -> float:
    seconds, micros = redis.time()
    return seconds + micros / 1e6


def _key(prefix: str) -> str:
    return f"{prefix}copydesk:alive"
