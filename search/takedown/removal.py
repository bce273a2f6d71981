"""Find what is to be taken down, and remove documents with their earlier revisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.wire.packages import own_key
from search.schema.index_names import Names
from search.transport import bulk
from search.transport.bulk import MAINTENANCE_BYTES, Operation, require_done
from search.transport.client import translated
from search.transport.get_by_id import anywhere
from search.transport.paging import pages
from search.transport.refresh import refresh
from search.transport.stored import Stored


class About(Value, frozen=True, kw_only=True):
    """The fields of a document that are needed to take it down."""

    arrival: str
    url: str | None = None
    title: str = ""
    decoded_hash: str = ""
    story_id: str | None = None
    is_copy: bool = False
    copy_of: str | None = None
    copies: int = 0
    claimed_at: int = 0  #: microseconds since 1970
    entity_keys: tuple[str, ...] = ()


def stored(client: Elasticsearch, names: Names, ids: Iterable[str]) -> dict[str, Stored[About]]:
    """Return those of the articles that are in the index, by id. Sees writes that are not refreshed yet."""
    return anywhere(client, names, ids, About)


def ids_of_url(client: Elasticsearch, names: Names, url: str) -> list[str]:
    """Return the ids of all articles in the index that have this (normalised) URL."""
    return [identifier for identifier, _ in found_by(client, names, {"term": {"url": url}})]


class _Title(Value, frozen=True, kw_only=True):
    title: str = ""


def found_by(client: Elasticsearch, names: Names, query: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield id and title of every article that a query finds, copies included."""
    for page in pages(client, names.everything, query, _Title):
        for one in page:
            yield one.id, one.source.title


def texts_of_others(client: Elasticsearch, names: Names, hashes: Sequence[str], ids: Sequence[str]) -> set[str]:
    """Return those of the texts (by `decoded_hash`) that articles other than `ids` have as well."""
    if not hashes:
        return set()
    refresh(client, [names.everything])
    with translated():
        answer = client.search(
            index=names.everything,
            size=0,
            query={
                "bool": {
                    "filter": {"terms": {"decoded_hash": list(hashes)}},
                    "must_not": {"ids": {"values": list(ids)}},
                }
            },
            aggs={"text": {"terms": {"field": "decoded_hash", "size": len(hashes)}}},
        )
    return {bucket["key"] for bucket in answer["aggregations"]["text"]["buckets"]}


def remove(client: Elasticsearch, names: Names, ids: Sequence[str]) -> tuple[int, int]:
    """Remove documents and their earlier revisions, and return how many of each. Safe to repeat."""
    operations = [
        Operation(action="delete", index=index, id=identifier)
        for index in (names.everything, names.withdrawn)
        for identifier in ids
    ]
    # Captions that it had before a package added to them.
    remembered = [Operation(action="delete", index=names.identities, id=own_key(identifier)) for identifier in ids]
    outcomes = bulk.write(client, operations + remembered, max_bytes=MAINTENANCE_BYTES)
    require_done(outcomes, unless=lambda outcome: outcome.missing)
    refresh(client, [names.revisions, names.everything, names.withdrawn])
    with translated():
        answer = client.delete_by_query(
            index=names.revisions,
            query={"terms": {"article_id": list(ids)}},
            conflicts="proceed",
            refresh=True,
        )
    return sum(outcome.ok for outcome in outcomes[: len(operations)]), int(answer["deleted"])
