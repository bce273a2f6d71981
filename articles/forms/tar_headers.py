"""Bound the extended headers of tar, which the standard library reads whole and with patterns of quadratic time.

Python before 3.11.10 takes hours over one header of 300 kB (CVE-2024-6232). The bounds are far above what archivers
write: a path has at most 4,096 bytes, a length or an owner's number 20 digits.
"""

from __future__ import annotations

import re
import tarfile
from typing import Any, Self

#: Bytes of an extended header.
MOST_BYTES = 32 << 10
#: Extended headers before one member. Each is read within the call that reads the one before.
MOST_IN_A_ROW = 16
_LONG_NUMBER = re.compile(rb"\d{21}")
_PAX = frozenset({tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE})
#: Those that hold what belongs to the member after them: long names, and POSIX's extended and global headers.
_EXTENDED = frozenset({tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, *_PAX})


class UnsafeHeaderError(tarfile.ReadError):
    """An extended header is larger than any archiver makes it."""


class BoundedTarInfo(tarfile.TarInfo):
    """A member of a tar archive, whose extended headers are bounded.

    Raises `UnsafeHeaderError` where one is beyond the bounds.
    """

    def _proc_member(self, archive: Any) -> Self:  # the library's documented place for this
        stream = archive.fileobj
        if self.type in _EXTENDED:
            archive.fileobj = self._bounded(stream)
        try:
            read: Self = super()._proc_member(archive)  # type: ignore[misc]  # not among the published types
            return read
        finally:
            archive.fileobj = stream

    def _bounded(self, stream: Any) -> _Replayed:
        """Read the header, check it, and return a stream that gives it once more."""
        depth = stream.depth + 1 if isinstance(stream, _Replayed) else 1
        if self.size > MOST_BYTES:
            raise UnsafeHeaderError(f"an extended header of {self.size:,} bytes")
        if depth > MOST_IN_A_ROW:
            raise UnsafeHeaderError(f"more than {MOST_IN_A_ROW} extended headers of one member")
        content = stream.read(-(-self.size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE)
        if self.type in _PAX and _LONG_NUMBER.search(content):
            raise UnsafeHeaderError("an extended header with an endless number")
        return _Replayed(content, stream, depth)


class _Replayed:
    """A stream that gives what was read from it once more, then goes on."""

    def __init__(self, content: bytes, stream: Any, depth: int) -> None:
        self._content: bytes | None = content
        self._stream = stream
        self.depth = depth

    def read(self, size: int) -> bytes:
        """Return the content first; then read from the stream."""
        content, self._content = self._content, None
        if content is not None:
            return content
        read: bytes = self._stream.read(size)
        return read

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
