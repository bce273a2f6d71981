"""A load of a known size: files of ever new content, dropped all at once or evenly."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

from benchmarks.system import drop
from tasks.spool import inbox
from workers.app.wiring import Parts

_LOOK_SECONDS = 0.2
_END_SECONDS = 1800.0


class Drops:
    """Drops files.

    Args:
        parts: Of the system.
        file: Name and content of the file of a number; no two are alike.
    """

    def __init__(self, parts: Parts, file: Callable[[int], tuple[str, bytes]]) -> None:
        self._parts = parts
        self._file = file
        self.number = 0

    def one(self) -> None:
        """Drop the next file."""
        drop(self._parts, *self._file(self.number))
        self.number += 1

    def backlog(self, files: int) -> float:
        """Drop so many at once, wait until all have left, and return how many went through in a second."""
        started = time.monotonic()
        for _ in range(files):
            self.one()
        wait_until_empty(self._parts)
        return files / (time.monotonic() - started)

    @contextlib.contextmanager
    def evenly(self, rate: float) -> Iterator[None]:
        """Drop so many a second, from a thread, meanwhile."""
        ended = threading.Event()

        def run() -> None:
            started, dropped = time.monotonic(), 0
            while not ended.wait(max(0.0, started + dropped / rate - time.monotonic())):
                self.one()
                dropped += 1

        thread = threading.Thread(target=run, daemon=True)
        if rate > 0:
            thread.start()
        try:
            yield
        finally:
            ended.set()
            if rate > 0:
                thread.join()


def waiting(parts: Parts) -> int:
    """Files in the inbox, or claimed and without a fate so far."""
    claimed = 0
    with contextlib.suppress(FileNotFoundError):  # made with the first claim
        claimed = sum(1 for _ in parts.queue.processing.iterdir())
    return inbox.waiting(parts.queue.inbox) + claimed


def wait_until_empty(parts: Parts, seconds: float = _END_SECONDS) -> None:
    """Wait until all files have left the folder, or so long."""
    until = time.monotonic() + seconds
    while waiting(parts) and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
