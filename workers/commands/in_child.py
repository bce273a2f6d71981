"""Do a command's work on files that strangers wrote in a child process, under a worker's limits of time and memory."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Generic, TypeVar, cast

from articles.article import Rejection, Value
from articles.fates import Reason
from articles.forms import Progress
from tasks.failures.time_and_memory_limits import ArticleTimeoutError, ended, limit_memory, progress_limit, too_long

T = TypeVar("T")


class _FileDone(Value, frozen=True):
    """All that was found in a file has been sent."""


class InChild(Generic[T]):
    """Work on files, one after the other, in a child that may die of one of them without harm to the others.

    C libraries allocate and loop where no exception reaches them, and then the process ends: a page description of
    three kilobytes can unfold to billions of characters.
    """

    def __init__(self, work: Callable[[Path, Progress], Iterator[T]], *, seconds: float, megabytes: int) -> None:
        """Note what to do with a file, and what it may take.

        Args:
            work: yields what is found in a file; it runs in the child.
            seconds: of processor time without progress.
            megabytes: of address space in addition to what this process has.
        """
        self._work = work
        self._seconds = seconds
        self._megabytes = megabytes
        self._most = f"{megabytes:,} MB (COPYDESK_MAX_MEMORY_MEGABYTES)"

    def each(self, files: Sequence[Path]) -> Iterator[tuple[Path, T | Rejection]]:
        """Yield what is found in each file, and a rejection for a file that took more than it may.

        Errors of the work are raised here.
        """
        rest = list(files)
        while rest:
            with self._child(rest) as (child, pipe):
                for message in _messages(pipe):
                    if isinstance(message, _FileDone):
                        del rest[0]
                    elif isinstance(message, Exception):
                        raise message
                    else:
                        yield rest[0], cast("T | Rejection", message)
                child.join()
            if rest:
                yield rest.pop(0), self._died(child.exitcode or 0)

    @contextlib.contextmanager
    def _child(self, files: Sequence[Path]) -> Iterator[tuple[BaseProcess, Connection]]:
        context = multiprocessing.get_context("fork")  # so that the work need not be sent, nor models loaded again
        ours, theirs = context.Pipe(duplex=False)
        child = context.Process(target=self._run, args=(theirs, files), daemon=True)
        child.start()
        theirs.close()
        try:
            yield child, ours
        finally:
            child.kill()
            child.join()
            ours.close()

    def _run(self, pipe: Connection, files: Sequence[Path]) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # the parent says what is to be said
        limit_memory(self._megabytes << 20)
        for path in files:
            try:
                self._send(pipe, path)
            except ArticleTimeoutError:
                pipe.send(self._timed_out())
            except MemoryError:
                pipe.send(self._out_of_memory())
            except Exception as error:  # noqa: BLE001 - the parent shows it
                pipe.send(error)
                return
            pipe.send(_FileDone())

    def _send(self, pipe: Connection, path: Path) -> None:
        progress, sent = Progress(), 0
        with progress_limit(self._seconds, lambda: (progress.bytes, progress.items, sent)):
            for found in self._work(path, progress):
                pipe.send(found)
                sent += 1

    def _died(self, code: int) -> Rejection:
        """Return what is said of a file in whose reading the child ended."""
        if code == -signal.SIGVTALRM:  # by which `progress_limit` ends what does not return from C
            return self._timed_out()
        return Rejection(reason=Reason.KILLED_WORKER, detail=ended(code, self._most))

    def _timed_out(self) -> Rejection:
        return Rejection(reason=Reason.TIMED_OUT, detail=too_long(self._seconds))

    def _out_of_memory(self) -> Rejection:
        return Rejection(reason=Reason.OUT_OF_MEMORY, detail=f"It needs more than {self._most}.")


def _messages(pipe: Connection) -> Iterator[object]:
    """Yield what comes through a pipe until the other end is closed, in the middle of a message too."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            yield pipe.recv()
