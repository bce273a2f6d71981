"""Take back what an arrival wrote in an earlier round of its file."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.fates import Fate, Reason
from search.schema.index_names import Names
from search.schema.times import to_microseconds
from search.stories.repair import promote
from search.takedown.removal import About, stored
from search.transport import bulk
from search.transport.bulk import MAINTENANCE_BYTES, Operation, require_done
from search.transport.client import translated
from search.transport.query import Query
from search.transport.refresh import refresh
from search.transport.stored import Stored, decode, fields_of

T = TypeVar("T")


class _Revision(Value, frozen=True, kw_only=True):
    title: str = ""
    body: str = ""
    document: dict[str, Any]


class _Heir(Value, frozen=True, kw_only=True):
    claimed_at: datetime
    round: int = 0


def supersede(client: Elasticsearch, names: Names, article_id: str, arrival: str) -> bool:
    """Take back the document that an arrival wrote under this id; return whether it was still the arrival's.

    If the arrival had updated an article of another arrival, the earlier text comes back. If other arrivals were
    duplicates of it, the document becomes that of the first of them. Otherwise the document is removed.
    """
    about = stored(client, names, [article_id]).get(article_id)
    if about is None or about.source.arrival != arrival:
        return False
    revision = _revision_before(client, names, article_id, arrival)
    heir = _first_duplicate(client, names, article_id, arrival) if revision is None else None
    operation = _operation(names, about, revision, heir)
    outcome = bulk.write(client, [operation], max_bytes=MAINTENANCE_BYTES)[0]
    if outcome.conflict or outcome.missing:
        return False  # somebody else wrote to it meanwhile, and owns it now
    require_done([outcome])
    if operation.action == "delete":
        promote(client, names, {about.source.story_id or article_id: None})
    return True


def _operation(
    names: Names, about: Stored[About], revision: Stored[_Revision] | None, heir: Stored[_Heir] | None
) -> Operation:
    action, body = "delete", None
    if revision is not None:
        kept = {"copies": about.source.copies, "is_copy": about.source.is_copy}
        text = {"title": revision.source.title, "body": revision.source.body}
        action, body = "index", revision.source.document | text | kept
    elif heir is not None:
        claimed_at = to_microseconds(heir.source.claimed_at)
        action = "update"
        body = {"doc": {"arrival": heir.id, "claimed_at": claimed_at, "round": heir.source.round}}
    return Operation(action=action, index=about.index, id=about.id, body=body, parameters=about.unchanged)


def _revision_before(client: Elasticsearch, names: Names, article_id: str, arrival: str) -> Stored[_Revision] | None:
    """Return the latest earlier text that another arrival had brought."""
    query = {"bool": {"filter": {"term": {"article_id": article_id}}, "must_not": {"term": {"arrival": arrival}}}}
    return _first(client, names.revisions, query, [{"revision": "desc"}], _Revision)


def _first_duplicate(client: Elasticsearch, names: Names, article_id: str, arrival: str) -> Stored[_Heir] | None:
    """Return the first arrival from another file that had the same text for this article."""
    terms = {"article_id": article_id, "fate": Fate.DUPLICATE.value, "reason": Reason.SAME_ARTICLE.value}
    query = {
        "bool": {
            "filter": [{"term": {name: value}} for name, value in terms.items()],
            "must_not": {"term": {"intake": arrival.rpartition(":")[0]}},
        }
    }
    return _first(client, names.intake, query, [{"claimed_at": "asc"}, {"intake": "asc"}, {"number": "asc"}], _Heir)


def _first(
    client: Elasticsearch, index: str, query: Query, sort: list[dict[str, str]], of: type[T]
) -> Stored[T] | None:
    refresh(client, [index])
    with translated():
        answer = client.search(index=index, query=query, sort=sort, source={"includes": fields_of(of)}, size=1)
    hits = answer["hits"]["hits"]
    return decode(hits[0], of) if hits else None
