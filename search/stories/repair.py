"""Repair stories: one lead each, the right count of copies, and copies that name their lead.

A story is all documents of one `story_id`. One of them leads (`is_copy` is false); the others name it in `copy_of`, and
it counts them in `copies`. Writers of documents cannot keep this right alone: two may write copies of one story at
once, a copy with an earlier date of publication takes the lead, a lead is updated while it is counted or removed while
a copy of it is written. So after every write to a story `repair` looks at it as it is and corrects what is wrong. It
may run twice, and in several processes at once: each correction is written only if nobody has written to the document
meanwhile (`if_seq_no`); otherwise the story is looked at again.

Between the writing of a copy and the repair, `copies` is too small; between the writing of an article that takes the
lead and the repair, both lead; between the removal of a lead and the repair, none does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.batches import batched
from articles.duplicates.decide import earlier
from articles.errors import TransientError
from search.schema.index_names import Names
from search.stories.order import FORGET, order
from search.transport import bulk
from search.transport.bulk import MAINTENANCE_BYTES, Operation, require_done, scripted
from search.transport.client import translated
from search.transport.paging import pages
from search.transport.query import Aggregation
from search.transport.refresh import refresh
from search.transport.stored import Stored, decode, fields_of

#: Stories looked at in one request.
PAGE = 200
#: Documents of stories with copies that are listed in one request.
LOOKED_AT_ONCE = 1000
#: How often a story is looked at again because others wrote to it.
TRIES = 10
#: Documents of one story that claim the lead and are looked at; there are two when a lead moves.
_CLAIMS = 20

_COUNT = "ctx._source.copies = params.copies"
_DEMOTE = (
    "ctx._source.is_copy = true; ctx._source.copies = 0; ctx._source.copy_of = params.lead;"
    " def former = ctx._source.remove('former_lead');"
    " if (former != null && former.id == params.lead) {"
    " if (former.similarity != null) { ctx._source.similarity = former.similarity } }"
    " else if (params.similarity != null) { ctx._source.similarity = params.similarity }"
)
#: What a copy was to its lead is kept, for the lead may come back: a kill that is undone changes nothing.
_PROMOTE = (
    "ctx._source.is_copy = false; ctx._source.copies = params.copies;"
    " def former = ['id': ctx._source.remove('copy_of'), 'similarity': ctx._source.remove('similarity')];"
    " if (former.id != null) { ctx._source.former_lead = former }"
    f" {FORGET}"
)
_FOLLOW = (
    "def lead = params.leads[ctx._source.story_id];"
    " if (lead == ctx._id || lead == ctx._source.copy_of) { ctx.op = 'noop' } else { ctx._source.copy_of = lead;"
    f" {FORGET} }}"
)


class Repaired(Value, frozen=True, kw_only=True):
    """The corrections that were made."""

    counted: int = 0  #: leads whose `copies` was wrong
    moved: int = 0  #: documents that lead no longer
    followed: int = 0  #: copies that name another lead now

    def and_(self, other: Repaired) -> Repaired:
        """Return the sum of both."""
        return Repaired(
            counted=self.counted + other.counted,
            moved=self.moved + other.moved,
            followed=self.followed + other.followed,
        )


class Member(Value, frozen=True, kw_only=True):
    """A document of a story, as far as its repair needs it."""

    copies: int = 0
    published_at: datetime | None = None
    similarity: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A story as it is in the index."""

    id: str
    claims: Sequence[Stored[Member]]  #: documents that lead, those claimed first before others; `_CLAIMS` at most
    leads: int  #: how many lead in all
    heir: Stored[Member] | None  #: the copy that is to lead if none does
    size: int  #: its documents in all
    named: frozenset[str]  #: leads that its copies name; some of them

    @property
    def lead(self) -> Stored[Member] | None:
        """Return the document that is to lead: of those that do, as if they had arrived one after the other."""
        if not self.claims:
            return self.heir
        lead = self.claims[0]
        for other in self.claims[1:]:
            if earlier(other.source.published_at, lead.source.published_at):
                lead = other
        return lead


@dataclass(slots=True)
class _Round:
    """One look at some stories and what came of it."""

    repaired: Repaired = field(default_factory=Repaired)
    leads: dict[str, str] = field(default_factory=dict)  #: story → its lead
    again: list[str] = field(default_factory=list)  #: stories that others wrote to


