"""Walk the inbox: which names count as files that producers have dropped."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

#: Names under which programs write files that are not complete yet.
UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".swp", "~")
#: Folders deeper below the inbox than this are not entered.
MAX_DEPTH = 64


def is_ignored(name: str) -> bool:
    """Return whether files of this name are never claimed."""
    return name.startswith(".") or name.endswith(UNFINISHED)


def walk(
    root: Path,
    *,
    entered: Callable[[Path], None] = lambda folder: None,
    refused: Callable[[Path, str], None] = lambda folder, why: None,
) -> Iterator[Path]:
    """Yield the files below a folder that are not ignored. An error in a folder skips that folder alone.

    Streams: a million files in the inbox are never held in memory.

    Args:
        root: the folder.
        entered: is told of each folder before its files are yielded.
        refused: is told of each folder that is not entered, and why.
    """
    for folder, name in _files(root, entered, refused):
        yield folder / name


def waiting(root: Path) -> int:
    """Return how many files wait in the inbox, whether they are complete yet or not."""
    return sum(1 for _ in _files(root, lambda folder: None, lambda folder, why: None))


def _files(
    root: Path, entered: Callable[[Path], None], refused: Callable[[Path, str], None]
) -> Iterator[tuple[Path, str]]:
    """Yield folder and name of the files that `walk` yields: making a path of them takes longer than finding them."""
    left = [(root, 0)]
    while left:
        folder, depth = left.pop()
        try:
            with os.scandir(folder) as entries:
                entered(folder)
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if not entry.name.startswith("."):
                            left.append((folder / entry.name, depth + 1))
                    elif not is_ignored(entry.name):
                        yield folder, entry.name
        except FileNotFoundError:
            continue
        except OSError as error:
            refused(folder, error.strerror or str(error))
        while left and left[-1][1] > MAX_DEPTH:
            refused(left.pop()[0], f"it lies more than {MAX_DEPTH} levels below the inbox")
