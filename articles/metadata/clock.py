"""The time of day beside a date, and its zone."""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import NamedTuple

from articles.metadata.months import half_of
from articles.metadata.zones import PATTERN, zone_of

#: What may be between a day and its time where hour and minute have a colon, and where they have another sign.
_ANYTHING = r"[^\d\n]{0,16}?"
_JOINT = (
    r"(?:[\s,;|·•/\-–—@()\u060c]|\b(?:at|um|à|a las|a les|às|alle|ore|ora|kl|om|klo|o godz|godz|u|v|ve|saat|в|о|об|год)"
    r"\b\.?)*"
)
_DIGITS = (
    r"(?P<hour>\d{1,2})(?P<sign>[:.h時时시點点]|\s?[hHч]\s?|시\s)\s?(?P<minute>\d{2})"
    r"(?:(?:[:.]|\s?[분分]\s?)(?P<second>\d{2}))?"
)
_HALF_WORD = r"[^\W\d_](?:[^\s\d,;|()\[\]]|\s(?=m\b)){0,14}"
_AFTER = (
    r"(?:[.,]\d{1,9})?(?:\s?[\[(]?(?P<half>[ap]\.?\s?m\b\.?|[^\x00-\x7f][^\s\d,;|()]{0,14}"
    r"|(?:de|du|odp|dop|pm|am|fm|em)\b\.?))?"
)
_ZONE = rf"(?:\s*(?:uhr|hrs?|h|น\.|ώρα|ч)\b\.?)?\s*,?\s*(?P<zone>{PATTERN})?"
_COLON = re.compile(
    rf"{_ANYTHING}(?P<before>{_HALF_WORD})?\s?(?P<hour>\d{{1,2}})\s?[:時时시點点]\s?(?P<minute>\d{{2}})"
    rf"(?:[:분分]\s?(?P<second>\d{{2}}))?(?!\d){_AFTER}{_ZONE}",
    re.I,
)
_OTHER = re.compile(rf"{_JOINT}(?P<before>{_HALF_WORD})?\s?{_DIGITS}(?!\d|[.]\d){_AFTER}{_ZONE}", re.I)
_WHOLE_HOUR = re.compile(
    rf"{_JOINT}(?P<hour>\d{{1,2}})(?P<minute>)(?P<second>)(?P<before>)\s?"
    rf"(?:(?P<half>[ap]\.?\s?m\b\.?)|(?:uhr|h)\b){_ZONE}",
    re.I,
)
_BEFORE_DAY = re.compile(
    rf"(?:(?P<before>{_HALF_WORD})\s)?(?<![\d:.])(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?::(?P<second>\d{{2}}))?"
    rf"(?!\d){_AFTER}{_ZONE}[^\d\n]{{0,16}}$",
    re.I,
)


_ANYWHERE = re.compile(
    rf"(?:(?P<before>{_HALF_WORD})\s)?(?<![\d:.+\-])(?P<hour>\d{{1,2}})\s?(?:[:時时시點点]|นาฬิกา)\s?(?P<minute>\d{{2}})"
    rf"(?::(?P<second>\d{{2}}))?(?!\d){_AFTER}{_ZONE}",
    re.I,
)


class Clock(NamedTuple):
    """A time of day that was read."""

    hour: int
    minute: int
    second: int
    zone: tzinfo | None
    doubt: str = ""


def time_beside(before: str, after: str) -> Clock | None:
    """Return the time that follows or precedes a date.

    Args:
        before: The text before the date.
        after: The text after it.
    """
    for pattern in (_COLON, _OTHER, _WHOLE_HOUR):
        if (match := pattern.match(after[:80])) is not None and (found := _clock(match)) is not None:
            return found
    match = _BEFORE_DAY.search(before[-60:])
    return _clock(match) if match is not None else None


def time_in(text: str) -> Clock | None:
    """Return the first time of day in the rest of a field that holds a date."""
    match = _ANYWHERE.search(text)
    return _clock(match) if match is not None else None


def _clock(match: re.Match[str]) -> Clock | None:
    hour, minute, second = int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0)
    half = half_of(match["half"] or "") or half_of((match["before"] or "").split(" ")[-1])
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    zone = zone_of(match["zone"]) or (None if half else zone_of(match["half"]))
    return Clock(hour % 24, minute, min(second, 59), zone.zone if zone else None, zone.doubt if zone else "")
