"""Dates as pages, feeds and producers write them, to moments with a time zone."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil import parser as dateutil_parser

#: Before this no newspaper was printed.
_FIRST_YEAR = 1605
_LAST_YEAR = 2100

_MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            # en de fr es it pt nl sv/da/no pl ru tr id, and their usual abbreviations
            "january jan januar jänner janvier janv enero ene gennaio gen gennaro janeiro januari stycznia января ocak",
            "february feb febr februar feber février fevrier févr fevr febrero febbraio febb fevereiro fev februari "
            "lutego февраля şubat",
            "march mar märz maerz mrz mär mars marzo março marco maart maa mrt marca марта mart maret",
            "april apr avril avr abril abr aprile kwietnia апреля nisan",
            "may mai mayo maggio mag maio mei maj maja мая mayıs",
            "june jun juni juin junio giugno giu junho czerwca июня haziran",
            "july jul juli juillet juil julio luglio lug julho lipca июля temmuz",
            "august aug août aout agosto ago augustus augusti sierpnia августа ağustos agustus",
            "september sep sept septembre septiembre setiembre settembre set setembro września сентября eylül",
            "october oct oktober okt octobre octubre ottobre ott outubro out października октября ekim",
            "november nov novembre noviembre novembro listopada ноября kasım",
            "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro desember des grudnia "
            "декабря aralık desember",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
#: Names that mean summer and winter time alike.
_REGIONS = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}
_ZONES: dict[str, float] = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "ist": 5.5, "cet": 1, "mez": 1, "cest": 2, "mesz": 2,
    "eet": 2, "eest": 3, "msk": 3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "jst": 9, "kst": 9, "hkt": 8, "sgt": 8,
    "awst": 8, "acst": 9.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "wib": 7, "pkt": 5, "sast": 2, "eat": 3,
    "wat": 1, "art": -3, "brt": -3,
}  # fmt: skip

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T\s]\s*(\d{1,2})[:.]?(\d{2})(?:[:.]?(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|UTC|GMT|[+-]\s?\d{1,2}(?::?\d{2})?)?)?"
    r"(?:\[[\w/]+\])?",
    re.I,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T\s]?(\d{2})(\d{2})(\d{2})?\s*(Z|[+-]\d{2}:?\d{2})?)?")
_YEAR = re.compile(r"\d{4}")
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})")
_TIME = (
    r"(?:[\s,|·•/\-–—@]|\b(?:at|um|à|a las|às|alle|ore|kl|om|klo|o godz)\b\.?)*"
    r"(?:(\d{1,2})(?:[:.h]|\sh\s?)(\d{2})(?::(\d{2}))?\s*([ap]\.?\s?m\b\.?)?\s*(?:uhr|hrs?|h)?\s*"
    r"\(?(utc|gmt|z|[a-z]{1,4}t|mesz?|mez|[+-]\d{1,2}(?::?\d{2})?)?\b)?"
)
_DAY_MONTH = re.compile(
    r"(?<![\d.])(\d{1,2})(?:st|nd|rd|th|er|º|°|ª|\.)?[\s\-]*(?:de\s+|of\s+)?" + _MONTH
    + r"[\s,\-]*(?:de\s+|del\s+)?(\d{4})(?!\d)" + _TIME,
    re.I,
)  # fmt: skip
_MONTH_DAY = re.compile(r"(?<![^\W\d])" + _MONTH + r"\s+(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(\d{4})(?!\d)" + _TIME, re.I)
_CJK = re.compile(
    r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일](?:[^\d]{0,12}?(\d{1,2})[:時时시]\s*(\d{2}))?"
)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s*([./\-])\s*(\d{1,2})\s*\2\s*(\d{4})(?!\d)" + _TIME, re.I)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[./](\d{1,2})[./](\d{1,2})(?!\d)" + _TIME, re.I)
_IN_URL = re.compile(r"(?<!\d)((?:19|20)\d{2})([/_\-.]?)(0?[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01]|[1-9])(?!\d)")


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedDate:
    """A date that was read."""

    value: datetime  #: with its time zone where it was given, else UTC
    has_time: bool
    has_zone: bool


def parse_date(text: str, *, language: str | None = None) -> ParsedDate | None:
    """Reads ISO 8601, RFC 822, seconds and milliseconds since 1970, and dates with month names in a dozen languages.

    `language` ("en", "en-GB", "de") decides what "03/04/2024" means: the month
    comes first in English, except British, Irish, Australian and the like; without
    a language such a date is not guessed at. None where there is no date.
    """
    text = text.strip().strip("\"'").strip()
    if not 6 <= len(text) <= 120:
        return None
    for read in (_iso, _compact, _epoch, _rfc822):
        if (found := read(text)) is not None:
            return found
    if (found := next(dates_in_text(text, language=language), None)) is not None:
        return found
    return _lenient(text)


def dates_in_text(text: str, *, language: str | None = None) -> Iterator[ParsedDate]:
    """Dates that stand in a text, as far as they have day, month and year."""
    if _YEAR.search(text) is None:
        return
    for match in _DAY_MONTH.finditer(text):
        yield from _made(match[3], _MONTHS[match[2].lower()], match[1], *match.groups()[3:8])
    for match in _MONTH_DAY.finditer(text):
        yield from _made(match[3], _MONTHS[match[1].lower()], match[2], *match.groups()[3:8])
    for match in _CJK.finditer(text):
        yield from _made(match[1], match[2], match[3], match[4], match[5])
    for match in _ISO.finditer(text):
        yield from _from_groups(match, match[7])
    for match in _YEAR_FIRST.finditer(text):
        yield from _made(match[1], match[2], match[3], *match.groups()[3:8])
    for match in _NUMERIC.finditer(text):
        first, second = int(match[1]), int(match[3])
        day_first = True if first > 12 or match[2] == "." or first == second else None
        if day_first is None and second > 12:
            day_first = False
        if day_first is None:
            day_first = _day_first(language)
        if day_first is not None:
            day, month = (first, second) if day_first else (second, first)
            yield from _made(match[4], month, day, *match.groups()[4:9])


def url_date(url: str) -> ParsedDate | None:
    """The day in an address: "/2024/05/02/", "-20240502", "2024-05-02"."""
    for match in _IN_URL.finditer(url):
        if not match[2] and len(match[3] + match[4]) != 4:
            continue
        found = next(_made(match[1], match[3], match[4]), None)
        if found is not None:
            return found
    return None


def _day_first(language: str | None) -> bool | None:
    if not language:
        return None
    return language.lower().replace("_", "-") not in {"en", "en-us", "en-ph"}


def _iso(text: str) -> ParsedDate | None:
    match = _ISO.match(text)
    if match is None:
        return None
    rest = text[match.end() :].strip()
    if rest and not match[4]:
        found = next(_made(match[1], match[2], match[3]), None)  # "2024-05-02 (Thursday)"
        return found if len(rest) < 30 else None
    zone = match[7] or (rest if rest.lower() in _ZONES else None)
    return next(_from_groups(match, zone), None)


def _compact(text: str) -> ParsedDate | None:
    match = _COMPACT.fullmatch(text)
    return next(_from_groups(match, match[7]), None) if match else None


def _epoch(text: str) -> ParsedDate | None:
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    seconds = int(match[1]) if match[1] else int(match[2]) / 1000
    return ParsedDate(value=datetime.fromtimestamp(seconds, UTC), has_time=True, has_zone=True)


def _rfc822(text: str) -> ParsedDate | None:
    if not re.match(r"(?:[a-z]{3,9},?\s+)?\d{1,2}[\s\-][a-z]{3}", text, re.I) or ":" not in text:
        return None
    zone = re.search(r"\s\(?([A-Za-z]{2,5})\)?$", text)
    if zone and zone[1].lower() in _ZONES and zone[1].upper() not in {"GMT", "UTC", "EST", "EDT", "CST", "CDT"}:
        return None  # the standard library knows North American names only; read below
    try:
        value = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        return None
    has_zone = value.tzinfo is not None
    return ParsedDate(value=value if has_zone else value.replace(tzinfo=UTC), has_time=True, has_zone=has_zone)


def _lenient(text: str) -> ParsedDate | None:
    """dateutil, believed only where day, month and year really stand in the text."""
    words, numbers = re.search(r"[^\W\d_]{3}", text), re.findall(r"\d+", text)
    if words is None or len(numbers) < 2 or len(text) > 60 or not re.search(r"\d{4}|'\d\d", text):
        return None
    values = []
    for default in (datetime(2001, 1, 1), datetime(2002, 2, 2)):  # noqa: DTZ001 -- stand-ins for what is missing
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # unknown time zones
                values.append(dateutil_parser.parse(text, default=default, tzinfos=_dateutil_zone))
        except (ValueError, OverflowError, TypeError, AttributeError, RecursionError):
            return None
    value = values[0]
    if value.date() != values[1].date() or not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        return None
    has_zone = value.tzinfo is not None
    return ParsedDate(value=value if has_zone else value.replace(tzinfo=UTC), has_time=":" in text, has_zone=has_zone)


def _dateutil_zone(name: str | None, offset: int | None) -> tzinfo | None:
    if offset is not None:
        return timezone(timedelta(seconds=offset)) if abs(offset) < 86_400 else None
    return _zone(name)


def _zone(name: str | None) -> tzinfo | None:
    """A zone from "Z", "CET", "+02:00", "+2"."""
    if not name:
        return None
    name = name.lower().replace(" ", "")
    if name in _REGIONS:
        try:
            return ZoneInfo(_REGIONS[name])
        except ZoneInfoNotFoundError:
            return None
    if name in _ZONES:
        hours = _ZONES[name]
        return UTC if hours == 0 else timezone(timedelta(hours=hours))
    match = re.fullmatch(r"([+-])(\d{1,2}):?(\d{2})?", name)
    if match is None:
        return None
    delta = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if delta >= timedelta(hours=24):
        return None
    return timezone(-delta if match[1] == "-" else delta) if delta else UTC


def _from_groups(match: re.Match[str], zone: str | None) -> Iterator[ParsedDate]:
    """From groups 1 to 6: year, month, day, hour, minute, second."""
    return _made(match[1], match[2], match[3], match[4], match[5], match[6], None, zone)


def _made(
    year: str | int,
    month: str | int,
    day: str | int,
    hour: str | None = None,
    minute: str | None = None,
    second: str | None = None,
    half: str | None = None,
    zone: str | None = None,
) -> Iterator[ParsedDate]:
    """One date from its parts, or none where they make no date."""
    hours = int(hour) if hour else 0
    if half and hour:
        hours = hours % 12 + (12 if half.lower().startswith("p") else 0)
    found = _zone(zone) if hour else None
    try:
        value = datetime(
            int(year), int(month), int(day), hours, int(minute or 0), min(int(second or 0), 59), tzinfo=found or UTC
        )
    except (ValueError, OverflowError):
        if hour is not None:
            yield from _made(year, month, day)
        return
    if isinstance(found, ZoneInfo):
        value = value.replace(tzinfo=timezone(value.utcoffset() or timedelta()))
    if _FIRST_YEAR <= value.year <= _LAST_YEAR:
        yield ParsedDate(value=value, has_time=hour is not None, has_zone=found is not None)
