"""Leases: what is known of each published work item that is not done yet.

A lease says in which queue an item waits, and since when; or that a task works on it, and until when it may. There is
one per item, however often it is published. `state_of` tells from it whether the item has to be published again.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Mapping
from enum import Enum

from redis import Redis

from articles.article import Value
from tasks.work_item import WorkItem

#: Clocks of different hosts may differ by this, seconds.
TOLERANCE = 2.0
#: Seconds in which the parent of a task that was killed at its hard limit sees to it, before the reconciler does.
_GRACE = 15.0
#: The key of version 0.1.0, which is not used any more.
_OLD_KEY = "copydesk:due"


def overdue_seconds(hard_time_limit: float, lease_seconds: float) -> float:
    """Return after how many seconds an item that a task took counts as overdue: a little longer than a task may run."""
    return hard_time_limit + min(_GRACE, lease_seconds)


class Waiting(Value, frozen=True, kw_only=True):
    """A message with the item was put on a queue, and no task has taken it yet."""

    queue: str
    since: float  #: when it was published, seconds since 1970


class Taken(Value, frozen=True, kw_only=True):
    """A task works on the item."""

    until: float  #: when it must have ended, seconds since 1970


class State(Enum):
    """The state of a work item, which decides whether it has to be published again."""

    LIVE = "live"  #: no
    BEHIND_BACKLOG = "behind a backlog"  #: no; it has waited for long, and so have messages before it
    OVERDUE = "overdue"  #: yes


def state_of(lease: Waiting | Taken | None, *, now: float, oldest: Mapping[str, float], patience: float) -> State:
    """Return whether an item has to be published again.

    Queues are first in, first out. So an item whose message is younger than the oldest one in its queue still waits
    there; one whose message is older has left the queue, and if no task has taken it, it is lost. What a task has
    taken waits in no queue, however long that is.

    Args:
        lease: of the item; None if it has none, since the broker lost its data or the publisher died.
        now: seconds since 1970.
        oldest: when the oldest message in each queue that is not empty was published.
        patience: seconds after publishing for which a message is never taken for lost.
    """
    match lease:
        case None:
            return State.OVERDUE
        case Taken(until=until):
            return State.LIVE if now < until else State.OVERDUE
        case Waiting(queue=queue, since=since):
            if now < since + patience:
                return State.LIVE
            if queue in oldest and since + TOLERANCE >= oldest[queue]:
                return State.BEHIND_BACKLOG
            return State.OVERDUE


class Leases:
    """Keeps leases in a hash of the broker's Redis. All of it can be lost.

    Args:
        redis: the broker's Redis.
        prefix: of the installation's keys.
        patience: see `state_of`.
        working: seconds for which a task may work on an item.
    """

    def __init__(self, redis: Redis, prefix: str, *, patience: float, working: float) -> None:
        self._redis = redis
        self._key = f"{prefix}copydesk:leases"
        self._old_key = f"{prefix}{_OLD_KEY}"
        self._working = working
        self.patience = patience

    def begin(self, items: Iterable[WorkItem], *, queue: str, now: float) -> None:
        """Note that these items are published."""
        self._write(items, f"{queue} {now!r}")

    def extend(self, items: Iterable[WorkItem]) -> None:
        """Note that a task works on these items from now on."""
        self._write(items, f"- {time.time() + self._working!r}")

    def release(self, items: Iterable[WorkItem]) -> None:
        """End the leases of items that are done."""
        fields = [str(item) for item in items]
        if fields:
            self._redis.hdel(self._key, *fields)

    def all(self) -> dict[WorkItem, Waiting | Taken]:
        """Return all leases. Those of items that are done may be among them."""
        self._redis.delete(self._old_key)
        found: dict[WorkItem, Waiting | Taken] = {}
        for field, value in self._redis.hscan_iter(self._key, count=1000):
            with contextlib.suppress(ValueError):
                found[WorkItem.parse(field.decode())] = _parsed(value.decode())
        return found

    def in_hand(self) -> tuple[int, float | None]:
        """Return how many items tasks have taken, and when the first of them was, in seconds since 1970."""
        taken = [lease.until - self._working for lease in self.all().values() if isinstance(lease, Taken)]
        return len(taken), min(taken, default=None)

    def _write(self, items: Iterable[WorkItem], lease: str) -> None:
        pairs = [text for item in items for text in (str(item), lease)]
        if pairs:
            self._redis.hset(self._key, items=pairs)


def _parsed(text: str) -> Waiting | Taken:
    queue, _, seconds = text.partition(" ")
    return Taken(until=float(seconds)) if queue == "-" else Waiting(queue=queue, since=float(seconds))
