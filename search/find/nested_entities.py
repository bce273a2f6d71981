"""Ask an index that was made before mapping version 3 for the entities of its articles.

There each entity is a nested document. `copydesk index reindex` brings the flat fields; until then an archive of an
earlier version is asked in this way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch

from search.find.entity_values import Companions, EntityCount
from search.schema.index_names import Names
from search.transport.client import translated
from search.transport.query import Aggregation, Bucket, Query


def is_nested(client: Elasticsearch, names: Names) -> bool:
    """Return whether the index has its entities as nested documents."""
    with translated():
        return bool(client.field_caps(index=names.articles, fields="entities.key")["fields"])


def near_query(distance: str, latitude: float, longitude: float) -> Query:
    """Return the query for articles that name a place near another; in an index with flat fields it finds none."""
    inside = {"geo_distance": {"distance": distance, "entities.location": {"lat": latitude, "lon": longitude}}}
    return {"nested": {"path": "entities", "ignore_unmapped": True, "query": inside}}


@dataclass(frozen=True, slots=True)
class NestedEntities:
    """Answers questions about entities from nested documents. See `search.find.flat_entities`."""

    client: Elasticsearch
    names: Names

    def beginning(self, prefix: str, type_: str | None, size: int) -> list[EntityCount]:
        """Return entities with a name, a word of it or a form that begins with `prefix`; all if it is empty."""
        if not prefix:
            return self._rows({"match_all": {}}, type_, size)
        begins: list[Query] = [
            {"prefix": {"entities.name.folded": prefix}},
            {"match_phrase_prefix": {"entities.name.text": {"query": prefix, "max_expansions": 200}}},
            {"prefix": {"entities.surfaces": {"value": prefix, "case_insensitive": True}}},
        ]
        return self._rows({"bool": {"should": begins}}, type_, size)

    def called(self, said: str, type_: str | None, size: int) -> list[EntityCount]:
        """Return entities whose whole name this is."""
        return self._rows({"term": {"entities.name.folded": said}}, type_, size)

    def written(self, said: str, type_: str | None, size: int) -> list[EntityCount]:
        """Return entities that an article writes so."""
        return self._rows({"term": {"entities.surfaces": said}}, type_, size)

    def with_words(self, said: str, type_: str | None, size: int) -> list[EntityCount]:
        """Return entities that have all of these words in their name."""
        return self._rows({"match": {"entities.name.text": {"query": said, "operator": "and"}}}, type_, size)

    def with_keys(self, keys: Sequence[str]) -> list[EntityCount]:
        """Return the entities of these keys that an article names."""
        return self._rows({"terms": {"entities.key": list(keys)}}, None, len(keys))

    def spelled_like(self, said: str, type_: str | None, size: int) -> list[EntityCount]:
        """Return entities with a word in their name that differs from one of `said` by two letters at most."""
        fuzzy = {"query": said, "fuzziness": "AUTO", "max_expansions": 50}
        return self._rows({"match": {"entities.name.text": fuzzy}}, type_, size)

    def drawn(self, query: Query) -> Query:
        """Return the query as it is: all its articles are counted."""
        return query

    def counts(self, keys: Sequence[str], companions: int) -> dict[str, Aggregation]:
        """Return what is to be counted over the articles of an entity, for `companions`."""
        own = {"terms": {"entities.key": list(keys)}}
        return {
            "all": {
                "nested": {"path": "entities"},
                "aggs": {
                    "own": {"filter": own, "aggs": {"keys": _by_key(len(keys))}},
                    "others": {"filter": {"bool": {"must_not": [own]}}, "aggs": {"keys": _by_key(companions)}},
                },
            }
        }

    def companions(self, keys: Sequence[str], counted: Mapping[str, Any], most: int, total: int) -> Companions:
        """Return the rows of an entity's own keys, and of those that are named with it most."""
        del keys, most, total  # a matter of flat fields
        found = counted["all"]
        return Companions(
            own=tuple(_count(bucket) for bucket in found["own"]["keys"]["buckets"]),
            others=tuple(_count(bucket) for bucket in found["others"]["keys"]["buckets"]),
        )

    def _rows(self, query: Query, type_: str | None, size: int) -> list[EntityCount]:
        """Return rows of the entities that a query matches, and of no others."""
        chosen: Query = {"bool": {"filter": [query, *([{"term": {"entities.type": type_}}] if type_ else [])]}}
        with translated():
            answer = self.client.search(
                index=self.names.articles,
                size=0,
                query={"nested": {"path": "entities", "query": chosen}},
                aggs={
                    "all": {
                        "nested": {"path": "entities"},
                        "aggs": {"chosen": {"filter": chosen, "aggs": {"keys": _by_key(size)}}},
                    }
                },
            )
        return [_count(bucket) for bucket in answer["aggregations"]["all"]["chosen"]["keys"]["buckets"]]


def _by_key(size: int) -> Aggregation:
    return {
        "terms": {"field": "entities.key", "size": size},
        "aggs": {
            "name": {"terms": {"field": "entities.name", "size": 1}},
            "type": {"terms": {"field": "entities.type", "size": 1}},
            "mentions": {"sum": {"field": "entities.mentions"}},
        },
    }


def _count(bucket: Bucket) -> EntityCount:
    return EntityCount(
        key=bucket["key"],
        name=bucket["name"]["buckets"][0]["key"],
        type=bucket["type"]["buckets"][0]["key"],
        articles=bucket["doc_count"],
        mentions=int(bucket["mentions"]["value"]),
    )
