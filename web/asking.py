"""Define the questions of programs: the parameters of each, and the function of `search` that answers it.

The JSON API and the tools for agents share them, so that both understand the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from articles.article import Value
from articles.citations import parse
from search.find.articles import DEEPEST, Ask
from search.find.entities import complete, keys_of
from search.find.entity_values import EntityCount
from search.find.facets import Facet
from search.find.whole import Ambiguous
from search.reading.about import About, about
from search.reading.article import FullArticle, article
from search.reading.entity import Interval, Portrait, Unknown, entity
from search.reading.history import History, history
from search.reading.passages import Passage, Verdict, beginning, passage, texts, verify
from search.reading.quotes import Quotes, quotes
from search.reading.results import Results, results
from search.reading.spread import Compared, Spread, compared, paragraphs, spread, story
from search.stories.read import Story
from web.archive import Reader

#: Hits of a page, at most.
MOST = 100

Text = Annotated[str, Meta(max_length=4000)]
Id = Annotated[str, Meta(max_length=4096, description="Id, or the first 8 digits or more of a lead's id.")]
Size = Annotated[int, Meta(ge=1, le=MOST, description="How many at most.")]
Offset = Annotated[int, Meta(ge=0, le=DEEPEST - MOST, description="How many to leave out at the beginning.")]
Order = Literal["relevance", "newest", "oldest", "ingested", "copies", "longest"]
FacetName = Literal[
    "date", "source", "language", "section", "people", "organizations", "places", "keywords", "tags", "topics",
    "country", "form",
]  # fmt: skip


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the questions: an unknown parameter is an error."""


class Missing(Value, frozen=True, kw_only=True):
    """An answer: there is no such thing, or the reader may not see it; both are told alike."""

    detail: str
    did_you_mean: tuple[str, ...] = ()


class Nothing(Question, frozen=True):
    """A question without parameters."""


class SearchFor(Question, frozen=True, kw_only=True):
    """Search the articles; each story once."""

    q: Annotated[
        Text, Meta(description='In the query language: words, "a phrase", -without, this | that, field:value.')
    ] = ""
    words: Annotated[Text, Meta(description="Free words, a question or a title; nothing in them is syntax.")] = ""
    entity: Annotated[Text, Meta(description="Name or key of a person, organization or place.")] | None = None
    quoted: Annotated[Text, Meta(description="Words of a quotation; with `entity`, one by that entity.")] | None = None
    source: Annotated[Text, Meta(description="Name or domain of the source.")] | None = None
    language: Annotated[Text, Meta(description="Two letters, such as en, or a language's English name.")] | None = None
    since: Annotated[date, Meta(description="First day of publication.")] | None = None
    until: Annotated[date, Meta(description="Last day of publication.")] | None = None
    copies: Annotated[bool, Meta(description="Every copy, not each story once.")] = False
    sort: Annotated[Order, Meta(description="By relevance where there are words, else newest first.")] | None = None
    size: Size = 10
    offset: Offset = 0
    facets: Annotated[
        tuple[FacetName, ...], Meta(max_length=12, description="Count what is found by these, divided by commas.")
    ] = ()

    def ask(self, reader: Reader) -> Ask:
        """Return the search."""
        return Ask(
            text=self.q,
            words=self.words,
            entity=self.entity,
            quoted=self.quoted,
            source=self.source,
            language=self.language,
            since=datetime.combine(self.since, time.min, UTC) if self.since else None,
            until=datetime.combine(self.until, time.max, UTC) if self.until else None,
            copies=self.copies,
            once=reader.is_restricted,
            sort=self.sort,
            size=self.size,
            offset=self.offset,
            facets=self.facets,
        )


class OneArticle(Question, frozen=True, kw_only=True):
    """One article."""

    id: Id


class OneStory(Question, frozen=True, kw_only=True):
    """One story."""

    id: Annotated[str, Meta(max_length=4096, description="Id of the story or of one of its articles.")]


