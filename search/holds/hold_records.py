"""Read and write holds. They are read by id, which sees writes at once, and written before what they hold is moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec
from elasticsearch import Elasticsearch

from articles.wire.hold_decisions import Hold, story_key
from search.schema.index_names import Names
from search.transport import bulk
from search.transport.bulk import MAINTENANCE_BYTES, Operation, require_done
from search.transport.get_by_id import by_id
from search.transport.paging import pages


def read(client: Elasticsearch, names: Names, ids: Iterable[str]) -> dict[str, Hold]:
    """Return the holds with these ids, ended ones too. Sees writes that are not refreshed yet."""
    return {identifier: stored.source for identifier, stored in by_id(client, names.holds, ids, Hold).items()}


def put(client: Elasticsearch, names: Names, holds: dict[str, Hold]) -> None:
    """Write holds; when this returns, they can be read, and `pages` finds them. Safe to repeat."""
    operations = [
        Operation(action="index", index=names.holds, id=identifier, body=_fields(hold))
        for identifier, hold in holds.items()
    ]
    require_done(bulk.write(client, operations, max_bytes=MAINTENANCE_BYTES))


def end(client: Elasticsearch, names: Names, holds: dict[str, Hold], now: datetime) -> None:
    """Mark holds as ended. They are kept: a late delivery of the same order must not bring them back."""
    put(client, names, {i: msgspec.structs.replace(hold, active=False, ended=now) for i, hold in holds.items()})


def of_story(client: Elasticsearch, names: Names, story_id: str) -> dict[str, Hold]:
    """Return the holds over a story and over its articles, those of articles first."""
    found = dict(_search(client, names, {"term": {"story_id": story_id}}))
    return dict(sorted(found.items(), key=lambda pair: pair[0] == story_key(story_id)))


def of_stories_reached(client: Elasticsearch, names: Names, article_ids: Iterable[str], *, but: str) -> dict[str, Hold]:
    """Return the active holds that kills of these articles put over other stories than theirs."""
    query = {"bool": {"filter": [{"terms": {"article_id": list(article_ids)}}, {"term": {"active": True}}]}}
    found = dict(_search(client, names, query))
    return {key: hold for key, hold in found.items() if key.startswith("story:") and key != story_key(but)}


def active(client: Elasticsearch, names: Names, kind: str | None = None) -> dict[str, Hold]:
    """Return the holds over articles (not those over stories) that have not ended."""
    filters: list[dict[str, Any]] = [{"term": {"active": True}}]
    if kind:
        filters.append({"term": {"kind": kind}})
    found = _search(client, names, {"bool": {"filter": filters}})
    return {identifier: hold for identifier, hold in found if not identifier.startswith("story:")}


def _search(client: Elasticsearch, names: Names, query: dict[str, Any]) -> Iterator[tuple[str, Hold]]:
    for page in pages(client, names.holds, query, Hold):
        for one in page:
            yield one.id, one.source


def _fields(hold: Hold) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(hold)
    return {name: value for name, value in fields.items() if value is not None} | {
        "active": hold.active,
        "copies": hold.copies.value,
    }
