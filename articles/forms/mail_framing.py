"""What mail programs put around a message: marks before it, its length, and the lines that part those of a mailbox."""

from __future__ import annotations

import codecs
import enum
import itertools
import re
from collections.abc import Iterable, Iterator

#: Before a message: a line "From ..." that a program has quoted, or (.emlx of Apple's Mail) the length of the message.
_BEFORE = re.compile(r"(?:>From \S[^\n]*\n|\d{1,10}[ \t]*\r?\n(?=[!-9;-~]{1,80}:))")
_LENGTH = re.compile(rb"(\d{1,10})[ \t]*\r?\n(?=[!-9;-~]{1,80}:)")
_QUOTED_LINE = re.compile(rb">From \S[^\r\n]*\r?\n")
#: A line before each message of a mailbox: a sender and a moment. Sentences that begin with "From" do not end so.
_TIME = rb"\d{1,2}:\d\d(?::\d\d)?"
_FROM_LINE = re.compile(
    rb"From \S.{0,200}?(?:" + _TIME + rb"\b.{0,40}\b\d{4}|\b\d{4}\b.{0,20}\b" + _TIME + rb")"
    rb"(?:\s+(?:[+-]\d{4}|[A-Z]{1,5}|\([^()]{1,40}\)|remote from \S+))*\s*$"
)
#: A line that is one only where a header follows: other programs write other moments, or none.
_LOOSE_FROM_LINE = re.compile(rb"From \S+ .*\d{4}|From (?:-|\S+@\S+)\s*$")
_HEADER = re.compile(
    rb"(?:from|to|cc|subject|date|message-id|received|return-path|mime-version|content-[a-z\-]+|delivered-to|reply-to|"
    rb"sender|status|x-[\w\-]+|list-[\w\-]+|arc-[\w\-]+|dkim-signature|authentication-results)\s*:",
    re.I,
)
_ANY_HEADER = re.compile(rb"[>!-9;-~]+:")


class Begin(enum.Enum):
    """That a message begins."""

    MESSAGE = enum.auto()


def text_of_message(text: str) -> str:
    """Return the beginning of a message without what is before its headers."""
    return _BEFORE.sub("", text, count=1) if _BEFORE.match(text) else text


def message_bytes(data: bytes) -> bytes:
    """Return a message without what is before its headers and, by its length, after it; in UTF-8 where it is UTF-16."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", "replace").encode("utf-8")
    data = data.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n \t")
    if (match := _LENGTH.match(data)) is not None:
        data = data[match.end() : match.end() + int(match[1])]
    return _QUOTED_LINE.sub(b"", data, count=1) if data.startswith(b">From ") else data


def begins_mailbox(data: bytes) -> bool:
    """Return whether data begins with a line "From ..." and a header."""
    first, _, rest = data.partition(b"\n")
    known = is_from_line(first) or _LOOSE_FROM_LINE.match(first) is not None
    return known and _ANY_HEADER.match(rest) is not None


def is_from_line(line: bytes) -> bool:
    """Return whether a line is one that parts messages, whatever follows it."""
    return _FROM_LINE.match(line) is not None


def parted(lines: Iterable[bytes | None]) -> Iterator[bytes | Begin | None]:
    """Yield the lines of a mailbox, and in place of each line "From ..." that a message begins.

    Such a line is after a blank one, or a header follows it. One without a time of day counts only before a header.
    A line that is too long to be held is None.
    """
    blank, begun = True, False
    for line, following in itertools.pairwise(itertools.chain(lines, (b"",))):
        if line is not None and _parts(line, following, blank=blank):
            begun, blank = True, False
            yield Begin.MESSAGE
        elif begun:
            yield line
            blank = line is not None and not line.strip()


def _parts(line: bytes, following: bytes | None, *, blank: bool) -> bool:
    if not line.startswith(b"From "):
        return False
    if following is not None and _HEADER.match(following):
        return is_from_line(line) or _LOOSE_FROM_LINE.match(line) is not None
    return blank and is_from_line(line)
