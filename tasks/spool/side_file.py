"""Read the side file of a claimed file: what its producer says about the article."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import msgspec

from articles.article import Given
from tasks.spool.names import META

#: A larger side file is not read.
MAX_SIDE_BYTES = 1 << 20


def given(folder: Path, name: str = META) -> Given:
    """Return what the side file says; an empty value without one, or if it cannot be read."""
    try:
        return msgspec.json.decode(_content(folder, name), type=Given, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Given()


def sent(folder: Path) -> str | None:
    """Return the sender's own id."""
    try:
        identifier = msgspec.json.decode(_content(folder), type=_Sent).sent
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return identifier if identifier and len(identifier) <= 200 else None


def _content(folder: Path, name: str = META) -> bytes:
    """Return the side file's content; nothing if it is missing, not a regular file, or too large."""
    try:
        descriptor = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode) or about.st_size > MAX_SIDE_BYTES:
            return b""
        return os.read(descriptor, MAX_SIDE_BYTES)
    except OSError:
        return b""
    finally:
        os.close(descriptor)


class _Sent(msgspec.Struct):
    sent: str | None = None
