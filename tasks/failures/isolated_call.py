"""Call a library in a process of its own, which may die in the place of a worker's child.

A child that dies costs a fork, another turn of all that its message held, and the file is tried again although every
attempt must end alike: PDFium ends its process when a page of three kilobytes unfolds to more than there is memory.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection, Pipe
from typing import TypeVar, cast

from articles.article import Value
from articles.fates import Reason
from articles.forms.isolation import LibraryDied
from tasks.failures.time_and_memory_limits import (
    ArticleTimeoutError,
    clock_stopped,
    ended,
    limit_memory,
    time_limit,
    too_long,
)

T = TypeVar("T")

#: What a library may take in addition to its process, megabytes: 64 MB of PDF with 20 MB of text in it take 300.
MOST_MEGABYTES = 512
#: Signals by which a process ends itself, or its own limit ends it: the next attempt would end alike.
_OWN_FAULT = frozenset({signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGTRAP})


class IsolatedCallError(ValueError):
    """What was called raised an error, which is named in the message."""


class IsolatedCallKilledError(Exception):
    """The process was killed from outside: the call may be tried again."""


class _Answer(Value, frozen=True, kw_only=True):
    """What a call returned, or the error that it raised."""

    value: object = None
    error: str = ""
    failure: Reason | None = None


class IsolatedCalls:
    """Calls in processes of their own.

    Args:
        seconds: of processor time that a call may take.
        megabytes: of address space that it may take in addition to what this process has.
    """

    def __init__(self, *, seconds: float, megabytes: int) -> None:
        self._seconds = seconds
        self._megabytes = megabytes

    def __call__(self, work: Callable[[], T], /) -> T:
        """Return what `work` returns, which must be possible to pickle.

        Raises:
            LibraryDied: it took more time or memory than it may, or ended its process.
            IsolatedCallError: it raised an error.
            IsolatedCallKilledError: somebody else killed the process.
            OSError: there can be no further process now.
        """
        ours, theirs = Pipe(duplex=False)
        process = _Process(partial(self._run, theirs, work))
        theirs.close()
        try:
            with clock_stopped():
                answer = _received(ours)
                process.wait()
        finally:  # this may be interrupted, when a task has run for as long as it may
            process.kill()
            ours.close()
        if answer is None:
            raise self._died(process.exit_code)
        if answer.failure is not None:
            raise LibraryDied(answer.failure, self._sentence(answer.failure))
        if answer.error:
            raise IsolatedCallError(answer.error)
        return cast("T", answer.value)

    def _run(self, pipe: Connection, work: Callable[[], object]) -> None:
        """Call in this process, which is the new one, and send the answer."""
        limit_memory(self._megabytes << 20)
        try:
            with time_limit(self._seconds):
                answer = _Answer(value=work())
        except ArticleTimeoutError:
            answer = _Answer(failure=Reason.TIMED_OUT)
        except MemoryError:
            answer = _Answer(failure=Reason.OUT_OF_MEMORY)
        except Exception as error:  # noqa: BLE001 - raised again where it was called
            answer = _Answer(error=f"{type(error).__name__}: {error}")
        pipe.send(answer)

    def _died(self, code: int) -> Exception:
        """Return the error to raise after the process ended with this exit code and without an answer."""
        if code == -signal.SIGVTALRM:  # by which `time_limit` ends what does not return from C
            return LibraryDied(Reason.TIMED_OUT, self._sentence(Reason.TIMED_OUT))
        if -code in _OWN_FAULT:
            return LibraryDied(Reason.KILLED_WORKER, ended(code, f"{self._megabytes:,} MB"))
        return IsolatedCallKilledError(f"The process that read the file was killed (exit code {code}).")

    def _sentence(self, reason: Reason) -> str:
        if reason is Reason.TIMED_OUT:
            return too_long(self._seconds)
        return f"It needs more than {self._megabytes:,} MB."


class _Process:
    """A copy of this process that calls a function and ends; ``multiprocessing`` lets no worker's child have one."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.exit_code = 0  #: negative: the signal that ended it
        self._running = True
        self._pid = os.fork()
        if not self._pid:
            try:
                work()
            finally:
                os._exit(0)  # whatever was raised: nothing of the caller may run twice

    def wait(self) -> None:
        """Wait for its end."""
        if self._running:
            _, status = os.waitpid(self._pid, 0)
            self._running, self.exit_code = False, os.waitstatus_to_exitcode(status)

    def kill(self) -> None:
        """End it, unless it has ended."""
        if self._running:
            os.kill(self._pid, signal.SIGKILL)
            self.wait()


def _received(pipe: Connection) -> _Answer | None:
    """Return what the other end sends, None if it is closed first."""
    with suppress(EOFError, OSError):
        return cast("_Answer", pipe.recv())
    return None
