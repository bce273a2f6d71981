"""One compressed file: .gz, .bz2, .xz, .zst."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import zstandard

from articles.article import Record, Rejection
from articles.forms.form import Form
from articles.forms.source import HEAD_BYTES, Head, Piecewise, Readable, Source

_SUFFIXES = {".gz", ".bz2", ".xz", ".lzma", ".zst", ".zstd"}
_SHORT = {".tgz": ".tar", ".tbz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".tzst": ".tar"}
_MARKS = ((b"\x1f\x8b", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ\x00", "xz"), (b"\x28\xb5\x2f\xfd", "zst"))
#: zstd may ask for a window of gigabytes; 128 MiB is what `zstd --long` uses.
_MAX_WINDOW = 1 << 27
#: What xz may take to unpack.
_MAX_XZ_MEMORY = 256 * 1024 * 1024


class _Counting:
    """Counts the packed bytes as they are read."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.count += len(data)
        return data


def read_compressed(source: Source) -> Iterator[Record | Rejection]:
    """What is inside, whatever form it has; of a broken file what is whole before the break."""
    packed = _Counting(source.stream)
    yield from source.inside(
        _unpacker(source.head.data, packed),
        name=inner_name(source.name),
        packed=lambda: packed.count,
        one_of_many=source.one_of_many,
    )


def inner_name(name: str) -> str:
    """ "wire.jsonl" for "wire.jsonl.gz", "a.tar" for "a.tgz"."""
    path = PurePosixPath(name)
    suffix = path.suffix.lower()
    if suffix in _SHORT:
        return name[: -len(suffix)] + _SHORT[suffix]
    return name[: -len(suffix)] if suffix in _SUFFIXES else name


def _kind(data: bytes) -> str | None:
    return next((kind for mark, kind in _MARKS if data.startswith(mark)), None)


def _unpacker(head: bytes, stream: Any) -> Any:
    match _kind(head):
        case "gz":
            return _Gzip(stream)
        case "bz2":
            return Piecewise(bz2.BZ2File(stream))
        case "xz":
            return _Xz(stream)
        case _:
            return _Zst(stream)


class _Gzip:
    """gzip, all members of it; what follows the last is no error, since tools pad with all kinds of things."""

    def __init__(self, stream: Any) -> None:
        self._file = gzip.GzipFile(fileobj=stream, mode="rb")

    def read(self, size: int = -1) -> bytes:
        try:
            return self._file.read1(size)
        except gzip.BadGzipFile as error:
            if "Not a gzipped file" in str(error) and self._file.tell():
                return b""
            raise


class _Zst:
    """zstd that tells a cut file, which `zstandard`'s own reader does not.

    Fed in small pieces, since 4 bytes can make 128 KiB.
    """

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._decompressor: Any = None
        self._pending = b""
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while not self._pending:
            piece = self._rest or self._stream.read(1024)
            self._rest = b""
            if not piece:
                if self._decompressor is not None:
                    raise EOFError("The compressed file ends before its end was reached")
                return b""
            if self._decompressor is None:
                self._decompressor = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).decompressobj()
            self._pending = self._decompressor.decompress(piece)
            if self._decompressor.eof:
                self._rest = self._decompressor.unused_data
                self._decompressor = None
        size = len(self._pending) if size < 0 else size
        data, self._pending = self._pending[:size], self._pending[size:]
        return data


class _Xz:
    """xz with a bound on the memory it may ask for, which `lzma.LZMAFile` has not."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._decompressor = self._new()
        self._ended = False

    @staticmethod
    def _new() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(memlimit=_MAX_XZ_MEMORY)

    def read(self, size: int = -1) -> bytes:
        size = HEAD_BYTES if size < 0 else size
        while not self._ended and size:
            if self._decompressor.eof:
                rest = self._decompressor.unused_data.lstrip(b"\x00") or self._stream.read(HEAD_BYTES).lstrip(b"\x00")
                if not rest:
                    self._ended = True
                    break
                self._decompressor = self._new()
            else:
                rest = self._stream.read(HEAD_BYTES) if self._decompressor.needs_input else b""
                if not rest and self._decompressor.needs_input:
                    raise EOFError("The compressed file ends before its end was reached")
            if data := self._decompressor.decompress(rest, size):
                return data
        return b""


def _recognise(head: Head) -> bool:
    return _kind(head.data) is not None


def _many(head: Head) -> bool:
    """Looks at the beginning of what is inside."""
    from articles.forms.registry import form_of

    data = b""
    unpacker = _unpacker(head.data, io.BytesIO(head.data))
    try:
        while len(data) < HEAD_BYTES and (piece := unpacker.read(HEAD_BYTES - len(data))):
            data += piece
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, zstandard.ZstdError):
        pass  # the head ends in the middle of it
    inner = Head(data, inner_name(head.name))
    if not data or _recognise(inner):
        return bool(data)
    return form_of(inner).many(inner)


FORM = Form(
    name="compressed",
    recognise=_recognise,
    read=read_compressed,
    many=_many,
    raises=(lzma.LZMAError, zstandard.ZstdError),
)
