"""Read dates of queries: a year, month, day or moment, a time ago, or from one to another."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta

from search.query_language import problems

_DATE = re.compile(
    r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2})"
    r"(?:[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?)?)?",
    re.ASCII,
)
_DAY_FIRST = re.compile(r"(?:(?P<day>\d{1,2})\.\s?)?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})", re.ASCII)
_SLASHED = re.compile(r"(?:(\d{1,2})[/-])?(\d{1,2})[/-](\d{4})", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_OF_MONTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAMED = (
    re.compile(rf"(?:{_OF_MONTH}\.?\s+)?{_MONTH},?\s+(?P<year>\d{{4}})", re.ASCII | re.IGNORECASE),
    re.compile(rf"{_MONTH}\s+{_OF_MONTH},?\s+(?P<year>\d{{4}})", re.ASCII | re.IGNORECASE),
)
_AGO = re.compile(r"(\d{1,5})\s*(h|d|w|m|y|hours?|days?|weeks?|months?|years?)", re.IGNORECASE | re.ASCII)

#: Years that the index can hold without surprises.
_FIRST, _LAST = 1000, 9998


class DateError(ValueError):
    """A text that is not a date, and why: a kind of `problems.PROBLEMS` with its values."""

    def __init__(self, kind: str, **values: object) -> None:
        self.kind = kind
        self.values = values
        super().__init__(problems.said(kind, values))


def read_span(text: str, now: datetime) -> tuple[datetime, datetime]:
    """Return the span of time that a text names: its first moment, and the first moment after it.

    Args:
        text: 2024, 2024-05, 2024-05-07, 2024-05-07T10:30, 7.5.2024, 7 May 2024, today, yesterday, last week, or a time
            ago: 12h, 7d, 3w, 6m, 1y.
        now: The time of asking, with a time zone.

    Raises:
        DateError: It names none.
    """
    said = text.strip()
    lower = said.lower()
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if (named := _named_span(" ".join(lower.split()), now, today)) is not None:
        return named
    if ago := _AGO.fullmatch(said):
        return _back(now, int(ago[1]), ago[2][0].lower()), now + timedelta(seconds=1)
    if found := _DATE.fullmatch(_as_iso(said)):
        return _span(found)
    raise DateError("no_date", said=said)


def is_date(text: str, now: datetime) -> bool:
    """Return whether a text names a date or a span of time."""
    try:
        read_span(text, now)
    except DateError:
        return False
    return True


def is_day(text: str) -> bool:
    """Return whether a text is written as a month or a day, not just as a year or a number."""
    found = _DATE.fullmatch(text)
    return bool((found and found["month"]) or _DAY_FIRST.fullmatch(text))


def _named_span(lower: str, now: datetime, today: datetime) -> tuple[datetime, datetime] | None:
    """Return the span of "now", "yesterday" or "last week"; None for other texts."""
    days = {"today": 0, "yesterday": 1}
    if lower == "now":
        return now, now + timedelta(seconds=1)
    if lower in days:
        start = today - timedelta(days=days[lower])
        return start, start + timedelta(days=1)
    which, _, unit = lower.partition(" ")
    if which not in ("last", "past", "this") or unit not in ("week", "month", "year"):
        return None
    start = {
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "year": today.replace(month=1, day=1),
    }[unit]
    if which == "this":
        return start, now + timedelta(seconds=1)
    before = start - timedelta(days=1)
    return {"week": start - timedelta(days=7), "month": before.replace(day=1), "year": before.replace(month=1, day=1)}[
        unit
    ], start


def _as_iso(said: str) -> str:
    """Return a date that is written in another order as year, month and day.

    Raises:
        DateError: Day and month cannot be told apart.
    """
    if found := _DAY_FIRST.fullmatch(said):
        return _joined(found["year"], found["month"], found["day"])
    if found := _COMPACT.fullmatch(said):
        return "-".join(found.groups())
    for pattern in _NAMED:
        if found := pattern.fullmatch(said):
            return _joined(found["year"], str(_MONTHS.index(found["name"].lower()) + 1), found["day"])
    if found := _SLASHED.fullmatch(said):
        return _told_apart(said, found[1], found[2], found[3])
    return said


def _told_apart(said: str, first: str | None, second: str, year: str) -> str:
    if first is None:
        return _joined(year, second, None)
    if int(first) <= 12 and int(second) <= 12 and int(first) != int(second):
        raise DateError(
            "day_or_month_first", said=said, first=_joined(year, second, first), second=_joined(year, first, second)
        )
    day, month = (first, second) if int(second) <= 12 else (second, first)
    return _joined(year, month, day)


def _joined(year: str, month: str, day: str | None) -> str:
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")


def _back(now: datetime, number: int, unit: str) -> datetime:
    days = {"h": 1 / 24, "d": 1, "w": 7, "m": 30.4375, "y": 365.25}[unit]
    try:
        return now - timedelta(days=number * days)
    except OverflowError as error:
        raise DateError("before_first_year", said=f"{number}{unit}") from error


def _span(found: re.Match[str]) -> tuple[datetime, datetime]:
    year, month, day = (int(found[name]) if found[name] else None for name in ("year", "month", "day"))
    assert year is not None
    if not _FIRST <= year <= _LAST:
        raise DateError("year_out_of_range", year=str(year))
    if month is not None and not 1 <= month <= 12:
        raise DateError("no_month", month=str(month))
    if day is not None and month is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise DateError("no_day_of_month", month=f"{year}-{month:02}", day=str(day))
    start = datetime(year, month or 1, day or 1, tzinfo=UTC)
    if found["hour"]:
        return _moment(found, start)
    if day:
        return start, start + timedelta(days=1)
    if month:
        return start, start + timedelta(days=calendar.monthrange(year, month)[1])
    return start, start.replace(year=year + 1)


def _moment(found: re.Match[str], day: datetime) -> tuple[datetime, datetime]:
    try:
        start = day.replace(hour=int(found["hour"]), minute=int(found["minute"]), second=int(found["second"] or 0))
    except ValueError as error:
        raise DateError("no_time", time=f"{found['hour']}:{found['minute']}") from error
    zone = found["zone"]
    if zone and zone != "Z":
        hours, minutes = int(zone[1:3]), int(zone[-2:])
        if hours > 18 or minutes > 59:
            raise DateError("no_time_zone", zone=zone)
        shift = timedelta(hours=hours, minutes=minutes)
        start = start - shift if zone[0] == "+" else start + shift
    return start, start + (timedelta(seconds=1) if found["second"] else timedelta(minutes=1))
