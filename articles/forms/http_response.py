"""An HTTP response as a crawler stored it: status, headers, and the body without its codings."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import brotli
import zstandard

#: Names of content codings (IANA, and what servers write for them). Those that change nothing are left out.
_SAME = {"identity", "none", "utf-8", "utf8", "binary", "8bit", "7bit", "text", "chunked", "aws-chunked", "default"}
_STATUS = re.compile(rb"(?:HTTP|ICY|SPDY|QUIC)(?:/[\d.]+)?[ \t]+(\d{3})(?!\d)", re.I)
_STATUS_LINE = re.compile(rb"(?:HTTP/|ICY )", re.I)
_HEADER = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}[ \t]*:")
_CHUNK = re.compile(rb"\s*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_MAX_HEADERS = 500
#: Interim answers before the final one.
_MAX_INTERIM = 8
#: How a page ends. What lacks its coding's last bytes, but not this, is whole; browsers show it too.
_END_OF_PAGE = re.compile(rb"</html\s*>(?>\s+|<!--.*?-->|<script\b.*?</script>)*+\Z", re.I | re.S)
_TAIL_BYTES = 8192
#: zstd in HTTP asks for windows of 8 MiB at most (RFC 9659); some servers ask for more.
_MAX_WINDOW = 1 << 27


class CannotUnpackError(ValueError):
    """The body is packed in a way that cannot be undone; the message says which and why."""


_DAMAGED = (zlib.error, brotli.error, zstandard.ZstdError, EOFError, CannotUnpackError)


class TooLargeError(ValueError):
    """The body unpacks to more than is allowed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """What a server answered."""

    status: int | None  #: None where the status line says none
    headers: Mapping[str, str]  #: names in lower case; several of one name are joined by commas
    body: bytes  #: as it was sent


def looks_like_response(block: bytes) -> bool:
    """Tell whether a block begins with a status line."""
    return _STATUS_LINE.match(block.lstrip()[:16]) is not None


def parse_response(block: bytes) -> Response:
    """Return the status, headers and body of a stored response; what is missing is left empty.

    Interim answers ("100 Continue", "103 Early Hints") that were stored before the final one are passed over.
    """
    response = _parse(block)
    for _ in range(_MAX_INTERIM):
        if response.status is None or response.status >= 200 or not looks_like_response(response.body):
            break
        response = _parse(response.body)
    return response


def _parse(block: bytes) -> Response:
    block = block.lstrip(b"\r\n \t")
    status_line, _, rest = block.partition(b"\n")
    if not looks_like_response(status_line):
        return Response(status=None, headers={}, body=block)
    match = _STATUS.match(status_line)
    headers: dict[str, str] = {}
    last = ""
    for _ in range(_MAX_HEADERS):
        line, _, rest = rest.partition(b"\n")
        if not line.strip():
            break
        text = line.decode("utf-8", "replace")
        name, _, value = text.partition(":")
        if text[0] in " \t" and last:
            headers[last] = f"{headers[last]} {text.strip()}"
        elif _HEADER.match(line):
            last = name.strip().lower()
            headers[last] = f"{headers[last]}, {value.strip()}" if last in headers else value.strip()
    status = int(match[1]) if match else 0
    return Response(status=status if 100 <= status <= 599 else None, headers=headers, body=rest)


def unpacked_body(response: Response, *, limit: int) -> bytes:
    """Return the body without transfer and content codings.

    Args:
        response: The response.
        limit: Bytes that it may unpack to.

    Raises:
        CannotUnpackError: A coding is unknown, or the body is damaged.
        TooLargeError: It unpacks to more than `limit`.
    """
    transfer = _codings(response.headers.get("transfer-encoding", ""))
    body = response.body
    if "chunked" in transfer:
        body = _without_chunks(body)
    for name in reversed(_codings(response.headers.get("content-encoding", "")) + transfer):
        if name and name not in _SAME:
            body = _without(name, body, limit)
    if (other := _coding_of(body)) is not None:
        body = _without(other, body, limit)  # packed, and no header says so
    if len(body) > limit:
        raise TooLargeError(f"more than {limit:,} bytes")
    return body


def _codings(value: str) -> list[str]:
    """Return the codings named in a header, in the order in which they were applied."""
    return [name.strip(" \t\"'").partition(";")[0].strip().lower() for name in value.split(",")]


