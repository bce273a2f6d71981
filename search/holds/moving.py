"""Move articles out of the readers' sight, and back.

A document is copied before it is deleted, and deleted only if nobody has written to it meanwhile; so a crash at any
moment leaves it in one of the two indices at least, and moving again puts it right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.errors import TransientError
from search.schema.index_names import Names
from search.transport import bulk
from search.transport.bulk import MAINTENANCE_BYTES, Operation, require_done, scripted
from search.transport.get_by_id import anywhere, by_id
from search.transport.paging import PAGE, live_page, pages
from search.transport.refresh import refresh
from search.transport.stored import Stored

#: How often a document is moved again because others wrote to it.
TRIES = 20
_UNMARK = "ctx._source.remove(params.field)"
_MARK = "ctx._source[params.field] = true"


class Member(Value, frozen=True, kw_only=True):
    """The fields of an article that are needed to place it."""

    story_id: str | None = None
    owner: str | None = None
    claimed_at: int = 0
    arrival: str = ""
    embargo_broken: bool = False
    killed_elsewhere: bool = False


def find(client: Elasticsearch, names: Names, ids: Iterable[str]) -> dict[str, Stored[Member]]:
    """Return these articles, wherever they are. Sees writes that are not refreshed yet."""
    return anywhere(client, names, ids, Member)


def members(client: Elasticsearch, names: Names, story_ids: Iterable[str]) -> dict[str, Stored[Member]]:
    """Return the articles of stories that readers can see."""
    query = {"terms": {"story_id": list(story_ids)}}
    refresh(client, [names.everything])
    # Few stories have more: a point in time would take two more requests, while readers still see what they should not.
    first = live_page(client, names.everything, query, Member, sort=({"_doc": "asc"},), size=PAGE)
    if len(first) < PAGE:
        return {one.id: one for one in first}
    return {one.id: one for page in pages(client, names.everything, query, Member) for one in page}


def withdrawn_of(client: Elasticsearch, names: Names, story_id: str) -> dict[str, Stored[Member]]:
    """Return the articles of a story that are kept from readers."""
    found: dict[str, Stored[Member]] = {}
    for page in pages(client, names.withdrawn, {"term": {"story_id": story_id}}, Member):
        found |= {one.id: one for one in page}
    return found


def prints_of(client: Elasticsearch, names: Names, story_id: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the articles of a story, kept from readers or not, in the order of their claims, without their texts."""
    found: list[Stored[dict[str, Any]]] = []
    indices = f"{names.everything},{names.withdrawn}"
    order = ({"claimed_at": "asc"}, {"arrival": "asc"})
    excludes = ("body", "removed", "entities", "quotes", "sketch")
    for page in pages(client, indices, {"term": {"story_id": story_id}}, dict, sort=order, excludes=excludes):
        found += page
    return [(one.id, one.source) for one in found]


def move_out(client: Elasticsearch, names: Names, reasons: Mapping[str, tuple[str, str]], now: datetime) -> list[str]:
    """Move articles to `article-withdrawn`; return those that were moved. Searches no longer find them. Safe to repeat.

    Args:
        client: Elasticsearch.
        names: Index names.
        reasons: Article id → kind of the withdrawal, and id of the hold.
        now: Time of the withdrawal.

    Raises:
        TransientError: Elasticsearch is away or busy, or others wrote to an article each time.
    """

    def copy(one: Stored[dict[str, Any]]) -> Operation:
        kind, hold = reasons[one.id]
        why = {"withdrawal": {"at": now.isoformat(), "kind": kind, "hold": hold}}
        return _put(names.withdrawn, one, one.source | why, one.version)

    return _move(client, names.everything, reasons, copy, refresh=True)


def move_back(client: Elasticsearch, names: Names, ids: Iterable[str]) -> list[str]:
    """Move articles from `article-withdrawn` back, exactly as they were; return those that were moved. Safe to repeat.

    Raises:
        TransientError: As `move_out`.
    """

    def copy(one: Stored[dict[str, Any]]) -> Operation:
        source = {name: value for name, value in one.source.items() if name != "withdrawal"}
        # The deletion that took it out raised the version by one.
        return _put(names.everything, one, source, one.version + 2)

    return _move(client, names.withdrawn, ids, copy)


def _move(
    client: Elasticsearch,
    index: str,
    ids: Iterable[str],
    copy: Callable[[Stored[dict[str, Any]]], Operation],
    *,
    refresh: bool = False,
) -> list[str]:
    """Copy articles out of an index, delete what was copied, and try again those that others wrote to meanwhile.

    Args:
        client: Elasticsearch.
        index: Where the articles are.
        ids: Which articles; those that are not in the index are left out.
        copy: Makes the operation that writes an article to where it moves.
        refresh: Let searches find the deletions at once.

    Raises:
        TransientError: Elasticsearch is away or busy, or others wrote to an article each time.
    """
    moved: list[str] = []
    left = list(ids)
    for _ in range(TRIES):
        found = by_id(client, index, left, dict)
        if not found:
            return moved
        # A conflict: a later version is there already.
        outcomes = bulk.write(client, list(map(copy, found.values())), max_bytes=MAINTENANCE_BYTES)
        require_done(outcomes, unless=lambda outcome: outcome.conflict)
        gone, left = _delete(client, index, found, refresh=refresh)
        moved += gone
        if not left:
            return moved
    raise TransientError(f"others write to article {left[0]} each time")


def mark(client: Elasticsearch, names: Names, ids: Iterable[str], field: str) -> None:
    """Set a mark ("embargo_broken", "killed_elsewhere") on articles that readers can see; searches find it."""
    operations = [
        scripted(names.everything, identifier, _MARK, {"field": field}, {"retry_on_conflict": 5}) for identifier in ids
    ]
    outcomes = bulk.write(client, operations, max_bytes=MAINTENANCE_BYTES, refresh=True)
    require_done(outcomes, unless=lambda outcome: outcome.missing)


def unmark(client: Elasticsearch, names: Names, story_id: str, field: str) -> None:
    """Take a mark off the articles of a story."""
    marked = [i for i, one in members(client, names, [story_id]).items() if getattr(one.source, field)]
    operations = [
        scripted(names.everything, identifier, _UNMARK, {"field": field}, {"retry_on_conflict": 5})
        for identifier in marked
    ]
    require_done(bulk.write(client, operations, max_bytes=MAINTENANCE_BYTES), unless=lambda outcome: outcome.missing)


def refresh_moved(client: Elasticsearch, names: Names) -> None:
    """Let searches find what was moved."""
    refresh(client, [names.everything, names.withdrawn])


def _put(index: str, one: Stored[dict[str, Any]], body: dict[str, Any], version: int) -> Operation:
    parameters = {"version": version, "version_type": "external_gte"}
    return Operation(action="index", index=index, id=one.id, body=body, parameters=parameters)


def _delete(
    client: Elasticsearch, index: str, found: Mapping[str, Stored[dict[str, Any]]], *, refresh: bool = False
) -> tuple[list[str], list[str]]:
    """Delete what was copied; return what is gone, and what others wrote to meanwhile."""
    operations = [
        Operation(action="delete", index=index, id=identifier, parameters=one.unchanged)
        for identifier, one in found.items()
    ]
    outcomes = bulk.write(client, operations, max_bytes=MAINTENANCE_BYTES, refresh=refresh)
    require_done(outcomes, unless=lambda outcome: outcome.conflict or outcome.missing)
    return [one.id for one in outcomes if one.ok or one.missing], [one.id for one in outcomes if one.conflict]
