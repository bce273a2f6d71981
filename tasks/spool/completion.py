"""Moving a file on when all that was in it is settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import structlog

from articles.fates import Fate
from tasks.context import Desk
from tasks.failures.generations import forget_own
from tasks.spool import atomic
from tasks.spool.layout import Intake, Queue, clear_progress
from tasks.spool.open_files import is_open_for_writing
from tasks.spool.values import Claim, Kept, SettledFate
from tasks.work_item import WorkItem

log = structlog.get_logger()


def finish_if_settled(desk: Desk, name: str) -> bool:
    """Move a claimed file to ``done/`` or ``failed/`` if every article in it has an acknowledged fate.

    A file that was written to after its claim is taken up again instead, in a new generation. Safe to run twice.
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
            Kept(generation=claim.generation + 1, articles=articles, size=about.st_size, mtime_ns=about.st_mtime_ns)
        )
        intake.forget_progress()
        intake.write_claim(
            msgspec.structs.replace(
                claim, size=about.st_size, mtime_ns=about.st_mtime_ns, generation=claim.generation + 1
            )
        )
        desk.publisher.process([WorkItem(name)])
        log.info("file_grew", intake=name, name=claim.path, size=about.st_size)
        return False
    target = finish(desk.queue, intake, claim, now=datetime.now(UTC))
    desk.leases.release([name])
    if target is not None:
        log.info("file_finished", intake=name, name=claim.path, articles=articles, to=target.parent.name)
    return target is not None


def finish(queue: Queue, intake: Intake, claim: Claim, *, now: datetime) -> Path | None:
    """Move a claimed file, all of whose articles have an acknowledged fate, out of `processing/`.

    To `failed/` with a `reason.json` when any of them failed, else to `done/`. Returns where it went, or None when
    another worker was quicker. Safe to run twice.
    """
    fates = intake.settled()
    failed = [one for one in fates.values() if one.fate is Fate.FAILED]
    target = queue.failed / intake.name if failed else queue.done / now.strftime("%Y-%m-%d") / intake.name
    target.parent.mkdir(exist_ok=True)
    try:
        atomic.write(
            intake.folder / "fates.json", msgspec.json.encode(sorted(fates.values(), key=lambda one: one.number))
        )
        if failed:
            reasons = msgspec.json.encode(_reasons(claim, failed, now))
            atomic.write(intake.folder / "reason.json", msgspec.json.format(reasons))
        intake.folder.rename(target)
    except FileNotFoundError:
        return None
    clear_progress(target)
    return target


def _reasons(claim: Claim, failed: Sequence[SettledFate], now: datetime) -> dict[str, object]:
    return {
        "file": claim.path,
        "intake": claim.intake,
        "set_aside_at": now.isoformat(),
        "articles": [
            {
                "number": one.number,
                "reason": one.reason,
                "what_happened": one.detail,
                "tries": one.tries,
                "traceback": one.traceback,
            }
            for one in sorted(failed, key=lambda one: one.number)
        ],
    }
