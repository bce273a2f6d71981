"""Audit the ledger: files that lack fates, arrivals whose document is missing, arrivals of unknown files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.errors import PermanentError
from articles.fates import Fate
from search.ledger import queries
from search.ledger.entries import FileEntry
from search.ledger.queries import Entry
from search.schema.index_names import Names
from search.takedown import removal, tombstones
from search.transport.client import translated
from search.transport.paging import pages
from search.transport.refresh import refresh
from tasks.audit.discrepancy import Discrepancy
from tasks.audit.entries import Entries
from tasks.audit.folders import entries_from
from tasks.duplicates.index import DuplicateIndex
from tasks.failures.replay import Replay
from tasks.spool.file_names import claimed_at
from tasks.spool.layout import Queue
from tasks.work_item import arrival_of, parse_arrival


class _Articles(Value, frozen=True, kw_only=True):
    """A file's entry, as far as it is compared."""

    articles: int


class LedgerAudit:
    """Goes over the ledger.

    Args:
        client: of Elasticsearch.
        names: of its indices.
        queue: the queue folder.
        duplicates: forgets articles that are to be written again.
        replay: takes files up again.
        entries: reads and writes entries.
    """

    def __init__(
        self,
        *,
        client: Elasticsearch,
        names: Names,
        queue: Queue,
        duplicates: DuplicateIndex,
        replay: Replay,
        entries: Entries,
    ) -> None:
        self._client = client
        self._names = names
        self._queue = queue
        self._duplicates = duplicates
        self._replay = replay
        self._entries = entries

    def files(self, close: bool) -> Iterator[Discrepancy]:
        """Find files that lack fates."""
        for page in pages(self._client, self._names.intake, {"term": {"kind": "file"}}, _Articles):
            wanted = {stored.id: stored.source.articles for stored in page}
            short = self._short(wanted)
            short = self._short({name: wanted[name] for name in short}) if short else {}
            for name, number in short.items():
                yield self._fates_missing(name, number, close)

    def _short(self, wanted: Mapping[str, int]) -> dict[str, int]:
        """Return which of these files have fewer fates than articles and are not in flight; how many they lack."""
        if not wanted:
            return {}
        refresh(self._client, [self._names.intake])
        with translated():
            answer = self._client.search(
                index=self._names.intake,
                size=0,
                query={"bool": {"filter": [{"term": {"kind": "arrival"}}, {"terms": {"intake": list(wanted)}}]}},
                aggs={
                    "files": {
                        "terms": {"field": "intake", "size": len(wanted)},
                        "aggs": {"arrivals": queries.ARRIVALS},
                    }
                },
            )
        have = {bucket["key"]: queries.arrivals_in(bucket) for bucket in answer["aggregations"]["files"]["buckets"]}
        lacks = {name: number - have.get(name, 0) for name, number in wanted.items() if have.get(name, 0) < number}
        return {name: number for name, number in lacks.items() if not self._entries.in_flight(name)}

    def _fates_missing(self, name: str, number: int, close: bool) -> Discrepancy:
        folder = self._queue.settled(name)
        entries = entries_from(folder) if folder else None
        if entries is None:
            advice = f"{number} of its articles have no fate, and its folder is gone; send the file again"
            return Discrepancy(kind="fates_missing", name=name, closed=False, what_now=advice)
        if not close:
            return Discrepancy(kind="fates_missing", name=name, closed=False)
        self._entries.write_folder(*entries)
        return Discrepancy(kind="fates_missing", name=name, closed=True, what_now="entered from its folder")

    def arrivals(self, close: bool) -> Iterator[Discrepancy]:
        """Find arrivals whose document or file entry is missing."""
        for page in pages(self._client, self._names.intake, {"term": {"kind": "arrival"}}, Entry):
            yield from self.files_unknown([stored.source.intake for stored in page], close)
            yield from self.without_documents({stored.id: stored.source for stored in page}, close=close)

    def without_documents(self, arrivals: Mapping[str, Entry], *, close: bool) -> Iterator[Discrepancy]:
        """Find the arrivals among these, by their entries, whose document is missing."""
        missing = self._without_document(arrivals)
        if missing:  # once more: it may have been superseded while we looked
            missing = self._without_document(queries.fates_of(self._client, self._names, sorted(missing)))
        by_intake: dict[str, dict[int, str]] = defaultdict(dict)
        for arrival, identifier in missing.items():
            name, number = parse_arrival(arrival)
            if not self._entries.in_flight(name):
                by_intake[name][number] = identifier
        for name, articles in by_intake.items():
            yield from self._documents_missing(name, articles, close)

    def _without_document(self, arrivals: Mapping[str, Entry]) -> dict[str, str]:
        """Return arrivals whose article is not in the index and was not taken down, and its id."""
        # What was taken down keeps its article's id, also when its tombstone is lifted.
        arrivals = {a: e for a, e in arrivals.items() if e.article_id and e.fate is not Fate.REJECTED}
        ids = sorted({str(entry.article_id) for entry in arrivals.values()})
        gone = set(ids) - removal.stored(self._client, self._names, ids).keys()
        gone -= tombstones.present(self._client, self._names, gone)
        return {arrival: str(entry.article_id) for arrival, entry in arrivals.items() if entry.article_id in gone}

    def _documents_missing(self, name: str, articles: Mapping[int, str], close: bool) -> Iterator[Discrepancy]:
        folder = self._queue.settled(name)
        done, what_now = False, "its file is not in done/ any more; send it again"
        if folder is not None and close:
            self._duplicates.forget_articles(sorted(set(articles.values())))
            try:
                self._replay.retake(folder, frozenset(articles))
                done, what_now = True, "its file is taken up again"
            except PermanentError as error:
                what_now = str(error)
        elif folder is not None:
            what_now = ""
        for number in sorted(articles):
            yield Discrepancy(kind="document_missing", name=arrival_of(name, number), closed=done, what_now=what_now)

    def files_unknown(self, names: Iterable[str], close: bool) -> Iterator[Discrepancy]:
        """Find files of settled arrivals that have no entry of their own."""
        wanted = sorted(set(names))
        known = self._entries.known(wanted)
        for name in wanted:
            # Asked once more: its entry may have been written while we looked.
            if name in known or self._entries.in_flight(name) or self._entries.known([name]):
                continue
            if close:
                self._enter_file(name)
            what_now = "entered with as many articles as have fates"
            yield Discrepancy(kind="file_unknown", name=name, closed=close, what_now=what_now)

    def _enter_file(self, name: str) -> None:
        refresh(self._client, [self._names.intake])
        with translated():
            found = self._client.search(
                index=self._names.intake,
                size=1,
                query={"bool": {"filter": [{"term": {"kind": "arrival"}}, {"term": {"intake": name}}]}},
                aggs={"arrivals": queries.ARRIVALS},
            )
        fields = found["hits"]["hits"][0]["_source"]
        entry = FileEntry(
            intake=name,
            name=fields.get("name", name),
            source=fields.get("source"),
            sent=fields.get("sent"),
            claimed_at=int(claimed_at(name) * 1_000_000),
            articles=queries.arrivals_in(found["aggregations"]),
            round=fields.get("round", 0),
        )
        self._entries.write(entry, [])
