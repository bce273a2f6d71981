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
    # Not longer than the name may be: `path` may already have the longest one.
    beside = path.with_name(f".{secrets.token_hex(8)}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(beside, flags, 0o666 if mode is None else mode), "wb") as file:
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
    """Put `content` at `path` in one step. Arguments as for `replacing`."""
    with replacing(path, durable=durable, mode=mode) as file:
        file.write(content)


def read_json(path: Path, type_: type[T]) -> T | None:
    """Return the decoded file, or None if it is missing or damaged.

    A power cut may leave an empty file. Everything that is read by this can be made again.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=type_)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def write_json(path: Path, value: object, *, durable: bool = False) -> None:
    """Put a value at `path` as JSON. Arguments as for `replacing`."""
    write(path, msgspec.json.encode(value), durable=durable)
