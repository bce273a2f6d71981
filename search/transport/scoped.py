"""A client that sees what one reader may see: readers' aliases only, and articles of certain sources only.

All that `web` reads goes through it, so that no page can forget the filter. It has only the methods that reading needs,
and refuses every index that it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.errors import PermanentError
from search.schema.index_names import Names
from search.transport.query import Query


class Scope(Value, frozen=True, kw_only=True):
    """The part of the archive that a reader may see."""

    sources: tuple[str, ...] | None = None  #: names of sources (or domains, where an article names none); None for all
    ledger: bool = False  #: the ledger too

    def sees(self, document: Mapping[str, Any]) -> bool:
        """Return whether the reader may see this document; it has `source` and `domain`."""
        if self.sources is None:
            return True
        name = document.get("source") or document.get("domain") or ""
        return str(name).casefold() in {source.casefold() for source in self.sources}

    def within(self, query: Query | None) -> Query:
        """Return the query, for what the reader may see alone."""
        query = query or {"match_all": {}}
        if self.sources is None:
            return query
        return {"bool": {"must": [query], "filter": [self._filter(self.sources)]}}

    @staticmethod
    def _filter(sources: Sequence[str]) -> Query:
        def named(field: str) -> list[Query]:
            return [{"term": {field: {"value": source, "case_insensitive": True}}} for source in sources]

        domains: Query = {
            "bool": {
                "must_not": [{"exists": {"field": "source"}}],
                "should": named("domain") or [{"match_none": {}}],
                "minimum_should_match": 1,
            }
        }
        return {"bool": {"should": [*named("source"), domains], "minimum_should_match": 1}}


def scoped(client: Elasticsearch, names: Names, scope: Scope) -> Elasticsearch:
    """Return a client that sees what the scope allows; for one request, by one thread."""
    return cast("Elasticsearch", _Scoped(client, names, scope))


def behind(client: object) -> Elasticsearch:
    """Return the client that a scoped one asks through; one that is not scoped is returned as it is."""
    return client.through if isinstance(client, _Scoped) else cast("Elasticsearch", client)


def sees_all(client: object) -> bool:
    """Return whether a client sees the articles of all sources, and so what is counted over them."""
    return not isinstance(client, _Scoped) or client.sees_all


class _Indices:
    """Refreshing is left to the index, which does so twice a second; a page does not wait for it."""

    def refresh(self, **_: Any) -> None:
        """Do nothing."""


class _Scoped:
    def __init__(self, client: Elasticsearch, names: Names, scope: Scope) -> None:
        self.through = client
        self._names = names
        self._scope = scope
        self._moments: dict[str, str] = {}
        self.indices = _Indices()

    @property
    def sees_all(self) -> bool:
        """Return whether the reader may see the articles of all sources."""
        return self._scope.sources is None

    def search(
        self, *, index: str | None = None, pit: Mapping[str, Any] | None = None, query: Query | None = None, **rest: Any
    ) -> Any:
        wanted = self._moments[pit["id"]] if pit is not None else index
        _refuse_global(rest.get("aggs"))
        where: dict[str, Any] = {"pit": pit} if pit is not None else {"index": index}
        answer = self.through.search(**where, query=self._allowed(wanted, query), **rest)
        return self._counted(answer)

    def msearch(self, *, searches: Sequence[Mapping[str, Any]], index: str | None = None) -> Any:
        lines: list[Mapping[str, Any]] = []
        for head, body in zip(searches[::2], searches[1::2], strict=True):
            _refuse_global(body.get("aggs"))
            lines += (head, {**body, "query": self._allowed(head.get("index", index), body.get("query"))})
        answer = self.through.msearch(searches=lines, index=index)
        for one in answer["responses"]:
            if "error" not in one:
                self._counted(one)
        return answer

    def mget(
        self,
        *,
        index: str,
        ids: Sequence[str],
        source: bool | None = None,
        source_includes: Sequence[str] | None = None,
    ) -> dict[str, Any]:
        if index not in (self._names.articles, self._names.everything):
            raise PermanentError(f"{index} may not be read here")
        wanted: dict[str, Any] = {} if source is None else {"source": source}
        if source_includes is not None:
            wanted["source_includes"] = [*source_includes, "source", "domain"]
        elif source is False and self._scope.sources is not None:
            wanted = {"source_includes": ["source", "domain"]}
        answer = self.through.mget(index=index, ids=list(ids), **wanted)
        docs = [
            doc
            if not doc.get("found") or self._scope.sees(doc.get("_source", {}))
            else {"_index": doc["_index"], "_id": doc["_id"], "found": False}
            for doc in answer["docs"]
        ]
        self._recount([doc.get("_source", {}) for doc in docs if doc.get("found")])
        return {"docs": docs}

    def terms_enum(self, *, index: str, field: str, size: int) -> Any:
        """Return the languages of all articles. Of other fields nothing is given: it would tell of what is not seen."""
        if index not in (self._names.articles, self._names.everything) or field != "language":
            raise PermanentError(f"the terms of {field} in {index} may not be read here")
        return self.through.terms_enum(index=index, field=field, size=size)

    def field_caps(self, *, index: str, fields: str) -> Any:
        """Return which fields an index has, and nothing of their content."""
        if index not in (self._names.articles, self._names.everything):
            raise PermanentError(f"{index} may not be read here")
        return self.through.field_caps(index=index, fields=fields)

    def open_point_in_time(self, *, index: str, keep_alive: str) -> Any:
        answer = self.through.open_point_in_time(index=index, keep_alive=keep_alive)
        self._moments[answer["id"]] = index
        return answer

    def close_point_in_time(self, *, id: str) -> Any:
        return self.through.close_point_in_time(id=id)

    def _allowed(self, index: str | None, query: Query | None) -> Query:
        """Return the query within the scope, as the index wants it."""
        if index in (self._names.articles, self._names.everything):
            return self._scope.within(query)
        if index == self._names.intake and self._scope.ledger:
            return self._scope.within(query)
        if index == self._names.entities and self.sees_all:  # its numbers are those of all sources
            return query or {"match_all": {}}
        if index == self._names.revisions:
            return self._revisions(query)
        raise PermanentError(f"{index} may not be read here")

    def _revisions(self, query: Query | None) -> Query:
        """Allow the earlier texts of an article that the reader may see now."""
        identifier = ((query or {}).get("term") or {}).get("article_id")
        if not isinstance(identifier, str):
            raise PermanentError("earlier texts are read by the id of their article")
        seen = self.mget(index=self._names.everything, ids=[identifier], source=False)["docs"][0].get("found")
        return cast("Query", query) if seen else {"match_none": {}}

    def _counted(self, answer: Any) -> Any:
        self._recount([hit.get("_source", {}) for hit in answer["hits"]["hits"]])
        return answer

    def _recount(self, documents: Sequence[dict[str, Any]]) -> None:
        """Count the copies that this reader may see, where there are others."""
        stories = [doc["story_id"] for doc in documents if doc.get("copies") and doc.get("story_id")]
        if self._scope.sources is None:
            return
        found: dict[str, int] = {}
        if stories:
            answer = self.through.search(
                index=self._names.everything,
                size=0,
                query=self._scope.within(
                    {"bool": {"filter": [{"terms": {"story_id": stories}}, {"term": {"is_copy": True}}]}}
                ),
                aggs={"stories": {"terms": {"field": "story_id", "size": len(stories)}}},
            )
            found = {bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"]["stories"]["buckets"]}
        for doc in documents:
            if "copies" in doc:
                doc["copies"] = found.get(doc.get("story_id", ""), 0)


def _refuse_global(aggregations: Any) -> None:
    """Refuse the aggregation that counts beyond the query."""
    if isinstance(aggregations, Mapping):
        if "global" in aggregations:
            raise PermanentError("counting beyond the query is not allowed here")
        for inner in aggregations.values():
            _refuse_global(inner)
