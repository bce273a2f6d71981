"""Looking for files in the inbox that are complete: by scans, which are the truth, and by events, which are hints."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from types import ModuleType

import structlog

from tasks.spool.names import SIDE
from tasks.spool.open_files import is_open_for_writing

log = structlog.get_logger()

#: Names under which programs write files that are not complete yet.
UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".swp", "~")
#: A side file that nothing came for is taken for a file of its own after so many seconds.
LONE_SIDE_SECONDS = 60.0


def is_ignored(name: str) -> bool:
    """Whether a file of this name is left alone."""
    return name.startswith(".") or name.endswith(UNFINISHED)


@dataclass
class Scan:
    """One walk over the inbox. Iterate for the files that are complete; then see what was not.

    Streams: a million files in the inbox are never held in memory.
    """

    root: Path
    settle_seconds: float
    unsettled: int = 0  #: files that are still being written, or stood still for too short a time
    folders: list[Path] = field(default_factory=list)  #: folders that were met

    def __iter__(self) -> Iterator[Path]:
        """Complete files, in no particular order."""
        return self._walk(self.root)

    def _walk(self, folder: Path) -> Iterator[Path]:
        self.folders.append(folder)
        below: list[Path] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if not entry.name.startswith("."):
                            below.append(folder / entry.name)
                    elif not is_ignored(entry.name):
                        path = folder / entry.name
                        if is_complete(path, self.settle_seconds):
                            yield path
                        else:
                            self.unsettled += 1
        except FileNotFoundError:
            return
        except PermissionError as error:
            log.warning("folder_unreadable", folder=str(folder), error=error.strerror)
        for path in below:
            yield from self._walk(path)


def is_complete(path: Path, settle_seconds: float, *, now: float | None = None) -> bool:
    """Whether a file may be claimed: nobody has it open for writing, and it stood still for the settle time.

    Standing still is told by the change time, which no program can set back: a file with a modification time of
    years ago is new when it arrives.
    """
    now = time.time() if now is None else now
    try:
        about = path.lstat()
    except FileNotFoundError:
        return False
    still = now - about.st_ctime
    if not S_ISREG(about.st_mode):
        return True
    if path.name.endswith(SIDE):
        # It goes with the file that it is about.
        return still > LONE_SIDE_SECONDS and not path.with_name(path.name.removesuffix(SIDE)).exists()
    # A clock that runs behind the file server's must not make a file wait for ever.
    if 0 <= still < settle_seconds or -settle_seconds < still < 0:
        return False
    return not is_open_for_writing(path)


class Events:
    """Files that were just completed: renamed into the inbox, or closed after writing (inotify, Linux)."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._inotify = _inotify_simple()
        self._watcher = self._inotify.INotify() if self._inotify else None
        self._folders: dict[int, Path] = {}
        self._full = False
        self.overflowed = False  #: events were lost: a scan is due
        self.created = False  #: a file appeared of which it is not known whether it is complete

    @property
    def work(self) -> bool:
        """Whether this system tells us anything."""
        return self._watcher is not None

    def watch(self, folder: Path) -> None:
        """Hear of files in this folder too."""
        if self._watcher is None or self._inotify is None or self._full:
            return
        flags = self._inotify.flags
        try:
            number = self._watcher.add_watch(
                folder, flags.CLOSE_WRITE | flags.MOVED_TO | flags.CREATE | flags.ONLYDIR | flags.DONT_FOLLOW
            )
        except OSError as error:
            if not isinstance(error, FileNotFoundError | NotADirectoryError):
                self._full = True
                log.warning("events_incomplete", folder=str(folder), error=str(error), what_now="scans go on")
            return
        self._folders[number] = folder

    def wait(self, timeout: float) -> list[Path]:
        """Files that are complete now; waits up to `timeout` seconds for the first."""
        if self._watcher is None or self._inotify is None:
            time.sleep(timeout)
            return []
        flags = self._inotify.flags
        if not select.select([self._watcher.fileno()], [], [], timeout)[0]:
            return []
        complete: dict[Path, None] = {}
        for event in self._watcher.read(timeout=0):
            if event.mask & flags.Q_OVERFLOW:
                self.overflowed = True
                continue
            if event.mask & flags.IGNORED:
                self._folders.pop(event.wd, None)
                continue
            folder = self._folders.get(event.wd)
            if folder is None or is_ignored(event.name):
                continue
            path = folder / event.name
            if event.mask & flags.ISDIR:
                # What was put into it before we watched it is found by a scan.
                self.watch(path)
                self.overflowed = True
            elif event.mask & flags.CREATE or event.name.endswith(SIDE):
                self.created = True
            else:
                complete[path] = None
        return [path for path in complete if _exists(path) and not is_open_for_writing(path)]

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
