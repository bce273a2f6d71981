"""Complete or clear folders in `processing/` whose claim was begun and not completed."""

from __future__ import annotations

import contextlib
import shutil
import time
from pathlib import Path

import structlog

from tasks.spool.file_names import FILE, META, SIDE, claimed_at
from tasks.spool.layout import Intake, Queue
from tasks.spool.values import Claim, kind_of

log = structlog.get_logger()

#: Seconds after which a folder without a file counts as abandoned.
ABANDONED_SECONDS = 5.0


def has_file(intake: Intake) -> bool:
    """Return whether the claimed file is in its folder."""
    try:
        intake.file.lstat()
    except FileNotFoundError:
        return False
    return True


def remove(queue: Queue, intake: Intake, now: float) -> int:
    """Remove a claim without a file, if it is old enough; return how many were removed.

    Its file is still in the inbox, or was removed by others.
    """
    if now - intake.folder.stat().st_mtime < ABANDONED_SECONDS:
        return 0
    # Out of the way first: if its claimer is only slow, it cannot put the file into a folder that is being removed.
    aside = intake.folder.with_name(f".{intake.name}")
    intake.folder.rename(aside)
    return _remove(queue, aside)


def clear(queue: Queue) -> None:
    """Remove what another process renamed and did not live to remove."""
    for aside in queue.processing.glob(".*"):
        with contextlib.suppress(FileNotFoundError):
            if aside.is_dir() and time.time() - aside.stat().st_ctime > ABANDONED_SECONDS:
                _remove(queue, aside)


def claim_again(intake: Intake) -> None:
    """Write the claim of a file that lost it, as a power cut may do. The file's own name is lost with it."""
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


def _remove(queue: Queue, aside: Path) -> int:
    intake = Intake(aside)
    if has_file(intake):  # its claimer was quicker after all
        aside.rename(aside.with_name(aside.name.removeprefix(".")))
        return 0
    claim = intake.claim()
    if claim is not None:
        with contextlib.suppress(OSError):
            (aside / META).rename(queue.inbox / (claim.path + SIDE))
    with contextlib.suppress(FileNotFoundError):
        (aside / META).rename(queue.inbox / (aside.name.removeprefix(".") + SIDE))
    shutil.rmtree(aside)
    return 1
