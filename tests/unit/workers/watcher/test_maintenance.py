"""Chores run when they are due, and one that fails keeps no other from running."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import structlog.testing

from articles.errors import TransientError
from tasks.spool.layout import Queue
from tasks.spool.values import Claim
from workers.watcher.maintenance import (
    Chore,
    Maintenance,
    Paced,
    RecentAudit,
    empty_done,
    take_up_late_writes,
)


class Elected:
    """A leader, or not."""

    def __init__(self, *answers: bool) -> None:
        self._answers = list(answers)

    def leads(self) -> bool:
        """The next answer; the last one stays."""
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]

    def resign(self) -> None:
        """Nothing."""


def maintenance(leader: Elected, *chores: Chore) -> Maintenance:
    """Chores that are run pass by pass."""
    any_leader: Any = leader
    return Maintenance(leader=any_leader, chores=chores, seconds=60, stop=threading.Event())


def test_a_failing_chore_keeps_no_other_from_running() -> None:
    """Whether it is a service that is away, or an error of ours."""
    done: list[str] = []

    def away() -> None:
        raise TransientError("away")

    def wrong() -> None:
        raise ValueError("wrong")

    chores = (Chore("away", away), Chore("wrong", wrong), Chore("last", lambda: done.append("last")))
    maintenance(Elected(True), *chores).pass_once()
    assert ["last"] == done


def test_only_the_leader_does_chores() -> None:
    """A process that loses the lease in the middle of a pass stops there."""
    done: list[str] = []
    chores = [Chore(name, lambda name=name: done.append(name)) for name in "abc"]  # type: ignore[misc]
    maintenance(Elected(False), *chores).pass_once()
    assert [] == done
    maintenance(Elected(True, True, False), *chores).pass_once()
    assert ["a", "b"] == done


def test_rare_chores_wait_for_their_time() -> None:
    """And one that failed is tried again in the next pass."""
    done: list[str] = []
    broken = [True]

    def fragile() -> None:
        if broken.pop() if broken else False:
            raise TransientError("away")
        done.append("fragile")

    passes = maintenance(Elected(True), Chore("rare", lambda: done.append("rare"), 600), Chore("fragile", fragile, 600))
    for _ in range(3):
        passes.pass_once()
    assert ["rare", "fragile"] == done


def test_paced_work_takes_a_share_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step of a second is followed by a pause of nine; where nothing is left, by the longer one."""
    now = 100.0
    left = [True, True, False]
    steps: list[float] = []

    def step(pause: Callable[[], bool]) -> bool:
        nonlocal now
        steps.append(now)
        now += 1
        return left.pop(0) if left else False

    monkeypatch.setattr("workers.watcher.maintenance.time", SimpleNamespace(monotonic=lambda: now))
    paced = Paced(step, wait=lambda _: False, every=60, share=0.1)
    while len(steps) < 4:
        paced.run()
        now += 0.5
    assert [100.0, 110.0, 120.0, 181.0] == steps


