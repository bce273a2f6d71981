"""Ask the index of entities (`search.entity_index`) for names: it is a minute behind, and quicker than the articles."""

from __future__ import annotations

from dataclasses import dataclass

from elasticsearch import Elasticsearch

from articles.errors import PermanentError
from search.find.entity_values import EntityCount
from search.schema.index_names import Names
from search.transport.client import is_refused, translated
from search.transport.query import Query
from search.transport.stored import decode


@dataclass(frozen=True, slots=True)
class CountedEntities:
    """Answers questions about entities by their documents."""

    client: Elasticsearch
    names: Names

    def spelled_like(self, said: str, type_: str | None, size: int) -> list[EntityCount]:
        """Return entities with a name of which a word differs from one of `said` by two letters at most.

        None where there is no such index, or the key may not read it: it is one of an earlier version.

        Raises:
            TransientError: Elasticsearch does not answer.
            PermanentError: It refuses the query.
        """
        like: Query = {"match": {"names.name.text": {"query": said, "fuzziness": "AUTO", "max_expansions": 50}}}
        of_type: list[Query] = [{"term": {"type": type_}}] if type_ else []
        try:
            with translated():
                answer = self.client.search(
                    index=self.names.entities,
                    size=size,
                    query={"bool": {"must": like, "filter": of_type}},
                    sort=["_score", {"articles": "desc"}],
                    source_includes=list(EntityCount.__struct_fields__),
                    track_total_hits=False,
                )
        except PermanentError as error:
            if is_refused(error):
                return []
            raise
        return [decode(hit, EntityCount).source for hit in answer["hits"]["hits"]]
