"""Write a file beside its place and rename it, so that readers meet the whole of it or nothing."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

T = TypeVar("T")

#: Bytes read at once. A regular file gives fewer at its end alone.
_PART = 1 << 16


@contextlib.contextmanager
def replacing(path: Path, *, durable: bool = False, mode: int | None = None) -> Iterator[BinaryIO]:
    """Open a file that takes the place of `path` when the block ends, and vanishes if the block raises.

    Several processes may write the same path at once, even on different hosts: each writes a file of its own, whose
    hidden name the watcher and the redelivery ignore.

    Args:
        path: where the content is to appear.
        durable: sync the content to disk before it appears.
        mode: permission bits of the new file; default: as the umask says.
    """
    beside = _beside(path)
    try:
        with os.fdopen(_created(beside, mode), "wb") as file:
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        beside.rename(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def write(path: Path, content: bytes, *, durable: bool = False, mode: int | None = None) -> None:
    """Put `content` at `path` in one step. Arguments as for `replacing`.

    By system calls, since several small files are written for each article: a file object costs as much again.
    """
    beside = _beside(path)
    try:
        descriptor = _created(beside, mode)
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(descriptor, left) :]
            if durable:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        beside.rename(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def link(path: Path, other: Path) -> None:
    """Give a file another name beside its own; where the file system has no such names, make an empty file of it.

    Raises:
        FileNotFoundError: it is not there.
        FileExistsError: the other name is taken.
    """
    try:
        other.hardlink_to(path)
    except (FileNotFoundError, FileExistsError):
        raise
    except OSError:
        os.close(_created(other, None))


def read_bytes(path: Path) -> bytes:
    """Return what a small file holds, by system calls as in `write`. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        parts = [os.read(descriptor, _PART)]
        while len(parts[-1]) == _PART:
            parts.append(os.read(descriptor, _PART))
        return b"".join(parts)
    finally:
        os.close(descriptor)


def read_json(path: Path, type_: type[T]) -> T | None:
    """Return the decoded file, or None if it is missing or damaged.

    A power cut may leave an empty file. Everything that is read by this can be made again.
    """
    try:
        return msgspec.json.decode(read_bytes(path), type=type_)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def write_json(path: Path, value: object, *, durable: bool = False) -> None:
    """Put a value at `path` as JSON. Arguments as for `replacing`."""
    write(path, msgspec.json.encode(value), durable=durable)


def _beside(path: Path) -> Path:
    """Return a hidden name beside a path, not longer than a name may be: `path` may already have the longest one."""
    return path.with_name(f".{secrets.token_hex(8)}.tmp")


def _created(path: Path, mode: int | None) -> int:
    """Return the descriptor of a new file."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    return os.open(path, flags, 0o666 if mode is None else mode)
