"""Read the ledger as operators look at it: fates over time and by source, and the latest arrivals with a fate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.fates import Fate
from search.ledger.queries import ARRIVALS, Entry, arrivals_in
from search.schema.index_names import Names
from search.transport.client import translated
from search.transport.stored import decode, fields_of

#: Sources that are counted, those with most arrivals first.
MOST_SOURCES = 500


class Day(Value, frozen=True, kw_only=True):
    """The counts of one day."""

    day: str  #: ISO 8601
    fates: dict[str, int]  #: fate → arrivals


class SourceCounts(Value, frozen=True, kw_only=True):
    """The counts of one source."""

    name: str | None  #: None for arrivals without a source
    arrivals: int
    fates: dict[str, int]
    last_at: str | None = None  #: when its last file was claimed


class Overview(Value, frozen=True, kw_only=True):
    """The ledger in counts."""

    days: tuple[Day, ...]  #: oldest first, without gaps
    sources: tuple[SourceCounts, ...]  #: those with most arrivals first


class Row(Entry, frozen=True, kw_only=True):
    """An arrival with its fate."""

    settled_at: str | None = None
    tries: int = 1
    count: int = 1  #: of records that it stands for


class Rows(Value, frozen=True, kw_only=True):
    """Arrivals, the latest first."""

    total: int  #: entries in all
    rows: tuple[Row, ...]


def overview(client: Elasticsearch, names: Names, *, now: datetime, days: int = 30) -> Overview:
    """Return the ledger in counts.

    Args:
        client: Elasticsearch.
        names: Index names.
        now: The end of the time that is counted by day.
        days: How long that is.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: The ledger may not be read.
    """
    since = (now - timedelta(days=days - 1)).date().isoformat()
    fates: dict[str, Any] = {
        "arrivals": ARRIVALS,
        "fates": {"terms": {"field": "fate", "size": len(Fate)}, "aggs": {"arrivals": ARRIVALS}},
    }
    by_day = {
        "date_histogram": {
            "field": "settled_at",
            "calendar_interval": "day",
            "min_doc_count": 0,
            "extended_bounds": {"min": since, "max": now.date().isoformat()},
            "format": "yyyy-MM-dd",
        },
        "aggs": fates,
    }
    by_source = {"terms": {"field": "source", "size": MOST_SOURCES}, "aggs": fates | {"last": _LAST}}
    by_folder = {"terms": {"field": "folder", "size": MOST_SOURCES}, "aggs": fates}
    with translated():
        answer = client.search(
            index=names.intake,
            size=0,
            track_total_hits=False,
            query={"term": {"kind": "arrival"}},
            aggs={
                "late": {"filter": {"range": {"settled_at": {"gte": since}}}, "aggs": {"days": by_day}},
                "sources": by_source,
                "folders": by_folder,
                "nowhere": {"missing": {"field": "source"}, "aggs": fates | {"last": _LAST}},
            },
        )["aggregations"]
    # An arrival that names a source of its own is found by its folder as well, and counts for its source alone.
    elsewhere = {bucket["key"]: _source(bucket["key"], bucket) for bucket in answer["folders"]["buckets"]}
    found = [_source(bucket["key"], bucket) for bucket in answer["sources"]["buckets"]]
    sources = [own for one in found if (own := _without(one, elsewhere.get(one.name))).arrivals]
    if answer["nowhere"]["doc_count"]:
        sources.append(_source(None, answer["nowhere"]))
    return Overview(
        days=tuple(Day(day=one["key_as_string"], fates=_fates(one)) for one in answer["late"]["days"]["buckets"]),
        sources=tuple(sorted(sources, key=lambda one: -one.arrivals)),
    )


_LAST = {"max": {"field": "claimed_at"}}


def _source(name: str | None, bucket: Mapping[str, Any]) -> SourceCounts:
    return SourceCounts(
        name=name,
        arrivals=arrivals_in(bucket),
        fates=_fates(bucket),
        last_at=bucket["last"].get("value_as_string") if "last" in bucket else None,
    )


def _without(one: SourceCounts, other: SourceCounts | None) -> SourceCounts:
    """Return the counts of a source without some of its arrivals."""
    if other is None:
        return one
    fates = {fate: left for fate, number in one.fates.items() if (left := number - other.fates.get(fate, 0))}
    return SourceCounts(name=one.name, arrivals=one.arrivals - other.arrivals, fates=fates, last_at=one.last_at)


def _fates(bucket: Mapping[str, Any]) -> dict[str, int]:
    return {one["key"]: arrivals_in(one) for one in bucket["fates"]["buckets"]}


def latest(
    client: Elasticsearch,
    names: Names,
    *,
    fate: str | None = None,
    reason: str | None = None,
    source: str | None = None,
    name: str | None = None,
    size: int = 50,
    offset: int = 0,
) -> Rows:
    """Return arrivals with a fate, the latest first.

    Args:
        client: Elasticsearch.
        names: Index names.
        fate: With this fate.
        reason: For this reason.
        source: From this source.
        name: Of files whose name has this in it, in any case.
        size: As many at most.
        offset: Arrivals to leave out.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: The ledger may not be read.
    """
    filters: list[dict[str, Any]] = [{"term": {"kind": "arrival"}}]
    filters += [
        {"term": {key: value}} for key, value in (("fate", fate), ("reason", reason), ("source", source)) if value
    ]
    if name:
        plain = "".join(f"\\{char}" if char in "*?\\" else char for char in name)
        filters.append({"wildcard": {"name": {"value": f"*{plain}*", "case_insensitive": True}}})
    with translated():
        answer = client.search(
            index=names.intake,
            query={"bool": {"filter": filters}},
            size=size,
            from_=offset,
            track_total_hits=True,
            sort=[{"settled_at": {"order": "desc", "missing": "_last"}}, {"intake": "asc"}, {"number": "asc"}],
            source={"includes": fields_of(Row)},
        )
    rows = tuple(decode(hit, Row).source for hit in answer["hits"]["hits"])
    return Rows(total=answer["hits"]["total"]["value"], rows=rows)
