"""Connect Celery's signals: prepare a new child, count a task's end, hand over a lost child to be isolated."""

from __future__ import annotations

import signal
from typing import Any

import structlog
from billiard.exceptions import TimeLimitExceeded, WorkerLostError
from billiard.pool import SIG_SOFT_TIMEOUT, soft_timeout_sighandler
from celery import signals

from articles.fates import Reason
from tasks.failures.retry_policy import ChildLostError
from tasks.failures.time_and_memory_limits import limit_memory
from workers.app.memory import FreedMemory
from workers.app.wiring import Wiring

#: How often a child gives back memory that it has freed, seconds.
MEMORY_SECONDS = 60.0


def connect(wiring: Wiring) -> None:
    """Connect Celery's signals to the parts of this process."""
    freed = FreedMemory(MEMORY_SECONDS)

    @signals.worker_process_init.connect(weak=False)  # type: ignore[untyped-decorator]
    def begin(**_: Any) -> None:
        wiring.after_fork()
        limit_memory(wiring.parts.settings.max_memory_megabytes << 20)

    @signals.task_prerun.connect(weak=False)  # type: ignore[untyped-decorator]
    def bind(task_id: str, task: Any, **_: Any) -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(task_id=task_id, task=task.name)
        heed_soft_limit()

    @signals.task_postrun.connect(weak=False)  # type: ignore[untyped-decorator]
    def unbind(**_: Any) -> None:
        pass_over_soft_limit()
        structlog.contextvars.clear_contextvars()
        freed.give_back()

    @signals.task_failure.connect(weak=False)  # type: ignore[untyped-decorator]
    def lost(sender: Any, task_id: str, exception: BaseException, args: Any, **_: Any) -> None:
        error = child_lost(exception)
        if error is not None and args:
            wiring.parts.crashes.child_lost(sender.name, task_id, args[0], error)


def heed_soft_limit() -> None:
    """Let the soft limit end what this child does: from here on, a task runs."""
    signal.signal(SIG_SOFT_TIMEOUT, soft_timeout_sighandler)


def pass_over_soft_limit() -> None:
    """Let the soft limit do nothing, since no task runs.

    A worker that waited for its broker learns late that a task has ended, and sends the signal all the same. If it came
    while the child writes its result, the next one would follow in the middle, which ends the worker (billiard 4.2).
    """
    signal.signal(SIG_SOFT_TIMEOUT, signal.SIG_IGN)


#: How billiard names the signal by which `time_limit` ends what does not return to Python.
_OUT_OF_TIME = "SIGVTALRM"


def child_lost(error: BaseException) -> ChildLostError | None:
    """Return how a child was lost, in our own words; None if the task raised by itself."""
    match error:
        case TimeLimitExceeded():
            return ChildLostError(Reason.TIMED_OUT, str(error))
        case WorkerLostError() if _OUT_OF_TIME in str(error):
            return ChildLostError(Reason.TIMED_OUT, str(error))
        case WorkerLostError():
            return ChildLostError(Reason.KILLED_WORKER, str(error))
        case _:
            return None
