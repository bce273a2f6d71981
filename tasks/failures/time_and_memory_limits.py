"""Bound the time and the memory that one article, or one task, may take."""

from __future__ import annotations

import contextlib
import resource
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from articles.errors import PermanentError


class ArticleTimeoutError(PermanentError):
    """The article took longer than it may."""


class TaskInterrupted(BaseException):  # like KeyboardInterrupt: it is not an error of the code that it interrupts
    """The task has run for as long as it may and has to hand over what is left.

    No `Exception`, so that no library that catches those takes it for an error of its own.
    """


@contextlib.contextmanager
def interruptible(signal_number: int) -> Iterator[None]:
    """Raise `TaskInterrupted` inside when the signal comes; from the main thread only (elsewhere: never)."""
    if threading.current_thread() is not threading.main_thread():
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
    """Stop what runs inside after `seconds` of wall clock, from the main thread only (elsewhere: no limit).

    A C function that does not come back is not stopped by this but by Celery's hard time limit.

    Raises:
        ArticleTimeoutError: the time was up.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signal_number: int, frame: FrameType | None) -> None:
        raise ArticleTimeoutError(f"took longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


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
