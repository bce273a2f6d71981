"""Two installations do not share one queue folder without a word."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from articles.errors import PermanentError
from tasks.spool import ownership
from tasks.spool.layout import Queue
from tasks.spool.ownership import FRESH_SECONDS, Ownership


def aged(path: Path, seconds: float) -> None:
    """Set the time of a file back."""
    at = path.stat().st_mtime - seconds
    os.utime(path, (at, at))


def test_another_installation_is_refused(queue: Queue) -> None:
    """The message says who watches, and what to do."""
    Ownership(queue, "one").take()
    with pytest.raises(PermanentError, match=r"watched by another installation .*COPYDESK_QUEUE"):
        Ownership(queue, "two").take()


def test_the_same_installation_may_watch_twice(queue: Queue) -> None:
    """Two watchers of one installation do no harm."""
    Ownership(queue, "one").take()
    Ownership(queue, "one").take()


def test_an_installation_that_gives_no_sign_of_life_is_succeeded(queue: Queue) -> None:
    """It was killed; its folder is taken over."""
    Ownership(queue, "one").take()
    aged(queue.root / ".watched.json", FRESH_SECONDS + 1)
    Ownership(queue, "two").take()
    with pytest.raises(PermanentError):
        Ownership(queue, "one").take()


def test_an_installation_that_ends_leaves_the_folder(queue: Queue) -> None:
    """The next one starts at once."""
    first = Ownership(queue, "one")
    first.take()
    first.give_up()
    Ownership(queue, "two").take()
    first.give_up()  # not ours any more
    with pytest.raises(PermanentError):
        first.take()


def test_of_two_that_look_in_the_same_moment_one_is_refused(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both find nobody; who wrote last has the folder, and the other ends before it claims a file."""
    first, second = Ownership(queue, "one"), Ownership(queue, "two")
    sleepers = [first]

    def other_writes(seconds: float) -> None:
        if sleepers.pop() is first:
            sleepers.append(second)
            (queue.root / ".watched.json").unlink()  # as if it had looked before the first wrote
            second.take()

    # Its clock alone: threads that supervise the services of this session sleep too.
    monkeypatch.setattr(ownership, "time", SimpleNamespace(sleep=other_writes))
    with pytest.raises(PermanentError, match="watched by another installation"):
        first.take()
    second.renew()


def test_who_was_succeeded_gives_no_sign_of_life(queue: Queue) -> None:
    """A watcher that stood still for long finds another in its place, and ends."""
    first, second = Ownership(queue, "one"), Ownership(queue, "two")
    first.take()
    aged(queue.root / ".watched.json", FRESH_SECONDS + 1)
    second.take()
    with pytest.raises(PermanentError, match="watched by another installation"):
        first.renew()
    second.renew()
