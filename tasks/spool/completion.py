"""Moving a file on when all that was in it is settled."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import structlog

from tasks.context import Desk
from tasks.failures.generations import forget_own
from tasks.spool.layout import Kept, finish
from tasks.spool.open_files import is_open_for_writing
from tasks.work_item import WorkItem

log = structlog.get_logger()


def finish_if_settled(desk: Desk, name: str) -> bool:
    """Move a claimed file to ``done/`` or ``failed/`` if every article in it has an acknowledged fate.

    A file that somebody wrote to after it was claimed is taken up again instead, in a new round. Safe to run twice.
    """
    intake = desk.queue.intake(name)
    claim = intake.claim()
    articles = intake.articles()
    if claim is None or articles is None or len(intake.settled()) < articles:
        return False
    if claim.kind == "file" and is_open_for_writing(intake.file):
        return False  # the reconciler looks again
    if intake.grew(claim):
        about = intake.file.lstat()
        forget_own(desk, name, intake.settled().values())
        # In this order: a crash in between costs a second look at the file, and nothing is taken for settled.
        intake.write_kept(
            Kept(round=claim.round + 1, articles=articles, size=about.st_size, mtime_ns=about.st_mtime_ns)
        )
        intake.forget_progress()
        intake.write_claim(
            msgspec.structs.replace(claim, size=about.st_size, mtime_ns=about.st_mtime_ns, round=claim.round + 1)
        )
        desk.publisher.process([WorkItem(name)])
        log.info("file_grew", intake=name, name=claim.path, size=about.st_size)
        return False
    target = finish(desk.queue, intake, claim, now=datetime.now(UTC))
    desk.publisher.settled([name])
    if target is not None:
        log.info("file_finished", intake=name, name=claim.path, articles=articles, to=target.parent.name)
    return target is not None
