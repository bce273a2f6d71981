"""Calls of a stage for one article each."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

import pytest

from tasks.failures import guarded_call
from tasks.failures.guarded_call import Done, Failed, GuardedCalls
from tasks.failures.in_hand import InHand
from tasks.failures.isolated_call import IsolatedCalls
from tasks.failures.retry_policy import Decision, GiveUp, Retry, RetryPolicy, reason_of


class Policy(RetryPolicy):
    """Tries everything again."""

    def __init__(self) -> None:
        """Count nothing."""

    def failed(self, arrival: str, error: BaseException, *, alone: bool = True) -> Decision:
        return Retry(reason=reason_of(error), tries=1)

    def spent(self, arrival: str) -> GiveUp | None:
        return None


class Clock:
    """Processor time that passes when a test says so, and the limits that were set."""

    def __init__(self) -> None:
        self.now = 0.0
        self.limits: list[float] = []

    def work(self, seconds: float) -> Callable[[], None]:
        """Return a call that takes so long."""

        def call() -> None:
            self.now += seconds

        return call

    @contextlib.contextmanager
    def time_limit(self, seconds: float) -> Iterator[None]:
        """Note the limit."""
        self.limits.append(seconds)
        yield


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """In the place of the processor's."""
    clock = Clock()
    monkeypatch.setattr(guarded_call, "time_limit", clock.time_limit)
    monkeypatch.setattr(guarded_call, "_processor_time", lambda: clock.now)
    return clock


def test_an_article_has_its_time_once_in_a_task(clock: Clock) -> None:
    """What reading took, cleaning no longer has: a child is held for as long as an article may take, not thrice."""
    calls = GuardedCalls(InHand(), Policy(), seconds=15)
    for seconds in (8, 4, 2):
        assert isinstance(calls.take("task", "a:0", clock.work(seconds)), Done)
    assert [15, 7, 3] == clock.limits


def test_an_article_pays_for_itself_alone(clock: Clock) -> None:
    """Its neighbours have all of their time, and so has its next try."""
    calls = GuardedCalls(InHand(), Policy(), seconds=15)
    calls.take("task", "a:0", clock.work(8))
    calls.take("task", "b:0", clock.work(8))
    calls.release()
    calls.take("task again", "a:0", clock.work(8))
    assert [15, 15, 15] == clock.limits


def test_an_article_that_failed_has_used_its_time_too(clock: Clock) -> None:
    """An error at the end of reading does not give it all its time again; and there is always a limit."""
    calls = GuardedCalls(InHand(), Policy(), seconds=15)

    def fail() -> None:
        clock.now += 20
        raise LookupError

    assert isinstance(calls.take("task", "a:0", fail), Failed)
    calls.take("task", "a:0", clock.work(1))
    assert 0 < clock.limits[1] < 1


def test_the_time_of_a_library_that_runs_apart_is_the_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is counted when its process has ended."""
    limits: list[float] = []

    @contextlib.contextmanager
    def time_limit(seconds: float) -> Iterator[None]:
        limits.append(seconds)
        yield

    def work() -> None:
        end = time.process_time() + 0.3
        while time.process_time() < end:
            pass

    monkeypatch.setattr(guarded_call, "time_limit", time_limit)
    calls = GuardedCalls(InHand(), Policy(), seconds=15)
    calls.take("task", "a:0", lambda: IsolatedCalls(seconds=15, megabytes=512)(work))
    calls.take("task", "a:0", lambda: None)
    assert limits[1] < 14.75
