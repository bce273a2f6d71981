"""Walk the inbox: which names count as files that producers have dropped."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

#: Names under which programs write files that are not complete yet.
UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".swp", "~")
#: Folders deeper below the inbox than this are not entered.
MAX_DEPTH = 64
#: Folders directly below the inbox that take turns: each keeps a file descriptor while it does.
IN_TURNS = 64

Entered = Callable[[Path], None]
Refused = Callable[[Path, str], None]


def is_ignored(name: str) -> bool:
    """Return whether files of this name are never claimed."""
    return name.startswith(".") or name.endswith(UNFINISHED)


def walk(
    root: Path,
    *,
    entered: Entered = lambda folder: None,
    refused: Refused = lambda folder, why: None,
) -> Iterator[Path]:
    """Yield the files below a folder that are not ignored. An error in a folder skips that folder alone.

    The folders directly below it, and its own files, take turns, so that nobody's files wait for all of another's.
    Streams: a million files in the inbox are never held in memory.

    Args:
        root: the folder.
        entered: is told of each folder before its files are yielded.
        refused: is told of each folder that is not entered, and why.
    """
    folders: deque[tuple[Path, int]] = deque()
    # All of them before the first file, since the folder's own files may be the flood. What cannot be read is told of
    # when it is read again.
    deque(_entries(root, 0, folders.append, lambda folder: None, lambda folder, why: None), maxlen=0)
    turns = deque([_entries(root, 0, lambda folder: None, entered, refused)])
    while turns:
        while folders and len(turns) < IN_TURNS:
            turns.append(_files(*folders.popleft(), entered, refused))
        one = turns.popleft()
        if (found := next(one, None)) is not None:
            folder, name = found
            yield folder / name
            turns.append(one)


def waiting(root: Path) -> int:
    """Return how many files wait in the inbox, whether they are complete yet or not."""
    return sum(1 for _ in _files(root, 0, lambda folder: None, lambda folder, why: None))


def _files(root: Path, depth: int, entered: Entered, refused: Refused) -> Iterator[tuple[Path, str]]:
    """Yield folder and name of the files that `walk` yields: making a path of them takes longer than finding them."""
    left = [(root, depth)]
    while left:
        yield from _entries(*left.pop(), left.append, entered, refused)
        while left and left[-1][1] > MAX_DEPTH:
            refused(left.pop()[0], f"it lies more than {MAX_DEPTH} levels below the inbox")


def _entries(
    folder: Path, depth: int, found: Callable[[tuple[Path, int]], object], entered: Entered, refused: Refused
) -> Iterator[tuple[Path, str]]:
    """Yield the files of one folder, and call `found` with each folder in it and its depth."""
    try:
        with os.scandir(folder) as entries:
            entered(folder)
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if not entry.name.startswith("."):
                        found((folder / entry.name, depth + 1))
                elif not is_ignored(entry.name):
                    yield folder, entry.name
    except FileNotFoundError:
        return
    except OSError as error:
        refused(folder, error.strerror or str(error))
