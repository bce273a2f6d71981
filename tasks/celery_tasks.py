"""The Celery tasks: each parses its message and calls one stage (`tasks.stages`).

The border to Celery inside `tasks/`: its signals and errors are translated here into our own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, cast

import structlog
from billiard.pool import SIG_SOFT_TIMEOUT
from celery import Celery, Task, shared_task
from celery.exceptions import Reject, SoftTimeLimitExceeded
from redis.exceptions import RedisError

from articles.errors import TransientError
from tasks.dispatch.queues import EXPRESS_INDEX, EXPRESS_PROCESS
from tasks.failures.time_and_memory_limits import TaskInterrupted, interruptible
from tasks.stages.index import Indexer
from tasks.stages.process import Processor
from tasks.stages.split import Splitter
from tasks.work_item import WorkItem

log = structlog.get_logger()

#: Seconds before a text that could not be written goes back to its queue.
SUBMIT_AGAIN_SECONDS = 2.0


class Submit(Protocol):
    """Writes a text into the inbox."""

    def __call__(self, content: bytes, *, id: str, name: str, meta: dict[str, Any]) -> str:
        """Write the text once per `id`, and return in words what was done."""


@dataclass(frozen=True)
class Stages:
    """The stages that the tasks call."""

    splitter: Splitter
    processor: Processor
    indexer: Indexer
    submit: Submit


def install(app: Celery, stages: Callable[[], Stages]) -> None:
    """Give the tasks of `app` their stages."""
    app.stages = stages


class StageTask(Task):  # type: ignore[misc]  # Celery has no types
    """Options that all our tasks share.

    Celery's own retries are not used: what is not finished keeps its lease, and is published again when that is over
    (`tasks.dispatch.redelivery`). So the number of messages stays bounded however long an outage lasts.
    """

    abstract = True
    typing = False
    # The broker delivers each message once.
    acks_late = False
    # A lost child is noticed by the parent (`tasks.failures.crash_isolation`), which splits the batch. A blind
    # redelivery would meet the same article again, with its neighbours.
    reject_on_worker_lost = False
    ignore_result = True
    throws = (TransientError, RedisError)  # logged as one line, without a traceback

    @property
    def stages(self) -> Stages:
        """The stages of this process."""
        return cast("Stages", self.app.stages())

    @property
    def came_through(self) -> str:
        """The queue that the running message came through."""
        return str((self.request.delivery_info or {}).get("routing_key", ""))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the task; at the soft time limit `TaskInterrupted` is raised in it."""
        try:
            with interruptible(SIG_SOFT_TIMEOUT):
                return self.run(*args, **kwargs)  # `Task.__call__` would hide the request
        except TaskInterrupted as error:
            raise SoftTimeLimitExceeded from error


class BoundTask(Protocol):
    """The part of a task that its bound function may use."""

    request: Any
    stages: Stages
    came_through: str


def bound(task: object) -> BoundTask:
    """Return the bound task, with types."""
    return cast("BoundTask", task)


@shared_task(name="process", bind=True, base=StageTask)  # type: ignore[untyped-decorator]
def process(self: object, items: list[str]) -> str:
    """Read, clean, assess and enrich.

    A second run is safe: what is assessed is not assessed again, and assessing again gives the same.
    """
    task = bound(self)
    express = task.came_through == EXPRESS_PROCESS
    return str(task.stages.processor.run(_parse(items), task_id=task.request.id, express=express))


@shared_task(name="split", bind=True, base=StageTask)  # type: ignore[untyped-decorator]
def split(self: object, items: list[str]) -> str:
    """Cut files into chunks and publish these.

    A second run is safe: chunks that are there are not written again, and what is settled is not published.
    """
    task = bound(self)
    return str(task.stages.splitter.run(_parse(items), task_id=task.request.id))


@shared_task(name="index", bind=True, base=StageTask)  # type: ignore[untyped-decorator]
def index(self: object, items: list[str]) -> str:
    """Write in bulk, read every outcome, settle fates, move finished files.

    A second run is safe: external versions, and a ledger that keeps the first fate of a generation.
    """
    task = bound(self)
    express = task.came_through == EXPRESS_INDEX
    return str(task.stages.indexer.run(_parse(items), task_id=task.request.id, express=express))


@shared_task(  # type: ignore[untyped-decorator]
    name="submit", bind=True, base=StageTask, acks_late=True, reject_on_worker_lost=True
)
def submit(self: object, text: str, *, id: str, name: str = "", meta: dict[str, Any] | None = None) -> str:
    """Write a text into the inbox, and acknowledge only then: the message is the only copy.

    A text that cannot be written now (a full disk) goes back to its queue. A second run, or a second sending under the
    same `id`, is safe: the id is remembered once the file is there.
    """
    try:
        return bound(self).stages.submit(text.encode(), id=id, name=name, meta=meta or {})
    except (OSError, RedisError) as error:
        log.warning("text_not_written", name=name, error=str(error), what_now="tried again")
        time.sleep(SUBMIT_AGAIN_SECONDS)
        raise Reject(requeue=True) from error


def _parse(items: list[str]) -> list[WorkItem]:
    return [WorkItem.parse(item) for item in items]
