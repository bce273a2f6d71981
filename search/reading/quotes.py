"""Read quotations: what somebody said, or what was said about something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Value
from search.find.entities import entity_query, quoted_query
from search.list_fields import Listed
from search.reading.passages import Passage, Text, passage, texts
from search.schema.index_names import Names
from search.transport.client import translated
from search.transport.query import Query
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
    passage: Passage | None = None  #: None if the article was changed in the meantime


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
    query: Query = quoted_query(speaker, words, inner={"size": PER_ARTICLE, "_source": True})
    if about:
        query = {"bool": {"must": [query], "filter": [entity_query(about)]}}
    with translated():
        answer = client.search(
            index=names.articles,
            size=size,
            from_=offset,
            track_total_hits=True,
            query=query,
            sort=[{"published_at": {"order": "desc", "missing": "_last"}}, {"ingested_at": "desc"}],
            source={"includes": fields_of(Listed)},
        )
    hits, total = answer["hits"]["hits"], answer["hits"]["total"]["value"]
    bodies = texts(client, names, [hit["_id"] for hit in hits])
    found = [
        _quoted(hit, inner["_source"], bodies.get(hit["_id"]))
        for hit in hits
        for inner in hit["inner_hits"]["quotes"]["hits"]["hits"]
    ]
    last = offset + len(hits)
    return Quotes(
        articles=total, quotes=tuple(found), offset=offset, next_offset=last if hits and last < total else None
    )


def _quoted(hit: Mapping[str, Any], said: Mapping[str, Any], text: Text | None) -> Quoted:
    stored = decode(hit, Listed)
    listed = stored.source
    start, end = said.get("start", 0), said.get("end", 0)
    where = None
    if text is not None and 0 <= start < end <= len(text.body):
        where = passage(stored.id, text.revision, text.body, start, end)
    return Quoted(
        text=said.get("text", ""),
        speaker=said.get("speaker"),
        speaker_key=said.get("speaker_key"),
        confidence=said.get("confidence", 0.0),
        title=listed.title,
        source=listed.publisher,
        url=listed.url,
        published_at=listed.published_at,
        passage=where,
    )
