"""Count the ways an entity is written in the articles that name it."""

from __future__ import annotations

from collections.abc import Sequence

from elasticsearch import Elasticsearch

from articles.article import Value
from search.schema.index_names import Names
from search.transport.client import translated


class Spelling(Value, frozen=True, kw_only=True):
    """A way an entity is written, and the number of articles that write it so."""

    text: str
    articles: int


def spellings(client: Elasticsearch, names: Names, keys: Sequence[str], *, size: int = 30) -> tuple[Spelling, ...]:
    """Return the ways an entity is written, the most frequent first.

    Args:
        client: Elasticsearch.
        names: Index names.
        keys: Its keys.
        size: Spellings at most.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    own = {"terms": {"entities.key": list(keys)}}
    surfaces = {"terms": {"field": "entities.surfaces", "size": size}}
    with translated():
        answer = client.search(
            index=names.articles,
            size=0,
            query={"nested": {"path": "entities", "query": own}},
            aggs={
                "all": {
                    "nested": {"path": "entities"},
                    "aggs": {"own": {"filter": own, "aggs": {"surfaces": surfaces}}},
                }
            },
        )
    buckets = answer["aggregations"]["all"]["own"]["surfaces"]["buckets"]
    return tuple(Spelling(text=bucket["key"], articles=bucket["doc_count"]) for bucket in buckets)
