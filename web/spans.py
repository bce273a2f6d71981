"""The spans of time that a histogram counts by, and the words for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from web.strings import Speech

#: Of a list of months; a date far off makes no endless one.
_MOST_MONTHS = 12 * 300


def days_of(starts: Sequence[str]) -> list[tuple[str, str]]:
    """Return the first and the last day of each span, from the starts of spans that follow each other.

    The last one is as long as the one before it; whole months where these are months.
    """
    first = [date.fromisoformat(start[:10]) for start in starts]
    ends = [*first[1:], _after(first)] if first else []
    return [(a.isoformat(), max(a, b - timedelta(days=1)).isoformat()) for a, b in zip(first, ends, strict=True)]


def _after(first: Sequence[date]) -> date:
    if len(first) < 2:
        return _next_month(first[-1]) if first[-1].day == 1 else first[-1] + timedelta(days=1)
    step = (first[-1] - first[-2]).days
    if step < 28 or any(day.day != 1 for day in first[-2:]):
        return first[-1] + timedelta(days=max(step, 1))
    end = first[-1]
    for _ in range(round(step / 30.4)):
        end = _next_month(end)
    return end


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def months(first: str, last: str) -> list[str]:
    """Return the first days of the months from that of one day to that of another, without gaps."""
    month, end = date.fromisoformat(first).replace(day=1), date.fromisoformat(last)
    found: list[str] = []
    while month <= end and len(found) < _MOST_MONTHS:
        found.append(month.isoformat())
        month = _next_month(month)
    return found


def months_before(last: str, number: int, first: str) -> str:
    """Return the earlier of a day and the month so many months before another, that one included."""
    year, month = int(last[:4]), int(last[5:7])
    whole = year * 12 + month - number
    return min(first, f"{max(whole // 12, 1):04}-{whole % 12 + 1:02}-01")


def said(t: Speech, first: str, last: str) -> str:
    """Return a span of days in words: a year, a month, a day, or from one day to another."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    if begin == end:
        return t.day(first)
    if begin.day == 1 and (end + timedelta(days=1)).day == 1:
        if (begin.year, begin.month) == (end.year, end.month):
            return f"{t(f'months.{begin:%m}')} {begin.year}"
        if begin.month == 1 and end.month == 12:
            return str(begin.year) if begin.year == end.year else f"{begin.year} – {end.year}"
    return f"{t.day(first)} – {t.day(last)}"


def moments(first: str, last: str) -> tuple[datetime | None, datetime | None]:
    """Return the times from which and up to which these days last; None for one that is not given.

    Raises:
        ValueError: One of them is not a day.
    """
    since = datetime.fromisoformat(first) if first else None
    until = datetime.fromisoformat(last) + timedelta(days=1, milliseconds=-1) if last else None
    return since, until
