"""Describe an entity by the articles: how often it is named, when, with whom, and where most recently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.enrichment.aliases import AliasTable
from search.find.entities import entities_of, entity_query, joined, quoted_query
from search.find.entity_values import EntityCount
from search.find.flat_entities import FlatEntities
from search.find.nested_entities import NestedEntities
from search.schema.index_names import Names
from search.transport.query import Aggregation
from search.transport.searches import ask_all
from search.transport.stored import decode, fields_of

#: The order of an entity's articles and of its quotations.
NEWEST: tuple[Mapping[str, Any], ...] = (
    {"published_at": {"order": "desc", "missing": "_last"}},
    {"ingested_at": "desc"},
)
#: Quotations of one article that the profile has.
_PER_ARTICLE = 3


class Day(Value, frozen=True, kw_only=True):
    """A span of time and the number of articles in it that name the entity."""

    start: str  #: ISO 8601
    articles: int


class Said(Value, frozen=True, kw_only=True):
    """A quotation of an entity."""

    text: str
    article_id: str
    title: str
    source: str | None
    published_at: str | None


class Latest(Value, frozen=True, kw_only=True):
    """An article that names the entity."""

    id: str
    title: str
    source: str | None
    published_at: str | None


class Profile(Value, frozen=True, kw_only=True):
    """Summary of the articles that name an entity."""

    key: str
    keys: tuple[str, ...]  #: all its keys
    name: str
    type: str
    articles: int
    mentions: int
    interval: str  #: span of `over_time`: "1d", "7d", "1M", ...
    over_time: tuple[Day, ...]  #: oldest first, without gaps
    together_with: tuple[EntityCount, ...]  #: their `articles` name both
    quotes: tuple[Said, ...]  #: latest first
    latest: tuple[Latest, ...]


class Summary(Value, frozen=True, kw_only=True):
    """The fields with which every description of an entity begins."""

    key: str
    name: str
    type: str
    articles: int
    mentions: int
    together_with: tuple[EntityCount, ...]
    latest: tuple[Latest, ...]


class Question:
    """The searches that every description of an entity needs, and how their answers are read.

    Args:
        client: Elasticsearch.
        names: Index names.
        keys: The keys of the entity (`search.find.entities.keys_of`).
        aliases: Names of the installation's own.
        companions: Entities named together with it at most.
    """

    def __init__(
        self,
        client: Elasticsearch,
        names: Names,
        keys: Sequence[str],
        *,
        aliases: AliasTable | None,
        companions: int,
    ) -> None:
        self._client = client
        self._names = names
        self._keys = tuple(keys)
        self._aliases = aliases
        self._companions = companions
        # Keys that the alias table takes for one fall together.
        self._most_companions = companions * 2 if aliases else companions
        self._asked: FlatEntities | NestedEntities = entities_of(client, names)

    def latest(self, most: int) -> tuple[str, dict[str, Any]]:
        """Return index and body of the search for the latest articles.

        Args:
            most: Articles at most.
        """
        return self._names.articles, {
            "size": most,
            "track_total_hits": False,
            "query": entity_query(self._keys),
            "sort": list(NEWEST),
            "_source": {"includes": fields_of(_Reference)},
        }

    def counted(self, aggregations: Mapping[str, Aggregation]) -> tuple[str, dict[str, Any]]:
        """Return index and body of the search for all counts. Elasticsearch keeps its answer until articles arrive.

        Args:
            aggregations: What else is counted over the articles that name the entity.
        """
        counts = self._asked.counts(self._keys, self._most_companions)
        return self._names.articles, {
            "size": 0,
            "track_total_hits": True,
            "query": self._asked.drawn(entity_query(self._keys)),
            "aggs": {**counts, **aggregations},
        }

    def summary(self, listed: Mapping[str, Any], counted: Mapping[str, Any]) -> Summary | None:
        """Return what the answers to the searches say; None if no article names the entity.

        Raises:
            TransientError: Elasticsearch does not answer.
            PermanentError: It refuses the query.
        """
        total = counted["hits"]["total"]["value"]
        found = self._asked.companions(self._keys, counted["aggregations"], self._most_companions, total)
        if not found.own:
            return None
        first, aliases = found.own[0], self._aliases
        key = aliases.canonical(first.key) if aliases else first.key
        return Summary(
            key=key,
            name=(aliases.name(key) if aliases else None) or first.name,
            type=first.type,
            articles=total,
            mentions=sum(row.mentions for row in found.own),
            together_with=tuple(joined(found.others, aliases))[: self._companions],
            latest=tuple(_latest(hit) for hit in listed["hits"]["hits"]),
        )


def profile(
    client: Elasticsearch,
    names: Names,
    keys: Sequence[str],
    *,
    aliases: AliasTable | None = None,
    quotes: int = 5,
    companions: int = 10,
    latest: int = 5,
    buckets: int = 40,
) -> Profile | None:
    """Return the profile of an entity, or None if no article names it. Each story counts once.

    Args:
        client: Elasticsearch.
        names: Index names.
        keys: Its keys (see `keys_of`).
        aliases: Names of the installation's own.
        quotes: Quotations at most.
        companions: Entities named together with it at most.
        latest: Latest articles at most.
        buckets: Spans of `over_time` at most.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    question = Question(client, names, keys, aliases=aliases, companions=companions)
    spans = {"over_time": {"auto_date_histogram": {"field": "published_at", "buckets": buckets}}}
    asked = [question.latest(latest), question.counted(spans), *([_said_by(names, keys, quotes)] if quotes else [])]
    listed, counted, *said = ask_all(client, asked)
    found = question.summary(listed, counted)
    if found is None:
        return None
    over_time = counted["aggregations"]["over_time"]
    return Profile(
        key=found.key,
        keys=tuple(keys),
        name=found.name,
        type=found.type,
        articles=found.articles,
        mentions=found.mentions,
        interval=over_time.get("interval", ""),
        over_time=days(over_time),
        together_with=found.together_with,
        quotes=_quotations(said[0], quotes) if said else (),
        latest=found.latest,
    )


def days(histogram: Mapping[str, Any]) -> tuple[Day, ...]:
    """Return the spans of a histogram."""
    return tuple(Day(start=one["key_as_string"], articles=one["doc_count"]) for one in histogram["buckets"])


def _said_by(names: Names, keys: Sequence[str], most: int) -> tuple[str, dict[str, Any]]:
    return names.articles, {
        "size": most,
        "track_total_hits": False,
        "query": quoted_query(keys, inner={"size": _PER_ARTICLE, "_source": ["quotes.text"]}),
        "sort": list(NEWEST),
        "_source": {"includes": fields_of(_Reference)},
    }


def _quotations(answer: Mapping[str, Any], most: int) -> tuple[Said, ...]:
    return tuple(
        _said(hit, inner["_source"]["text"])
        for hit in answer["hits"]["hits"]
        for inner in hit["inner_hits"]["quotes"]["hits"]["hits"]
    )[:most]


class _Reference(Value, frozen=True, kw_only=True):
    """The fields by which an article is named in a list."""

    title: str = ""
    source: str | None = None
    domain: str | None = None
    published_at: str | None = None


def _said(hit: Mapping[str, Any], text: str) -> Said:
    stored = decode(hit, _Reference)
    one = stored.source
    return Said(
        text=text,
        article_id=stored.id,
        title=one.title,
        source=one.source or one.domain,
        published_at=one.published_at,
    )


def _latest(hit: Mapping[str, Any]) -> Latest:
    stored = decode(hit, _Reference)
    one = stored.source
    return Latest(id=stored.id, title=one.title, source=one.source or one.domain, published_at=one.published_at)
