"""Bounds of time for an article and a task."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.failures import time_and_memory_limits
from tasks.failures.time_and_memory_limits import (
    ArticleTimeoutError,
    TaskInterrupted,
    interruptible,
    progress_limit,
    time_limit,
)

SIGNALS = (signal.SIGALRM, signal.SIGPROF, signal.SIGVTALRM)
TIMERS = (signal.ITIMER_REAL, signal.ITIMER_PROF, signal.ITIMER_VIRTUAL)


ROOT = Path(__file__).resolve().parents[4]


def work_for_ever() -> None:
    while True:
        pass


def wait_for_ever() -> None:
    time.sleep(600)


@pytest.mark.parametrize("call", [work_for_ever, wait_for_ever])
def test_an_article_may_not_take_for_ever(call: Callable[[], None]) -> None:
    """What works or waits for longer than its limit is stopped, and the limit is gone afterwards."""
    before = [signal.getsignal(number) for number in SIGNALS]
    with pytest.raises(ArticleTimeoutError), time_limit(0.05):
        call()
    assert [(0.0, 0.0)] * 3 == [signal.getitimer(timer) for timer in TIMERS]
    assert before == [signal.getsignal(number) for number in SIGNALS]


def test_the_time_of_a_busy_machine_is_not_the_articles() -> None:
    """What waits for the processor for longer than its limit goes on: the clock has more patience."""
    with time_limit(0.5):
        time.sleep(0.7)


def test_waiting_for_a_processor_is_not_the_articles_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where others have the processors the clock does not stop it; what is idle itself is stopped all the same."""
    began = time.monotonic()
    monkeypatch.setattr(time_and_memory_limits, "_kept_waiting", lambda: time.monotonic() - began)
    with time_limit(0.05):
        time.sleep(0.5)
    monkeypatch.setattr(time_and_memory_limits, "_kept_waiting", lambda: (time.monotonic() - began) / 2)
    with pytest.raises(ArticleTimeoutError, match=r"waited for longer than 0\.2 s"), time_limit(0.05):
        time.sleep(600)


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="this system does not count it")
def test_the_system_counts_the_wait_for_a_processor() -> None:
    """Two processes that share one processor keep each other waiting about half of the time."""
    code = """
import os, signal, time
from tasks.failures.time_and_memory_limits import _kept_waiting

os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
if not (rival := os.fork()):
    signal.alarm(30)
    while True:
        pass
before, until = _kept_waiting(), time.monotonic() + 0.5
while time.monotonic() < until:
    pass
print(_kept_waiting() - before)
os.kill(rival, signal.SIGKILL)
"""
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True, timeout=60
    )
    assert float(shown.stdout) > 0.05


def test_a_c_function_that_does_not_return_costs_the_process() -> None:
    """Nothing else ends it; the parent counts the attempt and starts another child."""
    code = (
        "import hashlib; from tasks.failures.time_and_memory_limits import time_limit\n"
        "with time_limit(0.2): hashlib.pbkdf2_hmac('sha256', b'', b'', 2**31 - 1)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=300)
    assert -signal.SIGVTALRM == done.returncode


def test_work_without_progress_is_stopped() -> None:
    """However long the work may be: what a file of a million articles must not do is to stand still."""
    before = [signal.getsignal(number) for number in SIGNALS]
    with pytest.raises(ArticleTimeoutError), progress_limit(0.1, lambda: 0):
        work_for_ever()
    assert [(0.0, 0.0)] * 2 == [signal.getitimer(timer) for timer in (signal.ITIMER_PROF, signal.ITIMER_VIRTUAL)]
    assert before == [signal.getsignal(number) for number in SIGNALS]


def test_work_with_progress_goes_on() -> None:
    """For many times as long as one step may take."""
    steps = 0
    with progress_limit(0.05, lambda: steps):
        end = time.process_time() + 0.3
        while time.process_time() < end:
            steps += 1
    assert steps > 0


def test_a_c_function_without_progress_costs_the_process() -> None:
    """As with one article: a file in an archive may meet the same library."""
    code = (
        "import hashlib; from tasks.failures.time_and_memory_limits import progress_limit\n"
        "with progress_limit(0.2, lambda: 0): hashlib.pbkdf2_hmac('sha256', b'', b'', 2**31 - 1)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=300)
    assert -signal.SIGVTALRM == done.returncode


def test_an_interruption_passes_through_libraries_that_catch_exceptions() -> None:
    """The soft time limit ends the task and not only what it happens to be in."""
    caught = []

    def careless_library() -> None:
        try:
            os.kill(os.getpid(), signal.SIGUSR1)
            time.sleep(60)
        except Exception as error:  # noqa: BLE001
            caught.append(error)

    with pytest.raises(TaskInterrupted), interruptible(signal.SIGUSR1):
        careless_library()
    assert [] == caught


def test_the_signal_is_given_back() -> None:
    """After the task the signal means what it meant before."""
    before = signal.getsignal(signal.SIGUSR1)
    with interruptible(signal.SIGUSR1):
        assert before != signal.getsignal(signal.SIGUSR1)
    assert before == signal.getsignal(signal.SIGUSR1)
