"""The inbox: a watcher that stands still, a disk that is full, files that are still written or go on growing."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chaos.disks import small_disk
from chaos.processes import wait_until
from chaos.stories import Story, story
from chaos.system import System

from tasks.spool.layout import Queue


@pytest.mark.timeout(1800)
def test_files_that_arrive_while_the_watcher_is_stopped(
    system: Callable[..., System], full_size: bool, record_property: Callable[[str, object], None]
) -> None:
    """More events than the system keeps: every file is claimed all the same, once."""
    number = 40_000 if full_size else 1500
    with system(workers=0, settings={"MAX_PROCESSING": "100000", "MAX_QUEUE": "100000"}) as desk:
        desk.watch[0].signal(signal.SIGSTOP)
        for n in range(number):
            (desk.inbox / f"{n}.txt").write_bytes(b"")
        desk.watch[0].signal(signal.SIGCONT)
        took = wait_until(lambda: not any(desk.inbox.iterdir()), seconds=1200, what="the inbox is empty")
        queue = Queue(desk.queue)
        claims = [queue.intake(name).claim() for name in queue.intakes()]
        record_property("counted", f"watcher stopped: {number} files claimed in {took:.1f} s")
        assert sorted(f"{n}.txt" for n in range(number)) == sorted(claim.name for claim in claims if claim)


@pytest.mark.timeout(1800)
def test_a_flood_of_one_source_does_not_hold_up_another(
    system: Callable[..., System], full_size: bool, record_property: Callable[[str, object], None]
) -> None:
    """Sources take turns: an article behind thousands of empty files is settled before many of these."""
    number = 5000 if full_size else 1500
    flood, paper = number, story(0)
    with system() as desk:
        desk.drop(story(1))
        wait_until(desk.documents, seconds=120, what="all that is made for the first article is there")
        desk.watch[0].signal(signal.SIGSTOP)
        (desk.inbox / "flood").mkdir()
        for n in range(flood):
            (desk.inbox / "flood" / f"{n}.txt").write_bytes(b"")
        desk.drop(paper, source="paper")
        desk.watch[0].signal(signal.SIGCONT)
        wait_until(lambda: len(desk.arrivals()) == flood + 2, seconds=1500, what="everything has a fate", pause=1)
        (article,) = (one for one in desk.arrivals() if one.get("source") == "paper")
        empty = [one for one in desk.arrivals() if one.get("source") == "flood"]
        later = sum(one["settled_at"] > article["settled_at"] for one in empty)
        record_property("counted", f"settled before {later} of {flood} empty files that had come before it")
        assert later > flood / 10


@pytest.fixture(name="small_disk")
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 12 MB."""
    with small_disk(tmp_path, 12):
        yield tmp_path


def _fill(disk: Path, leave: int) -> Path:
    """Fill a disk up to `leave` bytes."""
    filler = disk / "filler"
    with filler.open("ab") as file:
        while (free := shutil.disk_usage(disk).free) > leave:
            file.write(b"\0" * min(free - leave, 1 << 16))
            file.flush()
    return filler


@pytest.mark.timeout(600)
def test_a_disk_that_fills_up(
    system: Callable[..., System], small_disk: Path, record_property: Callable[[str, object], None]
) -> None:
    """Intake pauses and says so once, nothing is lost, and it goes on when there is space again."""
    with system(queue=small_disk / "queue", settings={"MIN_FREE_MEGABYTES": "3"}) as desk:
        for n in range(30):
            desk.drop(story(n))
        wait_until(desk.processing, seconds=120, what="some are claimed", pause=0.01)
        filler = _fill(small_disk, 0)  # not a byte: what is in hand cannot be written down either
        time.sleep(2)
        filler.unlink()
        desk.wait_for_quiet(seconds=120)

        # A pause of the first filling that has not ended yet would swallow the second.
        wait_until(
            lambda: desk.watch[0].said("intake_resumed") == desk.watch[0].said("intake_paused"),
            seconds=120,
            what="intake goes on",
        )
        paused = desk.watch[0].said("intake_paused")
        filler = _fill(small_disk, 2 << 20)  # less than is wanted, enough for a producer
        wait_until(lambda: desk.watch[0].said("intake_paused") > paused, seconds=120, what="intake pauses")
        for n in range(30, 60):
            desk.drop(story(n))
        time.sleep(3)
        assert 30 == sum(1 for _ in desk.inbox.iterdir())
        assert paused + 1 == desk.watch[0].said("intake_paused")
        filler.unlink()
        quiet_after = desk.wait_for_quiet(seconds=120)
        report = desk.report(quiet_after=quiet_after)
        record_property("counted", f"disk: {report.row()}")
        desk.assert_whole(report)
        assert 60 == report.fates["indexed"]
        assert desk.watch[0].said("intake_resumed") == desk.watch[0].said("intake_paused")


@pytest.mark.timeout(300)
def test_files_that_are_still_written(system: Callable[..., System]) -> None:
    """A file that is written with pauses is claimed when it is closed; one that grows later is read once more."""
    slow, growing = story(1), story(2)
    late = Story(growing.name, f"Laggard {growing.text}")
    half = len(late.text) // 2
    with system(settings={"ENRICHERS": '["chaos.poison"]'}) as desk:
        with (desk.inbox / f"{slow.name}.txt").open("w") as file:
            for start in range(0, len(slow.text), 200):
                file.write(slow.text[start : start + 200])
                file.flush()
                time.sleep(0.4)  # longer than a file must stand still
                assert [] == desk.processing()
        # Somebody holds it by another name, and goes on writing while it is worked on.
        held = desk.folder / "held"
        held.write_text(late.text[:half])
        os.link(held, desk.inbox / f"{late.name}.txt")
        wait_until(desk.already_read, seconds=120, what="it was read", pause=0.01)
        with held.open("a") as file:
            file.write(late.text[half:])
        desk.dropped |= {slow.name: 0.0, late.name: 0.0}
        desk.wait_for_quiet(seconds=120)
        report = desk.report()
        desk.assert_whole(report)
        bodies = {document["title"].split()[0]: document["body"] for document in desk.documents()}
        assert 2 == len(bodies)
        assert late.text.split()[-8:] == bodies["Laggard"].split()[-8:]
        assert slow.text.split()[-8:] == bodies[slow.text.split()[0]].split()[-8:]