class TwoArticles(Question, frozen=True, kw_only=True):
    """Two articles of a story."""

    id: Annotated[str, Meta(max_length=4096, description="Id of the story or of one of its articles.")]
    first: Annotated[str, Meta(max_length=512, description="Id of an article of the story.")]
    second: Annotated[str, Meta(max_length=512, description="Id of another.")]


class Piece(Question, frozen=True, kw_only=True):
    """A passage of an article."""

    id: Id
    start: Annotated[int, Meta(ge=0, le=10**9, description="First character, counted into the body.")] = 0
    end: Annotated[int, Meta(ge=1, le=10**9, description="The character after its last.")] | None = None


class NamesLike(Question, frozen=True, kw_only=True):
    """Entities whose name begins in a certain way."""

    begins: Annotated[str, Meta(max_length=200, description="Beginning of a name; all if empty.")] = ""
    type: Literal["person", "organization", "place"] | None = None
    size: Size = 20


class OneEntity(Question, frozen=True, kw_only=True):
    """A person, an organization or a place."""

    key: Annotated[str, Meta(max_length=512, description="Its key (person:jinping-xi) or name.")]
    interval: Annotated[Interval, Meta(description="Length of the spans of `over_time`.")] = "month"
    quotes: Annotated[int, Meta(ge=0, le=MOST, description="Articles with quotations at most.")] = 10
    latest: Annotated[int, Meta(ge=0, le=MOST, description="Latest articles at most.")] = 10


class QuotesOf(Question, frozen=True, kw_only=True):
    """Quotations: by a speaker, with certain words, in articles about something."""

    speaker: Annotated[str, Meta(max_length=512, description="Key or name of who said it.")] | None = None
    about: Annotated[str, Meta(max_length=512, description="Key or name of an entity in the article.")] | None = None
    words: Annotated[Text, Meta(description="Words of the quotation.")] = ""
    size: Annotated[int, Meta(ge=1, le=MOST, description="Articles at most.")] = 10
    offset: Annotated[int, Meta(ge=0, le=DEEPEST - MOST, description="Articles to leave out at the beginning.")] = 0


class Cited(Question, frozen=True, kw_only=True):
    """A citation to check."""

    citation: Annotated[str, Meta(max_length=1000, description="ARTICLE:REVISION:START-END:SEAL")]


class Counted(Value, frozen=True, kw_only=True):
    """How many articles a search finds, and by what."""

    total: int
    facets: tuple[Facet, ...]


class Entities(Value, frozen=True, kw_only=True):
    """Entities, those in most articles first."""

    entities: tuple[EntityCount, ...]


class Spreading(Value, frozen=True, kw_only=True):
    """How a story spread, and who added which paragraph."""

    spread: Spread
    paragraphs: tuple[Passage, ...]  #: each once, from the first that printed it
    also_in: tuple[tuple[str, ...], ...]  #: for each paragraph, the other articles that have it


Q = TypeVar("Q", bound=Question)


def read(question: type[Q], given: Mapping[str, Any], *, strict: bool = True) -> Q:
    """Return a question of what was given.

    Args:
        question: Its type.
        given: The parameters.
        strict: Numbers are numbers, not texts.

    Raises:
        msgspec.ValidationError: A parameter is unknown or wrong.
    """
    plain = {
        name: value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for name, value in given.items()
    }
    return msgspec.convert(plain, question, strict=strict)


def search(reader: Reader, question: SearchFor) -> Results:
    """Answer a search."""
    return results(reader.client, reader.names, question.ask(reader), aliases=reader.aliases)


def count(reader: Reader, question: SearchFor) -> Counted:
    """Count what a search finds."""
    ask = msgspec.structs.replace(question.ask(reader), size=0, offset=0)
    found = results(reader.client, reader.names, ask, aliases=reader.aliases)
    return Counted(total=found.total, facets=found.facets)


def one_article(reader: Reader, question: OneArticle | Piece) -> FullArticle | Missing:
    """Return an article."""
    found = article(reader.client, reader.names, question.id)
    if isinstance(found, Ambiguous):
        return Missing(detail="Several articles begin like this.", did_you_mean=found.ids)
    return found or Missing(detail="There is no such article, or you may not see it.")


