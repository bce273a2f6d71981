"""What counts as complete in the inbox, by scan and by event."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from tasks.spool.layout import Queue
from workers.watcher.claims import Claimer
from workers.watcher.scan import Events, Scan, is_complete, is_ignored

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


@linux
def test_events_tell_of_complete_files(inbox: Path) -> None:
    """A file renamed in and one closed after writing are heard of; one that is only begun is not."""
    events = Events(inbox)
    events.watch(inbox)
    (inbox / ".a.tmp").write_text("x")
    (inbox / ".a.tmp").rename(inbox / "a.txt")
    (inbox / "b.txt").write_text("x")
    writer = (inbox / "c.txt").open("w")
    heard = {path.name for path in events.wait(1)}
    assert {"a.txt", "b.txt"} == heard
    writer.close()
    assert ["c.txt"] == [path.name for path in events.wait(1)]
    events.close()


@linux
def test_events_ask_for_a_scan_of_a_new_folder(inbox: Path) -> None:
    """What was put into a folder before it was watched is for a scan to find."""
    events = Events(inbox)
    events.watch(inbox)
    (inbox / "new").mkdir()
    events.wait(1)
    assert events.overflowed
    (inbox / "new" / "a.txt").write_text("x")
    assert ["a.txt"] == [path.name for path in events.wait(1)]
    events.close()


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    """A prepared queue folder."""
    queue = Queue(tmp_path / "queue")
    queue.prepare()
    return queue


def test_a_claim_takes_file_and_side_file(queue: Queue) -> None:
    """They leave the inbox together; the claim says what was claimed, and the first folder level is the source."""
    folder = queue.inbox / "agency" / "2026"
    folder.mkdir(parents=True)
    path = folder / "a b.txt"
    path.write_text("text")
    (folder / "a b.txt.meta.json").write_text('{"url": "https://a.example/"}')
    claim = Claimer(queue).claim(path)
    assert claim is not None
    assert ("a b.txt", "agency/2026/a b.txt", "agency", 4, "file") == (
        claim.name,
        claim.path,
        claim.source,
        claim.size,
        claim.kind,
    )
    intake = queue.intake(claim.intake)
    assert claim == intake.claim()
    assert "text" == intake.file.read_text()
    assert "https://a.example/" == intake.given().url
    assert [] == list(folder.iterdir())


def test_a_claim_of_what_is_gone_is_nothing(queue: Queue) -> None:
    """A file that vanished between scan and claim is no error, and leaves nothing behind."""
    assert Claimer(queue).claim(queue.inbox / "gone.txt") is None
    assert [] == list(queue.processing.iterdir())


@pytest.mark.parametrize("name", ["x" * 255, 'it\'s "quoted".txt', "line\nbreak.txt", os.fsdecode(b"\xff\xfe.txt")])
def test_odd_names_are_claimed(queue: Queue, name: str) -> None:
    """Names of 255 bytes, with quotes, line breaks, or bytes that are no text."""
    path = queue.inbox / name
    path.write_text("text")
    claim = Claimer(queue).claim(path)
    assert claim is not None
    assert claim.name.isprintable()
    assert "text" == queue.intake(claim.intake).file.read_text()
