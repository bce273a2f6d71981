"""Find people, organisations and places: completion of names, and the profile of one entity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.enrichment.aliases import AliasTable
from articles.enrichment.resolution.names import person_key
from articles.enrichment.spelling_keys import respelled, spelled_keys
from search.find.entity_values import EntityCount
from search.find.flat_entities import FlatEntities
from search.find.nested_entities import NestedEntities, is_nested
from search.schema.entity_fields import KEY_PREFIXES
from search.schema.index_names import Names
from search.transport.client import translated
from search.transport.query import Query
from search.transport.stored import decode, fields_of


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


def complete(
    client: Elasticsearch,
    names: Names,
    prefix: str = "",
    *,
    type_: str | None = None,
    size: int = 20,
    aliases: AliasTable | None = None,
) -> tuple[EntityCount, ...]:
    """Return entities whose name, a word of it, or a way it was written begins with a prefix.

    Args:
        client: Elasticsearch.
        names: Index names.
        prefix: Beginning of a name; all entities if empty.
        type_: "person", "organization" or "place"; all if None.
        size: Entities at most.
        aliases: Names of the installation's own, which join several keys.

    Returns:
        The entities, those in most articles first.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    counts = _asked(client, names).beginning(prefix, type_, size * 2 if aliases else size)
    return tuple(_joined(counts, aliases)[:size])


def _asked(client: Elasticsearch, names: Names) -> FlatEntities | NestedEntities:
    return NestedEntities(client, names) if _nested(client, names) else FlatEntities(client, names)


#: Clients whose index has flat fields. A rollback to nested ones is seen by the next process, or client of a page.
_flat: WeakKeyDictionary[Elasticsearch, set[str]] = WeakKeyDictionary()


def _nested(client: Elasticsearch, names: Names) -> bool:
    """Return whether entities are nested documents; asked once per client where they are not.

    A reindex brings flat fields, so an index with nested ones is asked each time.
    """
    if names.articles in _flat.setdefault(client, set()):
        return False
    if is_nested(client, names):
        return True
    _flat[client].add(names.articles)
    return False


def _joined(counts: Sequence[EntityCount], aliases: AliasTable | None) -> list[EntityCount]:
    """Join rows of keys that the alias table takes for one. An article that has both keys counts twice."""
    joined: dict[str, EntityCount] = {}
    for row in counts:
        key = aliases.canonical(row.key) if aliases else row.key
        other = joined.get(key)
        joined[key] = EntityCount(
            key=key,
            name=(aliases.name(key) if aliases else None) or (other or row).name,
            type=row.type,
            articles=row.articles + (other.articles if other else 0),
            mentions=row.mentions + (other.mentions if other else 0),
        )
    return sorted(joined.values(), key=lambda row: (-row.articles, row.name))


def keys_of(client: Elasticsearch, names: Names, said: str, *, aliases: AliasTable | None = None) -> tuple[str, ...]:
    """Return the keys under which an entity may have been indexed; empty if the index does not know it.

    Args:
        client: Elasticsearch.
        names: Index names.
        said: A key, or a name. Of several entities with this name, the one in most articles is meant.
        aliases: Names of the installation's own; keys that it takes for the same are returned too.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    if said.startswith(KEY_PREFIXES):
        return aliases.keys(said) if aliases else (said,)
    alias = aliases.find(said) if aliases else None
    if alias is not None and aliases is not None:
        return aliases.keys(alias.key)
    rows = called(client, names, said) or called(client, names, respelled(said))
    if not rows:
        return ()
    return aliases.keys(rows[0].key) if aliases else (rows[0].key,)


def called(
    client: Elasticsearch, names: Names, said: str, *, type_: str | None = None, size: int = 20
) -> tuple[EntityCount, ...]:
    """Return the entities that a name may mean, those in most articles first.

    A name is looked for as a whole (case and accents ignored), as a way it was written, then by its words, then as that
    of a person in other spellings. One word may be the last name of several people: then all whose name has it are
    meant, not only those who were never called otherwise.

    Args:
        client: Elasticsearch.
        names: Index names.
        said: The name.
        type_: "person", "organization" or "place"; any if None.
        size: Entities at most.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    asked = _asked(client, names)
    exact = asked.called(said, type_, size)
    one_word = len(said.split()) == 1
    if exact and not (one_word and exact[0].type == "person"):
        return tuple(exact)
    found = exact + asked.written(said, type_, size)
    if not found:
        found = asked.with_words(said, type_, size)
    elif one_word and type_ in (None, "person") and any(row.type == "person" for row in found):
        found += asked.with_words(said, "person", size)
    if not found and not one_word and type_ in (None, "person"):
        key = person_key(said)  # "Wolodymyr Selenskyj" where every article writes Zelenskyy
        found = asked.with_keys([key, *spelled_keys(key)])
    unique = {row.key: row for row in found}
    return tuple(sorted(unique.values(), key=lambda row: (-row.articles, row.name)))[:size]


