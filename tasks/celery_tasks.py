"""The Celery tasks: serialisation and context around one call each. What they do is in `tasks.stages`."""

from __future__ import annotations

import time
from typing import Any, Protocol, cast

import structlog
from celery import Task, shared_task
from celery.exceptions import Reject
from redis.exceptions import RedisError

from articles.errors import TransientError
from tasks.context import Desk, desk_of
from tasks.dispatch.queues import EXPRESS_INDEX, EXPRESS_PROCESS
from tasks.spool import submission
from tasks.stages import index as index_stage
from tasks.stages import process as process_stage
from tasks.stages import split as split_stage
from tasks.work_item import WorkItem

log = structlog.get_logger()


class DeskTask(Task):  # type: ignore[misc]  # Celery has no types
    """Options that all our tasks share.

    Celery's retries are not used: what is not finished keeps its lease, and is published again when that is over
    (`tasks.dispatch.redelivery`). So the number of messages stays bounded however long an outage lasts.
    """

    abstract = True
    typing = False
    # The broker delivers each message once.
    acks_late = False
    # A lost child is noticed by the parent (`tasks.failures.crashes`), which splits the batch. A blind redelivery
    # would meet the same article again, with its neighbours.
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


@shared_task(name="process", bind=True, base=DeskTask)  # type: ignore[untyped-decorator]
def process(self: object, items: list[str]) -> str:
    """Read, clean, deduplicate and enrich.

    A second run is safe: what is judged is not judged again, and judging again gives the same.
    """
    task = task_of(self)
    done = process_stage.process(
        task.desk,
        [WorkItem.parse(item) for item in items],
        task_id=task.request.id,
        express=task.came_through == EXPRESS_PROCESS,
    )
    return str(done)


@shared_task(name="split", bind=True, base=DeskTask)  # type: ignore[untyped-decorator]
def split(self: object, items: list[str]) -> str:
    """Cut files into chunks and publish these.

    A second run is safe: chunks that are there are not written again, and what is settled is not published.
    """
    task = task_of(self)
    return "; ".join(str(split_stage.split(task.desk, WorkItem.parse(item), task_id=task.request.id)) for item in items)


@shared_task(name="index", bind=True, base=DeskTask)  # type: ignore[untyped-decorator]
def index(self: object, items: list[str]) -> str:
    """Write in bulk, read every outcome, settle fates, move finished files.

    A second run is safe: external versions, and a ledger in which the first fate of a round stands.
    """
    task = task_of(self)
    done = index_stage.index(
        task.desk,
        [WorkItem.parse(item) for item in items],
        task_id=task.request.id,
        express=task.came_through == EXPRESS_INDEX,
    )
    return str(done)


#: Seconds before a text that could not be written goes back to its queue.
SUBMIT_AGAIN_SECONDS = 2.0


@shared_task(  # type: ignore[untyped-decorator]
    name="submit", bind=True, base=DeskTask, acks_late=True, reject_on_worker_lost=True
)
def submit(self: object, text: str, *, id: str, name: str = "", meta: dict[str, Any] | None = None) -> str:
    """Write a text into the inbox, and acknowledge only then: the message is the only copy.

    A text that cannot be written now (a full disk) goes back to its queue. A second run, or a second sending under the
    same `id`, is safe: the id is remembered once the file is there.
    """
    try:
        return submission.drop(task_of(self).desk, text.encode(), id=id, name=name, meta=meta or {})
    except (OSError, RedisError) as error:
        log.warning("text_not_written", name=name, error=str(error), what_now="tried again")
        time.sleep(SUBMIT_AGAIN_SECONDS)
        raise Reject(requeue=True) from error
