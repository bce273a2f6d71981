"""One process at a time does the chores; another takes over when it gives no sign of life. On a real broker."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis

from workers.watcher.leader import Leader


@pytest.fixture
def redis(valkey_url: str, prefix: str) -> Iterator[Redis]:
    """The broker."""
    with Redis.from_url(valkey_url) as client:
        yield client
        client.delete(f"{prefix}copydesk:leader")


def test_one_process_leads_at_a_time(redis: Redis, prefix: str) -> None:
    """It goes on leading as long as it gives signs of life."""
    first, second = (Leader(redis, prefix, seconds=60) for _ in range(2))
    assert first.leads()
    assert not second.leads()
    assert first.leads()


def test_another_takes_over_from_a_leader_that_is_silent(redis: Redis, prefix: str) -> None:
    """When the lease is over; and the first, if it comes back, does not lead beside it."""
    first, second = (Leader(redis, prefix, seconds=0.3) for _ in range(2))
    assert first.leads()
    deadline = time.monotonic() + 30
    while not second.leads():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    redis.persist(f"{prefix}copydesk:leader")
    assert not first.leads()


def test_another_takes_over_from_a_leader_that_ends(redis: Redis, prefix: str) -> None:
    """At once."""
    first, second = (Leader(redis, prefix, seconds=60) for _ in range(2))
    assert first.leads()
    first.resign()
    assert second.leads()
    first.resign()  # not its own any more
    assert not first.leads()


def test_a_leader_never_prolongs_the_lease_of_another(valkey_url: str, redis: Redis, prefix: str) -> None:
    """Not even if it loses its own after it has looked whose it is."""
    key = f"{prefix}copydesk:leader"

    class Interrupted(Redis):
        """Another process takes the lease over whenever its holder has been read."""

        interrupt = False

        def execute_command(self, *args: Any, **options: Any) -> Any:
            """Run a command, and let the other process in."""
            result = super().execute_command(*args, **options)
            if self.interrupt and args[0] == "GET":
                redis.set(key, b"another", px=1000)
            return result

    with Interrupted.from_url(valkey_url) as client:
        leader = Leader(client, prefix, seconds=3600)
        assert leader.leads()
        client.interrupt = True
        leader.leads()
        assert b"another" != redis.get(key) or redis.pttl(key) <= 1000


def test_the_broker_may_be_wiped(redis: Redis, prefix: str) -> None:
    """The lease is lost with it; whoever asks first leads."""
    first, second = (Leader(redis, prefix, seconds=60) for _ in range(2))
    assert first.leads()
    redis.delete(f"{prefix}copydesk:leader")
    assert second.leads()
    assert not first.leads()
