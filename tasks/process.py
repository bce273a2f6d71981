"""The task `process`: from references to judged articles."""

from __future__ import annotations

from celery import shared_task

from tasks import processing
from tasks.base import DeskTask, task_of
from tasks.publishing import PROMPT
from tasks.units import Unit


@shared_task(name="process", bind=True, base=DeskTask)  # type: ignore[untyped-decorator]
def process(self: object, units: list[str]) -> str:
    """Read, clean, deduplicate and enrich.

    A second run is safe: what is judged is not judged again, and judging again gives the same.
    """
    task = task_of(self)
    done = processing.process(
        task.desk,
        [Unit.parse(unit) for unit in units],
        task_id=task.request.id,
        prompt=task.came_through == PROMPT,
    )
    return str(done)
