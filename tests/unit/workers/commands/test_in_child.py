"""Work on files in a child that may die of them."""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from articles.article import Rejection
from articles.fates import Reason
from articles.forms import Progress
from workers.commands.in_child import InChild


def work(path: Path, progress: Progress) -> Iterator[str]:
    """Say the name of a file, and meet with what it is called."""
    yield path.name
    match path.name:
        case "is killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exits":
            os._exit(7)
        case "hangs in C":
            hashlib.pbkdf2_hmac("sha256", b"", b"", 2**31 - 1)
        case "hangs":
            while True:
                pass
        case "grows":
            yield str(len(bytearray(1 << 30)))  # a gigabyte, of which nothing is touched
        case "raises":
            raise KeyError("a fault of ours")
    yield "end"


def found(*names: str, seconds: float = 15.0) -> list[tuple[str, object]]:
    """What is yielded for each file: of a rejection, its reason."""
    child = InChild(work, seconds=seconds, megabytes=256)
    each = child.each([Path(name) for name in names])
    return [(path.name, value.reason if isinstance(value, Rejection) else value) for path, value in each]


def test_all_that_is_found_is_yielded_in_order() -> None:
    assert [("a", "a"), ("a", "end"), ("b", "b"), ("b", "end")] == found("a", "b")
    assert [] == found()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("is killed", Reason.KILLED_WORKER),
        ("exits", Reason.KILLED_WORKER),
        ("hangs in C", Reason.TIMED_OUT),
        ("hangs", Reason.TIMED_OUT),
        ("grows", Reason.OUT_OF_MEMORY),
    ],
)
def test_a_file_that_takes_too_much_is_refused(name: str, reason: Reason) -> None:
    """What was found in it before is kept, and the files after it are worked on."""
    expected = [("a", "a"), ("a", "end"), (name, name), (name, reason), ("b", "b"), ("b", "end")]
    assert expected == found("a", name, "b", seconds=0.5)


def test_an_error_of_the_work_is_raised() -> None:
    with pytest.raises(KeyError, match="a fault of ours"):
        found("a", "raises")


def test_the_child_ends_with_whoever_asked() -> None:
    """When the command is interrupted, for one."""
    before = set(psutil.Process().children())  # services that other tests have started
    each = InChild(work, seconds=600, megabytes=256).each([Path("hangs")])
    assert (Path("hangs"), "hangs") == next(each)
    (child,) = set(psutil.Process().children()) - before
    each.close()
    assert not child.is_running()
