"""Calls of libraries in processes of their own."""

from __future__ import annotations

import errno
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NoReturn

import psutil
import pytest

from articles import forms
from articles.article import Given, Rejection
from articles.fates import Reason
from articles.forms.isolation import LibraryDied
from tasks.failures.isolated_call import IsolatedCallError, IsolatedCallKilledError, IsolatedCalls
from tasks.failures.time_and_memory_limits import TaskInterrupted, interruptible, time_limit

CALLS = IsolatedCalls(seconds=30, megabytes=512)
SAMPLES = Path(__file__).resolve().parents[3] / "samples"


def end_by(number: int) -> None:
    if number != signal.SIGKILL:
        signal.signal(number, signal.SIG_DFL)  # pytest would print where it happened
    os.kill(os.getpid(), number)
    time.sleep(60)


def loop() -> None:
    while True:
        pass


def allocate() -> int:
    return len(bytearray(2 << 30))


def fail() -> None:
    raise KeyError("page")


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    """Services that other tests have started may be children of this process, too."""
    before = set(psutil.Process().children())
    yield
    assert set() == set(psutil.Process().children()) - before


def test_what_is_returned_comes_back() -> None:
    """A value of any size, from a process that is not this one."""
    assert "a" * 5_000_000 == CALLS(lambda: "a" * 5_000_000)
    assert os.getpid() != CALLS(os.getpid)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (partial(end_by, signal.SIGABRT), Reason.KILLED_WORKER),
        (partial(end_by, signal.SIGSEGV), Reason.KILLED_WORKER),
        (partial(end_by, signal.SIGVTALRM), Reason.TIMED_OUT),
        (loop, Reason.TIMED_OUT),
        (allocate, Reason.OUT_OF_MEMORY),
    ],
)
def test_a_library_that_dies_is_named_with_its_reason(call: Callable[[], object], reason: Reason) -> None:
    """Its process is gone, and this one goes on."""
    with pytest.raises(LibraryDied) as died:
        IsolatedCalls(seconds=0.2, megabytes=512)(call)
    assert reason == died.value.reason


def test_an_error_is_told_with_its_kind() -> None:
    """What the library raised is in the message."""
    with pytest.raises(IsolatedCallError, match="KeyError: 'page'"):
        CALLS(fail)


def test_a_process_killed_from_outside_may_be_tried_again() -> None:
    """As the system does that has no memory left: that is not the file's fault for certain."""
    with pytest.raises(IsolatedCallKilledError, match="-9"):
        CALLS(partial(end_by, signal.SIGKILL))


def test_an_interruption_ends_the_process_too() -> None:
    """The soft limit of the task reaches the one who waits, and leaves no process behind."""
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGALRM)).start()
    with pytest.raises(TaskInterrupted), interruptible(signal.SIGALRM):
        CALLS(partial(time.sleep, 60))


def test_waiting_for_the_process_is_not_the_articles_time() -> None:
    """It has limits of its own, and on a busy machine it is late."""
    with time_limit(0.1):
        CALLS(partial(time.sleep, 0.8))
        assert 0.3 < signal.getitimer(signal.ITIMER_REAL)[0] <= 0.4


@pytest.mark.parametrize("name", ["report.pdf", "broken/cut.pdf"])
def test_a_pdf_reads_alike_in_a_process_of_its_own(name: str) -> None:
    """Records and rejections are the same."""
    path = SAMPLES / name
    here = list(forms.read(path, name=path.name, given=Given()))
    assert here == list(forms.read(path, name=path.name, given=Given(), isolation=CALLS))


def test_a_pdf_that_ends_its_reader_is_a_rejection() -> None:
    """The reason is that of the death; nothing is raised."""
    path = SAMPLES / "report.pdf"
    dies = lambda _: CALLS(partial(end_by, signal.SIGABRT))  # noqa: E731
    (found,) = forms.read(path, name=path.name, given=Given(), isolation=dies)
    assert isinstance(found, Rejection)
    assert (Reason.KILLED_WORKER, 0) == (found.reason, found.number)
    assert "ended (Aborted)" in (found.detail or "")


def test_a_machine_without_room_for_a_process_is_not_the_files_fault() -> None:
    """The error is raised, and the file is tried again later."""
    path = SAMPLES / "report.pdf"

    def full(_: Callable[[], object]) -> NoReturn:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    with pytest.raises(BlockingIOError):
        list(forms.read(path, name=path.name, given=Given(), isolation=full))
