"""Search articles by text, entities or both; each story once, or with all of its copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Value
from search.listed import Listed
from search.schema.index_names import Names
from search.transport.client import translated
from search.transport.get_by_id import by_id
from search.transport.query import Query
from search.transport.stored import decode, fields_of

#: Marks around matches in highlights; the caller replaces them by what its medium uses.
MARK = ("\x02", "\x03")


class Ask(Value, frozen=True, kw_only=True):
    """A search."""

    text: str = ""  #: in the syntax of Elasticsearch's simple_query_string: words, "phrases", -without, a | b
    entity: str | None = None  #: name or key of an entity, as the user wrote it
    entity_keys: tuple[str, ...] = ()  #: its keys (`search.find.entities.keys_of`); if empty, `entity` is searched for
    quoted: str | None = None  #: words of a quotation; of `entity` if that is given
    since: datetime | None = None  #: published at this time or later (ingested, if the former is not known)
    until: datetime | None = None
    source: str | None = None
    language: str | None = None
    copies: bool = False  #: list copies too, not each story once
    size: int = 10


class Hit(Value, frozen=True, kw_only=True):
    """An article that a search found."""

    id: str
    score: float
    title: str
    source: str | None
    url: str | None
    published_at: str | None
    language: str | None
    dateline: str | None
    people: tuple[str, ...]
    copies: int
    is_copy: bool
    story_id: str
    highlights: tuple[str, ...]  #: pieces of the body, with matches between `MARK`s


class Found(Value, frozen=True, kw_only=True):
    """The answer to a search."""

    total: int
    took_ms: int
    hits: tuple[Hit, ...]


def query_of(ask: Ask) -> Query:
    """Return the Elasticsearch query of a search."""
    must: list[Query] = []
    filters: list[Query] = []
    if ask.text:
        must.append(
            {
                "simple_query_string": {
                    "query": ask.text,
                    "fields": ["title^3", "body", "byline", "authors.text", "keywords.text^2"],
                    "default_operator": "and",
                }
            }
        )
    if ask.quoted:
        said: list[Query] = [
            {"simple_query_string": {"query": ask.quoted, "fields": ["quotes.text"], "default_operator": "and"}}
        ]
        if ask.entity_keys:
            said.append({"terms": {"quotes.speaker_key": list(ask.entity_keys)}})
        elif ask.entity:
            said.append(
                {
                    "bool": {
                        "should": [
                            {"term": {"quotes.speaker_key": ask.entity}},
                            {"match": {"quotes.speaker.text": {"query": ask.entity, "operator": "and"}}},
                        ]
                    }
                }
            )
        must.append({"nested": {"path": "quotes", "query": {"bool": {"must": said}}}})
    elif ask.entity_keys:
        filters.append({"terms": {"entity_keys": list(ask.entity_keys)}})
    elif ask.entity:
        filters.append(_naming(ask.entity))
    if ask.source:
        filters.append(
            {
                "bool": {
                    "should": [
                        {"term": {"source": {"value": ask.source, "case_insensitive": True}}},
                        {"term": {"domain": ask.source.lower()}},
                    ]
                }
            }
        )
    if ask.language:
        filters.append({"term": {"language": ask.language}})
    span = {name: moment.isoformat() for name, moment in (("gte", ask.since), ("lte", ask.until)) if moment is not None}
    if span:
        filters.append(
            {
                "bool": {
                    "should": [
                        {"range": {"published_at": span}},
                        {
                            "bool": {
                                "must": {"range": {"ingested_at": span}},
                                "must_not": {"exists": {"field": "published_at"}},
                            }
                        },
                    ]
                }
            }
        )
    return {"bool": {"must": must or [{"match_all": {}}], "filter": filters}}


def _naming(entity: str) -> Query:
    """Return the query for an entity by key, by name (case and accents ignored), or by a way it was written."""
    return {
        "bool": {
            "should": [
                {"term": {"entity_keys": entity}},
                {
                    "nested": {
                        "path": "entities",
                        "query": {
                            "bool": {
                                "should": [
                                    {"term": {"entities.name.folded": entity}},
                                    {"term": {"entities.surfaces": entity}},
                                ]
                            }
                        },
                    }
                },
            ]
        }
    }


def search(client: Elasticsearch, names: Names, ask: Ask) -> Found:
    """Search, and return the hits.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    with translated():
        answer = client.search(
            index=names.everything if ask.copies else names.articles,
            query=query_of(ask),
            size=ask.size,
            track_total_hits=True,
            source={"includes": fields_of(_Document)},
            highlight={
                "pre_tags": [MARK[0]],
                "post_tags": [MARK[1]],
                "fields": {"body": {"number_of_fragments": 2, "fragment_size": 160}, "title": {}},
                "highlight_query": _highlighted(ask),
                "max_analyzed_offset": 1_000_000,
            },
            sort=["_score", {"published_at": {"order": "desc", "missing": "_last"}}]
            if ask.text or ask.quoted
            else [{"published_at": {"order": "desc", "missing": "_last"}}, {"ingested_at": "desc"}],
        )
    return Found(
        total=answer["hits"]["total"]["value"],
        took_ms=answer["took"],
        hits=tuple(_hit(hit) for hit in answer["hits"]["hits"]),
    )


def _highlighted(ask: Ask) -> Query:
    """Return the query for highlights: an entity is found by its own field, but is marked in the text."""
    should: list[Query] = []
    if ask.text:
        should.append({"simple_query_string": {"query": ask.text, "fields": ["title", "body"]}})
    if ask.quoted:
        should.append({"simple_query_string": {"query": ask.quoted, "fields": ["body"]}})
    if ask.entity:
        name = ask.entity.partition(":")[2].replace("-", " ") or ask.entity
        should.append({"match_phrase": {"body": name}})
        should.append({"match_phrase": {"title": name}})
    return {"bool": {"should": should or [{"match_all": {}}]}}


class _Dateline(Value, frozen=True, kw_only=True):
    text: str | None = None
    place: str | None = None


class _Document(Listed, frozen=True, kw_only=True):
    """What a hit shows of a document."""

    dateline: _Dateline = _Dateline()
    people: tuple[str, ...] = ()
    copies: int = 0
    story_id: str | None = None


def _hit(hit: Mapping[str, Any]) -> Hit:
    stored = decode(hit, _Document)
    document = stored.source
    return Hit(
        id=stored.id,
        score=hit["_score"] or 0.0,
        title=document.title,
        source=document.publisher,
        url=document.url,
        published_at=document.published_at,
        language=document.language,
        dateline=document.dateline.place or document.dateline.text,
        people=document.people,
        copies=document.copies,
        is_copy=document.is_copy,
        story_id=document.story_id or stored.id,
        highlights=tuple(hit.get("highlight", {}).get("body", ())),
    )


def documents(client: Elasticsearch, names: Names, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return whole documents by id, copies included. Sees writes that are not refreshed yet."""
    return {key: stored.source for key, stored in by_id(client, names.everything, ids, dict).items()}
