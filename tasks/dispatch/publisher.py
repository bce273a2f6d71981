"""Putting references on the queues, and knowing when something that was put there is overdue.

Each claimed file has a *due time* in a sorted set: the moment by which it should have moved on. Publishing sets it,
every task that takes the file up moves it on, settling the last article removes it. The reconciler publishes again
what is overdue, or in `processing/` without a due time (the broker was wiped). Since any task may run twice, a due
time that is too short costs work and nothing else; and since there is one per file, however often it is published,
messages do not multiply.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

from celery import Celery
from kombu.exceptions import OperationalError
from redis import Redis

from articles.errors import TransientError
from tasks.dispatch.leases import Leases
from tasks.dispatch.queues import EXPRESS_INDEX, EXPRESS_PROCESS, INDEX, PROCESS, QUEUES, SUBMIT
from tasks.work_item import WorkItem


class Publisher:
    """Publishes work items and keeps their due times."""

    def __init__(
        self,
        app: Celery,
        redis: Redis,
        prefix: str,
        leases: Leases,
        *,
        batch: int,
        label: Callable[[WorkItem], str] = str,
    ) -> None:
        self._app = app
        self._redis = redis
        self._prefix = prefix
        self._leases = leases
        self._batch = batch
        self._label = label  #: what Flower shows of a work item

    def key(self, name: str) -> str:
        """The Redis key of a queue's list."""
        return f"{self._prefix}{name}"

    def process(self, items: Sequence[WorkItem], *, express: bool = False, alone: bool = False) -> int:
        """Publish items for the stages, some to a message (or each in one of its own); how many messages.

        Raises TransientError or a RedisError where the broker is away.
        """
        return self._publish("process", EXPRESS_PROCESS if express else PROCESS, items, 1 if alone else self._batch)

    def index(self, items: Sequence[WorkItem], *, express: bool = False) -> int:
        """Publish items whose articles are to be written."""
        return self._publish("index", EXPRESS_INDEX if express else INDEX, items, self._batch)

    def split(self, item: WorkItem) -> None:
        """Publish a file that holds many articles."""
        self._publish("split", PROCESS, [item], 1)

    def submit(self, text: str, *, id: str, name: str, meta: dict[str, Any]) -> None:
        """Send a text itself, from where there is no queue folder. Until a worker has it, only the broker does."""
        self._app.send_task(
            "submit",
            args=[text],
            kwargs={"id": id, "name": name, "meta": meta},
            queue=SUBMIT,
            headers={"published_at": time.time()},
            argsrepr=name,
            kwargsrepr="",
        )

    def _publish(self, task: str, queue: str, items: Sequence[WorkItem], size: int) -> int:
        sent = 0
        for start in range(0, len(items), size):
            batch = [str(item) for item in items[start : start + size]]
            now = time.time()
            # Due before published: if we die in between, the reconciler publishes again.
            self._leases.begin(items[start : start + size], now)
            digest = hashlib.sha256(" ".join(batch).encode()).hexdigest()[:24]
            try:
                self._app.send_task(
                    task,
                    args=[batch],
                    queue=queue,
                    task_id=f"{task}-{digest}",
                    headers={"published_at": now},
                    # Bodies of messages show up in Flower and in logs: references only, and not too many of them.
                    argsrepr=self._shown(items[start : start + size]),
                    kwargsrepr="",
                )
            except OperationalError as error:
                raise TransientError(f"the broker does not answer: {error}") from error
            sent += 1
        return sent

    def _shown(self, batch: Sequence[WorkItem]) -> str:
        more = f" and {len(batch) - 1} more" if len(batch) > 1 else ""
        return f"{self._label(batch[0])}{more}"

    def lengths(self) -> dict[str, int]:
        """Messages waiting, by queue."""
        pipe = self._redis.pipeline(transaction=False)
        for name in QUEUES:
            pipe.llen(self.key(name))
        return dict(zip(QUEUES, pipe.execute(), strict=True))

    def oldest_waiting(self) -> float | None:
        """When the oldest message that nobody has taken yet was published; None when none waits.

        What was published before that moment is out of the queues: somebody works on it, or it is lost.
        """
        pipe = self._redis.pipeline(transaction=False)
        for name in QUEUES:
            pipe.lindex(self.key(name), -1)
        return min((_published_at(raw) for raw in pipe.execute() if raw is not None), default=None)


def _published_at(raw: bytes) -> float:
    """When a message was published, seconds since 1970; now, for what a stranger put into the queue."""
    try:
        return float(json.loads(raw)["headers"]["published_at"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return time.time()
