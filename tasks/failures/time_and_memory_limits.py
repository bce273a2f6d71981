"""Bound the time and the memory that one article, or one task, may take."""

from __future__ import annotations

import contextlib
import resource
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import TypeAlias

from articles.errors import PermanentError
from tasks.spool.atomic import read_bytes

_Handler: TypeAlias = signal.Handlers | Callable[[int, FrameType | None], None]

#: Clock time to processor time at which an article is stopped that waits instead of working.
PATIENCE = 4.0
#: Where Linux counts what the main thread used and waited for: nanoseconds on a processor, nanoseconds ready to run
#: without one, turns (Documentation/scheduler/sched-stats.rst).
_SCHEDULED = Path("/proc/self/schedstat")
#: Timer → its share of the processor time that an article may take. The second counts less (no time in the kernel), so
#: that it never comes first.
_TIMERS = {signal.ITIMER_PROF: 0.9, signal.ITIMER_VIRTUAL: 1.0, signal.ITIMER_REAL: PATIENCE}
#: Signal → the timer that sends it.
_TIMER_OF: Mapping[int, int] = {
    signal.SIGPROF: signal.ITIMER_PROF,
    signal.SIGVTALRM: signal.ITIMER_VIRTUAL,
    signal.SIGALRM: signal.ITIMER_REAL,
}
#: How often progress is looked at, as a share of the time that may pass without it, and how many looks may find none.
_LOOK, _LOOKS = 0.2, 4
#: No shorter timer than this, seconds: one of zero would be none.
_LEAST = 0.01


class ArticleTimeoutError(PermanentError):
    """The article took longer than it may."""


class TaskInterrupted(BaseException):  # like KeyboardInterrupt: it is not an error of the code that it interrupts
    """The task has run for as long as it may and has to hand over what is left.

    No `Exception`, so that no library that catches those takes it for an error of its own.
    """


@contextlib.contextmanager
def interruptible(signal_number: int) -> Iterator[None]:
    """Raise `TaskInterrupted` inside when the signal comes; from the main thread only (elsewhere: never)."""
    if not _may_bound():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TaskInterrupted

    before = signal.signal(signal_number, stop)
    try:
        yield
    finally:
        signal.signal(signal_number, before)


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Bound the processor time of what runs inside, from the main thread only (elsewhere: no limit).

    At nine tenths of it an exception is raised. What does not return to Python from a C function, or swallows the
    exception, ends this process by SIGVTALRM when the whole is spent. What waits instead of working is stopped after
    `PATIENCE` times as long by the clock. Waiting for a processor does not count, where the system counts it.

    Args:
        seconds: of processor time.

    Raises:
        ArticleTimeoutError: the time was up.
    """
    if not _may_bound():
        yield
        return

    def stop(signal_number: int, frame: FrameType | None) -> None:
        raise ArticleTimeoutError(f"took longer than {seconds:g} s of processor time")

    most = armed = seconds * PATIENCE
    idle, waited = 0.0, _kept_waiting()

    def stop_if_idle(signal_number: int, frame: FrameType | None) -> None:
        nonlocal armed, idle, waited
        before, waited = waited, _kept_waiting()
        idle += armed - (waited - before)  # by the timer, which `clock_stopped` stops
        if idle >= most:
            raise ArticleTimeoutError(f"waited for longer than {most:g} s")
        armed = max(most - idle, _LEAST)
        signal.setitimer(signal.ITIMER_REAL, armed)

    with _handled({signal.SIGPROF: stop, signal.SIGALRM: stop_if_idle, signal.SIGVTALRM: signal.SIG_DFL}):
        for timer, share in _TIMERS.items():
            signal.setitimer(timer, seconds * share)
        yield


@contextlib.contextmanager
def clock_stopped() -> Iterator[None]:
    """Do not count what runs inside as waiting of an article: for work of a process that has limits of its own."""
    left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, left)


@contextlib.contextmanager
def progress_limit(seconds: float, progress: Callable[[], object]) -> Iterator[None]:
    """Bound the processor time that may pass inside without progress, from the main thread only (elsewhere: no limit).

    For work of any length, such as a file of a million articles, of which no step may take longer than an article.
    When four fifths of the time have passed without progress, an exception is raised; what does not return to Python
    from a C function, or swallows the exception, ends this process by SIGVTALRM.

    Args:
        seconds: of processor time.
        progress: how far the work has come; any change of it is progress.

    Raises:
        ArticleTimeoutError: the time was up.
    """
    if not _may_bound():
        yield
        return
    seen, looks = progress(), 0

    def look(signal_number: int, frame: FrameType | None) -> None:
        nonlocal seen, looks
        if (now := progress()) != seen:
            seen, looks = now, 0
            signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
            return
        looks += 1
        if looks >= _LOOKS:
            signal.setitimer(signal.ITIMER_PROF, 0)  # a second exception would meet the handling of the first
            raise ArticleTimeoutError(f"made no progress in {_LOOKS * _LOOK * seconds:g} s of processor time")

    with _handled({signal.SIGPROF: look, signal.SIGVTALRM: signal.SIG_DFL}):
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        signal.setitimer(signal.ITIMER_PROF, seconds * _LOOK, seconds * _LOOK)
        yield


def _may_bound() -> bool:
    """Return whether this is the main thread; signals come to no other."""
    return threading.current_thread() is threading.main_thread()


@contextlib.contextmanager
def _handled(handlers: Mapping[int, _Handler]) -> Iterator[None]:
    """Handle timers' signals so inside; afterwards stop the timers, and put back what handled the signals before."""
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number in handlers:
            signal.setitimer(_TIMER_OF[number], 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def _kept_waiting() -> float:
    """Return how long the main thread was ready to run while others had the processors, seconds; 0.0 if not counted."""
    try:
        return int(read_bytes(_SCHEDULED).split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def too_long(seconds: float) -> str:
    """Return what a user reads of a file whose reading took more than its processor time."""
    return f"It takes more than {seconds:g} s of processor time (COPYDESK_ARTICLE_SECONDS)."


def ended(code: int, most: str) -> str:
    """Return what a user reads of a file in whose reading the process ended.

    Args:
        code: of its exit; negative: the signal.
        most: the memory that it could have.
    """
    how = signal.strsignal(-code) if code < 0 else f"exit code {code}"
    return f"The process that read it ended ({how}), as it does where a library needs more than {most}."


def limit_memory(max_bytes: int) -> None:
    """Bound the address space this process may still take, so that one article cannot take the machine's memory.

    Celery's own limit is looked at between tasks only. What is mapped already is added to `max_bytes`: models
    that were loaded before the fork do not count against an article.
    """
    try:
        mapped = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:
        mapped = 0
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = mapped + max_bytes
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft == resource.RLIM_INFINITY or wanted < soft:
        with contextlib.suppress(ValueError, OSError):  # macOS does not let one
            resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
