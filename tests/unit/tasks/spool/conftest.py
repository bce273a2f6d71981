"""A queue folder with one claimed file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.spool.layout import Intake, Queue
from tasks.spool.values import Claim

NAME = "20260301T120000000000-aa"


@pytest.fixture
def claim() -> Callable[..., Claim]:
    """Make a claim with some fields changed."""

    def make(**changes: object) -> Claim:
        fields: dict[str, object] = {
            "intake": NAME,
            "name": "a.txt",
            "path": "agency/a.txt",
            "source": "agency",
            "claimed_at": 1,
        }
        return Claim(**(fields | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    """A prepared queue folder."""
    queue = Queue(tmp_path / "queue")
    queue.prepare()
    return queue


@pytest.fixture
def intake(queue: Queue, claim: Callable[..., Claim]) -> Intake:
    """A claimed file."""
    intake = queue.intake(NAME)
    intake.folder.mkdir()
    intake.file.write_text("text")
    about = intake.file.stat()
    intake.write_claim(claim(size=about.st_size, mtime_ns=about.st_mtime_ns))
    return intake
