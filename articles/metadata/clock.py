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
#: "8:05", but "3시 5분".
_MINUTE = r"(?P<minute>\d{2}|\d(?=\s?[분分]))"
_DIGITS = (
    rf"(?P<hour>\d{{1,2}})(?P<sign>[:.h時时시點点]|\s?[hHч]\s?|시\s)\s?{_MINUTE}"
    r"(?:(?:[:.]|\s?[분分]\s?)(?P<second>\d{2}))?"
)
_HALF_WORD = r"[^\W\d_](?:[^\s\d,;|()\[\]]|\s(?=m\b)){0,14}"
_AFTER = (
    r"(?:[.,]\d{1,9})?(?:\s?[\[(]?(?P<half>[ap]\.?\s?m\b\.?|[^\x00-\x7f][^\s\d,;|()]{0,14}"
    r"|(?:de|du|odp|dop|pm|am|fm|em)\b\.?))?"
)
_ZONE = rf"(?:\s*(?:uhr|hrs?|h|น\.|ώρα|ч)\b\.?)?\s*,?\s*(?P<zone>{PATTERN})?"
_COLON = re.compile(
    rf"{_ANYTHING}(?P<before>{_HALF_WORD})?\s?(?P<hour>\d{{1,2}})\s?[:時时시點点]\s?{_MINUTE}"
    rf"(?:[:분分]\s?(?P<second>\d{{2}}))?(?!\d){_AFTER}{_ZONE}",
    re.I,
)
#: "4.mar.2025 (terça-feira) - 8h30".
_WEEKDAY = r"(?:\s?\([^\d()\n]{2,16}\))?"
_OTHER = re.compile(rf"{_WEEKDAY}{_JOINT}(?P<before>{_HALF_WORD})?\s?{_DIGITS}(?!\d|[.]\d){_AFTER}{_ZONE}", re.I)
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
#: "0830 GMT", "0830hrs".
_MILITARY = (
    r"(?<![\d:.+\-/])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>)(?P<before>)(?P<half>)"
    r"(?=\s?(?:hrs?|hours|GMT|UTC|Z|[ECMP][SD]?T|CES?T|BST|IST|local time)\b)"
)
_NOON = (
    "noon|midday|midi|mittags?|mediod[ií]a|mezzogiorno|meio[- ]dia|middag|południe|poledne|полдень|полудень|öğle|正午|"
    "정오"
)
_MIDNIGHT = (
    "midnight|minuit|mitternachts?|medianoche|mezzanotte|meia[- ]noite|middernacht|midnatt?|północ|půlnoc|полночь|"
    "gece yarısı|자정"
)
_NAMED = rf"(?:12(?:[:.]00)?\s?(?:uhr\s)?)?(?:(?P<noon>{_NOON})|(?P<midnight>{_MIDNIGHT}))(?!\w)"
#: What begins a second date, of the change: "March 4, 2025 | Updated 9:00 a.m. ET March 5".
_CHANGED = re.compile(
    r"[\s,;|·•()–—/\-]{0,6}(?:last\s)?(?:updat|modif|chang|edited|aktualis|geändert|actualiz|mis à jour|aggiorna|"
    r"atualiz|bijgewerkt|обновл|updaterad|opdateret|oppdatert)",
    re.I,
)
_WORD_AFTER = re.compile(rf"{_JOINT}(?:al?\s|o\s)?(?<!\w){_NAMED}{_ZONE}", re.I)
_WORD_BEFORE = re.compile(rf"(?<![\w:.]){_NAMED}{_ZONE}[^\d\n]{{0,16}}$", re.I)
_MILITARY_AFTER = re.compile(rf"{_JOINT}{_MILITARY}{_ZONE}", re.I)
_MILITARY_BEFORE = re.compile(rf"{_MILITARY}{_ZONE}[^\d\n]{{0,16}}$", re.I)
_ANYWHERE = re.compile(
    rf"(?:(?P<before>{_HALF_WORD})\s)?(?<![\d:.+\-])(?P<hour>\d{{1,2}})\s?(?:[:時时시點点]|นาฬิกา)\s?(?P<minute>\d{{2}})"
    rf"(?::(?P<second>\d{{2}}))?(?!\d){_AFTER}{_ZONE}",
    re.I,
)


class Clock(NamedTuple):
    """A time of day that was read."""

    hour: int  #: 24 for the end of the day
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
    after, before = after[:80], before[-60:]
    if _CHANGED.match(after):
        after = ""  # that time is another date's
    if (match := _WORD_AFTER.match(after)) is not None:
        return _named(match)
    for pattern in (_COLON, _OTHER, _WHOLE_HOUR, _MILITARY_AFTER):
        if (match := pattern.match(after)) is not None and (found := _clock(match)) is not None:
            return found
    if (match := _WORD_BEFORE.search(before)) is not None:
        return _named(match)
    match = _BEFORE_DAY.search(before) or _MILITARY_BEFORE.search(before)
    return _clock(match) if match is not None else None


def time_in(text: str) -> Clock | None:
    """Return the first time of day in the rest of a field that holds a date."""
    match = _ANYWHERE.search(text)
    return _clock(match) if match is not None else None


def _named(match: re.Match[str]) -> Clock:
    """Return noon, or the midnight at which the day begins."""
    zone = zone_of(match["zone"])
    return Clock(12 if match["noon"] else 0, 0, 0, zone.zone if zone else None, zone.doubt if zone else "")


def _clock(match: re.Match[str]) -> Clock | None:
    hour, minute, second = int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0)
    half = half_of(match["half"] or "") or half_of((match["before"] or "").split(" ")[-1])
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    zone = zone_of(match["zone"]) or (None if half else zone_of(match["half"]))
    return Clock(hour, minute, min(second, 59), zone.zone if zone else None, zone.doubt if zone else "")
