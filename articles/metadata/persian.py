"""Days of the Persian calendar, in which Iran and Afghanistan date their news."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

#: The months in Iran, and in Afghanistan.
_MONTHS = (
    ("فروردین", "حمل"), ("اردیبهشت", "ثور"), ("خرداد", "جوزا"), ("تیر", "سرطان"), ("مرداد", "اسد"),
    ("شهریور", "سنبله"), ("مهر", "میزان"), ("آبان", "عقرب"), ("آذر", "قوس"), ("دی", "جدی"), ("بهمن", "دلو"),
    ("اسفند", "حوت"),
)  # fmt: skip
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
#: "۱۴ اسفند ۱۴۰۳", "14 اسفند ماه 1403".
_DATE = re.compile(rf"(?<!\d)(\d{{1,2}})\s+({'|'.join(_NUMBERS)})\s*(?:ماه)?\s+(?:سال\s+)?([1۱][34۳۴]\d\d)(?!\d)")
#: Letters that Arabic keyboards write for the Persian ones.
_ARABIC = str.maketrans("يك", "یک")
#: The first day of the year 1300, and where leap years are in a cycle of 33 (right from 1244 to 1472).
_EPOCH_YEAR, _EPOCH = 1300, date(1921, 3, 21)
_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})


def persian_dates(text: str) -> Iterator[tuple[re.Match[str], date]]:
    """Yield the days of the Persian calendar in a text, and where each is."""
    for match in _DATE.finditer(text.translate(_ARABIC)):
        day, month, year = int(match[1]), _NUMBERS[match[2]], int(match[3])
        if 1 <= day <= _days(month, year):
            yield match, _EPOCH + timedelta(days=_days_before(year) + 31 * (month - 1) - max(month - 7, 0) + day - 1)


def _days(month: int, year: int) -> int:
    if month <= 6:
        return 31
    return 30 if month < 12 or _is_leap(year) else 29


def _is_leap(year: int) -> bool:
    return year % 33 in _LEAP


def _days_before(year: int) -> int:
    """Return the days from the first of the year 1300 to the first of a year."""
    return 365 * (year - _EPOCH_YEAR) + sum(map(_is_leap, range(_EPOCH_YEAR, year)))