def spelled_like(
    client: Elasticsearch, names: Names, said: str, *, type_: str | None = None, size: int = 50
) -> tuple[EntityCount, ...]:
    """Return names of entities with a word that differs from one of `said` by two letters at most.

    The caller compares them: others, that are named in the same articles, may be among them. They may lack their key.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    return tuple(_asked(client, names).spelled_like(said, type_, size))


def entity_query(keys: Sequence[str]) -> Query:
    """Return the query for articles that name an entity under any of its keys (see `keys_of`)."""
    return {"terms": {"entity_keys": list(keys)}}


def quoted_query(keys: Sequence[str] = (), words: str = "", *, inner: Mapping[str, Any] | None = None) -> Query:
    """Return the query for articles that quote an entity, certain words, or both.

    Args:
        keys: Keys of the speaker; any speaker if empty.
        words: Words of the quotation, in the syntax of simple_query_string; any if empty.
        inner: Options of `inner_hits`, to get the quotations themselves.
    """
    must: list[Query] = []
    if keys:
        must.append({"terms": {"quotes.speaker_key": list(keys)}})
    if words:
        must.append({"simple_query_string": {"query": words, "fields": ["quotes.text"], "default_operator": "and"}})
    nested: Query = {"path": "quotes", "query": {"bool": {"must": must or [{"match_all": {}}]}}}
    if inner is not None:
        nested["inner_hits"] = inner
    return {"nested": nested}


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
    around = _asked(client, names).profile(keys, companions * 2 if aliases else companions)
    rows = around.own
    if not rows:
        return None
    with translated():
        answer = client.search(
            index=names.articles,
            size=latest,
            track_total_hits=True,
            query=entity_query(keys),
            sort=[{"published_at": {"order": "desc", "missing": "_last"}}, {"ingested_at": "desc"}],
            source={"includes": fields_of(_Reference)},
            aggs={"over_time": {"auto_date_histogram": {"field": "published_at", "buckets": buckets}}},
        )
    said = _latest_said(client, names, keys, quotes) if quotes else ()
    over_time = answer["aggregations"]["over_time"]
    key = aliases.canonical(rows[0].key) if aliases else rows[0].key
    return Profile(
        key=key,
        keys=tuple(keys),
        name=(aliases.name(key) if aliases else None) or rows[0].name,
        type=rows[0].type,
        articles=answer["hits"]["total"]["value"],
        mentions=sum(row.mentions for row in rows),
        interval=over_time.get("interval", ""),
        over_time=tuple(Day(start=b["key_as_string"], articles=b["doc_count"]) for b in over_time["buckets"]),
        together_with=tuple(_joined(around.others, aliases))[:companions],
        quotes=said,
        latest=tuple(_latest(hit) for hit in answer["hits"]["hits"]),
    )


def _latest_said(client: Elasticsearch, names: Names, keys: Sequence[str], most: int) -> tuple[Said, ...]:
    with translated():
        said = client.search(
            index=names.articles,
            size=most,
            track_total_hits=False,
            query=quoted_query(keys, inner={"size": 3, "_source": ["quotes.text"]}),
            sort=[{"published_at": {"order": "desc", "missing": "_last"}}, {"ingested_at": "desc"}],
            source={"includes": fields_of(_Reference)},
        )
    return tuple(
        _said(hit, inner["_source"]["text"])
        for hit in said["hits"]["hits"]
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
