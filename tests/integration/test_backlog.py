"""What waits in the broker's queues."""

from __future__ import annotations

import json
import time

import pytest
from redis import Redis

from tasks.dispatch.backlog import KEEPS_UP_SECONDS, Backlog
from tasks.dispatch.queues import EXPRESS, INDEX, PROCESS


def _message(seconds_ago: float) -> str:
    return json.dumps({"headers": {"published_at": time.time() - seconds_ago}})


@pytest.mark.parametrize(
    ("queue", "seconds_ago", "behind"),
    [
        (PROCESS, 0.0, False),
        (INDEX, 0.0, False),
        (PROCESS, KEEPS_UP_SECONDS + 1, True),
        (INDEX, KEEPS_UP_SECONDS + 1, True),
        (EXPRESS, KEEPS_UP_SECONDS + 1, False),
    ],
)
def test_workers_are_behind_when_a_message_has_waited_for_a_while(
    valkey_url: str, prefix: str, queue: str, seconds_ago: float, behind: bool
) -> None:
    """A message that came just now waits at a light load, too; small drops do not count."""
    with Redis.from_url(valkey_url) as redis:
        backlog = Backlog(redis, prefix)
        assert not backlog.is_behind()
        redis.lpush(backlog.key(queue), _message(seconds_ago))
        redis.lpush(backlog.key(queue), _message(0.0))
        assert backlog.is_behind() == behind


def test_messages_wait_behind_those_in_hand(valkey_url: str, prefix: str) -> None:
    """Small drops do not count: nothing waits behind them for long."""
    with Redis.from_url(valkey_url) as redis:
        backlog = Backlog(redis, prefix)
        assert backlog.waiting() == 0
        for queue in (PROCESS, INDEX, PROCESS, EXPRESS):
            redis.lpush(backlog.key(queue), _message(0.0))
        assert backlog.waiting() == 3


def test_a_message_that_is_not_ours_counts_as_one_that_has_waited(valkey_url: str, prefix: str) -> None:
    """It says nothing about those behind it, so the index is left to refresh itself."""
    with Redis.from_url(valkey_url) as redis:
        backlog = Backlog(redis, prefix)
        redis.lpush(backlog.key(PROCESS), "no JSON")
        assert backlog.is_behind()
