"""Find one article by what a user knows of it, with its earlier texts, and articles like it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.errors import PermanentError
from search.schema.index_names import Names
from search.transport.client import is_refused, translated
from search.transport.get_by_id import LONGEST_ID, by_id
from search.transport.query import Query
from search.transport.refresh import refresh
from search.transport.stored import Nothing, decode

#: Digits of an id that are enough to name an article.
SHORTEST = 8
#: Earlier texts that are read at most.
_MOST_REVISIONS = 100


class Revision(Value, frozen=True, kw_only=True):
    """An earlier text of an article."""

    revision: int = 1
    replaced_at: str | None = None
    title: str = ""
    body: str = ""


class Ambiguous(Value, frozen=True, kw_only=True):
    """Several articles that are named by the same beginning of an id."""

    ids: tuple[str, ...]


def article_called(client: Elasticsearch, names: Names, wanted: str) -> str | Ambiguous | None:
    """Return the id of the article that `wanted` names: its id, the beginning of a lead's id, or its URL.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    if not wanted.strip():
        return None
    if by_id(client, names.everything, [wanted], Nothing):
        return wanted
    from articles.metadata.url import normalise_url  # with all that reads metadata: most give the id

    queries: list[Query] = [{"terms": {"url": [url for url in (wanted, normalise_url(wanted)) if url]}}]
    if SHORTEST <= len(wanted) <= LONGEST_ID:
        queries.append({"bool": {"filter": [{"prefix": {"story_id": wanted}}, {"term": {"is_copy": False}}]}})
    for query in queries:
        refresh(client, [names.everything])
        with translated():
            answer = client.search(
                index=names.everything,
                query=query,
                size=5,
                source=False,
                sort=[{"is_copy": "asc"}, {"claimed_at": "asc"}],
            )
        found = tuple(hit["_id"] for hit in answer["hits"]["hits"])
        if found:
            return found[0] if len(found) == 1 or "terms" in query else Ambiguous(ids=found)
    return None


def revisions(client: Elasticsearch, names: Names, identifier: str) -> tuple[Revision, ...] | None:
    """Return the earlier texts of an article, the first one first; None if the key may not read them.

    Raises:
        TransientError: Elasticsearch does not answer.
    """
    try:
        with translated():
            answer = client.search(
                index=names.revisions,
                query={"term": {"article_id": identifier}},
                size=_MOST_REVISIONS,
                sort=[{"revision": "asc"}],
                source={"includes": ["revision", "replaced_at", "title", "body"]},
            )
    except PermanentError as error:
        if is_refused(error):
            return None
        raise
    return tuple(decode(hit, Revision).source for hit in answer["hits"]["hits"])


def like_query(names: Names, identifier: str, document: Mapping[str, Any]) -> Query:
    """Return the query for articles that share rare words and names with one, other than those of its own story.

    Args:
        names: Index names.
        identifier: Its id.
        document: Its document.
    """
    keys = list(document.get("entity_keys", ()))[:50]
    named: list[Query] = [{"constant_score": {"filter": {"term": {"entity_keys": key}}, "boost": 1.5}} for key in keys]
    return {
        "bool": {
            "must": {
                "more_like_this": {
                    "fields": ["title", "body"],
                    "like": [{"_index": names.everything, "_id": identifier}],
                    "min_term_freq": 1,
                    "min_doc_freq": 2,
                    "max_query_terms": 40,
                    "minimum_should_match": "25%",
                }
            },
            "should": named,
            "must_not": {"term": {"story_id": document.get("story_id", identifier)}},
        }
    }
