"""Read a story: its lead, its copies, and which sources ran it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Value
from search.list_fields import Listed
from search.schema.index_names import Names
from search.transport.client import translated
from search.transport.get_by_id import LONGEST_ID, by_id
from search.transport.query import Query
from search.transport.refresh import refresh
from search.transport.stored import decode, fields_of

#: Copies of a story that are read at most.
MOST_COPIES = 1000


class Member(Value, frozen=True, kw_only=True):
    """An article of a story."""

    id: str
    title: str = ""
    source: str | None = None
    url: str | None = None
    published_at: str | None = None
    ingested_at: str | None = None
    claimed_at: int = 0  #: microseconds since 1970
    arrival: str = ""
    language: str | None = None
    words: int = 0
    similarity: float | None = None  #: with the lead of its arrival: share of the smaller text, 0 to 1
    is_copy: bool = False


class Story(Value, frozen=True, kw_only=True):
    """A story: who published it, and when."""

    id: str
    lead: Member
    copies: tuple[Member, ...] = ()  #: those published first before others, at most `MOST_COPIES`
    total: int = 0  #: copies in all
    sources: tuple[tuple[str, int], ...] = ()  #: source → its articles in the story


class _StoryId(Value, frozen=True, kw_only=True):
    story_id: str | None = None


def story_of(client: Elasticsearch, names: Names, wanted: str) -> str | None:
    """Return the id of the story that `wanted` names, or None.

    `wanted` is the id of one of its articles, its own id, the beginning of its id (at least eight digits, if no other
    story begins so), or the URL of one of its articles.
    """
    refresh(client, [names.everything])
    found = by_id(client, names.everything, [wanted], _StoryId)
    if wanted in found:
        return found[wanted].source.story_id or wanted
    queries: list[Query] = [{"term": {"story_id": wanted}}, {"term": {"url": wanted}}]
    if 8 <= len(wanted) <= LONGEST_ID:
        queries.append({"prefix": {"story_id": wanted}})
    for query in queries:
        with translated():
            answer = client.search(
                index=names.everything, size=0, query=query, aggs={"ids": {"terms": {"field": "story_id", "size": 2}}}
            )
        buckets = answer["aggregations"]["ids"]["buckets"]
        if len(buckets) == 1 or (buckets and "url" in query.get("term", {})):
            return str(buckets[0]["key"])
    return None


def read(client: Elasticsearch, names: Names, story_id: str) -> Story | None:
    """Return a story as it is in the index, or None if it has no articles."""
    refresh(client, [names.everything])
    with translated():
        answer = client.search(
            index=names.everything,
            query={"term": {"story_id": story_id}},
            size=MOST_COPIES + 1,
            sort=[
                {"is_copy": "asc"},
                {"published_at": {"order": "asc", "missing": "_last"}},
                {"claimed_at": "asc"},
            ],
            source={"includes": fields_of(_Document)},
            track_total_hits=True,
            aggs={"sources": {"terms": {"field": "source", "size": 100}}},
        )
    members = [_member(hit) for hit in answer["hits"]["hits"]]
    if not members:
        return None
    return Story(
        id=story_id,
        lead=members[0],
        copies=tuple(members[1:]),
        total=answer["hits"]["total"]["value"] - 1,
        sources=tuple((bucket["key"], bucket["doc_count"]) for bucket in answer["aggregations"]["sources"]["buckets"]),
    )


class _Document(Listed, frozen=True, kw_only=True):
    """The fields of a document that a story shows."""

    ingested_at: str | None = None
    claimed_at: int = 0
    arrival: str = ""
    word_count: int = 0
    similarity: float | None = None


def _member(hit: Mapping[str, Any]) -> Member:
    stored = decode(hit, _Document)
    document = stored.source
    return Member(
        id=stored.id,
        title=document.title,
        source=document.publisher,
        url=document.url,
        published_at=document.published_at,
        ingested_at=document.ingested_at,
        claimed_at=document.claimed_at,
        arrival=document.arrival,
        language=document.language,
        words=document.word_count,
        similarity=document.similarity,
        is_copy=document.is_copy,
    )
