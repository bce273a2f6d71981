"""Audit the documents: articles whose arrival the ledger does not know, and articles that were taken down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch

from articles.fates import Fate, Reason
from search.ledger.entries import FateEntry
from search.schema.index_names import Names
from search.takedown import removal, tombstones
from tasks.audit.discrepancy import Discrepancy, pages
from tasks.audit.entries import Entries
from tasks.audit.ledger import LedgerAudit
from tasks.takedown import Takedown
from tasks.work_item import parse_arrival


class DocumentAudit:
    """Goes over the documents.

    Args:
        client: of Elasticsearch.
        names: of its indices.
        takedown: removes what came back.
        ledger: enters files.
        entries: reads and writes entries.
    """

    def __init__(
        self, *, client: Elasticsearch, names: Names, takedown: Takedown, ledger: LedgerAudit, entries: Entries
    ) -> None:
        self._client = client
        self._names = names
        self._takedown = takedown
        self._ledger = ledger
        self._entries = entries

    def documents(self, close: bool) -> Iterator[Discrepancy]:
        """Find articles that were taken down, and those whose arrival the ledger does not know."""
        fields = ["arrival", "claimed_at", "title", "source", "is_copy", "revision", "round", "story_id", "similarity"]
        for page in pages(self._entries.scan(self._names.everything, {"match_all": {}}, fields)):
            down = tombstones.present(self._client, self._names, [hit["_id"] for hit in page])
            if down and close:
                ids = sorted(down)
                removal.remove(self._client, self._names, ids)
                self._takedown.forget_removed(
                    ids, [hit["_source"].get("story_id", hit["_id"]) for hit in page if hit["_id"] in down]
                )
            for identifier in sorted(down):
                yield Discrepancy(kind="taken_down", name=identifier, closed=close, what_now="removed" if close else "")
            arrivals = {hit["_source"]["arrival"]: hit for hit in page if hit["_id"] not in down}
            unknown = arrivals.keys() - self._entries.known(list(arrivals))
            unknown = {arrival for arrival in unknown if not self._entries.in_flight(parse_arrival(arrival)[0])}
            unknown -= self._entries.known(sorted(unknown))
            entered = []
            for arrival in sorted(unknown):
                if close:
                    self._entries.write(None, [_entry_of(arrivals[arrival])])
                    entered.append(parse_arrival(arrival)[0])
                yield Discrepancy(
                    kind="arrival_unknown",
                    name=arrival,
                    closed=close,
                    what_now="entered from the document" if close else "",
                )
            yield from self._ledger.files_unknown(entered, close)


def _entry_of(hit: Mapping[str, Any]) -> FateEntry:
    """Return what the ledger should know of the arrival of a document."""
    document = hit["_source"]
    intake, number = parse_arrival(document["arrival"])
    fate, reason = Fate.INDEXED, Reason.NEW
    if document.get("is_copy"):
        fate, reason = Fate.COPY, Reason.NEAR_DUPLICATE
    elif document.get("revision", 1) > 1:
        fate, reason = Fate.UPDATED, Reason.NEW_TEXT
    return FateEntry(
        intake=intake,
        number=number,
        name=intake,
        source=document.get("source"),
        claimed_at=document["claimed_at"],
        round=document.get("round", 0),
        fate=fate,
        reason=reason,
        detail="Entered from the document; the ledger had lost it.",
        article_id=hit["_id"],
        title=document.get("title", "")[:500],
        similarity=document.get("similarity"),
        settled_at=datetime.now(UTC).isoformat(),
    )
