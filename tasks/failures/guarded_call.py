"""Call a stage for one article: note which article is in hand, bound its time, and decide what an error means."""

from __future__ import annotations

import resource
import time
import traceback
from collections.abc import Callable
from typing import Generic, TypeVar

import structlog

from articles.article import Value
from articles.errors import MACHINE_LACKS
from tasks.failures.in_hand import InHand
from tasks.failures.retry_policy import Decision, GiveUp, Propagate, Retry, RetryPolicy, StageError
from tasks.failures.time_and_memory_limits import time_limit

log = structlog.get_logger()
T = TypeVar("T")

#: Processor time that a turn has at least, seconds: no time at all would mean no limit.
_LEAST = 0.05


class Failed(Value, frozen=True, kw_only=True):
    """An article's turn that did not end well."""

    decision: Retry | GiveUp
    error: str = ""
    traceback: str = ""


class Done(Generic[T]):
    """The result of an article's turn."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value


class GuardedCalls:
    """Calls of a stage for one article each, one at a time in a process.

    An article has its time once in a task: what reading it took, cleaning and enriching it no longer have.
    """

    def __init__(self, notes: InHand, policy: RetryPolicy, *, seconds: float) -> None:
        self._notes = notes
        self._policy = policy
        self.seconds = seconds  #: of processor time that an article may take
        self.in_hand: str | None = None  #: the arrival whose turn it is, or whose turn was interrupted
        self._took: dict[str, float] = {}  # processor time of each arrival in this task, seconds

    def take(
        self, task_id: str, arrival: str, call: Callable[[], T], *, reading: bool = False, fresh: bool = False
    ) -> Done[T] | Failed:
        """Call with the arrival noted as in hand.

        Args:
            task_id: the running task.
            arrival: whose turn it is.
            call: what to do.
            reading: errors of the file system are about its file.
            fresh: no attempt was counted against it so far, so that this need not be looked up.

        Raises errors that are not the article's fault, and `TaskInterrupted`.
        """
        spent = None if fresh else self._policy.spent(arrival)
        if spent is not None:
            return Failed(decision=spent)
        self._notes.take(task_id, arrival)
        self.in_hand = arrival
        took, began = self._took.get(arrival, 0.0), _processor_time()
        try:
            with time_limit(max(self.seconds - took, _LEAST)):
                value = call()
        except Exception as error:  # any error of a stage or a library concerns this article
            self.in_hand = None
            decision = self.failed(arrival, error if reading else _of_a_stage(error))
            if isinstance(decision, Propagate):
                raise
            log.warning(
                "article_failed", arrival=arrival, reason=decision.reason, tries=decision.tries, error=repr(error)
            )
            return Failed(decision=decision, error=repr(error), traceback="".join(traceback.format_exception(error)))
        finally:
            self._took[arrival] = took + _processor_time() - began
        self.in_hand = None
        return Done(value)

    def failed(self, arrival: str, error: BaseException, *, alone: bool = True) -> Decision:
        """Decide what an error outside of any turn means (`RetryPolicy.failed`)."""
        return self._policy.failed(arrival, error, alone=alone)

    def spent(self, arrival: str) -> GiveUp | None:
        """Return why an arrival with no attempts left is given up (`RetryPolicy.spent`)."""
        return self._policy.spent(arrival)

    def release(self) -> None:
        """Note that the task has nothing in hand any more."""
        self.in_hand = None
        self._took.clear()
        self._notes.release()


def _processor_time() -> float:
    """Return what this process and those that it started and that have ended took so far, seconds."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def _of_a_stage(error: Exception) -> Exception:
    """Return an error of the file system that a stage met as a `StageError`, unless the machine lacks something."""
    if isinstance(error, OSError) and error.errno not in MACHINE_LACKS:
        return StageError(repr(error))
    return error
