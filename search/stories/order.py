"""Write into each copy of a story how far behind its lead it ran, and its rank among the story's articles.

Written late and in bulk, since it changes with every article that joins a story; between the writing of a copy and this
the fields are absent, or those of the story before. `search.reading.spread` computes the same for one story at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

import msgspec
from elasticsearch import Elasticsearch

from articles.article import Value
from articles.batches import batched
from search.schema.index_names import Names
from search.schema.times import parsed
from search.transport import bulk
from search.transport.bulk import MAINTENANCE_BYTES, Operation, require_done, scripted
from search.transport.client import translated
from search.transport.paging import live_pages
from search.transport.stored import Stored

#: Stories looked at in one request.
PAGE = 200
#: Articles of a story with a rank of their own, those that ran it first; all later ones share the next rank.
#: Otherwise each early article would rewrite a large story.
MOST_RANKED = 1000
#: Stories put in order in one pass.
MOST_STORIES = 1000

_SIZE = 2000


class Place(Value, frozen=True, kw_only=True):
    """The place of a copy in its story, as the copy has it."""

    lead_published_at: str | None = None
    lag_seconds: int | None = None
    rank: int | None = None


class Member(Place, frozen=True, kw_only=True):
    """An article of a story, as far as its place in it needs it."""

    story_id: str
    is_copy: bool = False
    published_at: str | None = None
    ingested_at: str | None = None
    claimed_at: int = 0


_NAMES = list(Place.__struct_fields__)
_SET = (
    f"for (name in {_NAMES}) {{"
    " if (params[name] == null) { ctx._source.remove(name) } else { ctx._source[name] = params[name] } }"
)
#: Script that removes the place of a copy until it is written again.
FORGET = f"for (name in {_NAMES}) {{ ctx._source.remove(name) }}"


def order_unplaced(client: Elasticsearch, names: Names) -> int:
    """Write the places of copies in stories where a copy has none; return how many stories these were.

    A copy has none if it was just written, or if another article became the lead.

    Raises:
        TransientError: Elasticsearch is away or busy.
    """
    unplaced = {"bool": {"filter": {"term": {"is_copy": True}}, "must_not": {"exists": {"field": "rank"}}}}
    with translated():
        answer = client.search(
            index=names.everything,
            size=0,
            query=unplaced,
            aggs={"stories": {"terms": {"field": "story_id", "size": MOST_STORIES}}},
        )
    found = [bucket["key"] for bucket in answer["aggregations"]["stories"]["buckets"]]
    order(client, names, found)
    return len(found)


def order(client: Elasticsearch, names: Names, story_ids: Iterable[str]) -> None:
    """Write the places of the copies of stories.

    Sees what searches see. Safe to repeat; what is right already is not written, nor what others wrote to meanwhile.

    Raises:
        TransientError: Elasticsearch is away or busy.
    """
    for page in batched(sorted(set(story_ids)), PAGE):
        members = _members(client, names, page)
        by_story = groupby(members, key=lambda one: one.source.story_id)
        changes = [_update(one, place) for _, found in by_story for one, place in _moved(list(found))]
        outcomes = bulk.write(client, changes, max_bytes=MAINTENANCE_BYTES)
        require_done(outcomes, unless=lambda outcome: outcome.conflict or outcome.missing)


def places(members: Sequence[Stored[Member]]) -> dict[str, Place]:
    """Return what each article of a story is to tell of its place, by id; leads tell nothing."""
    timed = sorted(members, key=lambda one: _key(one.source))
    lead = next((one.source for one in timed if not one.source.is_copy), None)
    led_at = parsed(lead.published_at) if lead is not None else None
    found = {}
    for rank, one in enumerate(timed, 1):
        if not one.source.is_copy:
            found[one.id] = Place()
            continue
        ran = parsed(one.source.published_at)
        found[one.id] = Place(
            lead_published_at=lead.published_at if lead is not None and led_at is not None else None,
            lag_seconds=int((ran - led_at).total_seconds()) if ran is not None and led_at is not None else None,
            rank=min(rank, MOST_RANKED + 1),
        )
    return found


def run_key(moment: datetime | None, *, is_copy: bool, claimed_at: int) -> tuple[bool, datetime | str, bool, int]:
    """Return what the articles of a story are sorted by: the times that they ran at, those without one last."""
    return moment is None, moment or "", is_copy, claimed_at


def _key(one: Member) -> tuple[bool, datetime | str, bool, int]:
    ran = parsed(one.published_at or one.ingested_at)
    return run_key(ran, is_copy=one.is_copy, claimed_at=one.claimed_at)


def _moved(members: Sequence[Stored[Member]]) -> Iterator[tuple[Stored[Member], Place]]:
    """Yield the articles that tell another place than theirs."""
    right = places(members)
    for one in members:
        if any(getattr(one.source, name) != getattr(right[one.id], name) for name in Place.__struct_fields__):
            yield one, right[one.id]


def _update(one: Stored[Member], place: Place) -> Operation:
    return scripted(one.index, one.id, _SET, msgspec.structs.asdict(place), one.unchanged)


def _members(client: Elasticsearch, names: Names, story_ids: Sequence[str]) -> Iterator[Stored[Member]]:
    """Yield the articles of stories, story by story."""
    order_of_reading = ({"story_id": "asc"}, {"claimed_at": "asc"}, {"arrival": "asc"})
    query = {"terms": {"story_id": list(story_ids)}}
    for page in live_pages(client, names.everything, query, Member, sort=order_of_reading, size=_SIZE):
        yield from page
