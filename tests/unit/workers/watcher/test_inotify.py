"""Events tell of files that are complete, sooner than a scan would."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from workers.watcher import inotify
from workers.watcher.inotify import Events

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An inbox."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def hear(inbox: Path) -> Iterator[Events]:
    """Events of the inbox, with a settle time of half a second."""
    events = Events(0.5)
    events.watch(inbox)
    yield events
    events.close()


def heard(events: Events, until: int) -> list[str]:
    """Names that are heard of until there are so many."""
    found: list[str] = []
    deadline = time.monotonic() + 30
    while len(found) < until and time.monotonic() < deadline:
        found += [path.name for path in events.wait(0.1)]
    return found


def test_a_file_that_is_renamed_in_is_complete_at_once(inbox: Path, hear: Events) -> None:
    """It is not asked to stand still."""
    (inbox / ".a.tmp").write_text("x")
    (inbox / ".a.tmp").rename(inbox / "a.txt")
    assert ["a.txt"] == [path.name for path in hear.wait(0.2)]


def test_a_file_that_is_written_in_place_stands_still_first(inbox: Path, hear: Events) -> None:
    """Its writer may close it and open it again, to append: each close starts the settle time again."""
    path = inbox / "a.txt"
    path.write_text("first\n")
    assert [] == hear.wait(0.1)
    began = time.monotonic()
    with path.open("a") as writer:
        writer.write("second\n")
    assert ["a.txt"] == heard(hear, 1)
    assert time.monotonic() - began >= 0.5


def test_a_file_that_is_open_again_is_not_complete(inbox: Path, hear: Events) -> None:
    """The settle time is over while somebody writes: it is heard of after the next close."""
    path = inbox / "a.txt"
    path.write_text("first\n")
    with path.open("a") as writer:
        writer.write("second\n")
        assert [] == hear.wait(0.3)
        assert [] == hear.wait(0.6)
        assert hear.created  # a scan looks as well
    assert ["a.txt"] == heard(hear, 1)


def test_without_a_settle_time_a_closed_file_is_complete(inbox: Path) -> None:
    """As is asked for by COPYDESK_SETTLE_SECONDS=0."""
    events = Events(0.0)
    events.watch(inbox)
    (inbox / "a.txt").write_text("x")
    assert ["a.txt"] == [path.name for path in events.wait(1)]
    events.close()


def test_many_files_written_at_once_are_left_to_a_scan(
    inbox: Path, hear: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The memory for files that have to stand still is bounded."""
    monkeypatch.setattr(inotify, "MAX_SETTLING", 2)
    for n in range(3):
        (inbox / f"{n}.txt").write_text("x")
    hear.created = False
    assert {"0.txt", "1.txt"} == set(heard(hear, 2))
    assert hear.created


def test_a_new_folder_asks_for_a_scan(inbox: Path, hear: Events) -> None:
    """What was put into a folder before it was watched is for a scan to find."""
    (inbox / "new").mkdir()
    hear.wait(1)
    assert hear.overflowed
    (inbox / "new" / ".a.tmp").write_text("x")
    (inbox / "new" / ".a.tmp").rename(inbox / "new" / "a.txt")
    assert ["a.txt"] == heard(hear, 1)
