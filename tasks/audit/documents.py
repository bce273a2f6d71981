"""Audit the documents: articles whose arrival the ledger does not know, and articles that were taken down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.fates import Fate, Reason
from articles.wire.hold_decisions import Subject, place, story_key
from search.holds import hold_records, moving
from search.ledger.entries import FateEntry
from search.schema.index_names import Names
from search.stories.repair import promote
from search.takedown import removal, tombstones
from search.transport.paging import pages
from search.transport.stored import Stored
from tasks.audit.discrepancy import Discrepancy
from tasks.audit.entries import Entries
from tasks.audit.ledger import LedgerAudit
from tasks.takedown import Takedown
from tasks.work_item import parse_arrival


class _Document(Value, frozen=True, kw_only=True):
    """A document, as far as it is compared with the ledger."""

    arrival: str
    claimed_at: int  #: microseconds since 1970
    title: str = ""
    source: str | None = None
    is_copy: bool = False
    revision: int = 1
    round: int = 0
    story_id: str | None = None
    owner: str | None = None
    similarity: float | None = None


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
        for page in pages(self._client, self._names.everything, {"match_all": {}}, _Document):
            down = tombstones.present(self._client, self._names, [stored.id for stored in page])
            if down and close:
                ids = sorted(down)
                removal.remove(self._client, self._names, ids)
                self._takedown.forget_removed(
                    ids, [stored.source.story_id or stored.id for stored in page if stored.id in down]
                )
            for identifier in sorted(down):
                yield Discrepancy(kind="taken_down", name=identifier, closed=close, what_now="removed" if close else "")
            yield from self._held(page, close)
            arrivals = {stored.source.arrival: stored for stored in page if stored.id not in down}
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

    def _held(self, page: Sequence[Stored[_Document]], close: bool) -> Iterator[Discrepancy]:
        """Find articles that readers can see though their producer killed or holds them back."""
        subjects = [_subject_of(stored) for stored in page]
        wanted = sorted({key for one in subjects for key in (one.article_id, story_key(one.story_id))})
        known = hold_records.read(self._client, self._names, wanted)
        if not known:
            return
        now = datetime.now(UTC)
        places = {one.article_id: place(one, known, now) for one in subjects}
        out = {i: where.withdrawal(i) for i, where in places.items() if where.is_held}
        if out and close:
            moving.move_out(self._client, self._names, out, now)
            promote(self._client, self._names, dict.fromkeys(one.story_id for one in subjects if one.article_id in out))
        for identifier in sorted(out):
            what_now = "moved to article-withdrawn" if close else ""
            yield Discrepancy(kind="held", name=identifier, closed=close, what_now=what_now)


def _subject_of(stored: Stored[_Document]) -> Subject:
    document = stored.source
    return Subject(
        article_id=stored.id,
        story_id=document.story_id or stored.id,
        owner=document.owner,
        claimed_at=document.claimed_at,
    )


def _entry_of(stored: Stored[_Document]) -> FateEntry:
    """Return what the ledger should know of the arrival of a document."""
    document = stored.source
    intake, number = parse_arrival(document.arrival)
    fate, reason = Fate.INDEXED, Reason.NEW
    if document.is_copy:
        fate, reason = Fate.COPY, Reason.NEAR_DUPLICATE
    elif document.revision > 1:
        fate, reason = Fate.UPDATED, Reason.NEW_TEXT
    return FateEntry(
        intake=intake,
        number=number,
        name=intake,
        source=document.source,
        claimed_at=document.claimed_at,
        round=document.round,
        fate=fate,
        reason=reason,
        detail="Entered from the document; the ledger had lost it.",
        article_id=stored.id,
        title=document.title[:500],
        similarity=document.similarity,
        settled_at=datetime.now(UTC).isoformat(),
    )
