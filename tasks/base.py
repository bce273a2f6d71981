"""The task that all our tasks are: context for the logs, and what happens when one fails."""

from __future__ import annotations

from typing import Any, Protocol, cast

import structlog
from celery import Task
from redis.exceptions import RedisError

from articles.errors import TransientError
from tasks.desk import Desk, desk_of

log = structlog.get_logger()


class DeskTask(Task):  # type: ignore[misc]  # Celery has no types
    """Options that all our tasks share.

    There is no use of Celery's retries: what is not finished keeps its due time, and the reconciler publishes it
    again (`tasks.publishing`). So the number of messages stays bounded however long an outage lasts.
    """

    abstract = True
    typing = False
    acks_late = True
    # A lost child is noticed by the parent (`tasks.poison`), which splits the batch. A blind redelivery would meet
    # the same article again, with its neighbours.
    reject_on_worker_lost = False
    ignore_result = True
    throws = (TransientError, RedisError)  # logged as one line, without a traceback

    @property
    def desk(self) -> Desk:
        """What this process works with."""
        return desk_of(self.app)

    @property
    def came_through(self) -> str:
        """The queue that the running message came through."""
        return str((self.request.delivery_info or {}).get("routing_key", ""))


class HasDesk(Protocol):
    """What a bound task function may use of its task."""

    request: Any
    desk: Desk
    came_through: str


def task_of(bound: object) -> HasDesk:
    """The bound task, with types."""
    return cast("HasDesk", bound)
