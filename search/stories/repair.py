"""Stories in the index: who leads, how many copies there are, who ran it when.

A story is all documents of one `story_id`. One of them leads (`is_copy` false); the others name it in `copy_of`, and
it counts them in `copies`. Writers of documents cannot keep this right alone: two may write copies of one story at
once, a copy with an earlier date of publication takes the lead, a lead is updated while it is counted. So whoever
has written to a story calls `tend`, which looks at the story as it stands and puts right what is wrong. It may be
called twice and by several at once: what is written, is written only if nobody wrote to the document meanwhile
(`if_seq_no`), and else the story is looked at again.

Between the writing of a copy and `tend`, `copies` is too small; between the writing of an article that takes the
lead and `tend`, both are among the leads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.duplicates.judging import earlier
from articles.errors import TransientError
from search.schema.index_names import Names
from search.takedown import tombstones as deletion
from search.transport import bulk
from search.transport.bulk import Operation
from search.transport.client import translated
from search.transport.get_by_id import by_id

#: Stories looked at in one request.
PAGE = 200
#: How often a story is looked at again because others wrote to it meanwhile.
TRIES = 10
#: Copies of a story that are read at most.
MOST_COPIES = 1000
#: Documents of one story that claim the lead at most; there are two when a lead moves.
_CLAIMS = 20
_BULK_BYTES = 8 << 20

_COUNT = "ctx._source.copies = params.copies"
_DEMOTE = (
    "ctx._source.is_copy = true; ctx._source.copies = 0; ctx._source.copy_of = params.lead;"
    " if (params.similarity != null) { ctx._source.similarity = params.similarity }"
)
_FOLLOW = "ctx._source.copy_of = params.lead"
_ABOUT = ["title", "source", "domain", "url", "published_at", "ingested_at", "claimed_at", "arrival"]
_ABOUT += ["similarity", "is_copy", "copies", "story_id", "word_count", "language"]


class Member(Value, frozen=True, kw_only=True):
    """An article of a story."""

    id: str
    title: str = ""
    source: str | None = None
    url: str | None = None
    published_at: str | None = None
    ingested_at: str | None = None
    claimed_at: int = 0  #: microseconds
    arrival: str = ""
    language: str | None = None
    words: int = 0
    similarity: float | None = None  #: with the lead, as it was when this came; share of the smaller text
    is_copy: bool = False


class Story(Value, frozen=True, kw_only=True):
    """A story: what ran where, and when."""

    id: str
    lead: Member
    copies: tuple[Member, ...] = ()  #: the earliest published first, at most `MOST_COPIES`
    total: int = 0  #: copies in all
    sources: tuple[tuple[str, int], ...] = ()  #: who ran it, how often


class Tended(Value, frozen=True, kw_only=True):
    """What `tend` put right."""

    counted: int = 0  #: leads whose `copies` was wrong
    moved: int = 0  #: documents that lead no longer
    followed: int = 0  #: copies that name another lead now

    def and_(self, other: Tended) -> Tended:
        """Both together."""
        return Tended(
            counted=self.counted + other.counted,
            moved=self.moved + other.moved,
            followed=self.followed + other.followed,
        )


def tend(client: Elasticsearch, names: Names, story_ids: Iterable[str]) -> Tended:
    """See to it that these stories have one lead, that it counts its copies, and that they name it.

    Of two that lead, the one published earlier does, as in `articles.duplicates.judging`; where the dates do not
    tell, the one claimed first. Safe to repeat.

    Raises:
        TransientError: Elasticsearch is away or busy, or others wrote to a story each time.
    """
    wanted = sorted(set(story_ids))
    total = Tended()
    for start in range(0, len(wanted), PAGE):
        left = wanted[start : start + PAGE]
        for _ in range(TRIES):
            done, left = _tend_page(client, names, left)
            total = total.and_(done)
            if not left:
                break
        else:
            raise TransientError(f"others wrote to {len(left)} stories each time")
    return total


def tend_all(client: Elasticsearch, names: Names, *, progress: Callable[[int], object] = lambda done: None) -> Tended:
    """`tend` every story that has copies: after a loss of what was still to be tended."""
    total, done = Tended(), 0
    for page in _with_copies(client, names):
        total = total.and_(tend(client, names, page))
        done += len(page)
        progress(done)
    return total


def _with_copies(client: Elasticsearch, names: Names) -> Iterator[list[str]]:
    """Ids of the stories that have copies or once had, or have two leads."""
    after: Mapping[str, Any] | None = None
    counted_or_copy = {"bool": {"should": [{"term": {"is_copy": True}}, {"range": {"copies": {"gt": 0}}}]}}
    while True:
        sources: dict[str, Any] = {"size": 1000, "sources": [{"story": {"terms": {"field": "story_id"}}}]}
        if after:
            sources["after"] = after
        with translated():
            client.indices.refresh(index=names.everything)
            found = client.search(
                index=names.everything, size=0, query=counted_or_copy, aggs={"stories": {"composite": sources}}
            )["aggregations"]["stories"]
        if found["buckets"]:
            yield [bucket["key"]["story"] for bucket in found["buckets"]]
        after = found.get("after_key")
        if not after:
            return


def _tend_page(client: Elasticsearch, names: Names, story_ids: Sequence[str]) -> tuple[Tended, list[str]]:
    """What was put right, and the stories that are to be looked at again."""
    operations: list[Operation] = []
    of_story: list[tuple[str, bool]] = []  # for each operation its story, and whether somebody is demoted
    leads: dict[str, str] = {}  # story with copies that name another → the lead they are to name
    again: list[str] = []
    for bucket in _look(client, names, story_ids):
        story = bucket["key"]
        claims = bucket["leads"]["first"]["hits"]["hits"]
        if not claims:
            # The lead was removed. Whoever removed it passes it on; it may have died before.
            deletion.pass_on(client, names, story)
            continue
        lead = _first(claims)
        copies = bucket["doc_count"] - 1
        if lead["_source"].get("copies", 0) != copies:
            operations.append(_update(lead, names, _COUNT, copies=copies))
            of_story.append((story, False))
        for other in claims:
            if other is not lead:
                similarity = other["_source"].get("similarity") or lead["_source"].get("similarity")
                operations.append(_update(other, names, _DEMOTE, lead=lead["_id"], similarity=similarity))
                of_story.append((story, True))
        named = [b["key"] for b in bucket["copies"]["of"]["buckets"]]
        if any(name != lead["_id"] for name in named) or bucket["copies"]["of"]["sum_other_doc_count"]:
            leads[story] = lead["_id"]
        if bucket["leads"]["doc_count"] > len(claims):
            again.append(story)
    outcomes = bulk.write(client, operations, max_bytes=_BULK_BYTES)
    counted = moved = 0
    for (story, demoted), outcome in zip(of_story, outcomes, strict=True):
        if outcome.conflict or outcome.status == 404:
            again.append(story)
        elif outcome.ok:
            counted += not demoted
            moved += demoted
        else:
            raise TransientError(f"a story could not be tended ({outcome.status}): {outcome.error}")
    followed = 0
    for story, lead_id in leads.items():
        if story in again:
            continue
        changed, conflicts = _follow(client, names, story, lead_id)
        followed += changed
        if conflicts:
            again.append(story)
    return Tended(counted=counted, moved=moved, followed=followed), list(dict.fromkeys(again))


def _look(client: Elasticsearch, names: Names, story_ids: Sequence[str]) -> list[dict[str, Any]]:
    first = {
        "top_hits": {
            "size": _CLAIMS,
            "sort": [{"claimed_at": "asc"}, {"arrival": "asc"}],
            "_source": ["copies", "published_at", "claimed_at", "similarity"],
            "seq_no_primary_term": True,
        }
    }
    with translated():
        client.indices.refresh(index=names.everything)
        answer = client.search(
            index=names.everything,
            size=0,
            query={"terms": {"story_id": list(story_ids)}},
            aggs={
                "stories": {
                    "terms": {"field": "story_id", "size": len(story_ids)},
                    "aggs": {
                        "leads": {"filter": {"term": {"is_copy": False}}, "aggs": {"first": first}},
                        "copies": {
                            "filter": {"term": {"is_copy": True}},
                            "aggs": {"of": {"terms": {"field": "copy_of", "size": 3}}},
                        },
                    },
                }
            },
        )
    return list(answer["aggregations"]["stories"]["buckets"])


def _first(claims: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Who leads, of those that say so: as if they had come one after the other."""
    lead = claims[0]
    for other in claims[1:]:
        if earlier(_date(other["_source"]), _date(lead["_source"])):
            lead = other
    return lead


