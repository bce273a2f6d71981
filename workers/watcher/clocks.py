"""Clocks that do no harm when the machine's clock is wrong for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from tasks.spool.file_names import claimed_at, days_in, names_in
from tasks.spool.layout import Queue

log = structlog.get_logger()

#: Least time between two claims, seconds. Two microseconds, since a float of today's seconds cannot tell one apart.
_STEP = 2e-6
#: A clock this far behind the newest claim was put back, seconds; less is the ordinary work of a time service.
_PUT_BACK = 1.0
#: A clock that gains or loses more than this against the time that has passed was put forward or back, seconds.
_JUMP = 60.0


class ClaimClock:
    """Gives claims times that never go back, so that a later claim always counts as the newer version.

    While the machine's clock is behind the newest claim, each claim comes two microseconds after the one before: the
    logical part of a hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", OPODIS 2014).

    Args:
        newest: time of the newest claim so far, seconds since 1970.
        wall: the machine's clock, seconds since 1970.
    """

    def __init__(self, newest: float, wall: Callable[[], float] = time.time) -> None:
        self._newest = newest
        self._wall = wall
        self._told = False

    def __call__(self) -> float:
        """Return the time of a claim that is made now, seconds since 1970."""
        now = self._wall()
        behind = self._newest - now
        if behind > _PUT_BACK and not self._told:
            log.warning(
                "clock_behind_claims",
                seconds=round(behind),
                what_now="claims go on from the time of the newest one; check the machine's time service",
            )
        self._told = behind > _PUT_BACK
        self._newest = max(now, self._newest + _STEP)
        return self._newest


def newest_claim(queue: Queue) -> float:
    """Return when the newest file that is in work, done or set aside was claimed, seconds since 1970; 0 if none is."""
    newest_day = [*days_in(queue.done)][-1:]
    folders = (queue.processing, queue.failed, *(queue.done / day for day in newest_day))
    return max((claimed_at(name) for folder in folders for name in names_in(folder)), default=0.0)


class SteadyClock:
    """Measures for how long the machine's clock has run without a jump since this process began.

    Args:
        wall: the machine's clock, seconds since 1970.
        passed: a clock that cannot be set, seconds.
    """

    def __init__(self, wall: Callable[[], float] = time.time, passed: Callable[[], float] = time.monotonic) -> None:
        self._wall = wall
        self._passed = passed
        self._since = passed()
        self._difference = wall() - self._since

    def steady_seconds(self) -> float:
        """Return for how many seconds it has been steady; a jump begins the count again."""
        now = self._passed()
        difference = self._wall() - now
        if abs(difference - self._difference) > _JUMP:
            log.warning("clock_jumped", seconds=round(difference - self._difference))
            self._since = now
        self._difference = difference
        return now - self._since
