"""Read the ledger: counts, entries, and which files and arrivals it knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.fates import Fate, Reason
from search.ledger.entries import WRITTEN
from search.schema.index_names import Names
from search.transport.client import translated
from search.transport.get_by_id import by_id, existing
from search.transport.paging import pages
from search.transport.refresh import refresh as refresh_indices
from search.transport.stored import Nothing

#: Aggregation over entries of arrivals: how many they stand for.
ARRIVALS: dict[str, Any] = {"sum": {"field": "count", "missing": 1}}


def arrivals_in(bucket: Mapping[str, Any]) -> int:
    """Return the result of `ARRIVALS`, named "arrivals", in a bucket."""
    return int(bucket["arrivals"]["value"])


class Entry(Value, frozen=True, kw_only=True):
    """An entry as the ledger has it; a file's has no number, fate and reason."""

    kind: str = ""
    intake: str = ""
    number: int = 0
    name: str = ""
    source: str | None = None
    sent: str | None = None
    claimed_at: datetime | None = None
    round: int = 0
    articles: int = 0
    fate: Fate | None = None
    reason: Reason | None = None
    detail: str = ""
    article_id: str | None = None


class Step(Value, frozen=True, kw_only=True):
    """A fate that an arrival had."""

    fate: Fate
    article_id: str | None = None


class _History(Value, frozen=True, kw_only=True):
    history: tuple[Step, ...] = ()


class Counts(Value, frozen=True, kw_only=True):
    """The counts of the ledger."""

    files: int  #: claimed files whose articles are counted
    arrivals: int  #: articles in them
    fates: dict[str, int]  #: fate → arrivals
    reasons: dict[str, dict[str, int]]  #: fate → reason → arrivals

    @property
    def settled(self) -> int:
        """Arrivals with a fate."""
        return sum(self.fates.values())


def fates_of(client: Elasticsearch, names: Names, ids: Iterable[str]) -> dict[str, Entry]:
    """Return the current entries of these arrivals or files, by id. Sees writes that are not refreshed yet."""
    return {key: stored.source for key, stored in by_id(client, names.intake, ids, Entry).items()}


def known(client: Elasticsearch, names: Names, ids: Iterable[str]) -> set[str]:
    """Return those of the files or arrivals that have an entry. Sees writes that are not refreshed yet."""
    return existing(client, names.intake, ids)


def arrivals_of(client: Elasticsearch, names: Names, article_ids: Sequence[str]) -> list[str]:
    """Return all settled arrivals of these articles."""
    query = {"bool": {"filter": [{"term": {"kind": "arrival"}}, {"terms": {"article_id": list(article_ids)}}]}}
    return sorted(entry.id for page in pages(client, names.intake, query, Nothing, size=1000) for entry in page)


def written_before(client: Elasticsearch, names: Names, arrivals: Iterable[str]) -> dict[str, str]:
    """Return the article ids of those arrivals that have had a document. Sees writes that are not refreshed yet."""
    found: dict[str, str] = {}
    for arrival, stored in by_id(client, names.intake, arrivals, _History).items():
        for step in stored.source.history:
            if step.fate in WRITTEN and step.article_id:
                found[arrival] = step.article_id
    return found


def counts(
    client: Elasticsearch, names: Names, *, sent: str | None = None, refresh: bool = True, moment: str | None = None
) -> Counts:
    """Count the ledger.

    Args:
        client: Elasticsearch.
        names: Index names.
        sent: Count one sending only.
        refresh: Also count what was written within the last second.
        moment: Point in time of the ledger, as of which it is counted (`search.ledger.moment`).

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: The ledger may not be read.
    """
    if refresh and moment is None:
        refresh_indices(client, [names.intake])
    with translated():
        where: dict[str, Any] = {"pit": {"id": moment}} if moment else {"index": names.intake}
        answer = client.search(
            **where,
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
                            "aggs": {
                                "arrivals": ARRIVALS,
                                "reason": {"terms": {"field": "reason", "size": 50}, "aggs": {"arrivals": ARRIVALS}},
                            },
                        }
                    },
                },
            },
        )["aggregations"]
    by_fate = answer["fates"]["fate"]["buckets"]
    return Counts(
        files=answer["files"]["doc_count"],
        arrivals=int(answer["files"]["articles"]["value"]),
        fates={bucket["key"]: arrivals_in(bucket) for bucket in by_fate},
        reasons={
            bucket["key"]: {reason["key"]: arrivals_in(reason) for reason in bucket["reason"]["buckets"]}
            for bucket in by_fate
        },
    )


class Progress(Value, frozen=True, kw_only=True):
    """The number of articles settled recently, and their pace."""

    settled: int  #: arrivals
    seconds: float  #: since the first of them
    articles_per_file: float  #: of all files


def progress(client: Elasticsearch, names: Names, *, seconds: float) -> Progress:
    """Return what was settled in the last so many seconds. Does not refresh the ledger.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: The ledger may not be read.
    """
    now = datetime.now(UTC)
    since = (now - timedelta(seconds=seconds)).isoformat()
    with translated():
        answer = client.search(
            index=names.intake,
            size=0,
            track_total_hits=False,
            aggs={
                "files": {"filter": {"term": {"kind": "file"}}, "aggs": {"articles": {"avg": {"field": "articles"}}}},
                "late": {
                    "filter": {
                        "bool": {"filter": [{"term": {"kind": "arrival"}}, {"range": {"settled_at": {"gte": since}}}]}
                    },
                    "aggs": {"arrivals": ARRIVALS, "first": {"min": {"field": "settled_at"}}},
                },
            },
        )["aggregations"]
    first = answer["late"]["first"]["value"]
    return Progress(
        settled=arrivals_in(answer["late"]),
        seconds=max(now.timestamp() - first / 1000, 0.0) if first is not None else 0.0,
        articles_per_file=float(answer["files"]["articles"]["value"] or 1.0),
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
    """Return entries of arrivals as JSON objects, in the order of their arrival.

    Args:
        client: Elasticsearch.
        names: Index names.
        sent: Of one sending.
        intakes: Of these files.
        fate: With this fate.
        reason: With this reason.
        size: As many at most.
    """
    wanted = {"sent": sent, "fate": fate, "reason": reason}
    filters: list[dict[str, Any]] = [{"term": {"kind": "arrival"}}]
    filters += [{"term": {name: value}} for name, value in wanted.items() if value]
    if intakes is not None:
        filters.append({"terms": {"intake": list(intakes)}})
    refresh_indices(client, [names.intake])
    with translated():
        answer = client.search(
            index=names.intake,
            query={"bool": {"filter": filters}},
            sort=[{"claimed_at": "asc"}, {"intake": "asc"}, {"number": "asc"}],
            size=size,
        )
    return [hit["_source"] | {"arrival": hit["_id"]} for hit in answer["hits"]["hits"]]
