"""The ledger: what became of every arrival, kept for good in the index `intake`.

Two kinds of documents. A *file* (`_id` is the intake) says how many articles a claimed file was found to hold; an
*arrival* (`_id` is ``<intake>:<number>``) says what became of one of them. Both are written in one place,
`operations`, and writing them twice changes nothing:

- within a round (a file is in round 0 until it is replayed, then in round 1, ...) the first fate stands;
- a later round's fate replaces the current one and the earlier stays in `history`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan

from articles.article import Value
from articles.fates import Fate, Reason
from search.schema.index_names import Names
from search.transport.bulk import Operation
from search.transport.client import translated
from search.transport.get_by_id import by_id


class FileEntry(Value, frozen=True, kw_only=True):
    """A claimed file, once it is known how many articles it holds."""

    intake: str
    name: str
    source: str | None = None
    sent: str | None = None  #: the sender's own id, to find what was sent again
    claimed_at: int  #: microseconds since 1970
    size: int = 0  #: bytes
    articles: int
    round: int = 0


class FateEntry(Value, frozen=True, kw_only=True):
    """What became of one arrival."""

    intake: str
    number: int
    name: str
    source: str | None = None
    sent: str | None = None
    claimed_at: int
    round: int = 0
    fate: Fate
    reason: Reason
    detail: str = ""
    article_id: str | None = None
    title: str = ""
    similarity: float | None = None
    tries: int = 1
    settled_at: str = ""  #: ISO 8601

    @property
    def arrival(self) -> str:
        """Its `_id`."""
        return f"{self.intake}:{self.number}"


# An arrival that has a fate in this round keeps it: a second worker that did the same work changes nothing.
_SETTLE = """
if (ctx._source.fate != null && ctx._source.round >= params.entry.round) { ctx.op = 'noop'; return }
def history = ctx._source.history == null ? [] : ctx._source.history;
history.add(params.step);
ctx._source.putAll(params.entry);
ctx._source.history = history;
"""
_FILE = """
if (ctx._source.round != null && ctx._source.round >= params.entry.round) { ctx.op = 'noop'; return }
ctx._source.putAll(params.entry);
"""


def operations(names: Names, *, files: Iterable[FileEntry] = (), fates: Iterable[FateEntry] = ()) -> list[Operation]:
    """The bulk operations that write these entries; safe to send twice."""
    made = []
    for file in files:
        entry = _fields(file) | {"kind": "file"}
        made.append(_scripted(names, file.intake, _FILE, {"entry": entry}))
    for fate in fates:
        entry = _fields(fate) | {"kind": "arrival"}
        step = {"fate": fate.fate, "reason": fate.reason, "round": fate.round, "at": fate.settled_at}
        if fate.article_id:
            step["article_id"] = fate.article_id
        made.append(_scripted(names, fate.arrival, _SETTLE, {"entry": entry, "step": step}))
    return made


# An arrival whose article was taken down. The title goes: it is part of what was taken down.
_TAKEN_DOWN = """
if (ctx._source.reason == 'deleted') { ctx.op = 'noop'; return }
def history = ctx._source.history == null ? [] : ctx._source.history;
history.add(params.step);
ctx._source.history = history;
ctx._source.fate = params.step.fate; ctx._source.reason = params.step.reason; ctx._source.settled_at = params.step.at;
ctx._source.detail = params.detail; ctx._source.remove('title');
"""


def taken_down(names: Names, arrivals: Iterable[str], *, detail: str, now: datetime) -> list[Operation]:
    """The bulk operations that say of settled arrivals that their articles were taken down; safe to send twice."""
    step = {"fate": Fate.REJECTED, "reason": Reason.DELETED, "at": now.isoformat()}
    return [
        Operation(
            action="update",
            index=names.intake,
            id=arrival,
            body={"script": {"source": _TAKEN_DOWN, "params": {"step": step, "detail": detail}}},
            parameters={"retry_on_conflict": 5},
        )
        for arrival in arrivals
    ]


def arrivals_of(client: Elasticsearch, names: Names, article_ids: Sequence[str]) -> list[str]:
    """All settled arrivals of these articles."""
    with translated():
        client.indices.refresh(index=names.intake)
        found = scan(
            client,
            index=names.intake,
            query={
                "query": {
                    "bool": {"filter": [{"term": {"kind": "arrival"}}, {"terms": {"article_id": list(article_ids)}}]}
                },
                "_source": False,
            },
            size=1000,
        )
        return sorted(hit["_id"] for hit in found)


#: Fates of arrivals that have a document of their own.
WRITTEN = frozenset({Fate.INDEXED, Fate.UPDATED, Fate.COPY})


def written_before(client: Elasticsearch, names: Names, arrivals: Sequence[str]) -> dict[str, str]:
    """Of arrivals that had a document in an earlier round: its article id, by arrival. Sees unrefreshed writes."""
    found: dict[str, str] = {}
    for arrival, doc in by_id(client, names.intake, arrivals, fields=["history"]).items():
        for step in doc["_source"].get("history", ()):
            if step["fate"] in WRITTEN and step.get("article_id"):
                found[arrival] = step["article_id"]
    return found


def _fields(entry: FileEntry | FateEntry) -> dict[str, Any]:
    fields = {name: getattr(entry, name) for name in entry.__struct_fields__}
    fields["claimed_at"] = moment(entry.claimed_at)
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def _scripted(names: Names, identifier: str, source: str, params: Mapping[str, Any]) -> Operation:
    return Operation(
        action="update",
        index=names.intake,
        id=identifier,
        body={"scripted_upsert": True, "upsert": {}, "script": {"source": source, "params": params}},
        parameters={"retry_on_conflict": 5},
    )


def moment(microseconds: int) -> str:
    """ISO 8601 of microseconds since 1970."""
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC).isoformat()


def fates_of(client: Elasticsearch, names: Names, arrivals: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Current ledger documents of these arrivals, by id; those without are left out. Sees unrefreshed writes."""
    found = by_id(client, names.intake, arrivals, without=["history"])
    return {arrival: doc["_source"] for arrival, doc in found.items()}


