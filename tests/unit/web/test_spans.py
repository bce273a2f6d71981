"""The days that a bar of a histogram stands for."""

from __future__ import annotations

import pytest

from web.spans import days_of, months, months_before, said
from web.strings import Speech


@pytest.mark.parametrize(
    ("starts", "days"),
    [
        (["2024-01-01", "2024-02-01"], [("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-29")]),
        (["2024-05-06", "2024-05-13"], [("2024-05-06", "2024-05-12"), ("2024-05-13", "2024-05-19")]),
        (["2024-05-06", "2024-05-07"], [("2024-05-06", "2024-05-06"), ("2024-05-07", "2024-05-07")]),
        (["2023-01-01", "2024-01-01"], [("2023-01-01", "2023-12-31"), ("2024-01-01", "2024-12-31")]),
        (["2024-10-01"], [("2024-10-01", "2024-10-31")]),
        (["2024-10-02T11:00:00.000Z"], [("2024-10-02", "2024-10-02")]),
        (["2024-10-02T11:00:00Z", "2024-10-02T12:00:00Z"], [("2024-10-02", "2024-10-02")] * 2),
        ([], []),
    ],
)
def test_days_of(starts: list[str], days: list[tuple[str, str]]) -> None:
    """From its start to the day before the next; the last is as long as the one before."""
    assert days == days_of(starts)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2024-05-01", "2024-05-31", "May 2024"),
        ("2024-01-01", "2024-12-31", "2024"),
        ("2020-01-01", "2024-12-31", "2020 – 2024"),
        ("2024-05-07", "2024-05-07", "7 May 2024"),
        ("2024-05-06", "2024-05-12", "6 May 2024 – 12 May 2024"),
    ],
)
def test_said(first: str, last: str, words: str) -> None:
    """A year is a year, a month a month."""
    assert words == said(Speech("en"), first, last)


def test_months_are_without_gaps() -> None:
    """From the month of the one day to that of the other."""
    assert ["2023-11-01", "2023-12-01", "2024-01-01"] == months("2023-11-05", "2024-01-31")
    assert ["2024-01-01"] == months("2024-01-05", "2024-01-05")
    assert "2023-02-01" == months_before("2024-01-05", 12, "2024-01-05")
    assert "2020-05-05" == months_before("2024-01-05", 12, "2020-05-05")
