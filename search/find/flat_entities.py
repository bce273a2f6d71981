"""Ask the flat fields of an index for the entities of its articles (`search.schema.entity_fields`)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from elasticsearch import Elasticsearch

from search.find.entity_values import Companions, EntityCount
from search.schema import entity_fields
from search.schema.entity_fields import FLAT, folded
from search.schema.index_names import Names
from search.transport.client import translated
from search.transport.query import Aggregation, Query
from search.transport.searches import ask_all

#: Forms that are looked at for each row that is asked for.
_FORMS_PER_ROW = 4
#: Names and numbers of mentions that one request returns at most.
_MOST_NAMES = 10_000
_MOST_FORMS = 500
#: What `articles` has: the statistics of an index know no filter of an alias.
_LEADS = {"term": {"is_copy": False}}
#: Look at the values of each article. Else Elasticsearch lists all values of the field after each refresh: a quarter of
#: a second for the names of 100,000 articles.
_EACH = {"execution_hint": "map"}
#: Articles whose names are all looked at, a tenth of a millisecond each; of more, as many are drawn by chance.
_FEW = 200
#: Articles up to which what entities are called is looked at one by one. It is not drawn: the rarest is asked for too.
_FEW_READ = 1_000
#: Mentions in one article up to which each number is counted; more count as so many.
_MOST_MENTIONS = 50
_DRAWN, _NAMES, _BY = "drawn", "names", "by"


@dataclass(frozen=True, slots=True)
class FlatEntities:
    """Answers questions about entities from the flat fields."""

    client: Elasticsearch
    names: Names

    def beginning(self, prefix: str, type_: str | None, size: int) -> list[EntityCount]:
        """Return entities with a name, a word of it or a form that begins with `prefix`; all if it is empty."""
        if prefix:
            pattern = entity_fields.beginning(prefix, type_)
            keys = self._keys(_begins(prefix, type_), pattern, size * _FORMS_PER_ROW)
        else:
            keys = self._most_frequent(type_, size)
        return self.rows(keys)[:size]

    def called(self, said: str, type_: str | None, size: int) -> list[EntityCount]:
        """Return entities whose whole name this is."""
        query = _any([{"term": {f"{field}.folded": said}} for field in _fields(type_)])
        return self._with_form(query, said, "name", type_, size)

    def written(self, said: str, type_: str | None, size: int) -> list[EntityCount]:
        """Return entities that an article writes so."""
        words = {"query": said, "type": "phrase", "fields": ["title", "body"]}
        return self._with_form({"multi_match": words}, said, "form", type_, size)

    def with_words(self, said: str, type_: str | None, size: int) -> list[EntityCount]:
        """Return entities that have all of these words in their name."""
        words = folded(said).split()
        if not words:
            return []
        longest = max(words, key=len)
        pattern = entity_fields.with_word(longest, type_)
        query = _any([{"match": {f"{field}.text": {"query": said, "operator": "and"}}} for field in _fields(type_)])
        keys = self._keys(query, pattern, _MOST_FORMS)
        found = [row for row in self.rows(keys) if set(words) <= set(folded(row.name).split())]
        return found[:size]

    def with_keys(self, keys: Sequence[str]) -> list[EntityCount]:
        """Return the entities of these keys that an article names."""
        return self.rows(keys)

    def spelled_like(self, said: str, type_: str | None, size: int) -> list[EntityCount]:
        """Return entities in whose articles a name has a word that differs from one of `said` by two letters at most.

        They have no key: the caller compares their names.
        """
        fields = _fields(type_)
        aggregations: dict[str, Aggregation] = {
            field: {
                # An entity with such a name has it in all articles that mention it: these come first.
                "significant_terms": {
                    "field": field,
                    "size": size,
                    "min_doc_count": 1,
                    "percentage": {},
                    "background_filter": _LEADS,
                }
            }
            for field in fields
        }
        query = {
            "multi_match": {
                "query": said,
                "fields": [f"{field}.text" for field in fields],
                "fuzziness": "AUTO",
                "max_expansions": 50,
            }
        }
        answer = self._aggregated(query, aggregations)
        kinds = {field: kind for kind, field in FLAT.items()}
        return [
            EntityCount(key="", name=bucket["key"], type=kinds[field], articles=bucket["doc_count"])
            for field in fields
            for bucket in answer[field]["buckets"]
        ]

    def rows(self, keys: Iterable[str]) -> list[EntityCount]:
        """Return what is known of the entities of these keys, those in most articles first."""
        wanted = list(keys)
        if not wanted:
            return []
        query: Query = {"terms": {"entity_keys": wanted}}
        patterns = _patterns("entity_names", entity_fields.names_of(wanted), each=self._finds_few(query))
        return _sorted(_rows(self._aggregated(query, patterns)))

    def drawn(self, query: Query) -> Query:
        """Return a query for articles in an order by chance, always the same, for the request of `counts`."""
        return {"function_score": {"query": query, "random_score": {"seed": 1, "field": "_seq_no"}}}

    def counts(self, keys: Sequence[str], companions: int) -> dict[str, Aggregation]:
        """Return what is to be counted over the articles of an entity, for `companions`.

        Args:
            keys: The keys of the entity.
            companions: Entities named together with it at most.
        """
        del keys, companions  # a matter of nested documents
        names = {"terms": {"field": "entity_names", "size": _MOST_NAMES, **_EACH}}
        return {_DRAWN: {"sampler": {"shard_size": _FEW}, "aggs": {_NAMES: names}}}

    def companions(self, keys: Sequence[str], counted: Mapping[str, Any], most: int, total: int) -> Companions:
        """Return the rows of an entity's own keys, and of those that its articles name most.

        Where many articles name it, those that it is named with most are found in articles drawn by chance, and counted
        in all; how often these mention them is estimated.

        Args:
            keys: The keys of the entity.
            counted: The answer to `counts`.
            most: Entities named together with it at most.
            total: Articles that name it.
        """
        rows = _sorted(_rows({_NAMES: counted[_DRAWN][_NAMES]}))
        own = [row for row in rows if row.key in keys]
        others = [row for row in rows if row.key not in keys]
        if counted[_DRAWN]["doc_count"] >= total:
            return Companions(own=tuple(own), others=tuple(others[:most]))
        return self._companions_of_many(keys, own, others[: 2 * most])  # chance errs

    def _companions_of_many(
        self, keys: Sequence[str], own: Sequence[EntityCount], others: Sequence[EntityCount]
    ) -> Companions:
        named = [*keys, *(row.key for row in others)]
        by_articles, by_mentions = self._counted_by(
            {"terms": {"entity_keys": list(keys)}},
            {key: {"term": {"entity_keys": key}} for key in named},
            _by_mentions(keys),
        )
        articles = {key: bucket["doc_count"] for key, bucket in by_articles.items()}
        # What is left when articles of every number of mentions are taken off has the most of them.
        mentions = Counter({key: _MOST_MENTIONS * articles[key] for key in keys})
        for value, bucket in by_mentions.items():
            one = entity_fields.read_name(value)
            mentions[one.key] -= (_MOST_MENTIONS - one.mentions) * bucket["doc_count"]
        called = {row.key: row.name for row in own}
        return Companions(
            own=tuple(
                _sorted(
                    EntityCount(
                        key=key,
                        name=called.get(key) or next(iter(called.values()), key),
                        type=entity_fields.type_of(key),
                        articles=articles[key],
                        mentions=mentions[key],
                    )
                    for key in keys
                    if articles[key]
                )
            ),
            others=tuple(
                _sorted(
                    msgspec.structs.replace(
                        row, articles=articles[row.key], mentions=round(row.mentions * articles[row.key] / row.articles)
                    )
                    for row in others
                )
            ),
        )

    def _with_form(self, query: Query, said: str, kind: str, type_: str | None, size: int) -> list[EntityCount]:
        if not folded(said):
            return []
        return self.rows(self._keys(query, entity_fields.exactly(said, kind, type_), size))

    def _keys(self, query: Query, pattern: str, size: int) -> list[str]:
        """Return the keys of the forms that match a pattern, the most frequent ones first.

        Args:
            query: Articles that have such a form. Forms are not indexed: only those of these articles are compared.
            pattern: The forms.
            size: Forms at most.
        """
        answer = self._aggregated(query, _patterns("entity_forms", [pattern], size=size, each=self._finds_few(query)))
        return list(dict.fromkeys(entity_fields.key_of_form(bucket["key"]) for bucket in answer["0"]["buckets"]))

    def _most_frequent(self, type_: str | None, size: int) -> list[str]:
        terms: dict[str, Any] = {"field": "entity_keys", "size": size}
        if type_:
            terms["include"] = entity_fields.of_type(type_)
        answer = self._aggregated({"match_all": {}}, {"keys": {"terms": terms}})
        return [bucket["key"] for bucket in answer["keys"]["buckets"]]

    def _finds_few(self, query: Query) -> bool:
        with translated():
            answer = self.client.search(index=self.names.articles, size=0, query=query, track_total_hits=_FEW_READ + 1)
        return int(answer["hits"]["total"]["value"]) <= _FEW_READ

    def _counted_by(self, query: Query, *conditions: Mapping[str, Query]) -> list[Mapping[str, Any]]:
        """Return the number of articles by each of several sets of conditions, counted side by side."""
        searches = [
            (self.names.articles, {"size": 0, "query": query, "aggs": {_BY: {"filters": {"filters": each}}}})
            for each in conditions
        ]
        return [answer["aggregations"][_BY]["buckets"] for answer in ask_all(self.client, searches)]

    def _aggregated(self, query: Query, aggregations: dict[str, Aggregation]) -> dict[str, Any]:
        with translated():
            answer = self.client.search(index=self.names.articles, size=0, query=query, aggs=aggregations)
        return dict(answer["aggregations"])


def _fields(type_: str | None) -> list[str]:
    return [field for kind, field in FLAT.items() if type_ in (None, kind)]


def _any(queries: list[Query]) -> Query:
    return {"bool": {"should": queries, "minimum_should_match": 1}}


def _begins(prefix: str, type_: str | None) -> Query:
    """Return the query for articles with a name, a word of it, or a way it is written, that begins so."""
    text = [f"{field}.text" for field in _fields(type_)]
    begins = {"query": prefix, "type": "phrase_prefix", "max_expansions": 200}
    return _any(
        [
            *({"prefix": {f"{field}.folded": prefix}} for field in _fields(type_)),
            {"multi_match": {**begins, "fields": [*text, "title", "body"]}},
        ]
    )


def _patterns(
    field: str, patterns: Sequence[str], *, size: int = _MOST_NAMES, each: bool = False
) -> dict[str, Aggregation]:
    return {
        str(number): {"terms": {"field": field, "include": pattern, "size": size, **(_EACH if each else {})}}
        for number, pattern in enumerate(patterns)
    }


def _by_mentions(keys: Sequence[str]) -> dict[str, Query]:
    """Return queries for the articles that mention an entity so many times: "key|mentions|" → query."""
    between = {
        f"{key}|{number}|": {"gte": f"{key}|{number}|", "lt": f"{key}|{number}}}"}
        for key in keys
        for number in range(1, _MOST_MENTIONS)
    }
    return {value: {"range": {"entity_names": bounds}} for value, bounds in between.items()}


def _sorted(rows: Iterable[EntityCount]) -> list[EntityCount]:
    return sorted(rows, key=lambda row: (-row.articles, row.name))


def _rows(answer: Mapping[str, Any]) -> list[EntityCount]:
    """Return the entities of counts of `entity_names`, whatever their names are."""
    articles: Counter[str] = Counter()
    mentions: Counter[str] = Counter()
    called: dict[str, Counter[str]] = defaultdict(Counter)
    for found in answer.values():
        for bucket in found["buckets"]:
            one, number = entity_fields.read_name(bucket["key"]), bucket["doc_count"]
            articles[one.key] += number
            mentions[one.key] += number * one.mentions
            called[one.key][one.name] += number
    return [
        EntityCount(
            key=key,
            name=min(called[key], key=lambda name: (-called[key][name], name)),
            type=entity_fields.type_of(key),
            articles=number,
            mentions=mentions[key],
        )
        for key, number in articles.items()
    ]
