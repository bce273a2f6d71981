"""Read what the archive holds as a whole: counts, languages, first and last day, and when each source was heard of."""

from __future__ import annotations

from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Value
from search.find.facets import Count
from search.schema.index_names import Names
from search.transport.client import translated

#: Sources that are listed, those with most articles first.
MOST_SOURCES = 1000
_MOST_LANGUAGES = 100


class Source(Value, frozen=True, kw_only=True):
    """A source, and when something of it was taken in last."""

    name: str
    articles: int  #: copies included
    first_at: str | None = None  #: when its first article was taken in
    last_at: str | None = None


class About(Value, frozen=True, kw_only=True):
    """The content of the archive that this reader may see."""

    articles: int  #: copies included
    stories: int  #: each once
    copies: int
    corrected: int  #: articles whose text was changed later
    languages: tuple[Count, ...]
    first_day: str | None = None  #: of publication
    last_day: str | None = None
    undated: int = 0
    last_ingested_at: str | None = None
    sources: tuple[Source, ...] = ()  #: those not heard of for longest last
    without_source: int = 0


def about(client: Elasticsearch, names: Names) -> About:
    """Return what the archive holds.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    ingested = {"first": {"min": {"field": "ingested_at"}}, "last": {"max": {"field": "ingested_at"}}}
    with translated():
        answer = client.search(
            index=names.everything,
            size=0,
            track_total_hits=True,
            query={"match_all": {}},
            aggs={
                "copies": {"filter": {"term": {"is_copy": True}}},
                "corrected": {"filter": {"range": {"revision": {"gte": 2}}}},
                "languages": {"terms": {"field": "language", "size": _MOST_LANGUAGES}},
                "first_day": {"min": {"field": "published_at"}},
                "last_day": {"max": {"field": "published_at"}},
                "undated": {"missing": {"field": "published_at"}},
                "ingested": {"max": {"field": "ingested_at"}},
                "sources": {"terms": {"field": "source", "size": MOST_SOURCES}, "aggs": ingested},
                "nowhere": {"missing": {"field": "source"}},
            },
        )
    found, total = answer["aggregations"], answer["hits"]["total"]["value"]
    sources = [
        Source(name=one["key"], articles=one["doc_count"], first_at=_time(one["first"]), last_at=_time(one["last"]))
        for one in found["sources"]["buckets"]
    ]
    copies = found["copies"]["doc_count"]
    return About(
        articles=total,
        stories=total - copies,
        copies=copies,
        corrected=found["corrected"]["doc_count"],
        languages=tuple(Count(value=one["key"], articles=one["doc_count"]) for one in found["languages"]["buckets"]),
        first_day=_day(found["first_day"]),
        last_day=_day(found["last_day"]),
        undated=found["undated"]["doc_count"],
        last_ingested_at=_time(found["ingested"]),
        sources=tuple(sorted(sources, key=lambda one: one.last_at or "", reverse=True)),
        without_source=found["nowhere"]["doc_count"],
    )


def _time(value: dict[str, Any]) -> str | None:
    said = value.get("value_as_string")
    return str(said) if said is not None else None


def _day(value: dict[str, Any]) -> str | None:
    said = _time(value)
    return said.partition("T")[0] if said else None
