"""A small archive of a newsroom, made by a plan; what a search should find is worked out from the plan.

The texts name nothing that the plan does not say, and no word stands in two forms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from elasticsearch import Elasticsearch

from articles.article import Article, Dateline, Entity, Mention, Quote
from search.documents import to_document
from search.lifecycle.create import create_indices
from search.schema.index_names import Names
from search.stories.order import order
from search.transport import bulk
from search.transport.bulk import Operation

FIRST = datetime(2024, 3, 1, 6, tzinfo=UTC)
INGESTED = datetime(2024, 8, 1, tzinfo=UTC)

SOURCES = {
    "North Sea Times": "northsea.example",
    "Bergen Post": "bergen.example",
    "Courrier du Lac": "courrier.example",
    "Kieler Blatt": "kiel.example",
}
LANGUAGES = ("en", "de", "fr")
TOPICS = {
    "sanctions": "sanctions embargo customs",
    "ferry": "ferry timetable pier",
    "sport": "sport match goalkeeper",
    "election": "election ballot turnout",
    "harbour": "harbour crane dredging",
    "opera": "opera tenor applause",
}
#: The words of a sentence that every article has.
COMMON = "Officials met on the matter"
#: name → key, type
PEOPLE = {
    "Xi Jinping": "person:jinping-xi",
    "Boris Johnson": "person:boris-johnson",
    "Johnson": "person:johnson",
    "Ingrid Solberg": "person:ingrid-solberg",
    "Volodymyr Zelensky": "person:volodymyr-zelensky",
    "José Ortiz": "person:jose-ortiz",
}
ORGANIZATIONS = {"Ferry Union": "organization:ferry-union", "Nordic Bank": "organization:nordic-bank"}
#: name → key, country, latitude, longitude. Villeurbanne is 5 km from Lyon, Grenoble 95, Paris 390.
PLACES = {
    "Lyon": ("geonames:2996944", "FR", 45.749, 4.848),
    "Villeurbanne": ("geonames:2968254", "FR", 45.766, 4.880),
    "Grenoble": ("geonames:3014728", "FR", 45.167, 5.716),
    "Paris": ("geonames:2988507", "FR", 48.853, 2.349),
    "Bergen": ("geonames:3161732", "NO", 60.393, 5.324),
}
QUOTES = ("We will not raise the fares", "There are no limits to our friendship", "The crane must go")


@dataclass(frozen=True)
class Planned:
    """One article, or one copy."""

    id: str
    number: int
    title: str
    body: str
    source: str
    language: str
    day: datetime | None
    topic: str
    people: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    filed_from: str | None = None
    quote: tuple[str, str] | None = None  #: words, speaker
    section: str | None = None
    byline: str | None = None
    copy_of: str | None = None
    copies: int = 0
    revision: int = 1
    keywords: tuple[str, ...] = field(default=())

    @property
    def words(self) -> int:
        return len(self.body.split())

    @property
    def all_words(self) -> set[str]:
        """Every word that can be searched for without a field."""
        return set(split(" ".join((self.title, self.body, self.byline or "", *self.keywords))))

    def says(self, phrase: str) -> bool:
        """Does the title or the body hold these words in a row?"""
        wanted = " " + " ".join(split(phrase)) + " "
        return any(wanted in " " + " ".join(split(text)) + " " for text in (self.title, self.body))

    @property
    def time(self) -> datetime:
        return self.day or INGESTED


def split(text: str) -> list[str]:
    """Words as the index keeps them: lower case, without accents."""
    bare = unicodedata.normalize("NFKD", text.lower())
    return re.findall(r"[^\W_]+", "".join(c for c in bare if not unicodedata.combining(c)))


def identifier(number: int) -> str:
    return f"{number:064x}"


def _lead(number: int) -> Planned:
    topic = tuple(TOPICS)[number % 6]
    people = [name for place, name in enumerate(PEOPLE) if (number + place) % 7 == 0 or (number * place) % 11 == 1]
    organizations = [name for place, name in enumerate(ORGANIZATIONS) if (number + 2 * place) % 5 == 0]
    places = [name for place, name in enumerate(PLACES) if (number + place) % 8 == 0]
    quote = (QUOTES[number % 3], people[0]) if people and number % 2 else None
    named = ", ".join([*people, *organizations, *places])
    said = f" “{quote[0]},” said {quote[1]}." if quote else ""
    return Planned(
        id=identifier(number + 1),
        number=number,
        title=f"Report {number}: {topic} in the news" if number % 9 else f"Report {number}: the day",
        body=f"{COMMON} of {TOPICS[topic]}. Present: {named or 'nobody'}.{said}" + " More follows." * (number % 10),
        source=tuple(SOURCES)[number % 4],
        language=LANGUAGES[number % 3],
        day=None if number % 16 == 15 else FIRST + timedelta(hours=30 * number),
        topic=topic,
        people=tuple(people),
        organizations=tuple(organizations),
        places=tuple(places),
        filed_from=tuple(PLACES)[number % 5] if number % 3 == 0 else None,
        quote=quote,
        section=("World", "Sport", "Culture")[number % 3] if number % 4 else None,
        byline="Åsa Lindgren" if number % 10 == 3 else None,
        copies=2 if number % 12 == 0 else 0,
        revision=2 if number % 13 == 5 else 1,
        keywords=(f"{topic} watch",) if number % 5 == 0 else (),
    )


def _copies(lead: Planned, start: int) -> list[Planned]:
    return [
        Planned(
            id=identifier(start + place),
            number=start + place,
            title=f"{lead.title} again",
            body=lead.body,
            source=tuple(SOURCES)[(lead.number + place + 1) % 4],
            language=lead.language,
            day=lead.day and lead.day + timedelta(hours=7 * (place + 1)),
            topic=lead.topic,
            people=lead.people,
            organizations=lead.organizations,
            places=lead.places,
            copy_of=lead.id,
        )
        for place in range(lead.copies)
    ]


def make(leads: int = 96) -> list[Planned]:
    """Return the plan: leads, and after them their copies."""
    made = [_lead(number) for number in range(leads)]
    for lead in list(made):
        made += _copies(lead, 1000 + len(made))
    return made


PLAN = make()
LEADS = [one for one in PLAN if one.copy_of is None]


def _entity(name: str) -> Entity:
    mentions = (Mention(start=0, end=len(name), surface=name),)
    if name in PLACES:
        key, country, latitude, longitude = PLACES[name]
        return Entity(
            name=name,
            type="place",
            key=key,
            country=country,
            latitude=latitude,
            longitude=longitude,
            salience=0.3,
            mentions=mentions,
        )
    kind, key = ("person", PEOPLE[name]) if name in PEOPLE else ("organization", ORGANIZATIONS[name])
    return Entity(name=name, type=kind, key=key, salience=0.5, mentions=mentions)


def article(one: Planned) -> Article:
    """Return the article of a planned one."""
    dateline = None
    if one.filed_from:
        _, country, latitude, longitude = PLACES[one.filed_from]
        dateline = Dateline(
            text=one.filed_from.upper(), place=one.filed_from, country=country, latitude=latitude, longitude=longitude
        )
    quotes: tuple[Quote, ...] = ()
    if one.quote:
        words, speaker = one.quote
        quotes = (Quote(text=words, start=0, end=9, speaker=speaker, speaker_key=PEOPLE[speaker], confidence=0.9),)
    domain = SOURCES[one.source]
    return Article(
        id=one.id,
        arrival=f"20240801T000000000000-{one.number:08}:0",
        claimed_at=1_722_470_400_000_000 + one.number,
        title=one.title,
        body=one.body,
        url=f"https://{domain}/{one.number}",
        domain=domain,
        source=one.source,
        language=one.language,
        published_at=one.day,
        published_at_from="given" if one.day else None,
        section=one.section,
        byline=one.byline,
        dateline=dateline,
        entities=tuple(_entity(name) for name in (*one.people, *one.organizations, *one.places)),
        quotes=quotes,
        keywords=one.keywords,
        word_count=one.words,
        copy_of=one.copy_of,
        story_id=one.copy_of or one.id,
        similarity=0.9 if one.copy_of else None,
        content_hash=f"c{one.number}",
        decoded_hash=f"d{one.number}",
    )


def fill(client: Elasticsearch, names: Names, plan: Sequence[Planned] = tuple(PLAN)) -> None:
    """Create the indices and write the plan."""
    create_indices(client, names)
    operations = []
    for one in plan:
        document = to_document(article(one), now=INGESTED, revision=one.revision) | {"copies": one.copies}
        if one.revision > 1:
            document["updated_at"] = (INGESTED + timedelta(days=1)).isoformat()
        operations.append(
            Operation(
                action="index",
                index=names.everything,
                id=one.id,
                body=document,
                parameters={"version": 1_722_470_400_000_000 + one.number, "version_type": "external"},
            )
        )
    outcomes = bulk.write(client, operations, max_bytes=1 << 20)
    assert [] == [outcome.error for outcome in outcomes if not outcome.ok]
    client.indices.refresh(index=names.everything)
    order(client, names, {one.copy_of for one in plan if one.copy_of})
    client.indices.refresh(index=names.everything)
