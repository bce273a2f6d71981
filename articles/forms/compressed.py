"""One compressed file: .gz, .bz2, .xz, .zst."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
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
_DICTIONARY_MARK = b"\x5d\x2a\x4d\x18"
_MARKS = (
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
    (_DICTIONARY_MARK, "zst"),
)
_MAX_DICTIONARY = 8 * 1024 * 1024
#: zstd may ask for a window of gigabytes; 128 MiB is what `zstd --long` uses.
_MAX_WINDOW = 1 << 27
#: How the records of web archives begin, WARC and ARC.
_RECORD = re.compile(rb"WARC/\d|filedesc:|[a-z][a-z0-9+.\-]{1,20}:\S{1,1800} [\d.:a-fA-F]{3,45} \d{14} ")
#: Packed bytes of a damaged member in which the next is looked for, and of a member that show what it is.
#: Passed on for a member of which nothing could be unpacked, so that its record is counted.
_NOTHING_LEFT = b"\r\n(a damaged record)\r\n"
_LOOK_BACK = 1024 * 1024
_LEAST = 1024
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
    """Read the content, in any form; of a broken file, the part before the break."""
    packed = _Counting(source.stream)
    yield from source.inside(
        _unpacker(source.head.data, packed),
        name=inner_name(source.name),
        packed=lambda: packed.count,
        one_of_many=source.one_of_many,
    )


def inner_name(name: str) -> str:
    """Return "wire.jsonl" for "wire.jsonl.gz", "a.tar" for "a.tgz"."""
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
            return _GzipRecords(stream) if _begins_with_record(head) else _Gzip(stream)
        case "bz2":
            return Piecewise(bz2.BZ2File(stream))
        case "xz":
            return _Xz(stream)
        case _:
            return _Zst(stream)


class _Gzip:
    """Unpack all members of a gzip file; data after the last is not an error, since many tools pad files."""

    def __init__(self, stream: Any) -> None:
        self._file = gzip.GzipFile(fileobj=stream, mode="rb")

    def read(self, size: int = -1) -> bytes:
        try:
            return self._file.read1(size)
        except gzip.BadGzipFile as error:
            if "Not a gzipped file" in str(error) and self._file.tell():
                return b""
            raise


def _begins_with_record(data: bytes) -> bool:
    """Tell whether a gzip member begins with a record of a web archive."""
    try:
        return _RECORD.match(zlib.decompressobj(31).decompress(data, 2048)) is not None
    except zlib.error:
        return False


def _until_error(unpacker: Any, packed: bytes) -> bytes:
    """Unpack what is before the damage, which zlib does not give where it meets both in one call."""
    data = b""
    try:
        while packed and len(data) < HEAD_BYTES:
            data += unpacker.decompress(packed, 512)
            packed = unpacker.unconsumed_tail
    except zlib.error:
        pass
    return data


class _GzipRecords:
    """gzip of a web archive, where each record is a member: a damaged one is passed over, and the next one found."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._unpacker: Any = None
        self._input = b""
        self._member = b""  # packed bytes of this member, or the last of them
        self._begun = False  # something of this member was passed on
        self._pending = b""

    def read(self, size: int = -1) -> bytes:
        size = HEAD_BYTES if size < 0 else size
        if not self._pending:
            self._pending = self._unpacked(size)
        data, self._pending = self._pending[:size], self._pending[size:]
        return data

    def _unpacked(self, size: int) -> bytes:
        while True:
            if not self._input:
                self._input = self._stream.read(HEAD_BYTES)
            if self._unpacker is None:
                if not self._input:
                    return b""
                self._unpacker, self._member, self._begun = zlib.decompressobj(31), b"", False
            if not self._input:
                raise EOFError("The compressed file ends before its end was reached")
            if data := self._next(size):
                return data

    def _next(self, size: int) -> bytes:
        packed = self._input
        before = self._unpacker.copy()
        try:
            data: bytes = self._unpacker.decompress(packed, size)
        except zlib.error as error:
            sound = _until_error(before, packed)
            self._find_member(self._member + packed, error)
            return sound + (b"\r\n" if self._begun or sound else _NOTHING_LEFT)
        self._input = self._unpacker.unconsumed_tail
        self._begun = self._begun or bool(data)
        if self._unpacker.eof:
            self._input, self._unpacker = self._unpacker.unused_data.lstrip(b"\x00"), None
        else:
            self._member = (self._member + packed[: len(packed) - len(self._input)])[-_LOOK_BACK:]
        return data

    def _find_member(self, packed: bytes, error: zlib.error) -> None:
        """Go on with the next member that begins with a record. Raises `error` if none follows."""
        start = 1
        while True:
            at = packed.find(b"\x1f\x8b\x08", start)
            if at < 0 or len(packed) - at < _LEAST:
                more = self._stream.read(HEAD_BYTES)
                if more:
                    start = 0 if at >= 0 else 1
                    packed = packed[at if at >= 0 else -3 :] + more
                    continue
                if at < 0:
                    raise error
            if _begins_with_record(packed[at : at + _LEAST]):
                self._input, self._unpacker = packed[at:], None
                return
            start = at + 1


