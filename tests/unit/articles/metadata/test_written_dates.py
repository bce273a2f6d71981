"""Dates as all languages and programs write them: made by the hundred, with the right moment known."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import babel
import pytest
from babel.dates import format_date, format_datetime
from lxml import html

from articles.article import Given
from articles.enrichment.language import LANGUAGES
from articles.metadata import page_metadata, text_metadata
from articles.metadata.dates import parse_date, url_date
from articles.metadata.months import month_named

TODAY = datetime(2026, 3, 20, 12, tzinfo=UTC)
EAST = timezone(timedelta(hours=1))
MOMENT = datetime(2025, 3, 4, 8, 30, tzinfo=UTC)


def moments(number: int, seed: int) -> Iterator[datetime]:
    """Moments of this century, the same ones each time."""
    dice = random.Random(seed)
    for _ in range(number):
        year, month, day = dice.randint(2001, 2025), dice.randint(1, 12), dice.randint(1, 28)
        yield datetime(year, month, day, dice.randint(0, 23), dice.randint(0, 59), tzinfo=UTC)


def locales() -> list[str]:
    """The languages of newspapers that CLDR knows; Yoruba's and Kurdish short dates are not told from other numbers."""
    return [code for code in LANGUAGES if code not in {"yo", "ku"} and babel.localedata.exists(code)]


@pytest.mark.parametrize("style", ["full", "long", "medium"])
def test_days_in_every_language_of_newspapers(style: str) -> None:
    """What CLDR writes in a language is read as the same day when the language is known."""
    wrong = []
    asked = 0
    for code in locales():
        for moment in moments(4, seed=sum(map(ord, code))):
            text = format_date(moment, style, locale=code)
            found = parse_date(text, language=code)
            asked += 1
            if found is None or found.value.date() != moment.date():
                wrong.append((code, text, found))
    assert len(wrong) <= 0.05 * asked, wrong


def test_times_in_every_language_of_newspapers() -> None:
    """Hours of twelve and of twenty-four, halves of the day before and after the time."""
    wrong = []
    asked = 0
    for code in locales():
        for moment in moments(4, seed=len(code) + ord(code[0])):
            text = format_datetime(moment, "medium", locale=code)
            found = parse_date(text, language=code)
            asked += 1
            if found is None or found.value.replace(second=0) != moment or not found.has_time:
                wrong.append((code, text, found))
    assert len(wrong) <= 0.05 * asked, wrong


NOTATIONS = [
    "%a, %d %b %Y %I:%M %p {zone}",
    "%a %b %d %Y %H:%M:%S GMT{offset}",
    "%a, %d %b %Y %H:%M:%S GMT{colon}",
    "%a %b %d %H:%M:%S {offset} %Y",
    "%a, %d %b %Y %H:%M:%S {offset}",
    "%Y-%m-%d %H:%M:%S {name}",
    "%Y-%m-%dT%H:%M:%S{colon}[{name}]",
    "%a, %d %b %Y %H:%M:%S {name}",
    "%b %d, %Y, %I:%M %p (GMT{short})",
    "%B %d, %Y at %I:%M %p {zone}",
    "%I:%M %p {zone}, %A, %B %d, %Y",
    "%d/%b/%Y:%H:%M:%S {offset}",
    "%Y/%m/%d %H:%M:%S {offset}",
    "%Y%m%dT%H%M%S{offset}",
]
ZONES = {"America/New_York": ("EST", "EDT"), "Europe/Berlin": ("CET", "CEST"), "Asia/Tokyo": ("JST", "JST"),
         "America/Los_Angeles": ("PST", "PDT"), "Europe/Moscow": ("MSK", "MSK")}  # fmt: skip


