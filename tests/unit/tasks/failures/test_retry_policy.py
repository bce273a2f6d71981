"""What an error means for the article in hand."""

from __future__ import annotations

import errno
from unittest.mock import Mock

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from articles.errors import PermanentError, TransientError
from articles.fates import Reason
from tasks.failures.attempts import Attempts
from tasks.failures.retry_policy import (
    ChildLostError,
    Decision,
    GiveUp,
    Propagate,
    Retry,
    RetryPolicy,
    StageError,
    decide,
)
from tasks.failures.time_and_memory_limits import ArticleTimeoutError, TaskInterrupted

FULL = OSError(errno.ENOSPC, "No space left on device")
HANDLES = OSError(errno.EMFILE, "Too many open files")
BROKEN_DISK = OSError(errno.EIO, "Input/output error")
FORBIDDEN = PermissionError(errno.EACCES, "Permission denied")
GONE = FileNotFoundError(errno.ENOENT, "No such file")
LOST = ChildLostError(Reason.KILLED_WORKER)
KILLED = ChildLostError(Reason.TIMED_OUT)


@pytest.mark.parametrize(
    ("error", "attempts", "alone", "expected"),
    [
        # no article's fault, however often
        (TransientError("away"), 9, True, Propagate()),
        (RedisConnectionError("away"), 9, True, Propagate()),
        (FULL, 9, True, Propagate()),
        (HANDLES, 9, True, Propagate()),
        (GONE, 9, True, Propagate()),
        (FULL, 0, False, Propagate()),
        # in a batch nobody is blamed
        (LookupError("ours"), 0, False, Retry(reason=Reason.STAGE_ERROR)),
        (MemoryError(), 9, False, Retry(reason=Reason.OUT_OF_MEMORY)),
        # alone, until the attempts are used up
        (LookupError("ours"), 1, True, Retry(reason=Reason.STAGE_ERROR, tries=1)),
        (LookupError("ours"), 2, True, Retry(reason=Reason.STAGE_ERROR, tries=2)),
        (LookupError("ours"), 3, True, GiveUp(reason=Reason.STAGE_ERROR, tries=3)),
        (StageError("EIO"), 3, True, GiveUp(reason=Reason.STAGE_ERROR, tries=3)),
        (MemoryError(), 1, True, Retry(reason=Reason.OUT_OF_MEMORY, tries=1)),
        (MemoryError(), 3, True, GiveUp(reason=Reason.OUT_OF_MEMORY, tries=3)),
        (ArticleTimeoutError("30 s"), 2, True, Retry(reason=Reason.TIMED_OUT, tries=2)),
        (ArticleTimeoutError("30 s"), 3, True, GiveUp(reason=Reason.TIMED_OUT, tries=3)),
        (TaskInterrupted(), 1, True, Retry(reason=Reason.TIMED_OUT, tries=1)),
        (TaskInterrupted(), 3, True, GiveUp(reason=Reason.TIMED_OUT, tries=3)),
        (LOST, 1, True, Retry(reason=Reason.KILLED_WORKER, tries=1)),
        (LOST, 3, True, GiveUp(reason=Reason.KILLED_WORKER, tries=3)),
        (KILLED, 3, True, GiveUp(reason=Reason.TIMED_OUT, tries=3)),
        # a disk may recover: not at once
        (BROKEN_DISK, 1, True, Retry(reason=Reason.UNREADABLE, tries=1, at_once=False)),
        (BROKEN_DISK, 3, True, GiveUp(reason=Reason.UNREADABLE, tries=3)),
        # the same would happen at every attempt
        (FORBIDDEN, 1, True, GiveUp(reason=Reason.UNREADABLE, tries=1)),
        (PermanentError("no"), 1, True, GiveUp(reason=Reason.STAGE_ERROR, tries=1)),
    ],
)
def test_decision_table(error: BaseException, attempts: int, alone: bool, expected: Decision) -> None:
    """Each error at each attempt has one decision."""
    assert expected == decide(error, attempts, alone)


def test_how_many_attempts_is_a_setting() -> None:
    """An article is given up at the attempt that the setting names."""
    assert isinstance(decide(LookupError(), 4, True, most=5), Retry)
    assert isinstance(decide(LookupError(), 5, True, most=5), GiveUp)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, None),
        ({"i:1": (2, Reason.KILLED_WORKER)}, None),
        ({"i:1": (3, Reason.KILLED_WORKER)}, GiveUp(reason=Reason.KILLED_WORKER, tries=3)),
    ],
)
def test_arrival_without_attempts_left_is_given_up(
    known: dict[str, tuple[int, Reason]], expected: GiveUp | None
) -> None:
    """A child that died gave its article no chance to be given up by itself: the next task does that."""
    attempts = Mock(Attempts)
    attempts.of.return_value = known

    assert expected == RetryPolicy(attempts, most=3).spent("i:1")
