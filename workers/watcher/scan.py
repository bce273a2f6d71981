"""Look for complete files in the inbox. Scans are the truth, events (`workers.watcher.inotify`) only hints."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR, S_ISREG

import structlog

from tasks.spool.file_names import SIDE, printable_name
from tasks.spool.inbox import walk
from tasks.spool.open_files import is_open_for_writing

log = structlog.get_logger()

#: A side file without the file that it describes counts as a file of its own after so many seconds.
LONE_SIDE_SECONDS = 60.0
NOT_WRITABLE = (
    "the watcher may read this folder and not take files out of it; let its user write there (chmod g+w and a common "
    "group, or umask 002 for the producer)"
)
#: Folders of which it is remembered that the log has named them.
_TOLD = 10_000
#: No file is looked at again sooner, seconds.
_SOON = 0.05
#: Files that were not complete of which it is remembered, during a scan, when to look at them again.
_LOOKED_AT_AGAIN = 1_000
#: Folders of which it is remembered for a scan whether files may be taken out of them.
_ASKED = 1_000


@dataclass
class Scan:
    """One walk over the inbox. Iterate for the files that are complete; then see what was not.

    Args:
        root: the inbox.
        settle_seconds: how long a file must have been unchanged.
        told: folders that the log already named as unreadable; pass the same set to each scan.
    """

    root: Path
    settle_seconds: float
    told: set[Path] = field(default_factory=set)
    unsettled: int = 0  #: files that are still being written, or changed too recently
    folders: list[Path] = field(default_factory=list)  #: folders that were met
    refused: dict[Path, str] = field(default_factory=dict)  #: folders whose files stay, and why
    _writable: dict[Path, bool] = field(default_factory=dict)
    _later: deque[tuple[float, Path]] = field(default_factory=deque)  #: when to look again, and at what

    def __iter__(self) -> Iterator[Path]:
        """Yield complete files, of each source in turn."""
        for path in walk(self.root, entered=self.folders.append, refused=self._refused):
            if not self._may_take_from(path.parent):
                continue
            if is_complete(path, self.settle_seconds):
                yield path
            else:
                self.unsettled += 1
                self._look_later(path)

    def completed(self) -> list[Path]:
        """Return files that were not complete when the walk met them, and are now.

        So that the last file of one source need not wait until a walk over all files of another has ended.
        """
        now, found = time.monotonic(), []
        while self._later and self._later[0][0] <= now:
            _, path = self._later.popleft()
            if is_complete(path, self.settle_seconds):
                found.append(path)
            elif path.exists():
                self._look_later(path)
        return found

    def _look_later(self, path: Path) -> None:
        if len(self._later) < _LOOKED_AT_AGAIN:
            self._later.append((time.monotonic() + max(self.settle_seconds, _SOON), path))

    def _may_take_from(self, folder: Path) -> bool:
        """Return whether files may be renamed out of a folder: it takes the right to write to it."""
        if (found := self._writable.get(folder)) is None:
            if len(self._writable) >= _ASKED:
                self._writable.clear()
            found = self._writable[folder] = os.access(folder, os.W_OK | os.X_OK)
            if not found and folder.exists():
                self._refused(folder, NOT_WRITABLE)
        return found

    def _refused(self, folder: Path, why: str) -> None:
        if len(self.refused) < _TOLD:
            self.refused[folder] = why
        if folder not in self.told and len(self.told) < _TOLD:
            self.told.add(folder)
            name = printable_name(str(folder))
            log.warning("folder_unreadable", folder=name[:500], error=why, what_now="the files in it are not claimed")


def is_complete(path: Path, settle_seconds: float, *, now: float | None = None) -> bool:
    """Return whether a file may be claimed: unchanged for the settle time, and not open for writing.

    The change time tells since when it is unchanged, since no program can set it back: a file whose modification time
    is years ago is new when it arrives.

    Args:
        path: the file.
        settle_seconds: how long it must have been unchanged.
        now: seconds since 1970; default: the clock's.
    """
    now = time.time() if now is None else now
    try:
        about = path.lstat()
    except OSError:
        return False
    if S_ISDIR(about.st_mode):
        return False
    still = now - about.st_ctime
    if not S_ISREG(about.st_mode):
        return True
    if path.name.endswith(SIDE):
        # It goes with the file that it describes.
        return still > LONE_SIDE_SECONDS and not path.with_name(path.name.removesuffix(SIDE)).exists()
    # A clock that runs behind the file server's must not make a file wait for ever.
    if 0 <= still < settle_seconds or -settle_seconds < still < 0:
        return False
    return not is_open_for_writing(path)
