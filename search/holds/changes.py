"""The record of what left the readers' sight and came back to it, for those who copy from the index."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from elasticsearch import Elasticsearch

from articles.article import Value
from search.schema.index_names import Names
from search.transport import bulk
from search.transport.bulk import MAINTENANCE_BYTES, Operation, require_done


class Change(Value, frozen=True, kw_only=True):
    """An article left or came back."""

    kind: str  #: "killed", "copy_killed", "withheld", "embargoed", "undone", "released", "deleted"
    article_id: str
    story_id: str = ""
    arrival: str = ""  #: that brought the order
    note: str = ""


def record(client: Elasticsearch, names: Names, changes: Iterable[Change], now: datetime) -> None:
    """Write changes. The same change by the same order is written once, however often it is recorded."""
    operations = []
    for one in changes:
        body = {"at": now.isoformat(), "kind": one.kind, "article_id": one.article_id, "story_id": one.story_id}
        body |= {name: value for name, value in (("arrival", one.arrival), ("note", one.note)) if value}
        identifier = f"{one.kind}:{one.article_id}:{one.arrival or now.isoformat()}"
        operations.append(Operation(action="create", index=names.changes, id=identifier, body=body))
    require_done(bulk.write(client, operations, max_bytes=MAINTENANCE_BYTES), unless=lambda outcome: outcome.conflict)