@pytest.mark.parametrize("notation", NOTATIONS)
def test_zones_in_every_notation(notation: str) -> None:
    """A named zone, an offset, an abbreviation: the same moment."""
    dice = random.Random(notation)
    wrong = []
    for moment in moments(100, seed=len(notation)):
        name = dice.choice(sorted(ZONES))
        local = moment.astimezone(ZoneInfo(name))
        if name == "Europe/Moscow" and local.utcoffset() != timedelta(hours=3):
            continue  # Moscow's clocks were changed in these years, and its abbreviation was not
        offset = local.strftime("%z")
        text = local.strftime(notation).format(
            zone=ZONES[name][bool(local.dst())], offset=offset, colon=f"{offset[:3]}:{offset[3:]}", name=name,
            short=f"{int(offset[:3]):+d}",
        )  # fmt: skip
        found = parse_date(text, language="en")
        if found is None or not found.has_zone or found.value.replace(second=0) != moment:
            wrong.append((text, found))
    assert len(wrong) <= 5, wrong


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("/Date(1741077000000)/", None, MOMENT),
        ("\\/Date(1741077000000+0100)\\/", None, MOMENT),
        ("1741077000000000", None, MOMENT),
        ("2025-W10-2", None, datetime(2025, 3, 4, tzinfo=UTC)),
        ("2025-063", None, datetime(2025, 3, 4, tzinfo=UTC)),
        ("2025-063T08:30:00Z", None, MOMENT),
        ("2024-366", None, datetime(2024, 12, 31, tzinfo=UTC)),
        ("令和7年3月4日 8時30分", "ja", MOMENT),
        ("二〇二五年三月四日", "zh", datetime(2025, 3, 4, tzinfo=UTC)),
        ("4 มีนาคม 2568 08:30 น.", "th", MOMENT),
        ("٤ مارس ٢٠٢٥، ٠٨:٣٠", "ar", MOMENT),
        ("४ मार्च २०२५, ०८:३०", "hi", MOMENT),
        ("ngày 4 tháng 3 năm 2025 08:30", "vi", MOMENT),
        ("2025(e)ko martxoaren 4a", "eu", datetime(2025, 3, 4, tzinfo=UTC)),
        ("4 марта 2025, 08:30 МСК", "ru", datetime(2025, 3, 4, 5, 30, tzinfo=UTC)),
        ("March 4, 2025 8:30 pm Moscow time", "en", datetime(2025, 3, 4, 17, 30, tzinfo=UTC)),
        ("4. März 2025, 20 Uhr", "de", datetime(2025, 3, 4, 20, tzinfo=UTC)),
        ("4.III.2025", "pl", datetime(2025, 3, 4, tzinfo=UTC)),
        ("04.03.25 08:30", "de", MOMENT),
        ("4 listopada 2025", "pl", datetime(2025, 11, 4, tzinfo=UTC)),
        ("4. listopada 2025.", "hr", datetime(2025, 10, 4, tzinfo=UTC)),
        ("Thu Nov 12 17:00:00 EST 2020", None, datetime(2020, 11, 12, 22, tzinfo=UTC)),
        ("Published 8:30 a.m. ET March 4, 2025 | Updated 9:00 a.m. ET", "en", datetime(2025, 3, 4, 13, 30, tzinfo=UTC)),
        ("noon, 4 March 2025", None, datetime(2025, 3, 4, 12, tzinfo=UTC)),
        ("4 March 2025, 12 noon", "en", datetime(2025, 3, 4, 12, tzinfo=UTC)),
        ("March 4, 2025 at noon ET", "en", datetime(2025, 3, 4, 17, tzinfo=UTC)),
        ("12:00 midnight, March 4, 2025", "en", datetime(2025, 3, 4, tzinfo=UTC)),
        ("4 mars 2025 à midi", "fr", datetime(2025, 3, 4, 12, tzinfo=UTC)),
        ("4 de marzo de 2025 al mediodía", "es", datetime(2025, 3, 4, 12, tzinfo=UTC)),
        ("4 марта 2025, полдень", "ru", datetime(2025, 3, 4, 12, tzinfo=UTC)),
        ("0830 GMT, March 4, 2025", "en", MOMENT),
        ("4 March 2025 0830hrs", "en", MOMENT),
        ("04-MAR-25 08.30.00.000000 AM", None, MOMENT),
        ("Mar-04-25 08:30PM", "en", datetime(2025, 3, 4, 20, 30, tzinfo=UTC)),
        ("D:20250304093000+01'00'", None, MOMENT),
        ("new Date(1741077000000)", None, MOMENT),
        ("2025-03-03T24:00:00Z", None, datetime(2025, 3, 4, tzinfo=UTC)),
        ("2025\u201303\u201304 08:30", None, MOMENT),
        ("2025년 3월 4일 오전 8시 5분", "ko", datetime(2025, 3, 4, 8, 5, tzinfo=UTC)),
        ("4.mar.2025 (terça-feira) - 8h30", "pt", MOMENT),
        ("1° marzo 2025", "it", datetime(2025, 3, 1, tzinfo=UTC)),
        ("Di, 04 Mrz 2025 08:30:00 +0000", "de", MOMENT),
        ("03-04-2025", "nl", datetime(2025, 4, 3, tzinfo=UTC)),
    ],
)
def test_other_notations(text: str, language: str | None, expected: datetime) -> None:
    """Programs, eras and numerals."""
    found = parse_date(text, language=language)
    assert found is not None
    assert expected == found.value


@pytest.mark.parametrize(
    "text", ["version 2024-05-02", "v2024.05.02", "12 people in May 2024", "10.1.2.2024", "03/04/2025", "03-04-2025"]
)
def test_what_is_no_date_or_could_be_two(text: str) -> None:
    """Versions, numbers in sentences, and a month that could be the day are not guessed at."""
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("docs/v2.2024.11.12/notes", None),
        ("releases/2024.05.02/", None),
        ("api/2024-05-02/errors", None),
        ("story?v=20240502", None),
        ("python-3.2024.01.15", None),
        ("app-2024.5.1.zip", None),
        ("2024/05/02/story", date(2024, 5, 2)),
        ("news/2024.05.02/story", date(2024, 5, 2)),
        ("press-release-20240502", date(2024, 5, 2)),
        ("story?date=2024-05-02", date(2024, 5, 2)),
    ],
)
def test_versions_in_addresses_are_no_days(path: str, day: date | None) -> None:
    """A day in the path is one; a version, of a program or an interface, is none."""
    found = url_date(f"https://www.example.test/{path}")
    assert day == (found.value.date() if found else None)


