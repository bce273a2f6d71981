"""Find files in `done/` that were written to after they were claimed.

A writer that keeps its file open goes on writing wherever the file is moved to. While a file is in `processing/` that
is seen (`tasks.spool.completion`), by a lease of the kernel even if the writer pauses; but a lease is granted to the
owner of a file only, and a producer is often another user.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tasks.spool.file_names import claimed_at, names_in
from tasks.spool.layout import Intake, Queue


def written_late(queue: Queue, *, since: float) -> Iterator[Path]:
    """Yield the folders in `done/` whose file grew, of files that were claimed since then.

    Args:
        queue: the queue folder.
        since: seconds since 1970.
    """
    first = datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%d")
    for day in names_in(queue.done):
        if day < first:
            continue
        for name in names_in(queue.done / day):
            if claimed_at(name) >= since and _grew(Intake(queue.done / day / name)):
                yield queue.done / day / name


def _grew(intake: Intake) -> bool:
    try:
        # Two looks at times before a file is read: few files are written late.
        if intake.file.lstat().st_mtime_ns <= (intake.folder / "claim.json").lstat().st_mtime_ns:
            return False
    except (FileNotFoundError, NotADirectoryError):
        return False
    claim = intake.claim()
    return claim is not None and intake.grew(claim)
