"""Find files in `done/` that were written to after they were claimed.

A writer that keeps its file open goes on writing wherever the file is moved to. While a file is in `processing/` that
is seen (`tasks.spool.completion`), by a lease of the kernel even if the writer pauses; but a lease is granted to the
owner of a file only, and a producer is often another user.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tasks.spool.file_names import FILE, claimed_at, each_name_in, names_in
from tasks.spool.layout import CLAIM, Intake, Queue


def written_late(queue: Queue, *, since: float) -> Iterator[Path]:
    """Yield the folders in `done/` whose file grew, of files that were claimed since then.

    Args:
        queue: the queue folder.
        since: seconds since 1970.
    """
    moment = datetime.fromtimestamp(since, UTC)
    first_day, first_name = f"{moment:%Y-%m-%d}", f"{moment:%Y%m%dT%H%M%S%f}"
    for day in names_in(queue.done):
        if day < first_day:
            continue
        folder = queue.done / day
        # There may be millions of a day: names are compared as they are, since they sort by time, and are not kept.
        for name in each_name_in(folder):
            if name < first_name or not _is_later(f"{folder}/{name}"):
                continue
            if claimed_at(name) >= since and _grew(Intake(folder / name)):
                yield folder / name


def _is_later(folder: str) -> bool:
    """Return whether a file was written to after its claim: looked at before any is read, since few are."""
    try:
        return os.lstat(f"{folder}/{FILE}").st_mtime_ns > os.lstat(f"{folder}/{CLAIM}").st_mtime_ns
    except (FileNotFoundError, NotADirectoryError):
        return False


def _grew(intake: Intake) -> bool:
    claim = intake.claim()
    return claim is not None and intake.grew(claim)