class _Zst:
    """zstd that tells a cut file, which `zstandard`'s own reader does not.

    Fed in small pieces, since 4 bytes can make 128 KiB.
    """

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._decompressor: Any = None
        self._pending = b""
        self._rest = b""
        self._dictionary: Any = None

    def read(self, size: int = -1) -> bytes:
        if self._dictionary is None:
            self._dictionary = self._leading_dictionary()
        while not self._pending:
            piece = self._rest or self._stream.read(1024)
            self._rest = b""
            if not piece:
                if self._decompressor is not None:
                    raise EOFError("The compressed file ends before its end was reached")
                return b""
            if self._decompressor is None:
                self._decompressor = zstandard.ZstdDecompressor(
                    max_window_size=_MAX_WINDOW, **self._dictionary
                ).decompressobj()
            self._pending = self._decompressor.decompress(piece)
            if self._decompressor.eof:
                self._rest = self._decompressor.unused_data
                self._decompressor = None
        size = len(self._pending) if size < 0 else size
        data, self._pending = self._pending[:size], self._pending[size:]
        return data

    def _leading_dictionary(self) -> dict[str, Any]:
        """Read the dictionary that a .warc.zst may begin with, in a frame that others skip (IIPC's warc-zst)."""
        self._rest = self._stream.read(4)
        if self._rest != _DICTIONARY_MARK:
            return {}
        size = int.from_bytes(self._stream.read(4), "little")
        if size > _MAX_DICTIONARY:
            raise ValueError(f"Its dictionary has {size:,} bytes")
        self._rest = b""
        data = b""
        while len(data) < size and (piece := self._stream.read(size - len(data))):
            data += piece
        if data.startswith(b"\x28\xb5\x2f\xfd"):
            data = zstandard.ZstdDecompressor().decompress(data, max_output_size=_MAX_DICTIONARY)
        return {"dict_data": zstandard.ZstdCompressionDict(data)}


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


def _wrapped(head: Head) -> Head:
    """Return the beginning of what is inside, as far as the head of the compressed file reaches."""
    data = b""
    unpacker = _unpacker(head.data, io.BytesIO(head.data))
    try:
        while len(data) < HEAD_BYTES and (piece := unpacker.read(HEAD_BYTES - len(data))):
            data += piece
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, zstandard.ZstdError):
        pass  # the head ends in the middle of it
    return Head(data, inner_name(head.name))


FORM = Form(
    name="compressed",
    recognise=_recognise,
    read=read_compressed,
    wrapped=_wrapped,
    raises=(lzma.LZMAError, zstandard.ZstdError),
)
