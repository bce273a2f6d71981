"""Halves of characters: JSON that was cut inside an emoji brings them ("\\ud83d"), and no encoding can write them."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def whole(text: str) -> str:
    """Return the text with a replacement character for each half of a character."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def whole_strings(value: T) -> T:
    """Replace halves of characters in every string of a typed value or decoded JSON; itself if there are none."""
    try:
        msgspec.json.encode(value)
    except UnicodeEncodeError:
        if isinstance(value, msgspec.Struct):
            return msgspec.convert(_mended(msgspec.to_builtins(value)), type(value))
        return _mended(value)  # type: ignore[no-any-return]
    return value


def _mended(value: Any) -> Any:
    match value:
        case str():
            return whole(value)
        case list() | tuple():
            return [_mended(one) for one in value]
        case dict():
            return {_mended(key): _mended(one) for key, one in value.items()}
    return value
