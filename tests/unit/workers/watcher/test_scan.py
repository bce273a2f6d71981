"""Which files in the inbox are complete."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tasks.spool.inbox import MAX_DEPTH, is_ignored, waiting
from workers.watcher.scan import NOT_WRITABLE, Scan, is_complete

linux = pytest.mark.skipif(sys.platform != "linux", reason="inotify and leases are Linux")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An inbox."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def found(inbox: Path, settle: float = 0.0) -> set[str]:
    """Names of what a scan finds complete."""
    return {str(path.relative_to(inbox)) for path in Scan(inbox, settle)}


@pytest.mark.parametrize("name", [".hidden", "a.tmp", "a.part", "a~", "a.crdownload"])
def test_unfinished_names_are_left_alone(name: str) -> None:
    """Names under which programs write what is not complete yet."""
    assert is_ignored(name)
    assert not is_ignored("a.txt")


def test_folders_are_walked(inbox: Path) -> None:
    """A tree ten levels deep is walked, empty folders are nothing, hidden ones are left alone."""
    deep = inbox.joinpath(*"abcdefghij")
    deep.mkdir(parents=True)
    (deep / "deep.txt").write_text("x")
    (inbox / "top.txt").write_text("x")
    (inbox / "empty").mkdir()
    (inbox / ".git").mkdir()
    (inbox / ".git" / "x.txt").write_text("x")
    assert {"top.txt", "a/b/c/d/e/f/g/h/i/j/deep.txt"} == found(inbox)


def test_sources_take_turns(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of one source does not wait for all of another; however many sources there are, all files are found."""
    monkeypatch.setattr("tasks.spool.inbox.IN_TURNS", 3)
    for source, number in {"flood": 200, "a": 1, "b": 1, "c": 1, "d": 1}.items():
        (inbox / source).mkdir()
        for one in range(number):
            (inbox / source / f"{one}.txt").write_text("x")
    for one in range(50):
        (inbox / f"{one}.txt").write_text("x")
    order = [str(path.relative_to(inbox)) for path in Scan(inbox, 0.0)]
    assert 254 == len(set(order)) == len(order)
    assert max(order.index(f"{name}/0.txt") for name in "abcd") < 20


def test_a_file_must_stand_still(inbox: Path) -> None:
    """A file that just changed is not complete; an old modification time does not make it so, nor unmake it."""
    path = inbox / "a.txt"
    path.write_text("x")
    os.utime(path, (0, 0))
    assert not is_complete(path, 60)
    assert is_complete(path, 60, now=time.time() + 61)
    scan = Scan(inbox, 60)
    assert [] == list(scan)
    assert 1 == scan.unsettled


@linux
def test_a_file_that_is_being_written_is_not_complete(inbox: Path) -> None:
    """However long the writer pauses."""
    path = inbox / "a.txt"
    with path.open("w") as writer:
        writer.write("half")
        writer.flush()
        assert not is_complete(path, 0, now=time.time() + 1000)
    assert is_complete(path, 0)


def test_links_and_special_files_are_taken(inbox: Path) -> None:
    """They are claimed at once, to be refused with a reason; nothing behind them is touched."""
    (inbox / "link").symlink_to("/etc/hostname")
    (inbox / "folder-link").symlink_to("/etc")
    os.mkfifo(inbox / "pipe")
    assert {"link", "folder-link", "pipe"} == found(inbox, settle=60)


def test_a_side_file_waits_for_its_file(inbox: Path) -> None:
    """It is claimed with the file it is about; alone, it is taken for a file of its own after a while."""
    side = inbox / "a.txt.meta.json"
    side.write_text("{}")
    assert not is_complete(side, 0)
    assert is_complete(side, 0, now=time.time() + 61)
    (inbox / "a.txt").write_text("x")
    assert not is_complete(side, 0, now=time.time() + 61)


def test_a_folder_that_is_too_deep_costs_itself_alone(inbox: Path) -> None:
    """However deep the inbox is, its other files are found; the log names the folder once."""
    folder = inbox
    for _ in range(MAX_DEPTH + 10):  # no deeper: pytest removes old folders by recursion
        folder = folder / "d"
        folder.mkdir()
    (inbox / "sound.txt").write_text("x")
    (inbox / "d" / "sound.txt").write_text("x")
    told: set[Path] = set()
    with capture_logs() as logs:
        for _ in range(2):
            assert {"sound.txt", "d/sound.txt"} == {str(p.relative_to(inbox)) for p in Scan(inbox, 0.0, told)}
    (refused,) = [entry for entry in logs if entry["event"] == "folder_unreadable"]
    assert "levels" in refused["error"]
    assert 2 == waiting(inbox)
    assert MAX_DEPTH + 1 == len(Path(next(iter(told))).relative_to(inbox).parts)


def test_a_path_that_is_too_long_costs_itself_alone(inbox: Path) -> None:
    """Seventeen names of 255 bytes make a path that the system does not open."""
    descriptors = [os.open(inbox, os.O_RDONLY | os.O_DIRECTORY)]
    for _ in range(17):
        os.mkdir("x" * 255, dir_fd=descriptors[-1])
        descriptors.append(os.open("x" * 255, os.O_RDONLY | os.O_DIRECTORY, dir_fd=descriptors[-1]))
    (inbox / "sound.txt").write_text("x")
    assert {"sound.txt"} == found(inbox)
    assert 1 == waiting(inbox)
    for descriptor in reversed(descriptors[:-1]):
        os.close(descriptors.pop())
        os.rmdir("x" * 255, dir_fd=descriptor)
    os.close(descriptors.pop())


def test_names_that_are_never_claimed_do_not_wait(inbox: Path) -> None:
    """Files that programs have not finished writing, and hidden ones."""
    for name in ("a.txt", "c.tmp", "d.part", "e~", ".f"):
        (inbox / name).write_text("x")
    assert 1 == waiting(inbox)


def test_a_folder_of_a_careful_producer_is_named(monkeypatch: pytest.MonkeyPatch, inbox: Path) -> None:
    """Made with umask 022 by another user, it can be read and not be emptied: nothing is tried, and it is told."""
    closed = inbox / "agency"
    closed.mkdir()
    for number in range(3):
        (closed / f"{number}.txt").write_text("x")
    (inbox / "b.txt").write_text("x")
    closed.chmod(0o555)
    try:
        if os.getuid() == 0:  # who may do everything
            monkeypatch.setattr(os, "access", lambda path, mode: path != closed)
        with capture_logs() as logs:
            scan = Scan(inbox, 0.0)
            assert {inbox / "b.txt"} == set(scan)
            assert {closed: NOT_WRITABLE} == scan.refused
        assert ["folder_unreadable"] == [event["event"] for event in logs]
    finally:
        closed.chmod(0o755)


def test_a_file_that_was_not_complete_is_looked_at_again_during_the_walk(inbox: Path) -> None:
    """What settles while the files of another source are still walked need not wait for the end of the walk."""
    (inbox / "paper").mkdir()
    (inbox / "paper" / "late.txt").write_text("text", encoding="utf-8")
    scan = Scan(inbox, 0.2)
    assert not list(scan)
    assert (1, []) == (scan.unsettled, scan.completed())
    time.sleep(0.3)
    assert [inbox / "paper" / "late.txt"] == scan.completed()
    assert [] == scan.completed()
