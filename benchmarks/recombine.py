"""Make as many articles as are wanted from some real ones: their paragraphs in other company, people under new names.

An article takes about half of its paragraphs from one real article and the rest from others of its language. Three in
five people of several names get a first name and a last name of two others, so that the archive names ever more of
them, as a real one does. Of a hundred articles about twenty are copies of others among them. All follows from the
number of an article: the same number gives the same article.
"""

from __future__ import annotations

import hashlib
import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

import msgspec

from articles.article import Article, Entity, Mention, Quote, Topic
from articles.enrichment.resolution.names import person_key

#: Articles that are made together: copies are copies of others among them.
BLOCK = 100
#: The latest day of publication, and how many days before it the first ones are.
LAST_DAY = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = 3 * 365
_SOURCES = 400
_COPIES = 0.2
_RENAMED = 0.6
_OWN = 0.5
_TOPICS = (
    "arts, culture and entertainment", "conflict, war and peace", "crime, law and justice", "disaster and accident",
    "economy, business and finance", "education", "environment", "health", "human interest", "labour",
    "lifestyle and leisure", "politics", "religion and belief", "science and technology", "society", "sport", "weather",
)  # fmt: skip


class Paragraph(NamedTuple):
    """A paragraph of a real article."""

    article: int
    start: int
    end: int
    mentions: tuple[tuple[int, int, int], ...]  #: start, end, number of the entity
    quotes: tuple[Quote, ...]


class Member(NamedTuple):
    """An article, and its place in a story."""

    article: Article
    copies: int


