"""Files in `done/` that were written to after their claim are found, among those that were claimed lately."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tasks.spool.file_names import new_intake_name
from tasks.spool.late_writes import written_late
from tasks.spool.layout import CLAIM, Intake, Queue
from tasks.spool.values import Claim

NOW = datetime(2026, 3, 6, 0, 30, tzinfo=UTC)


def grown(queue: Queue, name: str, day: datetime) -> Path:
    """A file in `done/` that was written to after its claim."""
    folder = queue.done / f"{day:%Y-%m-%d}" / name
    folder.mkdir(parents=True)
    (folder / "file").write_text("first\nsecond\n")
    Intake(folder).write_claim(Claim(intake=name, name="a", path="a", claimed_at=1, size=6, mtime_ns=1))
    later = (folder / CLAIM).stat().st_mtime + 1
    os.utime(folder / "file", (later, later))
    return folder


def test_files_are_found_from_the_moment_of_a_claim_on(tmp_path: Path) -> None:
    """Also of the day before, and to the microsecond. What is no claim, or was claimed earlier, is passed over."""
    queue = Queue(tmp_path)
    queue.prepare()
    since = NOW - timedelta(hours=1)
    earlier = since - timedelta(microseconds=1)
    grown(queue, new_intake_name(earlier, "ff"), earlier)
    grown(queue, "zz-of-somebody-else", NOW)
    (queue.done / f"{NOW:%Y-%m-%d}" / "zz-a-file").write_text("")
    expected = [grown(queue, new_intake_name(since, "00"), since), grown(queue, new_intake_name(NOW, "aa"), NOW)]
    assert expected == sorted(written_late(queue, since=since.timestamp()))
