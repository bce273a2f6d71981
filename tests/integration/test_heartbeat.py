"""Signs of life in the broker."""

from __future__ import annotations

import os
import socket

from redis import Redis

from tasks import heartbeat


def test_a_part_is_alive_until_its_sign_is_old(valkey_url: str, prefix: str) -> None:
    """A sign names part, host and process; an old one does not count, and one that was taken back neither."""
    with Redis.from_url(valkey_url) as redis:
        assert [] == heartbeat.alive(redis, prefix)
        heartbeat.beat(redis, prefix, "watcher")
        (beat,) = heartbeat.alive(redis, prefix)
        assert ("watcher", socket.gethostname(), os.getpid()) == (beat.part, beat.host, beat.pid)
        seconds, _ = redis.time()
        (key,) = redis.scan_iter(match=f"{prefix}*")
        redis.zadd(key, {"flower@elsewhere:1": seconds - heartbeat.FRESH_SECONDS - 5})
        assert ["watcher"] == [beat.part for beat in heartbeat.alive(redis, prefix)]
        heartbeat.stop(redis, prefix, "watcher")
        assert [] == heartbeat.alive(redis, prefix)