def piece(reader: Reader, question: Piece) -> Passage | Missing:
    """Return a passage of an article, with its citation."""
    found = one_article(reader, question)
    if isinstance(found, Missing):
        return found
    end = min(question.end or len(found.body), len(found.body))
    if question.start >= end:
        return Missing(detail=f"The text of this article has {len(found.body)} characters.")
    return passage(found.id, found.revision, found.body, question.start, end)


def revisions(reader: Reader, question: OneArticle) -> History | Missing:
    """Return the revisions of an article."""
    found = history(reader.client, reader.names, question.id)
    return found or Missing(detail="There is no such article, or you may not see it.")


def one_story(reader: Reader, question: OneStory) -> Story | Missing:
    """Return a story."""
    return story(reader.client, reader.names, question.id) or _NO_STORY


_NO_STORY = Missing(detail="There is no such story, or you may not see it.")


def spreading(reader: Reader, question: OneStory) -> Spreading | Missing:
    """Return how a story spread."""
    found = spread(reader.client, reader.names, question.id)
    if found is None:
        return _NO_STORY
    added = paragraphs(reader.client, reader.names, found.steps)
    bodies = texts(reader.client, reader.names, {one.article_id for one in added})
    known = [one for one in added if one.article_id in bodies]
    return Spreading(
        spread=found,
        paragraphs=tuple(
            passage(one.article_id, bodies[one.article_id].revision, bodies[one.article_id].body, one.start, one.end)
            for one in known
        ),
        also_in=tuple(one.also_in for one in known),
    )


def difference(reader: Reader, question: TwoArticles) -> Compared | Missing:
    """Compare two articles of a story."""
    found = story(reader.client, reader.names, question.id)
    members = {one.id for one in (found.lead, *found.copies)} if found else set()
    if not {question.first, question.second} <= members:
        return Missing(detail="There is no such story, or it does not have both articles.")
    return compared(reader.client, reader.names, question.first, question.second) or _NO_STORY


def entities(reader: Reader, question: NamesLike) -> Entities:
    """Return the entities whose name begins in a certain way."""
    found = complete(
        reader.client,
        reader.names,
        question.begins,
        type_=question.type,
        size=question.size,
        aliases=reader.aliases,
    )
    return Entities(entities=found)


def one_entity(reader: Reader, question: OneEntity) -> Portrait | Missing:
    """Return the portrait of an entity."""
    found = entity(
        reader.client,
        reader.names,
        question.key,
        aliases=reader.aliases,
        interval=question.interval,
        quoted=question.quotes,
        latest=question.latest,
    )
    return _unknown(found.said, found.did_you_mean) if isinstance(found, Unknown) else found


def _unknown(said: str, similar: tuple[str, ...] = ()) -> Missing:
    return Missing(detail=f"No article names {said[:100]!r}.", did_you_mean=similar)


def quotations(reader: Reader, question: QuotesOf) -> Quotes | Missing:
    """Return quotations."""
    keys: dict[str, tuple[str, ...]] = {}
    for name, said in (("speaker", question.speaker), ("about", question.about)):
        if said:
            keys[name] = keys_of(reader.client, reader.names, said, aliases=reader.aliases)
            if not keys[name]:
                return _unknown(said)
    return quotes(reader.client, reader.names, words=question.words, size=question.size, offset=question.offset, **keys)


def check(reader: Reader, question: Cited) -> Verdict:
    """Check a citation.

    Raises:
        CitationError: It is not a citation.
    """
    return verify(reader.client, reader.names, parse(question.citation))


def archive(reader: Reader, question: Nothing) -> About:
    """Return what the archive holds that the reader may see."""
    return about(reader.client, reader.names)


def beginnings(reader: Reader, ids: Sequence[str]) -> dict[str, Passage]:
    """Return the beginnings of articles' texts, by id."""
    found = {}
    for key, one in texts(reader.client, reader.names, ids).items():
        start, end = beginning(one.body)
        if end > start:
            found[key] = passage(key, one.revision, one.body, start, end)
    return found
