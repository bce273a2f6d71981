"""Names in text set in capitals, and people who are called like places."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from articles.article import Article, Entity
from articles.enrichment import entities
from articles.enrichment.casing import in_capitals, restored
from articles.enrichment.casing.frequency import restored_by_frequency
from articles.enrichment.resources import Resources

STORIES = 100
WRONG = 5

_GIVEN = "Nora Owen Marta Jonas Greta Paul Thomas Helen Peter Laura".split()  # noqa: SIM905
_FAMILY = "Feld Tallis Lindqvist Novak Brandt Iyer Solberg McLeod O'Hara Hilton".split()  # noqa: SIM905
_GIVEN_PLACES = "Paris London Sydney Austin Chelsea Georgia Florence Virginia Savannah Brooklyn Jordan Adelaide".split()  # noqa: SIM905
_FAMILY_PLACES = "Washington London Lincoln Houston Paris Berlin Hamilton York Ireland France Jordan Cleveland".split()  # noqa: SIM905
_PLACES = "Germany France Norway Canada Kenya Japan Spain Poland".split()  # noqa: SIM905
_CITIES = "London Berlin Toronto Nairobi Tokyo Madrid Warsaw Chicago".split()  # noqa: SIM905
_SHAPES = [
    "{full}, who chairs the ferry board, said that the pier would be lengthened. “We have waited long,” {last} said.",
    "The board elected {full} as its chair on Monday. {last} has worked at the port for eleven years.",
    "{full} won the last race before the break. {last} told reporters that the course had been icy.",
    "Police arrested {full}, 43, near the harbour. {last}'s lawyer said that {last} had done nothing wrong.",
    "Talks between the union and the port failed, {full} said. According to {last}, the money is gone.",
]


@pytest.fixture(scope="module")
def english() -> Resources:
    return Resources(models={"en": "copydesk"})


def of_type(found: object, kind: str) -> dict[str, Entity]:
    assert isinstance(found, tuple)
    return {entity.name: entity for entity in found if entity.type == kind}


@pytest.mark.parametrize(("given", "family"), [(_GIVEN_PLACES, _FAMILY), (_GIVEN, _FAMILY_PLACES)])
def test_people_called_like_places(
    given: list[str], family: list[str], article: Callable[..., Article], english: Resources
) -> None:
    """Given names and family names that are places: one person, and no place."""
    wrong = []
    for number in range(STORIES):
        dice = random.Random(number)
        first, last = dice.choice(given), dice.choice(family)
        body = dice.choice(_SHAPES).format(full=f"{first} {last}", last=last)
        found = entities.enrich(article(body, title="", language="en"), english)["entities"]
        people, places = of_type(found, "person"), of_type(found, "place")
        if set(people) != {f"{first} {last}"} or {first, last} & set(places):
            wrong.append((body, set(people), set(places)))
    assert len(wrong) <= WRONG, wrong[:3]


def test_a_family_name_that_is_a_common_word(article: Callable[..., Article], english: Resources) -> None:
    """ "Georgia Lane" who speaks or has an age is a person, beside the state; a company that speaks is none."""
    for name, goes_on in (("Georgia Lane", ""), ("Georgia Lane", ", 43,"), ("Virginia Field", ", who lives here,")):
        body = f"ATLANTA (AP) — {name}{goes_on} said the state of Georgia would hold a vote in Atlanta on Monday."
        found = entities.enrich(article(body, title="", language="en"), english)["entities"]
        assert {name} == set(of_type(found, "person"))
        assert "region:US-GA" in {one.key for one in of_type(found, "place").values()}
    body = "ATLANTA (AP) — Georgia Power said it would cut its rates in the state on Monday."
    assert {} == of_type(entities.enrich(article(body, title="", language="en"), english)["entities"], "person")


def test_a_place_stays_one_beside_a_person_called_like_it(article: Callable[..., Article], english: Resources) -> None:
    """ "in Washington" is the city, whoever is called so."""
    body = "Denzel Washington flew to Washington on Monday. In Washington, the actor met students, Washington said."
    found = entities.enrich(article(body, title="", language="en"), english)["entities"]
    assert {"Denzel Washington"} == set(of_type(found, "person"))
    assert len(of_type(found, "place")) == 1


def test_text_in_capitals_names_the_same(article: Callable[..., Article], english: Resources) -> None:
    """People and places of a story in capitals are found, shown in the case of names, and stand where they stood."""
    wrong = []
    for number in range(STORIES):
        dice = random.Random(number)
        full = f"{dice.choice(_GIVEN)} {dice.choice(_FAMILY)}"
        country, city = dice.choice(_PLACES), dice.choice(_CITIES)
        body = (
            f"{full} won the last race before the break. The coach said that {full.split()[1]} would start "
            f"again in {country} and in {city} before the end of March, although the snow is soft."
        ).upper()
        found = entities.enrich(article(body, title="", language="en"), english)["entities"]
        people, places = of_type(found, "person"), of_type(found, "place")
        assert all(body[m.start : m.end] == m.surface for e in (*people.values(), *places.values()) for m in e.mentions)
        if set(people) != {full} or not {country, city} <= set(places):
            wrong.append((body, set(people), set(places)))
    assert len(wrong) <= WRONG, wrong[:3]


def test_case_is_restored_in_place() -> None:
    """Sentences, names, abbreviations, initials and names like McLeod; other text is left alone."""
    text = "MR. JOHN MCLEOD AND J. O'HARA OF THE BBC SAID ON MONDAY THAT LONDON WAS CLOSED. THE ROAD IS OPEN."
    case = "Mr. John McLeod and J. O'Hara of the BBC said on Monday that London was closed. The road is open."
    mixed = "John said that it was OPEN."
    assert (case, mixed) == (restored(text), restored(mixed))
    assert (True, False, False) == (in_capitals(text), in_capitals(mixed), in_capitals("BBC NEWS"))


def test_words_as_the_article_writes_them() -> None:
    """What the rest of an article writes decides."""
    assert "The deMello boat left port early" == restored("THE DEMELLO BOAT LEFT PORT EARLY", written=["deMello"])


@pytest.mark.parametrize(
    ("language", "line", "written"),
    [
        (
            "ru",
            "ПРЕЗИДЕНТ РОССИИ ВЛАДИМИР ПУТИН ВСТРЕТИЛСЯ В ПЕКИНЕ С ПРЕМЬЕРОМ. В МОСКВЕ ЭТО ПОДТВЕРДИЛИ.",
            "Президент России Владимир Путин встретился в Пекине с премьером. В Москве это подтвердили.",
        ),
        (
            "pl",
            "PREZYDENT SPOTKAŁ SIĘ W WARSZAWIE Z DONALDEM TRUMPEM. PROTESTOWAŁ RAFAŁ TRZASKOWSKI.",
            "Prezydent spotkał się w Warszawie z Donaldem Trumpem. Protestował Rafał Trzaskowski.",
        ),
        (
            "uk",
            "ВОЛОДИМИР ЗЕЛЕНСЬКИЙ ЗУСТРІВСЯ У КИЄВІ З ДОНАЛЬДОМ ТРАМПОМ.",
            "Володимир Зеленський зустрівся у Києві з Дональдом Трампом.",
        ),
    ],
)
def test_capitals_of_slavic_languages(language: str, line: str, written: str) -> None:
    """Names in other cases, given names in Cyrillic, family names by their endings, and sentences get capitals."""
    assert written == restored_by_frequency(line, language, [])
