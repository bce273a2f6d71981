"""Publishing again what should have moved on and has not.

The broker is not trusted (Celery on Redis loses a message now and then when a process is killed): the truth is in
``processing/``. One process at a time does this (`workers.watcher`), or whoever calls ``copydesk reconcile``.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence

import structlog

from articles.article import Value
from tasks.desk import Desk
from tasks.finishing import finish_if_settled
from tasks.intakes import META, SIDE, Intake, claimed_at
from tasks.units import Unit

log = structlog.get_logger()

#: A folder in which nothing was claimed in the end is taken away after so many seconds.
ABANDONED_SECONDS = 60.0
#: Due times are asked for so many files at once.
PAGE = 1000


class Reconciled(Value, frozen=True, kw_only=True):
    """What one pass found and did."""

    processing: int = 0  #: files in processing/
    overdue: int = 0  #: of these, past their due time and out of every queue
    suppressed: int = 0  #: past their due time, but a backlog explains it
    published: int = 0  #: units published again
    finished: int = 0  #: settled files that were moved on
    removed: int = 0  #: abandoned claims
    oldest_seconds: float = 0.0  #: age of the oldest file in processing/


def reconcile(desk: Desk, *, now: float | None = None, force: bool = False) -> Reconciled:
    """One pass over ``processing/``. With `force`, what is not due yet counts as overdue.

    Raises TransientError or a RedisError when a service is away: then there is nothing to reconcile with.
    """
    now = time.time() if now is None else now
    names = list(desk.queue.intakes())
    oldest = desk.publisher.oldest_waiting()
    overdue: list[str] = []
    suppressed = 0
    for start in range(0, len(names), PAGE):
        page = names[start : start + PAGE]
        for name, due in zip(page, desk.publisher.due(page), strict=True):
            if due is None or force:
                overdue.append(name)
            elif due <= now:
                # Published after the oldest message that still waits: it waits as well.
                if oldest is not None and due - desk.publisher.lease_seconds >= oldest:
                    suppressed += 1
                else:
                    overdue.append(name)
    published = finished = removed = 0
    process: list[Unit] = []
    index: list[Unit] = []
    for name in overdue:
        intake = desk.queue.intake(name)
        with contextlib.suppress(FileNotFoundError):
            if intake.claim() is None or not _has_file(intake):
                removed += _abandon(desk, intake, now)
                continue
            if finish_if_settled(desk, name):
                finished += 1
                continue
            for unit in intake.units():
                (index if _all_judged(intake, unit) else process).append(unit)
    published += len(process) + len(index)
    desk.publisher.index(index)
    desk.publisher.process(process)
    result = Reconciled(
        processing=len(names),
        overdue=len(overdue),
        suppressed=suppressed,
        published=published,
        finished=finished,
        removed=removed,
        oldest_seconds=max(0.0, now - _claimed(names)) if names else 0.0,
    )
    if published or removed or finished:
        log.info("reconciled", **{f: getattr(result, f) for f in result.__struct_fields__})
    return result


def _has_file(intake: Intake) -> bool:
    try:
        intake.file.lstat()
    except FileNotFoundError:
        return False
    return True


def _all_judged(intake: Intake, unit: Unit) -> bool:
    split = intake.split()
    articles = intake.articles()
    if articles is None:
        return False
    size = articles if split is None else min(split.chunk_articles, articles - unit.chunk * split.chunk_articles)
    return len(intake.judged(unit.chunk).keys() | intake.settled(unit.chunk).keys()) >= size


def _abandon(desk: Desk, intake: Intake, now: float) -> int:
    """Take away a claim that was begun and never made: its file is still in the inbox, or went elsewhere."""
    if now - intake.folder.stat().st_mtime < ABANDONED_SECONDS:
        return 0
    claim = intake.claim()
    side = intake.folder / META
    if claim is not None and side.exists():
        side.rename(desk.queue.inbox / (claim.path + SIDE))
    for path in intake.folder.iterdir():
        path.unlink(missing_ok=True)
    intake.folder.rmdir()
    return 1


def _claimed(names: Sequence[str]) -> float:
    return min(claimed_at(name) for name in names)
