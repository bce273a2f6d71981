"""One at a time: a lock file that the kernel lets go of when its holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from workers.local.errors import ServiceError


class FileLock:
    """An exclusive lock on a file, which also tells who holds it.

    The descriptor is closed on exec, so a child never keeps the lock alive.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Whether the lock was had; does not wait."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        self._descriptor = descriptor
        return True

    def holder(self) -> str:
        """The holder's process id, as it wrote it; empty when nobody did."""
        try:
            return self.path.read_text().strip()
        except OSError:
            return ""

    def release(self) -> None:
        """Let go. The file stays: removing it would let two hold it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


@contextmanager
def held(path: Path, busy: str) -> Iterator[FileLock]:
    """Hold the lock at `path`.

    Raises:
        ServiceError: another process holds it; `busy` with its number in place of ``{pid}``.
    """
    lock = FileLock(path)
    if not lock.acquire():
        raise ServiceError(busy.format(pid=lock.holder() or "unknown"))
    try:
        yield lock
    finally:
        lock.release()


@contextmanager
def waited_for(path: Path, on_wait: Callable[[], None], seconds: float = 1800) -> Iterator[FileLock]:
    """Hold the lock at `path`, waiting for whoever holds it; `on_wait` is called once when there is a wait.

    Raises:
        ServiceError: not had within `seconds`.
    """
    lock = FileLock(path)
    deadline = time.monotonic() + seconds
    told = False
    while not lock.acquire():
        if not told:
            on_wait()
            told = True
        if time.monotonic() > deadline:
            raise ServiceError(f"Process {lock.holder() or 'unknown'} holds {path} for too long: end it and try again.")
        time.sleep(0.2)
    try:
        yield lock
    finally:
        lock.release()
