"""Read the records of web archives (WARC and its forerunner ARC), one after the other.

Framing is our own because warcio and FastWARC end, or go astray, at the first record whose length is wrong. Here such a
record is marked and the next one is found by its first line.
"""

from __future__ import annotations

import lzma
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import zstandard

from articles.forms.source import HEAD_BYTES, Readable

#: Lines of a record's header, and characters of each.
_MAX_HEADERS = 500
_MAX_LINE = 64 * 1024
#: Bytes that may be read twice, for all records of a wrong length together.
_MAX_GIVEN_BACK = 512 * 1024 * 1024
_WARC_LINE = re.compile(rb"WARC/\d\.\d{1,2}\s*$")
#: The first lines of a record, where they are in the content of another.
_WARC_START = re.compile(rb"WARC/\d\.\d{1,2}\r?\n(?=[A-Za-z][A-Za-z\-]{1,40}:)")
#: Address, IP address, date, type, (version 2: status, checksum, location, offset, file,) length.
_ARC_LINE = re.compile(rb"([a-z][a-z0-9+.\-]{1,20}:\S{1,8000}) (\S{1,60}) (\d{8,17}) (\S+) (?:\S+ ){0,5}(\d{1,15})\s*$")
_ARC_START = re.compile(
    rb"(?<=\n)[a-z][a-z0-9+.\-]{1,20}:\S{1,8000} [\d.:a-fA-F]{3,45} \d{14} \S{1,100} (?:\S{1,200} ){0,5}\d{1,15}\r?\n"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class WebRecord:
    """One record: its header and its block."""

    type: str  #: "response", "resource", "request", "revisit", ...; empty where it cannot be told
    headers: Mapping[str, str] = field(default_factory=dict)  #: names in lower case
    block: bytes = b""
    too_large: bool = False  #: the block is larger than allowed, and was passed over
    broken: str = ""  #: what is wrong with it, as a sentence; empty for a sound record


class _Stream:
    """A stream that takes bytes back."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._held = b""
        self._at = 0  # what comes before was read; kept, so that giving it back costs nothing
        self._given_back = 0
        self.error: Exception | None = None  # what ended the stream, where it broke off

    def read(self, size: int) -> bytes:
        """Return `size` bytes; fewer only at the end."""
        pieces = [self._held[self._at : self._at + size]]
        count = len(pieces[0])
        self._at += count
        while count < size and (piece := self._next(min(size - count, HEAD_BYTES * (1 + len(pieces))))):
            pieces.append(piece)
            count += len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def line(self) -> bytes:
        """Return the next line, or a piece of it where it is very long; empty at the end."""
        searched = self._at
        while (end := self._held.find(b"\n", searched, self._at + _MAX_LINE)) < 0:
            left = len(self._held) - self._at
            if left >= _MAX_LINE or not (piece := self._next(4096)):
                return self.read(min(left, _MAX_LINE))
            searched = left
            self._held, self._at = self._held[self._at :] + piece, 0
        return self.read(end + 1 - self._at)

    def give_back(self, data: bytes) -> None:
        """Take back what was read last, or the end of it."""
        self._given_back += len(data)
        if self._given_back > _MAX_GIVEN_BACK:
            raise ValueError("too many of its records have a wrong length")
        if self._at >= len(data) and self._held.endswith(data, 0, self._at):
            self._at -= len(data)
        else:
            self._held, self._at = data + self._held[self._at :], 0

    def _next(self, size: int) -> bytes:
        if self.error is not None:
            return b""
        try:
            return self._stream.read(size)
        except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, zstandard.ZstdError) as error:
            self.error = error  # first what was there before the break
            return b""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Format:
    """How records of one format begin."""

    starts: Callable[[bytes], bool]
    header: Callable[[_Stream, bytes], tuple[str, dict[str, str]] | None]  #: type and header; None where it is broken
    start: re.Pattern[bytes]


def warc_records(stream: Readable, *, limit: int) -> Iterator[WebRecord]:
    """Yield the records of a WARC in order.

    Args:
        stream: The archive, unpacked.
        limit: Bytes that a block may have to be held in memory.

    Yields:
        Each record. A damaged one is `broken` and says why; what follows it is read. An error of the stream itself is
        raised after the records before it.
    """
    return _records(_Stream(stream), limit, _WARC)


def arc_records(stream: Readable, *, limit: int) -> Iterator[WebRecord]:
    """Yield the records of an ARC, version 1 or 2, like `warc_records`; its version block has the type "warcinfo"."""
    return _records(_Stream(stream), limit, _ARC)


def _records(stream: _Stream, limit: int, form: _Format) -> Iterator[WebRecord]:
    while line := _skip_blank(stream):
        if not form.starts(line):
            _skip_to_start(stream, form)
            if stream.error is None:
                yield WebRecord(type="", broken="Something between two records is not a record.")
            continue
        header = form.header(stream, line)
        length = _length(header[1]) if header else None
        if header is None or length is None:
            _skip_to_start(stream, form)
            yield WebRecord(
                type=header[0] if header else "", broken="A record's header is damaged or gives no valid length."
            )
            continue
        yield _block(stream, form, header, length, limit)
    if stream.error is not None:
        raise stream.error


def _block(stream: _Stream, form: _Format, header: tuple[str, dict[str, str]], length: int, limit: int) -> WebRecord:
    """Read a block, and where its length is wrong, find where the next record begins."""
    kind, headers = header
    block = stream.read(min(length, limit + 1))
    if length > limit and len(block) > limit:
        left = length - len(block)
        while left and (piece := stream.read(min(left, 1 << 20))):
            left -= len(piece)
        return WebRecord(type=kind, headers=headers, too_large=True)
    short = len(block) < length
    following = b"" if short else stream.line()
    ends = not following.strip()
    following = following if following.strip() else _skip_blank(stream)
    if not short and (ends or form.starts(following)):
        stream.give_back(following)
        return WebRecord(type=kind, headers=headers, block=block)
    stream.give_back(following)
    if (match := form.start.search(block)) is not None:
        stream.give_back(block[match.start() :])
        return WebRecord(
            type=kind, headers=headers, block=block[: match.start()], broken="A record ends before its length says."
        )
    if short and stream.error is not None:
        raise stream.error
    if short:
        return WebRecord(type=kind, headers=headers, block=block, broken="The archive ends in the middle of a record.")
    _skip_to_start(stream, form)
    return WebRecord(type=kind, headers=headers, block=block, broken="A record goes on after its length says it ends.")


def _skip_blank(stream: _Stream) -> bytes:
    """Return the next line that is not blank; empty at the end."""
    while (line := stream.line()) and not line.strip():
        pass
    return line


def _skip_to_start(stream: _Stream, form: _Format) -> None:
    previous = b""
    while line := stream.line():
        if form.starts(line):
            stream.give_back(line)
            return
        if (match := form.start.search(previous + line)) is not None:
            # after a damaged piece a record may begin in the middle of a line
            stream.give_back(match.string[match.start() :])
            return
        previous = line


def _length(headers: Mapping[str, str]) -> int | None:
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None


def _warc_header(stream: _Stream, _first: bytes) -> tuple[str, dict[str, str]] | None:
    headers: dict[str, str] = {}
    last = ""
    for _ in range(_MAX_HEADERS):
        line = stream.line()
        if not line.strip():
            return headers.get("warc-type", "").lower(), headers
        if _WARC_LINE.match(line):
            stream.give_back(line)
            return None
        text = line.decode("utf-8", "replace").strip()
        name, colon, value = text.partition(":")
        if line[:1] in b" \t" and last:
            headers[last] = f"{headers[last]} {text}"
        elif colon:
            last = name.strip().lower()
            headers.setdefault(last, value.strip())
    return None


def _arc_header(_stream: _Stream, line: bytes) -> tuple[str, dict[str, str]] | None:
    match = _ARC_LINE.match(line)
    if match is None:
        return None
    address, _ip, date, media_type, length = (part.decode("utf-8", "replace") for part in match.groups())
    kind = "warcinfo" if address.startswith("filedesc:") else "response"
    names = {"warc-target-uri": address, "warc-date": date, "content-type": media_type, "content-length": length}
    return kind, names


_WARC = _Format(starts=lambda line: _WARC_LINE.match(line) is not None, header=_warc_header, start=_WARC_START)
_ARC = _Format(starts=lambda line: _ARC_LINE.match(line) is not None, header=_arc_header, start=_ARC_START)
