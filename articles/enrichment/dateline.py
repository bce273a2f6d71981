"""Enricher: where an article was filed from, as a place with coordinates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import msgspec

from articles.article import Article, Dateline
from articles.enrichment.gazetteer import Kind, Place, fold
from articles.enrichment.gazetteer_scan import COUNTRIES
from articles.enrichment.given_names import is_given
from articles.enrichment.resolution import home
from articles.enrichment.resources import Resources
from articles.enrichment.states import country_of_state, state_of
from articles.enrichment.transliterations import readings
from articles.enrichment.words import frequencies
from articles.metadata.agencies import home_of
from articles.metadata.dateline import unsigned
from articles.metadata.months import month_named

VERSION = "3"

_AGENCY = re.compile(r"\s*[(\[].*$|\s/[^/\s][^/]*/.*$|\s*[—–-]+\s*$")
_DATE = re.compile(r",?\s+(?P<month>[^\W\d_]{3,12})\.?\s*\d{0,2}\s*$")
#: "Berlin. Die ...", "Wien – Der ...", "Lyon, envoyé spécial – Le ...", "Santiago.- El ...", "【東京】".
_OPENING = re.compile(
    r"(?P<place>(?:['’]s-)?[^\W\d_][\w'’.-]*"
    r"(?:[ -](?:(?:de|la|le|am|an|der|den|du|do|da|del|i|in)[ -])?[^\W\d_][\w'’-]*){0,3}?)"
    r"(?: \((?P<country>[^\W\d_][^()\d]{2,24})\)(?=,| ?[.–—-]))?"
    r"(?: ?/ ?[^\W\d_][\w'’ -]{2,20}?)?(?P<beside>, [^\W\d_][^,.–—\d]{3,30})?"
    r"(?P<date>,? (?:\d{1,2}\.? (?:de )?[^\W\d_]{3,10}|[^\W\d_]{3,10}\.? \d{1,2}))?"
    r"(?P<mark>\.? ?[–—]|\.-| -|\.) (?=[\"„“«»¿¡(]?[^\W\d_])|【(?P<framed>[^】\s]{1,12})】"
)
#: Smallest city that counts before a dash, and before a full stop, which a sentence of one word may have too.
_DASHED, _STOPPED = 50_000, 100_000
#: A city abroad counts before a full stop from this size on.
_ABROAD = 500_000
#: Languages whose cities have namesakes overseas; the smallest city that counts, and how many times larger one of them
#: must be to be meant anyway.
_OVERSEAS, _SMALLEST, _BEYOND = frozenset({"es", "pt"}), 15_000, 60
#: Short forms that papers print in datelines.
_SHORT = {
    "rio": "Rio de Janeiro", "cdmx": "Ciudad de México", "frankfurt a.m": "Frankfurt am Main", "n.y": "New York",
    "limburg a.d. lahn": "Limburg an der Lahn", "freiburg i.br": "Freiburg", "halle a.d. saale": "Halle",
}  # fmt: skip
_WORDS = re.compile(r"[^\W\d_]+")
#: A paragraph so long follows; a heading has no dateline.
_PARAGRAPH = 80
#: Words this frequent (Zipf) are words.
_WORD_ZIPF = 6.0


def opening(article: Article, resources: Resources) -> Dateline | None:
    """Return the dateline before the first sentence that only a gazetteer can tell from words: "Berlin. Die ..."."""
    line = unsigned(article.body.lstrip().partition("\n")[0])
    match = _OPENING.match(line)
    if match is None or len(line) < match.end() + (_PARAGRAPH if match["place"] else 1):
        return None
    name = match["place"] or match["framed"]
    if not match["framed"] and (not name.lstrip("'’s-")[:1].isupper() or line[match.end()].islower()):
        return None
    place = resources.gazetteer.find(name, kinds=(Kind.CITY,))
    if place is None or not _is_meant(name, match["mark"] or "", place, article, resources):
        return None
    if match["date"] and not any(map(month_named, _WORDS.findall(match["date"]))):
        return None
    end = next((match.start(part) for part in ("beside", "date") if match[part]), match.end())
    return Dateline(text=line[:end].strip("【】").rstrip(" .–—-"))


def _is_meant(name: str, mark: str, place: Place, article: Article, resources: Resources) -> bool:
    language = article.language or ""
    folded = fold(name)
    if any(is_given(given) for given in (folded, *readings(folded))) or not resources.gazetteer.spelled(name):
        return False
    if frequencies(language).get(name.casefold(), 0.0) >= 10 ** (_WORD_ZIPF - 9):
        return False
    at_home = place.country in COUNTRIES.get(language, ())
    if mark == ".":
        return place.population >= (_STOPPED if at_home else _ABROAD)
    return place.population >= _DASHED


def enrich(article: Article, resources: Resources) -> Mapping[str, object]:
    """Return `dateline` with place, key, country and coordinates, where its text names a place that is known."""
    dateline = article.dateline or opening(article, resources)
    if dateline is None:
        return {}
    text = _undated(_AGENCY.sub("", dateline.text)).strip(" ,;:.")
    for place_text, beside in _readings(text):
        near = {e.country for e in article.entities if e.type == "place" and e.country and e.key.startswith("country:")}
        near |= _of_second(text, resources)
        inside = resources.gazetteer.find(beside, kinds=(Kind.COUNTRY, Kind.REGION)) if beside else None
        around = inside if inside and inside.kind is Kind.REGION else None
        alias = None if inside else resources.aliases.find(place_text) or resources.aliases.find(place_text.title())
        if inside is not None and inside.country:
            near = {inside.country}
        place = (
            resources.gazetteer.by_key(alias.key)
            if alias and alias.type == "place"
            else _namesake(place_text, article, inside, resources)
            or _named(place_text, near or _at_home(article), around, article.language or "", resources)
        )
        if place is not None:
            return {
                "dateline": msgspec.structs.replace(
                    dateline,
                    place=resources.aliases.name(place.key) or place.name,
                    key=place.key,
                    country=place.country,
                    latitude=place.latitude,
                    longitude=place.longitude,
                )
            }
    return {}


def _named(name: str, near: Collection[str], around: Place | None, language: str, resources: Resources) -> Place | None:
    """Return the place of a dateline: the city rather than its state or province of the same name."""
    place = resources.gazetteer.find(name, near=near, around=around, language=language)
    if place is None or place.kind is not Kind.REGION:
        return place
    city = resources.gazetteer.find(name, near=near, kinds=(Kind.CITY,))
    return city if city is not None and city.region == place.key and city.population >= _STOPPED else place


def _namesake(name: str, article: Article, inside: Place | None, resources: Resources) -> Place | None:
    """Return the city that a Spanish or Portuguese name means, of those on both sides of the ocean that have it.

    It lies where the paper or the agency is at home, unless the article names places of another country that has
    such a city, and none at home; elsewhere it lies where the article's other places lie.
    """
    language = article.language or ""
    if inside is not None or language not in _OVERSEAS:
        return None
    cities = [p for p in resources.gazetteer.candidates(name) if p.kind is Kind.CITY and p.population >= _SMALLEST]
    if len({city.country for city in cities} & set(COUNTRIES[language])) < 2:
        return None
    keys = {city.key for city in cities}
    named = Counter(e.country for e in article.entities if e.type == "place" and e.country and e.key not in keys)
    elsewhere = [city for city in cities if named[city.country or ""]]
    homes = home(article.domain) or {home_of(article.body[:200]) or ""}
    at_home = [city for city in cities if city.country in homes]
    if at_home and (not elsewhere or any(named[country] for country in homes)):
        return _largest(at_home, cities)
    most = max((named[city.country or ""] for city in elsewhere), default=0)
    return _largest([city for city in elsewhere if named[city.country or ""] == most], cities)


def _largest(chosen: Sequence[Place], cities: Sequence[Place]) -> Place | None:
    """Return the most populous of the chosen cities, unless one elsewhere is beyond comparison."""
    largest = max(chosen, key=lambda city: city.population, default=None)
    beyond = max(city.population for city in cities)
    return largest if largest is not None and largest.population * _BEYOND >= beyond else None


def _at_home(article: Article) -> Collection[str]:
    """Return the countries of the paper, else those of its language; English papers write from everywhere."""
    language = article.language or ""
    return home(article.domain) or (COUNTRIES.get(language, ()) if language != "en" else ())


def _of_second(text: str, resources: Resources) -> set[str]:
    """Return the country of the second place of a dateline: "Valencia/Madrid"."""
    _, slash, second = text.partition("/")
    place = resources.gazetteer.find(second.strip(), kinds=(Kind.CITY,)) if slash else None
    return {place.country} if place is not None and place.country and place.population >= _STOPPED else set()


def _undated(text: str) -> str:
    """Return a dateline without the month, and the day, at its end; "Rio de Janeiro" and "Marseille" are not dates."""
    match = _DATE.search(text)
    if match is None or month_named(match["month"]) is None or not (match[0][0] == "," or match[0][-1].isdigit()):
        return text
    return text[: match.start()]


def _readings(text: str) -> list[tuple[str, str | None]]:
    """Return possible names of the place and its region: "SPRINGFIELD, Ill."; "BEIJING/MOSCOW" is the first."""
    first = re.split(r"\s*(?:/| and )\s*", text)[0]
    first = _SHORT.get(first.casefold(), first)
    readings: list[tuple[str, str | None]] = [(first, None)]
    head, comma, tail = first.partition(",")
    if comma:
        readings.append((head.strip(), state_of(tail) or country_of_state(tail) or tail.strip(" .")))
    return readings
