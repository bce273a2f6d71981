"""What a plain text says about itself."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from articles.article import Dateline, Given
from articles.metadata import find_dateline, text_metadata
from articles.metadata.languages import language_code

TODAY = datetime.fromisoformat("2026-03-20T12:00:00+00:00")
REST = "the town council voted on Friday to bring back the night ferry that was cancelled nine years ago."


@pytest.mark.parametrize(
    ("line", "place"),
    [
        (f"HONG KONG (AP) — {REST}", "HONG KONG"),
        (f"WASHINGTON, Jan. 5 (Reuters) - {REST}", "WASHINGTON"),
        (f"BRUSSELS, 3 March (Xinhua) -- {REST}", "BRUSSELS"),
        (f"BERLIN (dpa) – {REST}", "BERLIN"),
        (f"Berlin/München (dpa/lby) - {REST}", "Berlin/München"),
        (f"LONDON — {REST}", "LONDON"),
        (f"ROMA - {REST}", "ROMA"),
        (f"TOKYO -- {REST}", "TOKYO"),
        (f"KYIV, Ukraine (AP) — {REST}", "KYIV, Ukraine"),
        (f"GAZA CITY, Gaza Strip (AP) — {REST}", "GAZA CITY, Gaza Strip"),
        (f"RIO DE JANEIRO (AP) — {REST}", "RIO DE JANEIRO"),
        (f"ST. LOUIS (AP) — {REST}", "ST. LOUIS"),
        (f"SAN FRANCISCO--(BUSINESS WIRE)--{REST}", "SAN FRANCISCO"),
        (f"MOSCOW, January 5. /TASS/. {REST}", "MOSCOW"),
        (f"NEW DELHI: {REST} {REST}", "NEW DELHI"),
        (f"Paris, le 5 mai (AFP) - {REST}", "Paris"),
        (f"Санкт-Петербург, 5 мая (ТАСС) — {REST}", "Санкт-Петербург"),
        (f"A headline without an end\n\nBy Jane Doe\n\nLINDHAVEN — {REST}", "LINDHAVEN"),
    ],
)
def test_datelines(line: str, place: str) -> None:
    """A place in capitals before a dash, or with a capital where an agency or a date follows."""
    assert Dateline(text=place) == find_dateline(line)


@pytest.mark.parametrize(
    "line",
    [
        f"Donald Trump - the former president - said {REST}",
        f"John Smith (Labour) - the member for Leeds - said {REST}",
        f"The White House — home of the president — {REST}",
        f"COVID-19 - {REST}",
        f"UPDATE 2 - {REST}",
        f"BREAKING: {REST} {REST}",
        f"EXCLUSIVE — {REST}",
        f"(Reuters) - {REST}",
        f"Q&A: {REST} {REST}",
        "LONDON — short",
        f"One\n\ntwo\n\nthree\n\nLONDON — {REST}",
        "",
    ],
)
def test_what_is_no_dateline(line: str) -> None:
    """Headlines and sentences with dashes are left alone."""
    assert find_dateline(line) is None


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("Von Jörg Müßig", "Jörg Müßig"),
        ("Par Anne Lefèvre", "Anne Lefèvre"),
        ("By Jane Doe and Ravi Iyer", "Jane Doe and Ravi Iyer"),
        ("By the time the boat left, it was dark.", None),
        ("By and large", None),
        ("Von der Leyen reist nach Kiew", None),
    ],
)
def test_bylines(line: str, byline: str | None) -> None:
    """A line of its own that begins with "By" and a name."""
    assert byline == text_metadata(f"Headline\n\n{line}\n\n{REST}", given=Given(), today=TODAY).byline


def test_dates_are_candidates_of_low_trust() -> None:
    """What was given comes first, then the address, then the first lines of the text."""
    text = f"Headline\n\nMarch 14, 2026\n\n{REST}"
    given = Given(published_at="2026-03-12T08:00:00Z", url="https://example.test/2026/03/13/a")

    found = text_metadata(text, given=given, today=TODAY)
    without = text_metadata(text, given=Given(), today=TODAY)

    assert ["given", "url", "text"] == [candidate.found_in for candidate in found.date_candidates]
    assert ("given", "text") == (found.published_at_from, without.published_at_from)
    assert 14 == (without.published_at or TODAY).day


@pytest.mark.parametrize(
    "opening",
    [
        "OSLO, March 4, 2026 (Reuters) - ",
        "LONDON, 4 March 2026 — ",
        "(ANSA) - ROMA, 4 marzo 2026 - ",
        "New Delhi [India], March 4, 2026 (ANI): ",
        "OSLO,   March 4,   2026 --  ",
    ],
)
def test_the_date_of_a_dateline_counts_however_long_its_paragraph_is(opening: str) -> None:
    """Of the paragraph itself no date does: "on 3 May 2021" is when something happened."""
    paragraph = f"{opening}{REST} The harbour board had promised it on 3 May 2021, and nothing came of it. {REST}"
    assert len(paragraph) > 200

    found = text_metadata(f"Headline\n\n{paragraph}", given=Given(published_at="2026-03-05"), today=TODAY)

    assert [("given", 5), ("text", 4)] == [(one.found_in, one.value.day) for one in found.date_candidates]


@pytest.mark.parametrize(
    "opening", ["On 3 May 2021 the board met. ", "The board met on March 4, 2021 - in Oslo - and "]
)
def test_a_date_in_the_sentences_of_a_paragraph_is_not_that_of_the_article(opening: str) -> None:
    assert () == text_metadata(f"{opening}{REST} {REST}", given=Given(), today=TODAY).date_candidates


def test_given_fields_pass_through() -> None:
    """URL and language are normalised on the way."""
    given = Given(url="HTTP://Example.test/a/", language="en-GB", byline="By Jane Doe", title="T", tags=("a",))

    found = text_metadata("", given=given, today=TODAY)

    assert ("https://example.test/a", "example.test", "example.test") == (found.url, found.domain, found.source)
    assert ("en", "Jane Doe", ("Jane Doe",), "T", ("a",)) == (
        found.language,
        found.byline,
        found.authors,
        found.title,
        found.tags,
    )


@examples(st.text(max_size=400))
def test_never_raises(text: str) -> None:
    """Texts hold anything."""
    text_metadata(text, given=Given(url=text, published_at=text, byline=text, language=text), today=TODAY)


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en-GB", "en"),
        ("de_AT", "de"),
        ("eng", "en"),
        ("Deutsch", "de"),
        ("zh-Hans-CN", "zh"),
        ("", None),
        ("?", None),
        ("xx", None),
        ("iw", "he"),
    ],
)
def test_language_tags(tag: str, code: str | None) -> None:
    """BCP 47 tags, old codes and names to ISO 639-1."""
    assert code == language_code(tag)
