"""Learn of files that arrive in the inbox (inotify, Linux). Events may be lost; scans find what they miss."""

from __future__ import annotations

import select
import time
from pathlib import Path
from stat import S_ISDIR
from types import ModuleType
from typing import Any

import structlog

from tasks.spool.file_names import SIDE
from tasks.spool.inbox import is_ignored
from tasks.spool.open_files import is_open_for_writing
from workers.watcher.scan import is_complete

log = structlog.get_logger()

#: Closed files whose settle time is kept here at most; a scan finds the others.
MAX_SETTLING = 10_000


class Events:
    """Files that have just been completed.

    A file that is renamed into the inbox is complete. One that is closed after writing is complete when it did
    not change for the settle time after that: its writer may open it again, to append.

    Args:
        settle_seconds: how long a closed file must stay unchanged.
    """

    def __init__(self, settle_seconds: float) -> None:
        self._settle_seconds = settle_seconds
        self._inotify = _inotify_simple()
        self._watcher = self._inotify.INotify() if self._inotify else None
        self._folders: dict[int, Path] = {}
        self._settling: dict[Path, float] = {}  #: closed files and when they may be complete, soonest first
        self._full = False
        self.overflowed = False  #: events were lost: a scan is due
        self.created = False  #: a file appeared of which it is not known whether it is complete

    @property
    def work(self) -> bool:
        """Return whether this system has events."""
        return self._watcher is not None

    def watch(self, folder: Path) -> None:
        """Watch this folder too."""
        if self._watcher is None or self._inotify is None or self._full:
            return
        flags = self._inotify.flags
        try:
            number = self._watcher.add_watch(
                folder, flags.CLOSE_WRITE | flags.MOVED_TO | flags.CREATE | flags.ONLYDIR | flags.DONT_FOLLOW
            )
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            self._full = True
            log.warning("events_incomplete", folder=str(folder), error=str(error), what_now="scans go on")
            return
        self._folders[number] = folder

    def wait(self, timeout: float) -> list[Path]:
        """Return complete files that were heard of, after at most so many seconds."""
        if self._watcher is None or self._inotify is None:
            return []
        now = time.monotonic()
        if self._settling:
            timeout = max(0.0, min(timeout, next(iter(self._settling.values())) - now))
        ready, _, _ = select.select([self._watcher.fileno()], [], [], timeout)
        complete: dict[Path, None] = {}
        for event in self._watcher.read(timeout=0) if ready else ():
            path = self._heard(event)
            if path is not None:
                complete[path] = None
        found = [path for path in complete if _exists(path) and not is_open_for_writing(path)]
        return [*found, *self._settled()]

    def _heard(self, event: Any) -> Path | None:
        """Return the file that an event completes."""
        assert self._inotify is not None
        flags = self._inotify.flags
        if event.mask & flags.Q_OVERFLOW:
            self.overflowed = True
            return None
        if event.mask & flags.IGNORED:
            self._folders.pop(event.wd, None)
            return None
        folder: Path | None = self._folders.get(event.wd)
        if folder is None or is_ignored(event.name):
            return None
        path: Path = folder / event.name
        if event.mask & flags.ISDIR:
            # What was put into it before it was watched is found by a scan.
            self.watch(path)
            self.overflowed = True
        elif event.mask & flags.CREATE or event.name.endswith(SIDE):
            self.created = True
        elif event.mask & flags.CLOSE_WRITE and self._settle_seconds > 0:
            self._settle(path)
        else:
            return path
        return None

    def _settle(self, path: Path) -> None:
        self._settling.pop(path, None)
        if len(self._settling) < MAX_SETTLING:
            self._settling[path] = time.monotonic() + self._settle_seconds
        else:
            self.created = True

    def _settled(self) -> list[Path]:
        """Return closed files that have not changed since. One that did not is heard of when it is closed again."""
        now = time.monotonic()
        over = []
        for path, at in self._settling.items():
            if at > now:
                break
            over.append(path)
        for path in over:
            del self._settling[path]
        complete = [path for path in over if is_complete(path, self._settle_seconds)]
        if len(complete) < len(over):
            self.created = True
        return complete

    def close(self) -> None:
        """Hear no more."""
        if self._watcher is not None:
            self._watcher.close()


def _exists(path: Path) -> bool:
    try:
        return not S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def _inotify_simple() -> ModuleType | None:
    try:
        import inotify_simple
    except ImportError:
        return None
    module: ModuleType = inotify_simple
    return module
