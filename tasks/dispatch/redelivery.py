"""Publishing again what should have moved on and has not.

The broker is not trusted (Celery on Redis loses a message now and then when a process is killed): the truth is in
``processing/``. One process at a time does this (`workers.watcher.loop`), or whoever calls ``copydesk reconcile``.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import structlog

from articles.article import Value
from tasks.context import Desk
from tasks.spool.completion import finish_if_settled
from tasks.spool.layout import Intake
from tasks.spool.names import FILE, META, SIDE, claimed_at
from tasks.spool.values import Claim, kind_of
from tasks.work_item import WorkItem

log = structlog.get_logger()

#: A folder in which nothing was claimed in the end is taken away after so many seconds.
ABANDONED_SECONDS = 5.0
#: Due times are asked for so many files at once.
PAGE = 1000


class Redelivered(Value, frozen=True, kw_only=True):
    """What one pass found and did."""

    processing: int = 0  #: files in processing/
    overdue: int = 0  #: of these, past their due time and out of every queue
    suppressed: int = 0  #: past their due time, but a backlog explains it
    published: int = 0  #: items published again
    finished: int = 0  #: settled files that were moved on
    removed: int = 0  #: abandoned claims
    oldest_seconds: float = 0.0  #: age of the oldest file in processing/


def redeliver(desk: Desk, *, now: float | None = None, force: bool = False) -> Redelivered:
    """One pass over ``processing/``. With `force`, what is not due yet counts as overdue.

    Raises TransientError or a RedisError when a service is away: then there is nothing to reconcile with.
    """
    now = time.time() if now is None else now
    _take_away_abandoned(desk)
    names = list(desk.queue.intakes())
    oldest = desk.publisher.oldest_waiting()
    overdue: list[str] = []
    suppressed = 0
    for start in range(0, len(names), PAGE):
        page = names[start : start + PAGE]
        for name, due in zip(page, desk.leases.due(page), strict=True):
            if due is None or force:
                overdue.append(name)
            elif due <= now:
                # Published after the oldest message that still waits: it waits as well.
                if oldest is not None and due - desk.leases.waiting >= oldest:
                    suppressed += 1
                else:
                    overdue.append(name)
    published = finished = removed = 0
    process: list[WorkItem] = []
    index: list[WorkItem] = []
    for name in overdue:
        intake = desk.queue.intake(name)
        try:
            if not _has_file(intake):
                removed += _abandon(desk, intake, now)
                continue
            if intake.claim() is None:
                _claim_again(intake)
            if finish_if_settled(desk, name):
                finished += 1
                continue
            for item in intake.open_items():
                (index if _all_assessed(intake, item) else process).append(item)
        except FileNotFoundError:
            continue  # moved on meanwhile
        except OSError as error:
            log.warning("file_not_reconciled", intake=name, error=str(error), what_now="the others are")
    published += len(process) + len(index)
    desk.publisher.index(index)
    desk.publisher.process(process)
    result = Redelivered(
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


def _all_assessed(intake: Intake, item: WorkItem) -> bool:
    split = intake.split()
    articles = intake.articles()
    if articles is None:
        return False
    size = articles if split is None else min(split.chunk_articles, articles - item.chunk * split.chunk_articles)
    return len(intake.assessed(item.chunk).keys() | intake.settled(item.chunk).keys()) >= size


def _claim_again(intake: Intake) -> None:
    """The file is here, and what was noted of it is not: a power cut may do that. Its name is lost, it is not."""
    about = intake.file.lstat()
    intake.write_claim(
        Claim(
            intake=intake.name,
            name=FILE,
            path=FILE,
            claimed_at=int(claimed_at(intake.name) * 1_000_000),
            size=about.st_size,
            mtime_ns=about.st_mtime_ns,
            kind=kind_of(about.st_mode),
        )
    )
    log.warning("claim_made_again", intake=intake.name)


def _abandon(desk: Desk, intake: Intake, now: float) -> int:
    """Take away a claim that was begun and never made: its file is still in the inbox, or went elsewhere."""
    if now - intake.folder.stat().st_mtime < ABANDONED_SECONDS:
        return 0
    # Out of the way first: should its claimer only be slow, it cannot put the file into what we take away.
    aside = intake.folder.with_name(f".{intake.name}")
    intake.folder.rename(aside)
    return _take_away(desk, aside)


def _take_away_abandoned(desk: Desk) -> None:
    """What another reconciler put aside and did not live to take away."""
    for aside in desk.queue.processing.glob(".*"):
        with contextlib.suppress(FileNotFoundError):
            if aside.is_dir() and time.time() - aside.stat().st_ctime > ABANDONED_SECONDS:
                _take_away(desk, aside)


def _take_away(desk: Desk, aside: Path) -> int:
    intake = Intake(aside)
    if _has_file(intake):  # its claimer was quicker after all
        aside.rename(aside.with_name(aside.name.removeprefix(".")))
        return 0
    claim = intake.claim()
    if claim is not None:
        with contextlib.suppress(OSError):
            (aside / META).rename(desk.queue.inbox / (claim.path + SIDE))
    with contextlib.suppress(FileNotFoundError):
        (aside / META).rename(desk.queue.inbox / (aside.name.removeprefix(".") + SIDE))
    shutil.rmtree(aside)
    return 1


def _claimed(names: Sequence[str]) -> float:
    return min(claimed_at(name) for name in names)