def test_paced_work_gives_way_for_some_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not begun meanwhile; what was begun goes on."""
    now = 100.0
    monkeypatch.setattr("workers.watcher.maintenance.time", SimpleNamespace(monotonic=lambda: now))
    left = [True, False, True, False, False]
    steps: list[float] = []

    def step(pause: Callable[[], bool]) -> bool:
        steps.append(now)
        return left.pop(0)

    paced = Paced(
        step, wait=lambda _: False, every=60, share=0.1, gives_way=lambda: now < 1000, longest=600, step_seconds=60
    )
    while left:
        paced.run()
        now += 10
    assert [100.0, 110.0, 710.0, 720.0, 1000.0] == steps


@pytest.mark.parametrize(
    ("ends", "step_seconds", "expected"),
    [
        pytest.param(1000.0, 60.0, [100.0, 110.0, 120.0, 130.0, 140.0, 150.0], id="a pause after each part"),
        pytest.param(1000.0, 25.0, [100.0, 110.0, 120.0, 130.0, 140.0, 150.0], id="steps end when their time is over"),
        pytest.param(115.0, 60.0, [100.0, 110.0], id="the process ends"),
    ],
)
def test_paced_work_pauses_in_the_middle_of_a_step(
    monkeypatch: pytest.MonkeyPatch, ends: float, step_seconds: float, expected: list[float]
) -> None:
    """What others wait for waits for a part, not for a step; the share of the time is the same."""
    now = 100.0
    parts: list[float] = []

    def wait(seconds: float) -> bool:
        nonlocal now
        now += seconds
        return now > ends

    def step(pause: Callable[[], bool]) -> bool:
        nonlocal now
        for _ in range(10):
            parts.append(now)
            now += 1
            if not pause():
                break
        return True

    monkeypatch.setattr("workers.watcher.maintenance.time", SimpleNamespace(monotonic=lambda: now))
    paced = Paced(step, wait=wait, every=60, share=0.1, step_seconds=step_seconds)
    while len(parts) < 6 and now <= ends:
        paced.run()
        now += 0.5
    assert expected == [round(at, 3) for at in parts[:6]]


def test_an_error_that_stays_the_same_is_logged_once() -> None:
    """Passes follow each other twice a second. Another error is logged, and the same one after the chore has worked."""
    errors: list[str | None] = [*["away"] * 5, *["closed"] * 5, None, "closed"]

    def fragile() -> None:
        if error := errors.pop(0):
            raise TransientError(error)

    passes = maintenance(Elected(True), Chore("fragile", fragile))
    with structlog.testing.capture_logs() as logged:
        while errors:
            passes.pass_once()
    assert ["away", "closed", "closed"] == [line["error"] for line in logged]


def test_an_outage_is_followed_by_an_audit() -> None:
    """What was away may have come back without all that it had."""
    audits: list[float] = []
    outages = [0]

    def find(since: float) -> list[Any]:
        audits.append(since)
        return []

    audit = RecentAudit(find, lambda: outages[0], every=600)
    for _ in range(2):
        audit.run()
    assert 1 == len(audits)
    outages[0] = 1
    for _ in range(2):
        audit.run()
    assert 2 == len(audits)


def test_done_is_emptied_by_day(tmp_path: Path) -> None:
    """Days older than the retention go; other names stay; zero keeps all."""
    for name in ("2026-01-01", "2026-02-27", "2026-03-01", "notes"):
        (tmp_path / name / "intake").mkdir(parents=True)
    assert [] == empty_done(tmp_path, 0, today=date(2026, 3, 1))
    assert ["2026-01-01"] == empty_done(tmp_path, 2, today=date(2026, 3, 1))
    assert {"2026-02-27", "2026-03-01", "notes"} == {p.name for p in tmp_path.iterdir()}


@pytest.mark.parametrize("grows", [False, True])
def test_a_file_that_grew_after_it_was_done_is_taken_up(tmp_path: Path, grows: bool) -> None:
    """Its writer had it open all the time."""
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    queue = Queue(tmp_path)
    queue.prepare()
    folder = queue.done / f"{now:%Y-%m-%d}" / f"{now:%Y%m%dT%H%M%S%f}-aa"
    folder.mkdir(parents=True)
    (folder / "file").write_text("first\n")
    os.utime(folder / "file", (1, 1))
    about = (folder / "file").stat()
    claim = Claim(intake=folder.name, name="a", path="a", claimed_at=1, size=about.st_size, mtime_ns=about.st_mtime_ns)
    from tasks.spool.layout import Intake

    Intake(folder).write_claim(claim)
    if grows:
        with (folder / "file").open("a") as writer:
            writer.write("second\n")
        later = (folder / "claim.json").stat().st_mtime + 1
        os.utime(folder / "file", (later, later))
    taken: list[Path] = []
    assert int(grows) == take_up_late_writes(queue, taken.append)
    assert ([folder] if grows else []) == taken
