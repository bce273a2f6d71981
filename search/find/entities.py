"""Find people, organisations and places by their names, and the articles that name or quote them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from elasticsearch import Elasticsearch

from articles.enrichment.aliases import AliasTable
from articles.enrichment.resolution.names import person_key
from articles.enrichment.spelling_keys import respelled, spelled_keys
from search.find.entity_values import EntityCount
from search.find.flat_entities import FlatEntities
from search.find.nested_entities import NestedEntities, is_nested
from search.schema.entity_fields import KEY_PREFIXES
from search.schema.index_names import Names
from search.transport.query import Query
from search.transport.scoped import behind


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
    counts = entities_of(client, names).beginning(prefix, type_, size * 2 if aliases else size)
    return tuple(joined(counts, aliases)[:size])


def entities_of(client: Elasticsearch, names: Names) -> FlatEntities | NestedEntities:
    """Return what answers questions about the entities of an index, as its articles have them."""
    return NestedEntities(client, names) if _nested(client, names) else FlatEntities(client, names)


#: Clients → indices that had flat fields, and when that was seen (seconds of `time.monotonic`).
_flat: WeakKeyDictionary[Elasticsearch, dict[str, float]] = WeakKeyDictionary()
#: Seconds until an index is asked again: a rollback may have brought nested entities back.
_FLAT_SECONDS = 60.0


def _nested(client: Elasticsearch, names: Names) -> bool:
    """Return whether entities are nested documents; asked once a minute where they are not.

    A reindex brings flat fields, so an index with nested ones is asked each time.
    """
    seen = _flat.setdefault(behind(client), {})
    now = time.monotonic()
    if now - seen.get(names.articles, -_FLAT_SECONDS) < _FLAT_SECONDS:
        return False
    if is_nested(client, names):
        return True
    seen[names.articles] = now
    return False


def joined(counts: Sequence[EntityCount], aliases: AliasTable | None) -> list[EntityCount]:
    """Join rows whose keys the alias table takes for one. An article that has both keys counts twice."""
    found: dict[str, EntityCount] = {}
    for row in counts:
        key = aliases.canonical(row.key) if aliases else row.key
        other = found.get(key)
        found[key] = EntityCount(
            key=key,
            name=(aliases.name(key) if aliases else None) or (other or row).name,
            type=row.type,
            articles=row.articles + (other.articles if other else 0),
            mentions=row.mentions + (other.mentions if other else 0),
        )
    return sorted(found.values(), key=lambda row: (-row.articles, row.name))


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
    asked = entities_of(client, names)
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
    return tuple(entities_of(client, names).spelled_like(said, type_, size))


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
