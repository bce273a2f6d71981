"""Read quotations: what somebody said, or what was said about something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Value
from search.find.entities import entity_query, quoted_query
from search.find.profile import NEWEST
from search.list_fields import Listed
from search.reading.passages import Passage, passage
from search.schema.index_names import Names
from search.transport.query import Query
from search.transport.searches import ask_all
from search.transport.stored import decode, fields_of

#: Quotations of one article that are listed.
PER_ARTICLE = 5


class Quoted(Value, frozen=True, kw_only=True):
    """A quotation, and where it is."""

    text: str
    speaker: str | None = None
    speaker_key: str | None = None
    confidence: float = 0.0
    title: str = ""
    source: str | None = None
    url: str | None = None
    published_at: str | None = None
    passage: Passage | None = None  #: None if its place is not known


class Quotes(Value, frozen=True, kw_only=True):
    """Quotations, the latest first."""

    articles: int  #: that have such quotations
    quotes: tuple[Quoted, ...]
    offset: int = 0
    next_offset: int | None = None  #: articles to leave out to go on; None at the end


def quotes(
    client: Elasticsearch,
    names: Names,
    *,
    speaker: Sequence[str] = (),
    about: Sequence[str] = (),
    words: str = "",
    size: int = 10,
    offset: int = 0,
) -> Quotes:
    """Return quotations, each story once.

    Args:
        client: Elasticsearch.
        names: Index names.
        speaker: Keys of who said it (`search.find.entities.keys_of`); anybody if empty.
        about: Keys of an entity that the article names; any article if empty.
        words: Words in the quotation; any if empty.
        size: Articles at most; each gives `PER_ARTICLE` quotations at most.
        offset: Articles to leave out.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    search = quotes_search(names, speaker=speaker, about=about, words=words, size=size, offset=offset)
    (answer,) = ask_all(client, [search])
    return quotes_in(answer, offset=offset)


def quotes_search(
    names: Names,
    *,
    speaker: Sequence[str] = (),
    about: Sequence[str] = (),
    words: str = "",
    size: int = 10,
    offset: int = 0,
) -> tuple[str, dict[str, Any]]:
    """Return the index and the body of the search for quotations; see `quotes`."""
    query: Query = quoted_query(speaker, words, inner={"size": PER_ARTICLE, "_source": True})
    if about:
        query = {"bool": {"must": [query], "filter": [entity_query(about)]}}
    return names.articles, {
        "size": size,
        "from": offset,
        "track_total_hits": True,
        "query": query,
        "sort": list(NEWEST),
        "_source": {"includes": fields_of(_Article)},
    }


def quotes_in(answer: Mapping[str, Any], *, offset: int = 0) -> Quotes:
    """Return the quotations in the answer to `quotes_search`.

    Args:
        answer: The answer.
        offset: Articles that were left out before it.
    """
    hits, total = answer["hits"]["hits"], answer["hits"]["total"]["value"]
    found = [_quoted(hit, inner["_source"]) for hit in hits for inner in hit["inner_hits"]["quotes"]["hits"]["hits"]]
    last = offset + len(hits)
    return Quotes(
        articles=total, quotes=tuple(found), offset=offset, next_offset=last if hits and last < total else None
    )


class _Article(Listed, frozen=True, kw_only=True):
    """An article as a quotation needs it; its text is that which the quotation's place is counted in."""

    body: str = ""
    revision: int = 1


def _quoted(hit: Mapping[str, Any], said: Mapping[str, Any]) -> Quoted:
    stored = decode(hit, _Article)
    article = stored.source
    start, end = said.get("start", 0), said.get("end", 0)
    where = None
    if 0 <= start < end <= len(article.body):
        where = passage(stored.id, article.revision, article.body, start, end)
    return Quoted(
        text=said.get("text", ""),
        speaker=said.get("speaker"),
        speaker_key=said.get("speaker_key"),
        confidence=said.get("confidence", 0.0),
        title=article.title,
        source=article.publisher,
        url=article.url,
        published_at=article.published_at,
        passage=where,
    )
