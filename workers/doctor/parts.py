"""Check that the watcher, the workers and Flower run."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping, Set

from redis.exceptions import RedisError

from tasks import heartbeat
from tasks.dispatch.queues import QUEUES
from workers.app.services import redis_of
from workers.doctor.check import Check
from workers.local.ping import consumed_queues
from workers.settings import Settings


def signs_of_life(settings: Settings, *, flower: bool) -> Iterator[Check]:
    """Check that the parts which leave a sign of life in the broker did so lately.

    Args:
        settings: with the broker's address.
        flower: Flower should run; elsewhere it is optional and not mentioned unless it runs.
    """
    try:
        with redis_of(settings)() as client:
            alive = heartbeat.alive(client, settings.prefix)
    except (RedisError, OSError):
        return  # the check of the broker reports it
    for part in ("watcher", "flower"):
        where = sorted({beat.host for beat in alive if beat.part == part})
        if where:
            yield Check(name=part, outcome="ok", found=f"runs on {', '.join(where)}")
        elif part == "watcher" or flower:
            yield Check(
                name=part,
                outcome="trouble",
                found=f"no sign of life in the last {heartbeat.FRESH_SECONDS:.0f} s",
                advice=f"Start it (`copydesk up` does), and look into its log: {_LOGS[part]}.",
            )


_LOGS = {"watcher": "DATA/logs/watch.log", "flower": "DATA/logs/flower.log"}


def own_worker(settings: Settings) -> Check:
    """Check that the worker of this host answers, and that every queue is taken from by some worker."""
    return check_of(consumed_queues(settings, timeout=5), socket.gethostname())


def check_of(consumed: Mapping[str, Set[str]], host: str) -> Check:
    """Return the check of the workers.

    Args:
        consumed: the queues that each worker takes messages from.
        host: whose worker should answer.
    """
    if not any(node.endswith(f"@{host}") for node in consumed):
        return Check(name="worker", outcome="trouble", found=f"none answers on {host}", advice="Look into its log.")
    if left := sorted(set(QUEUES).difference(*consumed.values())):
        return Check(
            name="worker",
            outcome="trouble",
            found=f"answers on {host}, and no worker takes messages from {', '.join(left)}",
            advice="Restart the worker. A worker with --express takes small drops only: another has to take the rest.",
        )
    return Check(name="worker", outcome="ok", found=f"answers on {host}")
