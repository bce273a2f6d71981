"""Small readings that the wire parts of all forms share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC
from typing import Any

import msgspec

from articles.article import Given, Status
from articles.metadata.dates import parse_date

_FIELDS = ("wire", "images", "topics", "genre", "priority", "place_codes")
_NOTE_CHARACTERS = 2000
#: The fraction of a second behind a time, which `parse_date` leaves out: without it an embargo would end early.
_FRACTION = re.compile(r"\d{2}:?\d{2}:?\d{2}[.,](\d{1,9})(?!\d)")
#: What fields hold that say that there is no embargo.
_NO_EMBARGO = frozenset({"", "0", "false", "no", "n", "none", "null", "nil", "n/a", "off", "-", "not embargoed"})


def moment(text: str | None) -> str | None:
    """Return a time as ISO 8601 in UTC, to the microsecond, so that texts sort as times; None if it is not a time."""
    found = parse_date(text) if text else None
    if found is None:
        return None
    value = found.value if found.value.tzinfo else found.value.replace(tzinfo=UTC)
    if found.has_time and not value.microsecond and (fraction := _FRACTION.search(text or "")):
        value = value.replace(microsecond=int(fraction[1][:6].ljust(6, "0")))
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def held_back(status: Status | None, told: Iterable[Any], *, stated: bool = False) -> tuple[Status, str | None]:
    """Return the status of an item and the end of its embargo.

    An embargo whose end cannot be read, or is left open, holds until a later version is usable.

    Args:
        status: What the item says.
        told: What its fields for an embargo hold.
        stated: It says elsewhere that it is under an embargo.
    """
    texts = [str(one).strip() for one in told if one is not None]
    until = next((at for text in texts if (at := moment(text))), None)
    is_open = until is None and (stated or any(text.lower() not in _NO_EMBARGO for text in texts))
    if is_open and status in (None, Status.USABLE):
        return Status.WITHHELD, None
    return status or Status.USABLE, until


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
