"""Archives of many files: .zip and .tar (also inside .gz, .bz2, .xz, .zst)."""

from __future__ import annotations

import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import IO, Any

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms.form import Form
from articles.forms.source import HEAD_BYTES, Head, Piecewise, Source, message_of
from articles.forms.tar_headers import BoundedTarInfo, UnsafeHeaderError

#: A zip's header before each member (APPNOTE 4.3.7).
_LOCAL = struct.Struct("<4s5H3I2H")
#: Left by operating systems and tools, never articles.
_LITTER = {"__macosx", ".ds_store", "thumbs.db", "desktop.ini"}


def read_zip(source: Source, *, wanted: Callable[[str], bool] = lambda name: True) -> Iterator[Record | Rejection]:
    """Read the members with a wanted name in the order of the directory. One that is broken, encrypted or a bomb costs
    itself alone."""
    file = source.seekable(source.limits.max_spooled_bytes)
    _refuse_directories(source, file)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        yield from _without_directory(source, file, wanted)
        return
    with archive:
        overlapping = _overlapping(archive.infolist())
        for info in archive.infolist():
            if info.is_dir() or _litter(info.filename) or not wanted(info.filename):
                continue
            _count(source)
            if (reason := _unsafe_name(info.filename)) is not None:
                yield source.refuse(Reason.UNSAFE_ARCHIVE, reason)
            elif info.flag_bits & 1:
                yield source.refuse(Reason.ENCRYPTED, f"{_shown(info.filename)} is protected by a password.")
            elif (info.external_attr >> 16) & 0o170000 == 0o120000:
                yield source.refuse(Reason.UNSAFE_ARCHIVE, f"{_shown(info.filename)} is a symbolic link.")
            elif id(info) in overlapping:
                detail = f"{_shown(info.filename)} has bytes in common with another member, as in a decompression bomb."
                yield source.refuse(Reason.UNSAFE_ARCHIVE, detail)
            else:
                yield from _member(source, archive, info)
            if source.state.exhausted:
                return


def _overlapping(members: Sequence[zipfile.ZipInfo]) -> frozenset[int]:
    """Return the `id` of each member that begins before another one ends.

    So a few bytes are unpacked many times (D. Fifield, A better zip bomb, 2019); of Pythons only some refuse it.
    """
    end, found = 0, set[int]()
    for member in sorted(members, key=lambda one: one.header_offset):
        if member.header_offset < end:
            found.add(id(member))
        end = max(end, member.header_offset + _LOCAL.size + member.compress_size)
    return frozenset(found)


#: What unpackers raise on a damaged member; some before anything of it was read.
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError)