def _date(fields: Mapping[str, Any]) -> datetime | None:
    text = fields.get("published_at")
    return datetime.fromisoformat(text) if text else None


def _update(hit: Mapping[str, Any], names: Names, script: str, **params: Any) -> Operation:
    return Operation(
        action="update",
        index=names.everything,
        id=hit["_id"],
        body={"script": {"source": script, "params": params}},
        parameters={"if_seq_no": hit["_seq_no"], "if_primary_term": hit["_primary_term"]},
    )


def _follow(client: Elasticsearch, names: Names, story: str, lead: str) -> tuple[int, int]:
    """Copies that name another lead than `lead` name it: how many did, and how many were written to meanwhile."""
    with translated():
        client.indices.refresh(index=names.everything)
        answer = client.update_by_query(
            index=names.everything,
            query={
                "bool": {
                    "filter": [{"term": {"story_id": story}}, {"term": {"is_copy": True}}],
                    "must_not": [{"term": {"copy_of": lead}}, {"ids": {"values": [lead]}}],
                }
            },
            script={"source": _FOLLOW, "params": {"lead": lead}},
            conflicts="proceed",
            refresh=True,
        )
    return int(answer["updated"]), int(answer["version_conflicts"])


# reading


def story_of(client: Elasticsearch, names: Names, wanted: str) -> str | None:
    """The id of the story that `wanted` names: the id of one of its articles, its own, the beginning of it (eight
    letters at least) where only one story begins so, or the URL of one of its articles."""
    with translated():
        client.indices.refresh(index=names.everything)
        found = by_id(client, names.everything, [wanted], fields=["story_id"])
        if wanted in found:
            return str(found[wanted]["_source"].get("story_id", wanted))
        queries: list[dict[str, Any]] = [{"term": {"story_id": wanted}}, {"term": {"url": wanted}}]
        if len(wanted) >= 8:
            queries.append({"prefix": {"story_id": wanted}})
        for query in queries:
            answer = client.search(
                index=names.everything, size=0, query=query, aggs={"ids": {"terms": {"field": "story_id", "size": 2}}}
            )
            buckets = answer["aggregations"]["ids"]["buckets"]
            if len(buckets) == 1 or (buckets and "url" in query.get("term", {})):
                return str(buckets[0]["key"])
    return None