def test_a_date_says_what_is_not_known_about_its_zone() -> None:
    """Nothing is guessed silently."""
    notes = {
        text: text_metadata("", given=Given(published_at=text), today=TODAY).published_at_from
        for text in ("2025-03-04 08:30", "2025-03-04 08:30 IST", "2025-03-04 08:30 CET", "2025-03-04")
    }
    assert {
        "2025-03-04 08:30": "given, zone unknown",
        "2025-03-04 08:30 IST": "given, IST taken for UTC+5.5",
        "2025-03-04 08:30 CET": "given",
        "2025-03-04": "given",
    } == notes


STORY = (
    "<p>" + "The ferry board agreed on Tuesday to lengthen its northern pier by eighty metres for the new boats. " * 3
)
AROUND = [
    "<h1>Pier</h1><span class='x'>| {date}</span>{story}",
    "<h1>Pier</h1><div>By Nora Feld</div><div><b>Port</b> <i>{date}</i></div>{story}",
    "<div>{date}</div><h1>Pier</h1>{story}",
    "<header><h1>Pier</h1><p>Published: {date}</p></header>{story}",
    "<h1>Pier</h1><ul><li>Older story 1 January 2019</li></ul><em>{date}</em>{story}",
]


@pytest.mark.parametrize("around", AROUND)
def test_dates_shown_without_markup(around: str) -> None:
    """The date beside the headline, whatever element holds it."""
    wrong = []
    for number, code in enumerate(
        ["en", "de", "fr", "es", "it", "pl", "cs", "ru", "uk", "hu", "el", "fi", "tr", "ca"] * 7
    ):
        moment = next(moments(1, seed=number))
        text = format_date(moment, "long", locale=code)
        page = html.fromstring(
            f"<html lang={code}><body><article>{around.format(date=text, story=STORY)}</article></body></html>"
        )
        found = page_metadata(page, given=Given(), today=TODAY)
        if found.published_at is None or found.published_at.date() != moment.date():
            wrong.append((code, text, found.published_at))
    assert len(wrong) <= 4, wrong


def test_a_date_of_a_change_counts_only_alone() -> None:
    """ "Updated" beside "Published" does not win."""
    page = html.fromstring(f"<h1>Pier</h1><p>Updated 5 March 2025</p><p>Published 4 March 2025</p>{STORY}")
    found = page_metadata(page, given=Given(), today=TODAY)
    assert (4, "visible") == (found.published_at and found.published_at.day, found.published_at_from)


def test_months_take_particles_and_endings() -> None:
    """What languages put beside a month's name."""
    assert [3, 3, 3, 3, None, None] == [
        month_named(text)
        for text in (" de març del ", ". března ", "th of March, ", "ko martxoaren ", " people in May ", " ")
    ]


@pytest.mark.parametrize(("text", "hour"), [("3/4/2025 8:30:00 PM", 20), ("03/04/2025, 8:30 am", 8)])
def test_the_month_is_first_beside_am_and_pm_where_no_language_is_known(text: str, hour: int) -> None:
    found = parse_date(text)
    assert found is not None
    assert (found.value.month, found.value.day, found.value.hour) == (3, 4, hour)
    assert parse_date("3/4/2025 08:30") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("۱۴ اسفند ۱۴۰۳", "2025-03-04"),
        ("سه شنبه ۱۴ اسفند ماه ۱۴۰۳", "2025-03-04"),
        ("1 فروردین 1404", "2025-03-21"),
        ("30 اسفند 1403", "2025-03-20"),
        ("۲۲ بهمن ۱۳۵۷", "1979-02-11"),
        ("31 شهریور 1400", "2021-09-22"),
        ("14 حوت 1403", "2025-03-04"),
        ("29 اسفند 1402", "2024-03-19"),
        ("1 يكشنبه 1 فروردین 1400", "2021-03-21"),
    ],
)
def test_days_of_the_persian_calendar(text: str, expected: str) -> None:
    found = parse_date(text)

    assert found is not None
    assert found.value.date().isoformat() == expected


@pytest.mark.parametrize("text", ["30 اسفند 1402", "31 مهر 1403", "32 تیر 1403", "0 مهر 1403"])
def test_days_that_the_persian_calendar_lacks(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize("text", ["Thứ Ba, 4/3/2025, 14:30 (GMT+7)", "Chủ nhật, 4/3/2025", "thứ năm ngày 4/3/2025"])
def test_a_vietnamese_weekday_says_that_the_day_comes_first(text: str) -> None:
    found = parse_date(text)

    assert found is not None
    assert found.value.date() == date(2025, 3, 4)
