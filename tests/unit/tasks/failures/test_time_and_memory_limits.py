"""Bounds of time for an article and a task."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tasks.failures.time_and_memory_limits import ArticleTimeoutError, TaskInterrupted, interruptible, time_limit


def test_an_article_may_not_take_for_ever() -> None:
    """What takes longer than its limit is stopped, and the limit is gone afterwards."""
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(ArticleTimeoutError), time_limit(0.05):
        time.sleep(60)
    assert (0.0, 0.0) == signal.getitimer(signal.ITIMER_REAL)
    assert before == signal.getsignal(signal.SIGALRM)


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
