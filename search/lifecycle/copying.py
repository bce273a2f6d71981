"""Copy documents from one index to another while the first one is written to; `reindex` runs it.

Operations of a shard are numbered in order (`_seq_no`), and a document carries the number of the last one that wrote
it. So the documents above the last number that was copied are what is new, however often copying begins again. What
was deleted carries no number; it is found by comparing how many documents of a time both indices have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from articles.batches import batched
from search.transport import bulk
from search.transport.bulk import MAINTENANCE_BYTES, Operation, Outcome, require_done
from search.transport.client import translated
from search.transport.get_by_id import by_id, existing
from search.transport.operations import reached
from search.transport.paging import pages
from search.transport.query import Query
from search.transport.refresh import refresh
from search.transport.stored import Nothing, Stored, decode

#: Documents copied at a time.
PAGE = 200
#: Spans of time that are counted to find what was deleted.
_SPANS = 2000
#: Such spans that are looked at together.
_TOGETHER = 200
_VERSIONS = re.compile(r"current version \[(\d+)\] is higher or equal to the one provided \[(\d+)\]")

Document = dict[str, Any]
Marks = dict[str, int]  #: shard → number of an operation


def operations_done(client: Elasticsearch, index: str) -> Marks:
    """Return for each shard the number up to which every operation is done."""
    return reached(client, [index])[index].marks


def copy_changes(
    client: Elasticsearch,
    source: str,
    target: str,
    done: Marks,
    *,
    convert: Callable[[Document], Document] = lambda document: document,
    save: Callable[[Marks, int], object] = lambda marks, copied: None,
) -> tuple[Marks, int]:
    """Copy what was written after `done`; return up to where that is now, and the number of documents.

    Args:
        client: Elasticsearch.
        source: Index to copy from.
        target: Index to copy to.
        done: Shard of the source → number of the last operation that was copied.
        convert: Makes a document of the target from one of the source.
        save: Gets the marks and the number of documents after each page.
    """
    until = operations_done(client, source)
    refresh(client, [source])
    marks, copied = dict(done), 0
    for shard, last in until.items():
        while page := _page(client, source, shard, marks.get(shard, -1), last):
            _write(client, target, page, convert)
            copied += len(page)
            marks[shard] = page[-1].sort[0]
            save(marks, len(page))
        marks[shard] = max(last, marks.get(shard, -1))
    return marks, copied


def _page(client: Elasticsearch, index: str, shard: str, after: int, last: int) -> list[Stored[Document]]:
    with translated():
        answer = client.search(
            index=index,
            preference=f"_shards:{shard}",
            query={"range": {"_seq_no": {"gt": after, "lte": last}}},
            sort=[{"_seq_no": "asc"}],
            size=PAGE,
            version=True,
            seq_no_primary_term=True,
            track_total_hits=False,
            allow_partial_search_results=False,
        )
    return [decode(hit, dict) for hit in answer["hits"]["hits"]]


def _write(
    client: Elasticsearch, target: str, page: Sequence[Stored[Document]], convert: Callable[[Document], Document]
) -> None:
    operations = [
        Operation(
            action="index",
            index=target,
            id=one.id,
            body=convert(one.source),
            parameters={"version": one.version, "version_type": "external"},
        )
        for one in page
    ]
    outcomes = bulk.write(client, operations, max_bytes=MAINTENANCE_BYTES)
    require_done(outcomes, unless=lambda outcome: outcome.conflict)
    # The target has a later version of a document that was deleted meanwhile and came back in an earlier one.
    replaced = [op for op, outcome in zip(operations, outcomes, strict=True) if _is_later(outcome)]
    if replaced:
        bulk.delete(client, target, [op.id for op in replaced])
        require_done(bulk.write(client, replaced, max_bytes=MAINTENANCE_BYTES))


def _is_later(outcome: Outcome) -> bool:
    found = _VERSIONS.search(outcome.error) if outcome.conflict else None
    return found is not None and int(found[1]) > int(found[2])


def remove_deleted(client: Elasticsearch, source: str, target: str) -> int:
    """Delete from the target what the source has no more, and return how many documents that were.

    Everything that the source has must have been copied before.
    """
    refresh(client, [source, target])
    removed = 0
    for spans in batched(list(_spans_with_more(client, source, target)), _TOGETHER):
        span: Query = {"bool": {"should": spans}}
        extra = sorted(_ids(client, target, span) - _ids(client, source, span))
        extra = sorted(set(extra) - existing(client, source, extra))  # sees what is not refreshed yet
        bulk.delete(client, target, extra)
        removed += len(extra)
    if removed:
        refresh(client, [target])
    return removed


def _ids(client: Elasticsearch, index: str, span: Query) -> set[str]:
    return {one.id for page in pages(client, index, span, Nothing, size=2000) for one in page}


def _spans_with_more(client: Elasticsearch, source: str, target: str) -> Iterator[Query]:
    """Yield queries for the spans of time of which the target has more documents than the source."""
    first, last = _bounds(client, target)
    if first is not None and last is not None:
        width = max(1, (last - first) // _SPANS + 1)
        there, here = (_by_span(client, index, first, width) for index in (target, source))
        for start, number in there.items():
            if number > here.get(start, 0):
                yield {"range": {"claimed_at": {"gte": start, "lt": start + width}}}
    undated: Query = {"bool": {"must_not": {"exists": {"field": "claimed_at"}}}}
    if _count(client, target, undated) > _count(client, source, undated):
        yield undated


def _bounds(client: Elasticsearch, index: str) -> tuple[int | None, int | None]:
    aggregations = {name: {name: {"field": "claimed_at"}} for name in ("min", "max")}
    with translated():
        found = client.search(index=index, size=0, aggs=aggregations)["aggregations"]
    least, most = found["min"]["value"], found["max"]["value"]
    return (None, None) if least is None else (int(least), int(most))


def _by_span(client: Elasticsearch, index: str, first: int, width: int) -> Mapping[int, int]:
    starts = range(first, first + width * _SPANS, width)
    spans = [{"key": str(start), "from": start, "to": start + width} for start in starts]
    with translated():
        answer = client.search(
            index=index, size=0, aggs={"spans": {"range": {"field": "claimed_at", "ranges": spans, "keyed": False}}}
        )
    return {int(one["key"]): one["doc_count"] for one in answer["aggregations"]["spans"]["buckets"]}


def _count(client: Elasticsearch, index: str, query: Query) -> int:
    with translated():
        return int(client.count(index=index, query=query)["count"])


class DifferenceError(Exception):
    """The target does not hold what the source holds."""


def compare(client: Elasticsearch, source: str, target: str) -> None:
    """Compare the numbers of documents of both indices while nothing is written.

    Raises:
        DifferenceError: They differ.
    """
    refresh(client, [source, target])
    numbers = [_count(client, index, {"match_all": {}}) for index in (source, target)]
    if numbers[0] != numbers[1]:
        raise DifferenceError(f"{source} has {numbers[0]:,} articles, {target} {numbers[1]:,}")


def differing(client: Elasticsearch, source: str, target: str) -> list[str]:
    """Return the ids of documents that the target lacks, or has in an earlier version.

    What is written meanwhile may be among them.
    """
    found: list[str] = []
    for page in pages(client, source, {"match_all": {}}, Nothing, size=1000):
        there = by_id(client, target, [one.id for one in page], Nothing)
        found += [one.id for one in page if one.id not in there or there[one.id].version < one.version]
    return found


def copy_documents(
    client: Elasticsearch, source: str, target: str, ids: Sequence[str], *, convert: Callable[[Document], Document]
) -> None:
    """Copy these documents, as they are at this time; those that the source has no more are left out."""
    for page in batched(ids, PAGE):
        _write(client, target, list(by_id(client, source, page, dict).values()), convert)
