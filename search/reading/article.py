"""Read one article, with all that readers are shown of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from elasticsearch import Elasticsearch

from articles.article import DateCandidate, Dateline, Entity, Image, Quote, Removed, Topic, Value
from search.documents import from_document
from search.find.articles import documents
from search.find.whole import Ambiguous, article_called
from search.schema.index_names import Names


class Correction(Value, frozen=True, kw_only=True):
    """A change of the text that was noted."""

    at: str | None = None
    revision: int = 1
    signal: str | None = None
    note: str | None = None
    classes: tuple[str, ...] = ()
    quiet: bool = False  #: nothing in the text says so


class FullArticle(Value, frozen=True, kw_only=True):
    """An article as readers see it. Spans count characters into the body, or the title where they say so."""

    id: str
    revision: int
    title: str
    body: str
    form: str = ""
    source: str | None = None
    domain: str | None = None
    url: str | None = None
    byline: str | None = None
    authors: tuple[str, ...] = ()
    dateline: Dateline | None = None
    published_at: str | None = None
    published_at_from: str | None = None
    date_candidates: tuple[DateCandidate, ...] = ()
    modified_at: str | None = None
    ingested_at: str | None = None
    updated_at: str | None = None
    language: str | None = None
    languages: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    genre: str | None = None
    priority: int | None = None
    keywords: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    images: tuple[Image, ...] = ()
    removed: tuple[Removed, ...] = ()
    corrections: tuple[Correction, ...] = ()
    word_count: int = 0
    sentence_count: int = 0
    story_id: str
    is_copy: bool = False
    copies: int = 0  #: of a lead
    similarity: float | None = None  #: of a copy with what it is a copy of
    embargo_broken: bool = False
    killed_elsewhere: bool = False  #: the agency that it came from killed it


class _Beside(Value, frozen=True, kw_only=True):
    """The fields of a document beside its article."""

    revision: int = 1
    published_at: str | None = None
    modified_at: str | None = None
    ingested_at: str | None = None
    updated_at: str | None = None
    copies: int = 0
    is_copy: bool = False
    embargo_broken: bool = False
    killed_elsewhere: bool = False
    corrections: tuple[Correction, ...] = ()


_OF_ARTICLE = tuple(
    field
    for field in FullArticle.__struct_fields__
    if field not in {*_Beside.__struct_fields__, "id", "title", "body", "story_id"}
)


def article(client: Elasticsearch, names: Names, wanted: str) -> FullArticle | Ambiguous | None:
    """Return the article that `wanted` names, by its id, the beginning of a lead's id, or its URL.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    found = article_called(client, names, wanted)
    return articles(client, names, [found]).get(found) if isinstance(found, str) else found


def articles(client: Elasticsearch, names: Names, ids: Sequence[str]) -> dict[str, FullArticle]:
    """Return those of the articles with these ids that readers can see.

    Raises:
        TransientError: Elasticsearch does not answer.
    """
    return {key: _full(key, document) for key, document in documents(client, names, ids).items()}


def _full(identifier: str, document: Mapping[str, Any]) -> FullArticle:
    one = from_document(identifier, document)
    beside = msgspec.convert(document, _Beside)
    return FullArticle(
        id=identifier,
        title=one.title,
        body=one.body,
        story_id=one.story_id or identifier,
        **msgspec.structs.asdict(beside),
        **{field: getattr(one, field) for field in _OF_ARTICLE},
    )
