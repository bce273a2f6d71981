"""Find the articles that were kept long enough: by age, and by source.

Articles that are kept from readers age as the others do.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Value
from search.schema.index_names import Names
from search.transport.client import translated
from search.transport.paging import pages
from search.transport.query import Query
from search.transport.refresh import refresh
from search.transport.scoped import Scope
from search.transport.stored import Nothing

#: Sources listed at most.
MOST_SOURCES = 1000


class Age(StrEnum):
    """From when the age of an article is counted."""

    INGESTED = "ingested"  #: when it came here first
    PUBLISHED = "published"  #: when it was published; when it came here, if that is not known


class Rule(Value, frozen=True, kw_only=True):
    """The rule by which old articles are removed."""

    days: int  #: those older than this
    by: Age = Age.INGESTED
    sources: tuple[str, ...] = ()  #: of these sources only; of all if empty
    spared: tuple[str, ...] = ()  #: but not of these sources

    def query(self, now: datetime) -> Query:
        """Return the query for what is older than that at a time."""
        before = {"lt": (now - timedelta(days=self.days)).isoformat()}
        ingested: Query = {"range": {"ingested_at": before}}
        old = ingested
        if self.by is Age.PUBLISHED:
            undated: Query = {"bool": {"must_not": {"exists": {"field": "published_at"}}, "filter": ingested}}
            old = {"bool": {"should": [{"range": {"published_at": before}}, undated], "minimum_should_match": 1}}
        if self.sources:
            old = Scope(sources=self.sources).within(old)
        if not self.spared:
            return old
        return {"bool": {"filter": old, "must_not": Scope(sources=self.spared).within(None)}}


class Expired(Value, frozen=True, kw_only=True):
    """The articles of a source that are to go."""

    source: str  #: "" if neither source nor domain is known
    articles: int
    oldest: str | None = None  #: when the first of them came here


def expired(client: Elasticsearch, names: Names, query: Query) -> tuple[Expired, ...]:
    """Return what a rule's query finds, by source, those with most articles first.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    oldest: dict[str, Any] = {"oldest": {"min": {"field": "ingested_at"}}}
    size = MOST_SOURCES
    unnamed = {"bool": {"must_not": {"exists": {"field": "source"}}}}
    by_source = {"terms": {"field": "source", "size": size}, "aggs": oldest}
    by_domain = {"terms": {"field": "domain", "size": size, "missing": ""}, "aggs": oldest}
    refresh(client, [names.everything, names.withdrawn])
    with translated():
        answer = client.search(
            index=_where(names),
            size=0,
            query=query,
            aggs={"named": by_source, "unnamed": {"filter": unnamed, "aggs": {"domains": by_domain}}},
        )
    found = answer["aggregations"]
    buckets = [*found["named"]["buckets"], *found["unnamed"]["domains"]["buckets"]]
    rows = [
        Expired(source=one["key"], articles=one["doc_count"], oldest=one["oldest"].get("value_as_string"))
        for one in buckets
    ]
    return tuple(sorted(rows, key=lambda row: (-row.articles, row.source)))


def expired_ids(client: Elasticsearch, names: Names, query: Query) -> Iterator[list[str]]:
    """Yield the ids of the articles that a rule's query finds, page by page. They may be removed meanwhile."""
    for page in pages(client, _where(names), query, Nothing):
        yield [one.id for one in page]


def _where(names: Names) -> str:
    return f"{names.everything},{names.withdrawn}"
