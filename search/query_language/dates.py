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
        text: 2024, 2024-05, 2024-05-07, 2024-05-07T10:30, today, yesterday, or a time ago: 12h, 7d, 3w, 6m, 1y.
        now: The time of asking, with a time zone.

    Raises:
        DateError: It names none.
    """
    said = text.strip()
    lower = said.lower()
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if lower == "now":
        return now, now + timedelta(seconds=1)
    if lower == "today":
        return today, today + timedelta(days=1)
    if lower == "yesterday":
        return today - timedelta(days=1), today
    if ago := _AGO.fullmatch(said):
        return _back(now, int(ago[1]), ago[2][0].lower()), now + timedelta(seconds=1)
    if found := _DATE.fullmatch(said):
        return _span(found)
    raise DateError("no_date", said=said)


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