def repair(client: Elasticsearch, names: Names, story_ids: Iterable[str], *, refreshed: bool = False) -> Repaired:
    """Give each story one lead that counts its copies and is named by them. Safe to repeat.

    Of two documents that lead, the one published earlier stays the lead (`articles.duplicates.decide`); if the dates
    do not tell, the one claimed first. If none leads, the copy that was claimed first is promoted.

    Args:
        client: Elasticsearch.
        names: Index names.
        story_ids: The stories.
        refreshed: The index was refreshed after the last write to these stories, so that it need not be again.

    Raises:
        TransientError: Elasticsearch is away or busy, or others wrote to a story each time.
    """
    return _repair(client, names, dict.fromkeys(story_ids), refreshed=refreshed)[0]


def promote(
    client: Elasticsearch, names: Names, stories: Mapping[str, str | None], *, refreshed: bool = False
) -> dict[str, str]:
    """Repair stories that may have lost their lead.

    Args:
        client: Elasticsearch.
        names: Index names.
        stories: Story id → the copy that is to lead if no document does; the one claimed first if None.
        refreshed: See `repair`.

    Returns:
        Story id → id of its lead. A story without documents is left out.

    Raises:
        TransientError: As `repair`.
    """
    return _repair(client, names, stories, refreshed=refreshed)[1]


def repair_all(client: Elasticsearch, names: Names) -> Repaired:
    """Repair every story that has copies, and tell its copies their places."""
    total = Repaired()
    for _, repaired in repair_page_by_page(client, names):
        total = total.and_(repaired)
    return total


def repair_page_by_page(client: Elasticsearch, names: Names, after: str = "") -> Iterator[tuple[str, Repaired]]:
    """Repair every story that has copies, and tell its copies their places.

    For instance after the list of stories to be repaired was lost.

    Args:
        client: Elasticsearch.
        names: Index names.
        after: Begin behind the story of this id.

    Yields:
        The id of the last story of a page that was repaired, and what was corrected in it.
    """
    for page in _with_copies(client, names, after):
        repaired = repair(client, names, page)
        refresh(client, [names.everything])
        order(client, names, page)
        yield page[-1], repaired


class _StoryId(Value, frozen=True, kw_only=True):
    story_id: str


def _with_copies(client: Elasticsearch, names: Names, last: str) -> Iterator[list[str]]:
    """Yield ids, in their order, of the stories behind `last` that have copies or count some."""
    query = {
        "bool": {
            "should": [{"term": {"is_copy": True}}, {"range": {"copies": {"gt": 0}}}],
            "minimum_should_match": 1,
            "filter": {"range": {"story_id": {"gt": last}}},
        }
    }
    for page in pages(client, names.everything, query, _StoryId, sort=[{"story_id": "asc"}], size=LOOKED_AT_ONCE):
        found = [story for story in dict.fromkeys(one.source.story_id for one in page) if story != last]
        last = page[-1].source.story_id
        if found:
            yield found


def _repair(
    client: Elasticsearch, names: Names, preferred: Mapping[str, str | None], *, refreshed: bool = False
) -> tuple[Repaired, dict[str, str]]:
    total = Repaired()
    leads: dict[str, str] = {}
    for left in batched(sorted(preferred), PAGE):
        for _ in range(TRIES):
            done = _repair_once(client, names, {story: preferred[story] for story in left}, refreshed=refreshed)
            refreshed = not done.again  # a story that others wrote to is looked at in a fresh index
            total = total.and_(done.repaired)
            leads |= done.leads
            left = done.again
            if not left:
                break
        else:
            raise TransientError(f"others wrote to {len(left)} stories each time")
    return total, leads


