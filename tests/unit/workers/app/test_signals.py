"""How the loss of a child is translated."""

from __future__ import annotations

import os
import signal

import pytest
from billiard.common import human_status
from billiard.exceptions import SoftTimeLimitExceeded, TimeLimitExceeded, WorkerLostError

from articles.errors import TransientError
from articles.fates import Reason
from workers.app.signals import child_lost, heed_soft_limit, pass_over_soft_limit


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (TimeLimitExceeded(180), Reason.TIMED_OUT),
        (WorkerLostError(human_status(-signal.SIGVTALRM)), Reason.TIMED_OUT),
        (WorkerLostError(human_status(-signal.SIGSEGV)), Reason.KILLED_WORKER),
    ],
)
def test_a_lost_child_has_a_reason(error: BaseException, reason: Reason) -> None:
    """The limits of time are told from a death."""
    lost = child_lost(error)
    assert lost is not None
    assert reason == lost.reason


def test_a_task_that_raised_lost_no_child() -> None:
    """An error of the task itself is no loss."""
    assert child_lost(TransientError("away")) is None


def test_the_soft_limit_ends_a_task_alone() -> None:
    """In a child that waits, or writes what came of a task, it does nothing."""
    before = signal.getsignal(signal.SIGUSR1)
    try:
        heed_soft_limit()
        with pytest.raises(SoftTimeLimitExceeded):
            os.kill(os.getpid(), signal.SIGUSR1)
        pass_over_soft_limit()
        os.kill(os.getpid(), signal.SIGUSR1)
    finally:
        signal.signal(signal.SIGUSR1, before)
