"""Halves of characters (JSON that was cut inside an emoji has them, and no encoding writes them), and normal forms."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Literal, TypeVar

import msgspec

T = TypeVar("T")

#: Combining marks in a row that are put into order together.
_MOST_MARKS = 30
#: U+034F, which has no width and keeps marks on its two sides apart.
_JOINER = "\u034f"
#: A run that may be longer than that: marks are neither letters nor digits.
_MARKS = re.compile(rf"[^\w\s]{{{_MOST_MARKS + 1},}}")


def whole(text: str) -> str:
    """Return the text with a replacement character for each half of a character."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def ascii_lower(text: str) -> str:
    """Return a long text with the letters of ASCII in lower case; others stay, which takes a third of `str.lower`."""
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def whole_strings(value: T) -> T:
    """Replace halves of characters in every string of a typed value or decoded JSON; itself if there are none."""
    try:
        _encoded(value)
    except UnicodeEncodeError:
        if isinstance(value, msgspec.Struct):
            return msgspec.convert(_mended(msgspec.to_builtins(value)), type(value))
        return _mended(value)  # type: ignore[no-any-return]
    return value


def _encoded(value: Any) -> bytes:
    """Encode a value. MessagePack is twice as fast as JSON, which has no largest number."""
    try:
        return msgspec.msgpack.encode(value)
    except OverflowError:
        return msgspec.json.encode(value)


def _mended(value: Any) -> Any:
    match value:
        case str():
            return whole(value)
        case list() | tuple():
            return [_mended(one) for one in value]
        case dict():
            return {_mended(key): _mended(one) for key, one in value.items()}
    return value


def normalised(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Return a Unicode normal form, in time linear in the length of the text.

    Putting a run of combining marks into order takes time quadratic in its length. No language has runs of more than
    thirty; longer ones are divided by U+034F, as the Stream-Safe Text Format does (UAX #15).
    """
    if text.isascii() or unicodedata.is_normalized(form, text):
        return text
    return unicodedata.normalize(form, _MARKS.sub(_divided, text))


def has_many_marks(text: str) -> bool:
    """Return whether a text may have so many combining marks in a row that they are divided (`normalised`)."""
    return len(text) > _MOST_MARKS and _MARKS.search(text) is not None


def _divided(run: re.Match[str]) -> str:
    pieces: list[str] = []
    marks = 0
    for character in run.group():
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > _MOST_MARKS:
            pieces.append(_JOINER)
            marks = 1
        pieces.append(character)
    return "".join(pieces)