def _repair_once(
    client: Elasticsearch, names: Names, preferred: Mapping[str, str | None], *, refreshed: bool
) -> _Round:
    done = _Round()
    corrections: list[tuple[str, str, Operation]] = []  # story, script, and the write
    strays: dict[str, str] = {}  # story with copies that name another lead → its lead
    if not refreshed:
        refresh(client, [names.everything])
    for seen in _look(client, names, preferred):
        lead = seen.lead
        if lead is None:
            continue
        done.leads[seen.id] = lead.id
        corrections += [(seen.id, script, op) for script, op in _corrections(names, seen, lead)]
        if seen.named - {lead.id}:
            strays[seen.id] = lead.id
        if seen.leads > len(seen.claims):
            done.again.append(seen.id)
    outcomes = bulk.write(client, [op for _, _, op in corrections], max_bytes=MAINTENANCE_BYTES)
    require_done(outcomes, unless=lambda outcome: outcome.conflict or outcome.missing)
    scripts = []
    for (story, script, _), outcome in zip(corrections, outcomes, strict=True):
        if outcome.ok:
            scripts.append(script)
        else:
            done.again.append(story)
    followed, conflicts = _follow(client, names, {s: lead for s, lead in strays.items() if s not in done.again})
    if conflicts:
        done.again.extend(strays)
    done.again = list(dict.fromkeys(done.again))
    done.repaired = Repaired(
        counted=len(scripts) - scripts.count(_DEMOTE), moved=scripts.count(_DEMOTE), followed=followed
    )
    return done


def _corrections(names: Names, seen: Seen, lead: Stored[Member]) -> Iterator[tuple[str, Operation]]:
    """Yield what has to be written to the documents that lead or are to lead."""

    def update(document: Stored[Member], script: str, **params: Any) -> tuple[str, Operation]:
        return script, scripted(names.everything, document.id, script, params, document.unchanged)

    copies = seen.size - 1
    if not seen.claims:
        yield update(lead, _PROMOTE, copies=copies)
    elif lead.source.copies != copies:
        yield update(lead, _COUNT, copies=copies)
    for other in seen.claims:
        if other is not lead:
            similarity = other.source.similarity or lead.source.similarity
            yield update(other, _DEMOTE, lead=lead.id, similarity=similarity)


def _look(client: Elasticsearch, names: Names, preferred: Mapping[str, str | None]) -> Iterator[Seen]:
    heirs = [heir for heir in preferred.values() if heir is not None]
    copy = {"filter": {"term": {"is_copy": True}}}
    with translated():
        answer = client.search(
            index=names.everything,
            size=0,
            query={"terms": {"story_id": list(preferred)}},
            aggs={
                "stories": {
                    "terms": {"field": "story_id", "size": max(len(preferred), 1)},
                    "aggs": {
                        "leads": {"filter": {"term": {"is_copy": False}}, "aggs": {"first": _first(_CLAIMS)}},
                        "copies": copy | {"aggs": {"of": {"terms": {"field": "copy_of", "size": 3}}}},
                        "heirs": copy | {"aggs": {"first": _first(1)}},
                        "preferred": {"filter": {"ids": {"values": heirs}}, "aggs": {"first": _first(1)}},
                    },
                }
            },
        )
    for bucket in answer["aggregations"]["stories"]["buckets"]:
        heirs_found = [*_hits(bucket["preferred"]), *_hits(bucket["heirs"])]
        yield Seen(
            id=bucket["key"],
            claims=_hits(bucket["leads"]),
            leads=bucket["leads"]["doc_count"],
            heir=heirs_found[0] if heirs_found else None,
            size=bucket["doc_count"],
            named=frozenset(of["key"] for of in bucket["copies"]["of"]["buckets"]),
        )


def _first(size: int) -> Aggregation:
    """Return the aggregation that fetches the documents claimed first."""
    return {
        "top_hits": {
            "size": size,
            "sort": [{"claimed_at": "asc"}, {"arrival": "asc"}],
            "_source": fields_of(Member),
            "seq_no_primary_term": True,
        }
    }


def _hits(bucket: Mapping[str, Any]) -> list[Stored[Member]]:
    return [decode(hit, Member) for hit in bucket["first"]["hits"]["hits"]]


def _follow(client: Elasticsearch, names: Names, leads: Mapping[str, str]) -> tuple[int, int]:
    """Let the copies of stories name their leads; return how many changed, and how many others wrote to meanwhile.

    Args:
        client: Elasticsearch.
        names: Index names.
        leads: Story id → id of its lead. Copies that the index does not find yet are put on the list of stories again
            by their writers.
    """
    if not leads:
        return 0, 0
    with translated():
        answer = client.update_by_query(
            index=names.everything,
            query={"bool": {"filter": [{"terms": {"story_id": sorted(leads)}}, {"term": {"is_copy": True}}]}},
            script={"source": _FOLLOW, "params": {"leads": dict(leads)}},
            conflicts="proceed",
        )
    return int(answer["updated"]), int(answer["version_conflicts"])
