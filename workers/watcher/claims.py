"""Claim files by renaming them out of the inbox. From then on each of them is accounted for."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tasks.spool.file_names import META, SIDE, new_intake_name, printable_name
from tasks.spool.layout import Intake, Queue
from tasks.spool.values import Claim, kind_of


@dataclass(frozen=True, slots=True)
class Claimer:
    """Takes files from the inbox into `processing/`."""

    queue: Queue
    clock: Callable[[], float] = time.time

    def claim(self, path: Path) -> Claim | None:
        """Claim one file; return None if another process did, or it is gone.

        The claim is written and synced before the file is renamed into its folder, so that a crash at any moment
        leaves the file in the inbox (with an empty claim beside, which the redelivery removes) or claimed.

        Raises:
            OSError: it cannot be claimed (permissions of the folder, no space).
        """
        try:
            about = path.lstat()
        except FileNotFoundError:
            return None
        now = self.clock()
        name = new_intake_name(datetime.fromtimestamp(now, UTC), secrets.token_hex(4))
        below = path.relative_to(self.queue.inbox)
        claim = Claim(
            intake=name,
            name=printable_name(path.name),
            path=printable_name(str(below)),
            source=printable_name(below.parts[0]) if len(below.parts) > 1 else None,
            claimed_at=int(now * 1_000_000),
            size=about.st_size,
            mtime_ns=about.st_mtime_ns,
            kind=kind_of(about.st_mode),
        )
        intake = Intake(self.queue.processing / name)
        side = path.with_name(path.name + SIDE)
        try:
            intake.folder.mkdir()
            intake.write_claim(claim)
            # The side file first: a file without the one that came with it would be another article.
            _move_side(side, intake.folder / META)
            path.rename(intake.file)
        except OSError as error:
            _undo(intake, side)
            if isinstance(error, FileNotFoundError):
                return None
            raise
        return claim

    def sync(self) -> None:
        """Make the renames of a batch durable."""
        descriptor = os.open(self.queue.processing, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _move_side(path: Path, target: Path) -> None:
    """Move a side file, if there is one. A folder of that name is a folder, with files of its own."""
    try:
        if not stat.S_ISDIR(path.lstat().st_mode):
            path.rename(target)
    except OSError as error:
        if not isinstance(error, FileNotFoundError) and error.errno != errno.ENAMETOOLONG:
            raise


def _undo(intake: Intake, side: Path) -> None:
    """Undo a claim that failed. Anything left over is removed by the redelivery."""
    with contextlib.suppress(OSError):
        (intake.folder / META).rename(side)
    with contextlib.suppress(OSError):
        for leftover in intake.folder.iterdir():
            leftover.unlink()
        intake.folder.rmdir()
