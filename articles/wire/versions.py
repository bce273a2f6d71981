"""Order the versions of one item. Pure: what is known of both is passed in."""

from __future__ import annotations

import re
from enum import StrEnum

from articles.article import Value, Wire

_NUMBERS = re.compile(r"\d+(?:[.\-]\d+)*")


class Relation(StrEnum):
    """How an arrival relates to the version of its article that is in the index."""

    NEWER = "newer"
    OLDER = "older"
    SAME = "same"
    UNKNOWN = "unknown"  #: neither versions nor times tell


class Version(Value, frozen=True, kw_only=True):
    """What tells one version of an item from another."""

    version: str | None = None
    updated: str | None = None  #: ISO 8601 in UTC


def version_of(wire: Wire) -> Version:
    """Return the version of an item."""
    return Version(version=wire.version, updated=wire.updated)


def relation(known: Version, mine: Version) -> Relation:
    """Return how `mine` relates to the version that is known.

    Numbers of versions count first ("10" is after "9", "1.10" after "1.9"); else the times at which the versions were
    made; else nothing is known, and the time of arrival has to tell. Two versions of the same time may still differ:
    many feeds keep the time of publication when they change a text.
    """
    numbers = _numbers(known.version), _numbers(mine.version)
    if numbers[0] and numbers[1] and numbers[0] != numbers[1]:
        return Relation.NEWER if numbers[1] > numbers[0] else Relation.OLDER
    if known.version and known.version == mine.version:
        return Relation.SAME
    if known.updated and mine.updated and known.updated != mine.updated:
        return Relation.NEWER if mine.updated > known.updated else Relation.OLDER
    return Relation.SAME if numbers[0] and numbers[0] == numbers[1] else Relation.UNKNOWN


def _numbers(version: str | None) -> tuple[int, ...]:
    match = _NUMBERS.fullmatch(version.strip()) if version else None
    return tuple(int(part[:18]) for part in re.split(r"[.\-]", match[0])) if match else ()
