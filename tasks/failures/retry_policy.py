"""Decide what an error means for the article in hand: try it again, give it up, or let the error pass.

An error of a service, the disk or the machine is not an article's fault: it passes, the task ends, and its files are
published again when their lease is over. Everything else is counted against the one article that was in hand.
"""

from __future__ import annotations

from typing import TypeAlias

from redis.exceptions import RedisError

from articles.article import Value
from articles.errors import MACHINE_LACKS, CopydeskError, PermanentError, TransientError
from articles.fates import Reason
from tasks.failures.attempts import Attempts
from tasks.failures.time_and_memory_limits import ArticleTimeoutError, TaskInterrupted

#: What a user reads of an article that was given up.
SENTENCES = {
    Reason.UNREADABLE: "The file system did not let us read the file; look at its owner and permissions.",
    Reason.TIMED_OUT: "The article took longer than one may, every time it was tried.",
    Reason.OUT_OF_MEMORY: "The article took more memory than one may, every time it was tried.",
    Reason.KILLED_WORKER: "The process that worked on the article died, every time it was tried.",
    Reason.STAGE_ERROR: "Copydesk made an error on this article; the traceback in reason.json helps us mend it.",
}


class ChildLostError(CopydeskError):
    """The process that worked on the article died, or was killed at the hard time limit."""

    def __init__(self, reason: Reason, message: str = "") -> None:
        super().__init__(message or None)
        self.reason = reason


class StageError(CopydeskError):
    """A stage met an error of the system while it worked on an article."""


class Retry(Value, frozen=True, kw_only=True):
    """Try the article again, by itself."""

    reason: Reason
    tries: int = 0  #: attempts so far, this one included; 0 where none was counted
    at_once: bool = True  #: publish it now; False leaves it to redelivery, which gives a disk time to recover


class GiveUp(Value, frozen=True, kw_only=True):
    """The article fails, for this reason."""

    reason: Reason
    tries: int = 0  #: attempts, this one included


class Propagate(Value, frozen=True, kw_only=True):
    """Raise the error again: it is not an article's fault."""


Decision: TypeAlias = Retry | GiveUp | Propagate


def decide(error: BaseException, attempts: int, alone: bool, *, most: int = 3) -> Decision:
    """Decide what happens to an article after an error.

    Args:
        error: what was raised.
        attempts: how often the article was in hand when something went wrong, this time included.
        alone: no other article can have caused the error.
        most: after so many attempts an article is given up.
    """
    if _is_ours(error):
        return Propagate()
    reason = reason_of(error)
    if not alone:
        return Retry(reason=reason)
    if attempts >= most or _is_hopeless(error):
        return GiveUp(reason=reason, tries=attempts)
    return Retry(reason=reason, tries=attempts, at_once=not isinstance(error, OSError))


def _is_ours(error: BaseException) -> bool:
    """Return whether an error comes from a service, the disk or the machine rather than from content."""
    if isinstance(error, OSError):
        # A file that is gone was settled by another task and moved away.
        return error.errno in MACHINE_LACKS or isinstance(error, FileNotFoundError)
    return isinstance(error, TransientError | RedisError)


def _is_hopeless(error: BaseException) -> bool:
    """Return whether every attempt would end in the same error."""
    if isinstance(error, PermanentError):
        return not isinstance(error, ArticleTimeoutError)
    return isinstance(error, PermissionError)


def reason_of(error: BaseException) -> Reason:
    """Return the reason with which an article fails over this error."""
    match error:
        case ChildLostError():
            return error.reason
        case ArticleTimeoutError() | TaskInterrupted():
            return Reason.TIMED_OUT
        case MemoryError():
            return Reason.OUT_OF_MEMORY
        case OSError():
            return Reason.UNREADABLE
        case _:
            return Reason.STAGE_ERROR


class RetryPolicy:
    """Count attempts, and decide by them."""

    def __init__(self, attempts: Attempts, *, most: int) -> None:
        self._attempts = attempts
        self._most = most

    def failed(self, arrival: str, error: BaseException, *, alone: bool = True) -> Decision:
        """Decide what happens to an arrival after an error; count an attempt where the error is its own."""
        decision = decide(error, 0, alone, most=self._most)
        if isinstance(decision, Propagate) or not alone:
            return decision
        return decide(error, self._attempts.count(arrival, reason_of(error)), alone, most=self._most)

    def spent(self, arrival: str) -> GiveUp | None:
        """Return why an arrival with no attempts left is given up, or None while it has some.

        A child that dies gives its article no chance to be given up by itself; this is where it is.
        """
        tries, reason = self._attempts.of([arrival]).get(arrival, (0, Reason.STAGE_ERROR))
        return GiveUp(reason=reason, tries=tries) if tries >= self._most else None
