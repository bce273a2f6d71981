"""The task `index`: judged articles are written to Elasticsearch, and their fates settled."""

from __future__ import annotations

from celery import shared_task

from tasks import indexing
from tasks.base import DeskTask, task_of
from tasks.publishing import INDEX_PROMPT
from tasks.units import Unit


@shared_task(name="index", bind=True, base=DeskTask)  # type: ignore[untyped-decorator]
def index(self: object, units: list[str]) -> str:
    """Write in bulk, read every outcome, settle fates, move finished files.

    A second run is safe: external versions, and a ledger in which the first fate of a round stands.
    """
    task = task_of(self)
    done = indexing.index(
        task.desk,
        [Unit.parse(unit) for unit in units],
        task_id=task.request.id,
        prompt=task.came_through == INDEX_PROMPT,
    )
    return str(done)
