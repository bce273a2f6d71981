"""Escapes in a stream of JSON: those of half a character ("\\ud83d" alone) are no text for a parser that streams.

Cut emoji bring them. Each becomes the escape of the replacement character, which is of the same length.
"""

from __future__ import annotations

import re

_SUSPECT = re.compile(rb"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(rb"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(\\u[dD][89a-fA-F]..)|\\.", re.DOTALL)
_HIGH = re.compile(rb"\\u[dD][89abAB]..", re.DOTALL)
_PAIR = 12  #: bytes of two escapes


class Escapes:
    """Mends a stream, piece by piece."""

    def __init__(self) -> None:
        self._held = b""

    def mend(self, piece: bytes, *, last: bool = False) -> bytes:
        """What can be passed on now; what may go on in the next piece is held back, unless this is the last."""
        data = self._held + piece
        cut = len(data) if last else _whole_until(data)
        data, self._held = data[:cut], data[cut:]
        return _ESCAPE.sub(_mended, data) if _SUSPECT.search(data) else data


def _whole_until(data: bytes) -> int:
    """Up to where no escape, and no pair of them, is cut by the end."""
    cut = data.find(b"\\", max(0, len(data) - _PAIR))
    if cut < 0:
        return len(data)
    while cut and data[cut - 1 : cut] == b"\\":
        cut -= 1
    if cut >= _PAIR // 2 and _HIGH.fullmatch(data[cut - _PAIR // 2 : cut]):
        cut -= _PAIR // 2
    return cut


def _mended(match: re.Match[bytes]) -> bytes:
    return b"\\ufffd" if match[1] else match[0]
