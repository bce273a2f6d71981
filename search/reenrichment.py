"""Run enrichers again over indexed articles, without their files.

Articles are read in the order of their claims and written back only if nobody has written to them meanwhile; otherwise
they are read again. A run can stop anywhere and go on from its `Cursor`; a second run finds nothing stale.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from elasticsearch import Elasticsearch

from articles.article import Value
from articles.enrichment import Enrichment
from search.documents import from_document, to_document
from search.lifecycle.mapping_guard import MappingGuard
from search.schema.index_names import Names
from search.transport.bulk import Operation, write
from search.transport.client import translated
from search.transport.get_by_id import by_id
from search.transport.paging import live_page
from search.transport.refresh import refresh
from search.transport.stored import Stored

#: Documents read and written at a time.
BATCH = 100
#: How often a document that changes between reading and writing is read.
TRIES = 3
_ORDER = ({"claimed_at": "asc"}, {"arrival": "asc"})

Document = Stored[dict[str, Any]]


class Cursor(Value, frozen=True, kw_only=True):
    """The progress of a run."""

    after: tuple[int, str] | None = None  #: claim and arrival of the last article seen
    seen: int = 0
    changed: int = 0
    refused: tuple[str, ...] = ()  #: ids that Elasticsearch refused, or that kept changing


def run(
    client: Elasticsearch,
    names: Names,
    enrichment: Enrichment,
    *,
    where: Mapping[str, Any] | None = None,
    only: Iterable[str] = (),
    again: bool = False,
    rate: float = 0.0,
    start: Cursor | None = None,
    save: Callable[[Cursor], None] = lambda cursor: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    max_bytes: int = 8 << 20,
) -> Cursor:
    """Enrich again the articles that an older version of an enricher has written.

    Args:
        client: Elasticsearch.
        names: Index names.
        enrichment: The enrichers.
        where: Query for the articles; all, copies included, if None.
        only: Names of the enrichers to run; all that are stale if empty.
        again: Run enrichers whose version is the same, too.
        rate: Articles per second at most; 0 for no limit.
        start: Cursor of an earlier run, to go on from there.
        save: Gets the cursor after each batch, once that is written.
        progress: Gets the number of articles seen, and in all.
        max_bytes: Size of a bulk request.

    Raises:
        TransientError: Elasticsearch does not answer, or its index has a newer mapping than this program knows. Go on
            later from the last cursor saved.
        PermanentError: It refuses the query.
    """
    cursor = start or Cursor()
    query = where or {"match_all": {}}
    guard = MappingGuard(client, names)
    batch = _Batch(client, names, enrichment, tuple(only), again, max_bytes)
    refresh(client, [names.everything])
    with translated():
        total = int(client.count(index=names.everything, query=query)["count"])
    progress(cursor.seen, total)
    while True:
        began = time.monotonic()
        guard.check()
        page = live_page(client, names.everything, query, dict, sort=_ORDER, after=cursor.after or (), size=BATCH)
        if not page:
            return cursor
        changed, refused = batch.run(page)
        claimed_at, arrival = page[-1].sort
        cursor = Cursor(
            after=(claimed_at, arrival),
            seen=cursor.seen + len(page),
            changed=cursor.changed + changed,
            refused=cursor.refused + refused,
        )
        save(cursor)
        progress(cursor.seen, max(total, cursor.seen))
        if rate > 0:
            time.sleep(max(0.0, len(page) / rate - (time.monotonic() - began)))


@dataclass(frozen=True, slots=True)
class _Batch:
    """Enriches and writes the documents of a page."""

    client: Elasticsearch
    names: Names
    enrichment: Enrichment
    only: tuple[str, ...]
    again: bool
    max_bytes: int

    def run(self, page: Sequence[Document]) -> tuple[int, tuple[str, ...]]:
        """Return how many documents were written, and the ids of those that could not be."""
        changed = 0
        waiting = page
        for _ in range(TRIES):
            operations = [operation for document in waiting if (operation := self._operation(document)) is not None]
            outcomes = write(self.client, operations, max_bytes=self.max_bytes)
            changed += sum(outcome.ok for outcome in outcomes)
            failed = [outcome for outcome in outcomes if not outcome.ok]
            lost = tuple(one.id for one in failed if not one.conflict and not one.transient)
            if not failed or lost:
                return changed, lost
            waiting = list(by_id(self.client, self.names.everything, [one.id for one in failed], dict).values())
        return changed, tuple(document.id for document in waiting)

    def _operation(self, document: Document) -> Operation | None:
        source = renewed(document.id, document.source, self.enrichment, self.only, again=self.again)
        if source is None:
            return None
        return Operation(
            action="index", index=document.index, id=document.id, body=source, parameters=document.unchanged
        )


def renewed(
    identifier: str,
    document: dict[str, Any],
    enrichment: Enrichment,
    only: tuple[str, ...] = (),
    *,
    again: bool = False,
) -> dict[str, Any] | None:
    """Return the document as its enrichers would write it now, or None if nothing changes.

    Only fields that enrichment changes are touched: counters, revision and sketch stay as they are.

    Args:
        identifier: The article's id.
        document: Its source.
        enrichment: The enrichers.
        only: Names of the enrichers to run; all that are stale if empty.
        again: Run enrichers whose version is the same, too.
    """
    article = from_document(identifier, document)
    chosen = set(enrichment.versions) if again else set(enrichment.stale(article))
    if only:
        chosen &= set(only)
    if not chosen:
        return None
    epoch = datetime.fromtimestamp(0, UTC)
    before = to_document(article, now=epoch)
    after = to_document(enrichment.enrich(article, chosen), now=epoch)
    result = dict(document)
    for name in before.keys() | after.keys():
        if before.get(name) == after.get(name):
            continue
        if name in after:
            result[name] = after[name]
        else:
            result.pop(name, None)
    return None if msgspec.json.encode(result) == msgspec.json.encode(document) else result