def read(client: Elasticsearch, names: Names, story_id: str) -> Story | None:
    """A story as it stands in the index, None where there is none."""
    with translated():
        client.indices.refresh(index=names.everything)
        answer = client.search(
            index=names.everything,
            query={"term": {"story_id": story_id}},
            size=MOST_COPIES + 1,
            sort=[
                {"is_copy": "asc"},
                {"published_at": {"order": "asc", "missing": "_last"}},
                {"claimed_at": "asc"},
            ],
            source_includes=_ABOUT,
            track_total_hits=True,
            aggs={"sources": {"terms": {"field": "source", "size": 100}}},
        )
    members = [_member(hit) for hit in answer["hits"]["hits"]]
    if not members:
        return None
    return Story(
        id=story_id,
        lead=members[0],
        copies=tuple(members[1:]),
        total=answer["hits"]["total"]["value"] - 1,
        sources=tuple((bucket["key"], bucket["doc_count"]) for bucket in answer["aggregations"]["sources"]["buckets"]),
    )


def _member(hit: Mapping[str, Any]) -> Member:
    fields = hit["_source"]
    return Member(
        id=hit["_id"],
        title=fields.get("title", ""),
        source=fields.get("source") or fields.get("domain"),
        url=fields.get("url"),
        published_at=fields.get("published_at"),
        ingested_at=fields.get("ingested_at"),
        claimed_at=fields.get("claimed_at", 0),
        arrival=fields.get("arrival", ""),
        language=fields.get("language"),
        words=fields.get("word_count", 0),
        similarity=fields.get("similarity"),
        is_copy=fields.get("is_copy", False),
    )
