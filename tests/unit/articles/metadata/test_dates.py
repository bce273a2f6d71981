"""Dates as they are written, to moments; what is no date is not guessed at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.metadata.candidates import Candidates
from articles.metadata.dates import ParsedDate, dates_in_text, parse_date, url_date


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "value", "has_time", "has_zone"),
    [
        ("2026-03-14", "2026-03-14T00:00:00+00:00", False, False),
        ("2026-03-14T08:30:00Z", "2026-03-14T08:30:00+00:00", True, True),
        ("2026-03-14T08:30:00.123+0100", "2026-03-14T08:30:00+01:00", True, True),
        ("2026-03-14 08:30", "2026-03-14T08:30:00+00:00", True, False),
        ("2026-03-14T08:30:00+01:00[Europe/Berlin]", "2026-03-14T08:30:00+01:00", True, True),
        ("2026-03-14T08:30:00CET", "2026-03-14T08:30:00+01:00", True, True),
        ("2026-03-14T25:00", "2026-03-14T00:00:00+00:00", False, False),
        ("20260314", "2026-03-14T00:00:00+00:00", False, False),
        ("20260314T083000+0100", "2026-03-14T08:30:00+01:00", True, True),
        ("1773477000", "2026-03-14T08:30:00+00:00", True, True),
        ("1773477000000", "2026-03-14T08:30:00+00:00", True, True),
        ("Sat, 14 Mar 2026 08:30:00 +0100", "2026-03-14T08:30:00+01:00", True, True),
        ("Sat, 14 Mar 2026 08:30:00 GMT", "2026-03-14T08:30:00+00:00", True, True),
        ("Sat, 14 Mar 2026 08:30:00 EST", "2026-03-14T08:30:00-05:00", True, True),
        ("Sat, 14 Mar 2026 08:30:00 CET", "2026-03-14T08:30:00+01:00", True, True),
        ("Sat Mar 14 08:30:00 UTC 2026", "2026-03-14T08:30:00+00:00", True, True),
        ("March 14, 2026", "2026-03-14T00:00:00+00:00", False, False),
        ("Mar. 14, 2026 8:30 a.m. ET", "2026-03-14T08:30:00-04:00", True, True),
        ("March 14, 2026 at 5:30 pm EST", "2026-03-14T17:30:00-05:00", True, True),
        ("14 March 2026", "2026-03-14T00:00:00+00:00", False, False),
        ("14th of March 2026", "2026-03-14T00:00:00+00:00", False, False),
        ("14. März 2026, 8.30 Uhr", "2026-03-14T08:30:00+00:00", True, False),
        ("14 mars 2026 à 08h30", "2026-03-14T08:30:00+00:00", True, False),
        ("1er août 2026", "2026-08-01T00:00:00+00:00", False, False),
        ("14 de marzo de 2026", "2026-03-14T00:00:00+00:00", False, False),
        ("14 marzo 2026 alle 08:30", "2026-03-14T08:30:00+00:00", True, False),
        ("14 de março de 2026", "2026-03-14T00:00:00+00:00", False, False),
        ("14 maart 2026", "2026-03-14T00:00:00+00:00", False, False),
        ("14 марта 2026", "2026-03-14T00:00:00+00:00", False, False),
        ("2026年3月14日 08:30", "2026-03-14T08:30:00+00:00", True, False),
        ("14.03.2026 | 08:30", "2026-03-14T08:30:00+00:00", True, False),
        ("2026/03/14 08:30:00", "2026-03-14T08:30:00+00:00", True, False),
        ("14/03/2026", "2026-03-14T00:00:00+00:00", False, False),
        ("Published: March 14, 2026", "2026-03-14T00:00:00+00:00", False, False),
    ],
)
def test_reads(text: str, value: str, has_time: bool, has_zone: bool) -> None:
    """ISO 8601, RFC 822, seconds since 1970, and months by name in many languages."""
    parsed = parse_date(text)

    assert ParsedDate(value=moment(value), has_time=has_time, has_zone=has_zone) == parsed
    assert parsed is not None
    assert moment(value).utcoffset() == parsed.value.utcoffset()


@pytest.mark.parametrize("power", [0, 3, 6, 9])
@pytest.mark.parametrize(
    ("seconds", "is_read"),
    [(99_999_999, False), (100_000_000, True), (1_741_077_000, True), (4_102_444_799, True), (4_102_444_800, False)],
)
def test_the_size_of_a_number_says_what_it_counts(seconds: int, power: int, *, is_read: bool) -> None:
    """Seconds, milli-, micro- or nanoseconds since 1970, from 1973 to 2099; of any other size it is no date."""
    parsed = parse_date(str(seconds * 10**power))
    assert (datetime.fromtimestamp(seconds, UTC) if is_read else None) == (parsed and parsed.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1741077000.25", "2025-03-04T08:30:00.250+00:00"),
        ("1741077000250.000", "2025-03-04T08:30:00.250+00:00"),
        ("1741077000250000", "2025-03-04T08:30:00.250+00:00"),
        ("/Date(-1000)/", "1969-12-31T23:59:59+00:00"),
        ("/Date(1741077000000+0100)/", "2025-03-04T09:30:00+01:00"),
    ],
)
def test_numbers_have_fractions(text: str, value: str) -> None:
    """And .NET says itself that it counts milliseconds."""
    assert ParsedDate(value=moment(value), has_time=True, has_zone=True) == parse_date(text)


@pytest.mark.parametrize(
    "text",
    ["", "today", "2 hours ago", "March 2026", "2026", "14 March", "0001-01-01T00:00:00", "2026-13-40", "99/99/9999",
     "03/04/2026", "version 1.2.3", "14:30", "x" * 500, "12345678901234567890",
     "99999999999999999", "9999999999", "99999999", "12345678", "1741077000000000000000", "253402300799",
     "253402300799999", "/Date(99999999999999)/", "1e9"],
)  # fmt: skip
def test_does_not_guess(text: str) -> None:
    """What lacks day, month or year, or can be read in two ways, is no date."""
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("language", "month"), [("en", 3), ("en-US", 3), ("en-GB", 4), ("en_AU", 4), ("de", 4), ("fr", 4)]
)
def test_the_language_decides_what_comes_first(language: str, month: int) -> None:
    """03/04/2026 is in March in America and in April elsewhere."""
    parsed = parse_date("03/04/2026", language=language)

    assert parsed is not None
    assert month == parsed.value.month


@given(st.text(max_size=130))
def test_never_raises(text: str) -> None:
    """Whatever stands where a date should."""
    parse_date(text)
    list(dates_in_text(text, language="en"))


# as hypothesis wants its bounds
FIRST, LAST = datetime(1700, 1, 1), datetime(2099, 1, 1)  # noqa: DTZ001


@given(st.datetimes(FIRST, LAST, timezones=st.just(timezone(timedelta(hours=2)))))
def test_reads_back_what_iso_writes(value: datetime) -> None:
    """Every moment in ISO 8601 is read as itself, to the second."""
    parsed = parse_date(value.isoformat())

    assert parsed is not None
    assert value.replace(microsecond=0) == parsed.value


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.test/2026/03/14/ferry", "2026-03-14"),
        ("https://example.test/2026-03-14-ferry.html", "2026-03-14"),
        ("https://example.test/news/20260314/1", "2026-03-14"),
        ("https://example.test/news/ferry-20260314.html", "2026-03-14"),
        ("https://example.test/news/20269914", None),
        ("https://example.test/news/article-1234567", None),
        ("https://example.test/2026/ferry", None),
    ],
)
def test_days_in_addresses(url: str, day: str | None) -> None:
    """Year, month and day in a row, and no other digits."""
    found = url_date(url)

    assert day == (found.value.date().isoformat() if found else None)


TODAY = moment("2026-03-15T12:00:00+00:00")


def test_nothing_in_the_future() -> None:
    """A date after the day it is asked for is no candidate."""
    dates = Candidates(TODAY)
    dates.add("2026-03-16T12:00:00Z", "json_ld:datePublished")
    dates.add("2026-03-14T08:30:00Z", "meta:date")

    assert ("meta:date", moment("2026-03-14T08:30:00+00:00")) == (dates.published_at_from, dates.published_at)
    assert ["meta:date"] == [candidate.found_in for candidate in dates.all]


def test_today_elsewhere_is_not_the_future() -> None:
    """A day without a zone that has begun east of here is today, and not later than now."""
    dates = Candidates(moment("2026-03-15T20:00:00+00:00"))
    dates.add("2026-03-16", "meta:date")

    assert moment("2026-03-15T20:00:00+00:00") == dates.published_at


def test_the_first_of_january_1970_is_an_empty_field() -> None:
    """Zero seconds are no date."""
    dates = Candidates(TODAY)
    dates.add("1970-01-01T00:00:00Z", "meta:date")

    assert dates.empty


def test_a_day_gets_its_time_from_a_less_trusted_place() -> None:
    """Of the same day, a time with its zone says more."""
    dates = Candidates(TODAY)
    dates.add("2026-03-14", "json_ld:datePublished")
    dates.add("2026-03-13T23:00:00Z", "meta:other")
    dates.add("2026-03-14T08:30:00+01:00", "meta:article:published_time")

    assert "meta:article:published_time" == dates.published_at_from
    assert moment("2026-03-14T08:30:00+01:00") == dates.published_at


def test_a_time_gets_its_zone() -> None:
    """The same time of day with a zone is the same moment, better told."""
    dates = Candidates(TODAY)
    dates.add("2026-03-14 18:11:01", "json_ld:datePublished")
    dates.add("2026-03-14T18:11:01+02:00", "meta:date")

    assert timedelta(hours=2) == (dates.published_at or TODAY).utcoffset()


def test_a_conflict_is_kept() -> None:
    """Where places differ the more trusted counts, and all stay to be seen."""
    dates = Candidates(TODAY)
    dates.add("2026-03-14T08:30:00Z", "json_ld:datePublished")
    dates.add("2026-01-02T08:30:00Z", "meta:date")

    assert "json_ld:datePublished" == dates.published_at_from
    assert ["json_ld:datePublished", "meta:date"] == [candidate.found_in for candidate in dates.all]
    assert all(candidate.value.tzinfo is not None for candidate in dates.all)
    assert UTC is not None
