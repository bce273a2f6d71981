"""The task `split`: a file that holds many articles is cut into chunks."""

from __future__ import annotations

from celery import shared_task

from tasks import splitting
from tasks.base import DeskTask, task_of
from tasks.units import Unit


@shared_task(name="split", bind=True, base=DeskTask)  # type: ignore[untyped-decorator]
def split(self: object, units: list[str]) -> str:
    """Cut files into chunks and publish these.

    A second run is safe: chunks that are there are not written again, and what is settled is not published.
    """
    task = task_of(self)
    return "; ".join(str(splitting.split(task.desk, Unit.parse(unit), task_id=task.request.id)) for unit in units)
