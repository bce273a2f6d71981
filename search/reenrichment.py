"""Run enrichers again over what is indexed, without the files.

Articles are read in the order of their claims and written back under the sequence
number they were read with: whoever changed one meanwhile wins, and it is read
again. A run can stop anywhere and go on from its `Cursor`; a second run finds
nothing stale.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec
from elasticsearch import Elasticsearch

from articles.article import Value
from articles.enrichment import Enrichment
from search.documents import from_document, to_document
from search.schema.index_names import Names
from search.transport.bulk import Operation, write
from search.transport.client import translated
from search.transport.get_by_id import by_id

#: Documents read and written at a time.
BATCH = 100
#: How often a document that was changed between reading and writing is read again.
TRIES = 3


class Cursor(Value, frozen=True, kw_only=True):
    """How far a run has come."""

    after: tuple[int, str] | None = None  #: claim and arrival of the last article that was seen
    seen: int = 0
    changed: int = 0
    refused: tuple[str, ...] = ()  #: ids that Elasticsearch would not take, or that kept changing


def run(
    client: Elasticsearch,
    names: Names,
    enrichment: Enrichment,
    *,
    where: dict[str, Any] | None = None,
    only: Iterable[str] = (),
    again: bool = False,
    rate: float = 0.0,
    start: Cursor | None = None,
    save: Callable[[Cursor], None] = lambda cursor: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    max_bytes: int = 8 << 20,
) -> Cursor:
    """Bring the articles up to the enrichers' versions.

    Args:
        client: Elasticsearch.
        names: Index names.
        enrichment: The enrichers.
        where: Query that chooses articles; all, copies included, when None.
        only: Names of the enrichers to run; those that are stale when empty.
        again: Also where the version is the same.
        rate: Articles a second at most; 0 is as fast as it goes.
        start: Where to go on.
        save: Gets the cursor after each batch, when it is safely written.
        progress: Gets articles seen, and in all.

    Raises:
        TransientError: Elasticsearch does not answer; go on later from the last cursor saved.
        PermanentError: It refuses the query.
    """
    cursor = start or Cursor()
    names_only = tuple(only)
    query = where or {"match_all": {}}
    with translated():
        client.indices.refresh(index=names.everything)
        total = int(client.count(index=names.everything, query=query)["count"])
    progress(cursor.seen, total)
    while True:
        began = time.monotonic()
        with translated():
            answer = client.search(
                index=names.everything,
                size=BATCH,
                query=query,
                sort=[{"claimed_at": "asc"}, {"arrival": "asc"}],
                search_after=list(cursor.after) if cursor.after else None,
                seq_no_primary_term=True,
                track_total_hits=False,
            )
        hits = list(answer["hits"]["hits"])
        if not hits:
            return cursor
        changed, refused = _batch(client, names, enrichment, hits, names_only, again, max_bytes)
        claimed_at, arrival = hits[-1]["sort"]
        cursor = Cursor(
            after=(claimed_at, arrival),
            seen=cursor.seen + len(hits),
            changed=cursor.changed + changed,
            refused=cursor.refused + refused,
        )
        save(cursor)
        progress(cursor.seen, max(total, cursor.seen))
        if rate > 0:
            time.sleep(max(0.0, len(hits) / rate - (time.monotonic() - began)))


def _batch(
    client: Elasticsearch,
    names: Names,
    enrichment: Enrichment,
    hits: list[dict[str, Any]],
    only: tuple[str, ...],
    again: bool,
    max_bytes: int,
) -> tuple[int, tuple[str, ...]]:
    """Enrich and write a batch; how many were written, and the ids that could not be."""
    changed = 0
    waiting = hits
    for _ in range(TRIES):
        operations = []
        for hit in waiting:
            document = renewed(hit["_id"], hit["_source"], enrichment, only, again=again)
            if document is not None:
                operations.append(
                    Operation(
                        action="index",
                        index=hit["_index"],
                        id=hit["_id"],
                        body=document,
                        parameters={"if_seq_no": hit["_seq_no"], "if_primary_term": hit["_primary_term"]},
                    )
                )
        if not operations:
            return changed, ()
        outcomes = write(client, operations, max_bytes=max_bytes)
        changed += sum(outcome.ok for outcome in outcomes)
        failed = {outcome.id: outcome for outcome in outcomes if not outcome.ok}
        if not failed:
            return changed, ()
        again_ids = [i for i, outcome in failed.items() if outcome.conflict or outcome.transient]
        lost = tuple(i for i in failed if i not in again_ids)
        if lost:
            return changed, lost
        waiting = list(by_id(client, names.everything, again_ids).values())
    return changed, tuple(hit["_id"] for hit in waiting)


def renewed(
    identifier: str,
    document: dict[str, Any],
    enrichment: Enrichment,
    only: tuple[str, ...] = (),
    *,
    again: bool = False,
) -> dict[str, Any] | None:
    """The document with what its enrichers find now, or None if that is the same.

    Only fields that enrichment changes are touched: counters, revision and sketch stay as they are.
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