def _member(source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[Record | Rejection]:
    try:
        stream = archive.open(info)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        yield source.refuse(Reason.MALFORMED, f"{_shown(info.filename)} cannot be unpacked: {message_of(error)}.")
        return
    packed = max(info.compress_size, 1)
    with stream:
        try:
            yield from source.inside(stream, name=_base(info.filename), packed=lambda: packed)
        except _DAMAGED as error:
            if source.state.disk_error is not None:
                raise
            yield source.refuse(Reason.MALFORMED, f"{_shown(info.filename)} cannot be unpacked: {message_of(error)}.")


def _without_directory(source: Source, file: IO[bytes], wanted: Callable[[str], bool]) -> Iterator[Record | Rejection]:
    """Yield the whole members of a zip without a directory, by their own headers, then the reason."""
    file.seek(0)
    while len(header := file.read(_LOCAL.size)) == _LOCAL.size and header.startswith(b"PK\x03\x04"):
        _, _, flags, method, _, _, _, packed, _, name_length, extra_length = _LOCAL.unpack(header)
        name = file.read(name_length).decode("utf-8", "replace")
        file.seek(extra_length, 1)
        member = _Inflated(file, method, packed=None if flags & 8 else packed)
        if flags & 1 or method not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or (flags & 8 and not method):
            break
        if not name.endswith("/") and not _litter(name) and wanted(name):
            _count(source)
            if (reason := _unsafe_name(name)) is not None:
                yield source.refuse(Reason.UNSAFE_ARCHIVE, reason)
            else:
                yield from source.inside(member, name=_base(name), packed=member.packed)
        if source.state.exhausted or not member.skip():
            break
        if flags & 8:
            _skip_sizes(file)
    yield source.refuse(Reason.MALFORMED, "The archive is broken: its directory, or more of its end, is missing.")


def _skip_sizes(file: IO[bytes]) -> None:
    """Skip the checksum and sizes after a member of a stream: of 4 or 8 bytes, with or without a mark."""
    at = file.tell()
    for length in (16, 12, 24, 20):
        file.seek(at + length)
        if file.read(4).startswith(b"PK\x03\x04"):
            file.seek(at + length)
            return
    file.seek(at)


class _Inflated:
    """A member of a zip, read without the directory."""

    def __init__(self, file: IO[bytes], method: int, *, packed: int | None) -> None:
        self._file = file
        self._inflater = zlib.decompressobj(-15) if method else None
        self._left = packed  # packed bytes still to come, where the header says so
        self._input = b""
        self._read = 0

    def packed(self) -> int:
        """Packed bytes that were read so far."""
        return self._read

    def read(self, size: int = -1) -> bytes:
        size = HEAD_BYTES if size < 0 else size
        while self._inflater is not None and not self._inflater.eof:
            self._input = self._input or self._next()
            data = self._inflater.decompress(self._input, size)
            self._input = self._inflater.unconsumed_tail
            if self._inflater.eof:
                self._file.seek(-len(self._inflater.unused_data), 1)
            if data:
                return data
        return self._next(size) if self._inflater is None and self._left else b""

    def skip(self) -> bool:
        """Skip to what follows this member; return False if the archive ends before."""
        try:
            while self.read(HEAD_BYTES):
                pass
        except (EOFError, zlib.error):
            return False
        return True

    def _next(self, size: int = HEAD_BYTES) -> bytes:
        data = self._file.read(size if self._left is None or self._inflater else min(size, self._left))
        if not data:
            raise EOFError("the archive ends in the middle of it")
        self._read += len(data)
        if self._left is not None:
            self._left -= len(data)
        return data


def _refuse_directories(source: Source, file: IO[bytes]) -> None:
    """Raise `Refused` if the directory is too large to be held in memory."""
    end = file.seek(0, 2)
    file.seek(max(end - 66_000, 0))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at >= 0 and len(tail) >= at + 22:
        (size,) = struct.unpack_from("<I", tail, at + 12)
        wide = tail.rfind(b"PK\x06\x06")
        if size == 0xFFFFFFFF and wide >= 0 and len(tail) >= wide + 56:
            (size,) = struct.unpack_from("<Q", tail, wide + 40)
        if size > source.limits.max_directory_bytes:
            source.stop(Reason.UNSAFE_ARCHIVE, f"The archive's directory has {size:,} bytes.")
    file.seek(0)


def read_tar(source: Source) -> Iterator[Record | Rejection]:
    """Read the members as they come; links and devices are never followed."""
    stream: Any = Piecewise(source.stream)
    try:
        archive = tarfile.open(  # noqa: SIM115  # closed below
            fileobj=stream, mode="r|", tarinfo=BoundedTarInfo, errorlevel=1, ignore_zeros=False
        )
    except UnsafeHeaderError as error:
        yield source.refuse(Reason.UNSAFE_ARCHIVE, f"The archive is not read: {error}.")
        return
    with archive:
        while True:
            try:
                info = archive.next()
            except UnsafeHeaderError as error:
                yield source.refuse(Reason.UNSAFE_ARCHIVE, f"The archive is not read from here on: {error}.")
                return
            except (tarfile.TarError, ValueError, OSError, EOFError, LookupError) as error:
                yield source.refuse(Reason.MALFORMED, f"The archive is broken from here on: {message_of(error)}.")
                return
            if info is None:
                return
            archive.members = []  # type: ignore[attr-defined]  # tarfile keeps every member it has seen
            if not info.isdir() and not _litter(info.name):
                yield from _read_member(source, archive, info)
            if source.state.exhausted:
                return


def _read_member(source: Source, archive: tarfile.TarFile, info: tarfile.TarInfo) -> Iterator[Record | Rejection]:
    _count(source)
    if info.issym() or info.islnk():
        yield source.refuse(Reason.UNSAFE_ARCHIVE, f"{_shown(info.name)} is a link, which is not followed.")
    elif not info.isfile():
        yield source.refuse(Reason.UNSAFE_ARCHIVE, f"{_shown(info.name)} is a device or pipe.")
    elif (reason := _unsafe_name(info.name)) is not None:
        yield source.refuse(Reason.UNSAFE_ARCHIVE, reason)
    else:
        member = archive.extractfile(info)
        if member is not None:
            yield from source.inside(member, name=_base(info.name))


def _count(source: Source) -> None:
    source.state.members += 1
    if source.state.members > source.limits.max_members:
        source.state.exhausted = True
        source.stop(Reason.UNSAFE_ARCHIVE, f"More than {source.limits.max_members:,} members.")


def _unsafe_name(name: str) -> str | None:
    """Return the first unsafe name. No file is written by these names, but such an archive means harm."""
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":"):
        return f"{_shown(name)} leads out of the archive."
    return None


def _litter(name: str) -> bool:
    parts = name.replace("\\", "/").lower().split("/")
    return any(part in _LITTER or (part.startswith(".") and part not in {".", ".."}) for part in parts)


def _base(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name or "member"


def _shown(name: str) -> str:
    """Return a member's name for a sentence: quoted, escaped, cut."""
    return ascii(name[:80])


ZIP = Form(
    name="zip",
    recognise=lambda head: head.data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")),
    read=read_zip,
    many=lambda head: True,
    raises=(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, RuntimeError, struct.error),
)


def _is_tar(head: Head) -> bool:
    return head.data[257:262] == b"ustar" or (
        head.suffix == ".tar" and len(head.data) >= 512 and _has_tar_sum(head.data[:512])
    )


def _has_tar_sum(block: bytes) -> bool:
    """Return whether a block states its own checksum, as headers of tar did before POSIX gave them a mark."""
    try:
        stated = int(block[148:156].strip(b" \x00") or b"0", 8)
    except ValueError:
        return False
    return stated == sum(block[:148]) + 8 * 32 + sum(block[156:512]) and stated > 256


TAR = Form(
    name="tar",
    recognise=_is_tar,
    read=read_tar,
    many=lambda head: True,
    raises=(tarfile.TarError, struct.error),
)