def _without_chunks(body: bytes) -> bytes:
    """Undo "chunked". A body that is not in chunks is returned as it is: crawlers undo it and leave the header."""
    pieces: list[bytes] = []
    position = 0
    while (match := _CHUNK.match(body, position)) is not None:
        size = int(match[1], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(body[match.end() : match.end() + size])
        if len(pieces[-1]) < size and len(pieces) == 1 and _is_text(body):
            return body  # the first word of a text was taken for a length
        position = match.end() + size
    if not pieces:
        return body
    joined = b"".join(pieces)
    if not body[position:].strip() and (_coding_of(joined) is not None or not _is_text(joined) or _is_whole(joined)):
        return joined  # the closing chunk alone is missing; a coding below tells whether the body is whole
    if position >= len(body):
        raise CannotUnpackError("its last chunk is missing")
    raise CannotUnpackError("its chunks are damaged")


def _is_whole(data: bytes) -> bool:
    """Return whether a page goes on to its end tag."""
    return _END_OF_PAGE.search(data[-_TAIL_BYTES:]) is not None


def _coding_of(body: bytes) -> str | None:
    """Return the coding that the first bytes of a body tell."""
    return next((name for mark, name in _MARKS if body.startswith(mark)), None)


def _without(name: str, body: bytes, limit: int) -> bytes:
    """Undo one content coding."""
    unpack = _UNPACKERS.get(name)
    try:
        if unpack is None:
            raise CannotUnpackError(f"its content coding {name[:30]!r} is not known")
        return unpack(body, limit)
    except _DAMAGED as error:
        if not body or _is_text(body):
            return body  # a proxy or the crawler has unpacked it and left the header
        if (other := _without_another(name, body, limit)) is not None:
            return other
        if isinstance(error, CannotUnpackError):
            raise
        raise CannotUnpackError(f"it is not sound {name[:30]}: {str(error)[:100] or 'it ends early'}") from error


def _without_another(name: str, body: bytes, limit: int) -> bytes | None:
    """Undo a coding that the header does not name: by the first bytes, else brotli, which has no mark."""
    coding = _coding_of(body) or "br"
    if coding == _ALIKE.get(name, name):
        return None
    try:
        found = _UNPACKERS[coding](body, limit)
    except _DAMAGED:
        return None
    return found if _is_text(found) else None


def _is_text(data: bytes) -> bool:
    """Tell whether bytes are text that was not packed."""
    sample = data[:1024]
    try:
        text = sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:
            return sample.lstrip().startswith(b"<") and not re.search(rb"[\x00-\x08\x0e-\x1f]", sample)
        text = sample[: error.start].decode("utf-8")
    return not re.search("[\x00-\x08\x0e-\x1f\x7f]", text)


def _gzip(body: bytes, limit: int) -> bytes:
    """Return all members of a gzip; what follows the last is padding."""
    data = b""
    while body[:2] == b"\x1f\x8b" or not data:
        unpacker = zlib.decompressobj(31)
        data += _inflated(unpacker, body, limit - len(data))
        body = unpacker.unused_data.lstrip(b"\x00")
        if not body:
            break
    return data


def _deflate(body: bytes, limit: int) -> bytes:
    """Unpack with zlib's header, as the standard says, or without, as many servers send it."""
    try:
        return _inflated(zlib.decompressobj(), body, limit)
    except zlib.error:
        return _inflated(zlib.decompressobj(-15), body, limit)


def _inflated(unpacker: zlib._Decompress, body: bytes, limit: int) -> bytes:
    data = unpacker.decompress(body, limit + 1)
    if len(data) > limit:
        raise TooLargeError(f"more than {limit:,} bytes")
    if not unpacker.eof and not _is_whole(data):
        raise EOFError("it ends early")
    return data


def _brotli(body: bytes, limit: int) -> bytes:
    unpacker = brotli.Decompressor()
    pieces = [unpacker.process(body, output_buffer_limit=limit + 1)]
    while not unpacker.is_finished() and not unpacker.can_accept_more_data() and sum(map(len, pieces)) <= limit:
        pieces.append(unpacker.process(b"", output_buffer_limit=limit + 1))
    if sum(map(len, pieces)) > limit:
        raise TooLargeError(f"more than {limit:,} bytes")
    data = b"".join(pieces)
    if not unpacker.is_finished() and not _is_whole(data):
        raise EOFError("it ends early")
    return data


def _zstd(body: bytes, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while body:
        unpacker = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).decompressobj()
        for start in range(0, len(body), 1024):  # in small pieces, since 4 bytes can make 128 KiB
            pieces.append(unpacker.decompress(body[start : start + 1024]))
            size += len(pieces[-1])
            if size > limit:
                raise TooLargeError(f"more than {limit:,} bytes")
            if unpacker.eof:
                body = unpacker.unused_data + body[start + 1024 :]
                break
        else:
            if _is_whole(b"".join(pieces)):
                break
            raise EOFError("it ends early")
        if not body.startswith(b"\x28\xb5\x2f\xfd"):
            break
    return b"".join(pieces)


_UNPACKERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "gz": _gzip,
    "deflate": _deflate,
    "x-deflate": _deflate,
    "zlib": _deflate,
    "br": _brotli,
    "brotli": _brotli,
    "x-br": _brotli,
    "zstd": _zstd,
    "zst": _zstd,
    "x-zstd": _zstd,
}
#: The names that stand for one coding.
_ALIKE = {"x-gzip": "gzip", "gz": "gzip", "brotli": "br", "x-br": "br", "zst": "zstd", "x-zstd": "zstd"}
#: How bodies begin that are packed.
_MARKS = ((b"\x1f\x8b\x08", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"))
