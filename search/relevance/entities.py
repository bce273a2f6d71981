"""Make the query for entities: articles that are mostly about them come first."""

from __future__ import annotations

from collections.abc import Collection

from search.transport.query import Query

#: What an article gets that is about nothing else: as much as for having all the words (`search.relevance.words`).
_WHOLLY = 12.0


def entity_query(keys: Collection[str]) -> Query:
    """Return the query for articles that name an entity under any of its keys, by salience."""
    some = sorted(keys)
    return {
        "bool": {
            "filter": {"terms": {"entity_keys": some}},
            "should": [{"dis_max": {"queries": [about(key) for key in some]}}] if some else [],
        }
    }


def about(key: str) -> Query:
    """Return the query that scores articles by how much they are about an entity."""
    levels = [
        {"constant_score": {"filter": {"term": {"about": f"{key}|{tenths}"}}, "boost": _WHOLLY * tenths / 10}}
        for tenths in range(1, 11)
    ]
    return {"dis_max": {"queries": levels}}