class Recombiner:
    """Makes articles.

    Args:
        real: real articles that have been through the stages.
    """

    def __init__(self, real: Sequence[Article]) -> None:
        self.real = real
        self.paragraphs = [list(_paragraphs(number, one)) for number, one in enumerate(real)]
        self.by_language: dict[str | None, list[int]] = defaultdict(list)
        for number, one in enumerate(real):
            self.by_language[one.language].append(number)
        names = sorted({e.name for one in real for e in one.entities if _is_renamed(e)})
        self.first = sorted({name.split()[0] for name in names}) or ["Maria"]
        self.last = sorted({name.split()[-1] for name in names}) or ["Lindqvist"]

    def block(self, number: int) -> list[Member]:
        """Return the articles of a block."""
        chance = random.Random(f"block {number}")
        leads: list[int] = []
        lead_of: dict[int, int] = {}
        for at in range(BLOCK):
            if leads and chance.random() < _COPIES:
                lead_of[at] = leads[int(len(leads) * chance.random() ** 3)]
            else:
                leads.append(at)
        made = {at: self.article(number * BLOCK + at) for at in leads}
        counts: dict[int, int] = defaultdict(int)
        for at, lead in lead_of.items():
            counts[lead] += 1
            made[at] = _copy(made[lead], number * BLOCK + at, counts[lead])
        return [Member(made[at], counts[at]) for at in range(BLOCK)]

    def article(self, number: int) -> Article:
        """Return an article that is nobody's copy."""
        chance = random.Random(f"article {number}")
        own = chance.randrange(len(self.real))
        base = self.real[own]
        like = self.by_language[base.language]
        made = _Made(self, chance)
        for paragraph in self.paragraphs[own]:
            other = own if chance.random() < _OWN else chance.choice(like)
            made.add(paragraph if other == own else chance.choice(self.paragraphs[other]))
        words, others = base.title.split(), self.real[chance.choice(like)].title.split()
        title = " ".join(words[: (len(words) + 1) // 2] + others[len(others) // 2 :])
        source = int(_SOURCES * chance.random() ** 2.5)
        body = "\n\n".join(made.texts)
        digest = hashlib.sha256(f"{number} {body}".encode()).hexdigest()
        return Article(
            id=_identifier(number),
            story_id=_identifier(number),
            arrival=f"archive:{number}",
            claimed_at=1_600_000_000_000_000 + number,
            title=title,
            body=body,
            decoded_hash=digest,
            content_hash=digest,
            url=f"https://paper{source}.example/{number}",
            source=f"Paper {source}",
            domain=f"paper{source}.example",
            dateline=base.dateline,
            published_at=LAST_DAY - timedelta(days=DAYS * (1 - chance.random() ** 0.7)),
            published_at_from="given",
            language=base.language,
            topics=tuple(
                Topic(code=f"medtop:{place:02}000000", name=_TOPICS[place - 1])
                for place in {1 + int(len(_TOPICS) * chance.random() ** 2) for _ in range(chance.randrange(3))}
            ),
            word_count=len(body.split()),
            sentence_count=body.count(". ") + 1,
            entities=made.entities(),
            dates=base.dates,
            keywords=base.keywords,
            quotes=tuple(made.quotes),
        )

    def another(self, chance: random.Random) -> str:
        """Return the name of a person who is made up of two others."""
        return f"{chance.choice(self.first)} {chance.choice(self.last)}"


class _Made:
    """The paragraphs of an article, as far as it is made."""

    def __init__(self, pool: Recombiner, chance: random.Random) -> None:
        self.texts: list[str] = []
        self.quotes: list[Quote] = []
        self._pool = pool
        self._chance = chance
        self._length = 0
        self._called: dict[tuple[int, int], Entity] = {}
        self._mentions: dict[str, tuple[Entity, list[Mention]]] = {}

    def add(self, paragraph: Paragraph) -> None:
        """Add a paragraph of a real article, with what it names and quotes."""
        body = self._pool.real[paragraph.article].body
        pieces: list[str] = []
        length, at = 0, paragraph.start
        shifts = [(paragraph.start, self._length)]  # from here on, so much is added: old place, new place
        for start, end, number in paragraph.mentions:
            entity = self._entity(paragraph.article, number)
            surface = _surface(body[start:end], self._pool.real[paragraph.article].entities[number], entity)
            pieces += [body[at:start], surface]
            length += start - at
            begun = self._length + length
            length += len(surface)
            at = end
            shifts.append((end, begun + len(surface)))
            _, mentions = self._mentions.setdefault(entity.key, (entity, []))
            mentions.append(Mention(start=begun, end=begun + len(surface), surface=surface))
        pieces.append(body[at : paragraph.end])
        text = "".join(pieces)
        olds = [old for old, _ in shifts]
        for quote in paragraph.quotes:
            start, end = (self._moved(place, olds, shifts) - self._length for place in (quote.start, quote.end))
            self._quote(quote, text[start:end], start, paragraph.article)
        self.texts.append(text)
        self._length += len(text) + 2

    @staticmethod
    def _moved(place: int, olds: list[int], shifts: list[tuple[int, int]]) -> int:
        old, new = shifts[max(0, bisect_right(olds, place) - 1)]
        return new + place - old

    def _quote(self, quote: Quote, text: str, start: int, article: int) -> None:
        if not text.strip():
            return
        name, key = quote.speaker, quote.speaker_key
        for number, entity in enumerate(self._pool.real[article].entities):
            if key is not None and entity.key == key and (article, number) in self._called:
                name, key = self._called[article, number].name, self._called[article, number].key
        at = self._length + start
        self.quotes.append(
            msgspec.structs.replace(quote, text=text, start=at, end=at + len(text), speaker=name, speaker_key=key)
        )

    def _entity(self, article: int, number: int) -> Entity:
        if (article, number) not in self._called:
            entity = self._pool.real[article].entities[number]
            if _is_renamed(entity) and self._chance.random() < _RENAMED:
                name = self._pool.another(self._chance)
                entity = msgspec.structs.replace(entity, name=name, key=person_key(name))
            self._called[article, number] = entity
        return self._called[article, number]

    def entities(self) -> tuple[Entity, ...]:
        """Return whom and what the paragraphs name."""
        return tuple(
            msgspec.structs.replace(entity, mentions=tuple(mentions)) for entity, mentions in self._mentions.values()
        )


def _is_renamed(entity: Entity) -> bool:
    return entity.type == "person" and entity.name.isascii() and len(entity.name.split()) > 1


def _surface(surface: str, was: Entity, now: Entity) -> str:
    """Return how a mention reads once the entity has another name."""
    if was.name == now.name:
        return surface
    return now.name if len(surface.split()) > 1 else now.name.split()[-1]


def _paragraphs(number: int, article: Article) -> Iterator[Paragraph]:
    breaks = [at for at, char in enumerate(article.body) if char == "\n"]
    mentions = sorted(
        (one.start, one.end, place)
        for place, entity in enumerate(article.entities)
        for one in entity.mentions
        if one.field == "body"
    )
    for before, after in pairwise([-1, *breaks, len(article.body)]):
        start, end = before + 1, after
        if not article.body[start:end].strip():
            continue
        inside: list[tuple[int, int, int]] = []
        for one in mentions:
            if start <= one[0] and one[1] <= end and (not inside or inside[-1][1] <= one[0]):
                inside.append(one)
        quotes = tuple(one for one in article.quotes if start <= one.start and one.end <= end)
        yield Paragraph(number, start, end, tuple(inside), quotes)


def _copy(lead: Article, number: int, nth: int) -> Article:
    """Return a copy of an article: another source, hours later, every third one cut."""
    chance = random.Random(f"copy {number}")
    source = int(_SOURCES * chance.random())
    body, cut = lead.body, len(lead.body)
    if nth % 3 == 0 and "\n\n" in body:
        cut = body.rindex("\n\n")
    entities = tuple(
        msgspec.structs.replace(one, mentions=tuple(m for m in one.mentions if m.end <= cut)) for one in lead.entities
    )
    digest = hashlib.sha256(f"{number} {body[:cut]}".encode()).hexdigest()
    return msgspec.structs.replace(
        lead,
        id=_identifier(number),
        copy_of=lead.id,
        similarity=1.0 if cut == len(body) else 0.9,
        arrival=f"archive:{number}",
        claimed_at=1_600_000_000_000_000 + number,
        decoded_hash=digest,
        content_hash=digest,
        body=body[:cut],
        url=f"https://paper{source}.example/{number}",
        source=f"Paper {source}",
        domain=f"paper{source}.example",
        published_at=lead.published_at and lead.published_at + timedelta(hours=1 + 20 * chance.random()),
        entities=tuple(one for one in entities if one.mentions),
        quotes=tuple(one for one in lead.quotes if one.end <= cut),
    )


def _identifier(number: int) -> str:
    return hashlib.sha256(f"archive {number}".encode()).hexdigest()
