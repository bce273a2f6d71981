"""Ask the index of entities (`search.entity_index`): quicker than to count the articles, and a minute behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from elasticsearch import Elasticsearch

from articles.article import Value
from search.find.entity_values import EntityCount
from search.schema.entity_fields import folded
from search.schema.index_names import Names
from search.transport.client import translated
from search.transport.query import Query
from search.transport.stored import decode


class _Counted(Value, frozen=True, kw_only=True):
    key: str
    name: str
    type: str
    articles: int
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class CountedEntities:
    """Answers questions about entities by their documents."""

    client: Elasticsearch
    names: Names

    def beginning(self, prefix: str, type_: str | None, size: int) -> list[EntityCount]:
        """Return entities with a name, a word of it or a form that begins with `prefix`; all if it is empty."""
        begins: Query = {"prefix": {"forms": folded(prefix)}}
        return self._found([begins] if prefix else [], type_, size, [{"articles": "desc"}, {"name": "asc"}])

    def spelled_like(self, said: str, type_: str | None, size: int) -> list[EntityCount]:
        """Return entities with a name of which a word differs from one of `said` by two letters at most."""
        like: Query = {"match": {"names.name.text": {"query": said, "fuzziness": "AUTO", "max_expansions": 50}}}
        return self._found([like], type_, size, ["_score", {"articles": "desc"}])

    def _found(
        self, queries: Sequence[Query], type_: str | None, size: int, sort: Sequence[str | Mapping[str, str]]
    ) -> list[EntityCount]:
        of_type: list[Query] = [{"term": {"type": type_}}] if type_ else []
        with translated():
            answer = self.client.search(
                index=self.names.entities,
                size=size,
                query={"bool": {"must": list(queries), "filter": of_type}},
                sort=list(sort),
                source_includes=list(_Counted.__struct_fields__),
                track_total_hits=False,
            )
        rows = [decode(hit, _Counted).source for hit in answer["hits"]["hits"]]
        return [
            EntityCount(key=one.key, name=one.name, type=one.type, articles=one.articles, mentions=one.mentions)
            for one in rows
        ]
