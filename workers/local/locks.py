"""Exclusive locks on files, which the kernel releases when the holder dies."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from workers.local.errors import ServiceError


class OwnedLock:
    """An exclusive lock on a file that also says which process holds it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # Only the kernel's lock: a marker file, the library's fallback, would outlive a killed holder.
        self._lock = filelock.FileLock(path, mode=0o600, thread_local=False, fallback_to_soft=False)

    def acquire(self, seconds: float = 0.0) -> bool:
        """Try for `seconds` to take the lock; return whether it was taken."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=seconds, poll_interval=0.2)
        except filelock.Timeout:
            return False
        self.path.write_text(str(os.getpid()))
        return True

    def holder(self) -> str:
        """Return the holder's process id as it wrote it, or an empty string."""
        try:
            return self.path.read_text().strip()
        except OSError:
            return ""

    def release(self) -> None:
        """Release the lock; safe to call twice. The file stays, since removing it would let two hold it."""
        if self._lock.is_locked:
            self._lock.release()


@contextmanager
def held(path: Path, busy: str) -> Iterator[OwnedLock]:
    """Hold the lock at `path`.

    Raises:
        ServiceError: another process holds it; the message is `busy` with the process id in place of ``{pid}``.
    """
    lock = OwnedLock(path)
    if not lock.acquire():
        raise ServiceError(busy.format(pid=lock.holder() or "unknown"))
    try:
        yield lock
    finally:
        lock.release()


@contextmanager
def waited_for(path: Path, on_wait: Callable[[], None], seconds: float = 1800) -> Iterator[OwnedLock]:
    """Hold the lock at `path`, waiting for another holder.

    Args:
        path: the file to lock.
        on_wait: called once if there is a wait.
        seconds: how long to wait.

    Raises:
        ServiceError: the lock was not released within `seconds`.
    """
    lock = OwnedLock(path)
    if not lock.acquire():
        on_wait()
        if not lock.acquire(seconds):
            raise ServiceError(f"Process {lock.holder() or 'unknown'} holds {path} for too long: end it and try again.")
    try:
        yield lock
    finally:
        lock.release()