def known(client: Elasticsearch, names: Names, ids: Iterable[str]) -> set[str]:
    """Which of these files or arrivals the ledger has an entry of. Sees unrefreshed writes."""
    return set(by_id(client, names.intake, ids, fields=False))


class Counts(Value, frozen=True, kw_only=True):
    """What the ledger holds."""

    files: int  #: claimed files whose articles are enumerated
    arrivals: int  #: articles in them
    fates: dict[str, int]  #: fate → arrivals
    reasons: dict[str, dict[str, int]]  #: fate → reason → arrivals

    @property
    def settled(self) -> int:
        """Arrivals with a fate."""
        return sum(self.fates.values())


def counts(client: Elasticsearch, names: Names, *, sent: str | None = None, refresh: bool = True) -> Counts:
    """Count the ledger as it stands now; of one sending when `sent` is given.

    Without `refresh`, what was written in the last second may not be counted.
    """
    with translated():
        if refresh:
            client.indices.refresh(index=names.intake)
        answer = client.search(
            index=names.intake,
            size=0,
            track_total_hits=False,
            query={"term": {"sent": sent}} if sent else None,
            aggs={
                "files": {
                    "filter": {"term": {"kind": "file"}},
                    "aggs": {"articles": {"sum": {"field": "articles"}}},
                },
                "fates": {
                    "filter": {"term": {"kind": "arrival"}},
                    "aggs": {
                        "fate": {
                            "terms": {"field": "fate", "size": 20},
                            "aggs": {"reason": {"terms": {"field": "reason", "size": 50}}},
                        }
                    },
                },
            },
        )["aggregations"]
    by_fate = answer["fates"]["fate"]["buckets"]
    return Counts(
        files=answer["files"]["doc_count"],
        arrivals=int(answer["files"]["articles"]["value"]),
        fates={bucket["key"]: bucket["doc_count"] for bucket in by_fate},
        reasons={
            bucket["key"]: {reason["key"]: reason["doc_count"] for reason in bucket["reason"]["buckets"]}
            for bucket in by_fate
        },
    )


def entries(
    client: Elasticsearch,
    names: Names,
    *,
    sent: str | None = None,
    intakes: Sequence[str] | None = None,
    fate: str | None = None,
    reason: str | None = None,
    size: int = 1000,
) -> list[dict[str, Any]]:
    """Ledger documents of arrivals, in the order of their arrival; up to `size` of them."""
    filters: list[dict[str, Any]] = [{"term": {"kind": "arrival"}}]
    if sent:
        filters.append({"term": {"sent": sent}})
    if intakes is not None:
        filters.append({"terms": {"intake": list(intakes)}})
    if fate:
        filters.append({"term": {"fate": fate}})
    if reason:
        filters.append({"term": {"reason": reason}})
    with translated():
        client.indices.refresh(index=names.intake)
        answer = client.search(
            index=names.intake,
            query={"bool": {"filter": filters}},
            sort=[{"claimed_at": "asc"}, {"intake": "asc"}, {"number": "asc"}],
            size=size,
        )
    return [hit["_source"] | {"arrival": hit["_id"]} for hit in answer["hits"]["hits"]]
