"""Small readings that the wire parts of all forms share."""

from __future__ import annotations

import re
from datetime import UTC

import msgspec

from articles.article import Given
from articles.metadata.dates import parse_date

_FIELDS = ("wire", "images", "topics", "genre", "priority", "place_codes")
_NOTE_CHARACTERS = 2000


def moment(text: str | None) -> str | None:
    """Return a time as ISO 8601 in UTC, to the microsecond, so that texts sort as times; None for what is no time."""
    found = parse_date(text) if text else None
    if found is None:
        return None
    value = found.value if found.value.tzinfo else found.value.replace(tzinfo=UTC)
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def note_of(*texts: str | None) -> str | None:
    """Return the first of these notes that says something."""
    return next((found[:_NOTE_CHARACTERS] for text in texts if text and (found := " ".join(text.split()))), None)


def priority_of(*texts: str | int | None) -> int | None:
    """Return the first of these that is a priority from 1 to 9."""
    for text in texts:
        match = re.fullmatch(r"(?:\w+:)?([1-9])", str(text).strip()) if text is not None else None
        if match:
            return int(match[1])
    return None


def completed(given: Given, wire: Given) -> Given:
    """Return `given` with what `wire` says of identity, signals, pictures and codes."""
    said = {name: value for name in _FIELDS if (value := getattr(wire, name))}
    return msgspec.structs.replace(given, **said) if said else given
