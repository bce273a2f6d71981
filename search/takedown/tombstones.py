"""Tombstones: documents that keep what was taken down from coming back.

An article that is taken down gets a tombstone under its id, and one under the hash of its text unless another article
has the same text. Both are read by id, which sees writes at once. The tombstone is written before the article is
removed, and a worker looks for tombstones after each write (`tasks.stages.write`): in whichever order the two happen,
one of them finds the other's document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.identity import article_id as id_of
from search.schema.index_names import Names
from search.transport import bulk
from search.transport.bulk import MAINTENANCE_BYTES, Operation, require_done
from search.transport.get_by_id import existing
from search.transport.paging import pages
from search.transport.refresh import refresh


class Tombstone(Value, frozen=True, kw_only=True):
    """An article that was taken down."""

    article_id: str
    url: str | None = None
    decoded_hash: str | None = None  #: of its text; None if another article has the same text
    reason: str = ""
    deleted_at: datetime


def keys(article_id: str, *, url: str | None = None, decoded_hash: str | None = None) -> list[str]:
    """Return the ids of the tombstones that keep an article out: its own, that of its URL, that of its text."""
    found = [article_id]
    if url and (base := id_of(url, None, "")) != article_id:
        found.append(base)
    if decoded_hash:
        found.append(f"text:{decoded_hash}")
    return found


def add(client: Elasticsearch, names: Names, tombstones: Iterable[Tombstone]) -> None:
    """Write tombstones; when this returns, they can be read and searched for. Safe to repeat."""
    operations = []
    for one in tombstones:
        fields: dict[str, Any] = {"article_id": one.article_id, "deleted_at": one.deleted_at.isoformat()}
        fields |= {name: value for name, value in (("url", one.url), ("reason", one.reason)) if value}
        operations.append(Operation(action="index", index=names.tombstones, id=one.article_id, body=fields))
        if one.decoded_hash:
            by_text = fields | {"decoded_hash": one.decoded_hash}
            operations.append(
                Operation(action="index", index=names.tombstones, id=f"text:{one.decoded_hash}", body=by_text)
            )
    require_done(bulk.write(client, operations, max_bytes=MAINTENANCE_BYTES))
    refresh(client, [names.tombstones])


def remove(client: Elasticsearch, names: Names, article_ids: Sequence[str]) -> list[Tombstone]:
    """Remove the tombstones of these articles, and return them."""
    query = {"terms": {"article_id": list(article_ids)}}
    found = [stored for page in pages(client, names.tombstones, query, Tombstone) for stored in page]
    operations = [Operation(action="delete", index=names.tombstones, id=stored.id) for stored in found]
    # A second removal at the same time is not a failure.
    require_done(bulk.write(client, operations, max_bytes=MAINTENANCE_BYTES), unless=lambda outcome: outcome.missing)
    refresh(client, [names.tombstones])
    return [stored.source for stored in found]


def present(client: Elasticsearch, names: Names, wanted: Iterable[str]) -> set[str]:
    """Return those of the ids (see `keys`) that have a tombstone. Sees writes that are not refreshed yet."""
    return existing(client, names.tombstones, wanted)
