"""Audit what was settled lately."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from elasticsearch import Elasticsearch

from articles.batches import batched
from search.ledger import queries
from search.ledger.entries import FateEntry, FileEntry
from search.schema.index_names import Names
from tasks.audit.discrepancy import Discrepancy
from tasks.audit.entries import Entries
from tasks.audit.folders import BATCH, entries_from, settled_folders
from tasks.audit.ledger import LedgerAudit
from tasks.spool.layout import Queue


class RecentAudit:
    """Goes over the files that were settled lately."""

    def __init__(
        self, *, client: Elasticsearch, names: Names, queue: Queue, ledger: LedgerAudit, entries: Entries
    ) -> None:
        self._client = client
        self._names = names
        self._queue = queue
        self._ledger = ledger
        self._entries = entries

    def find(self, *, since: float) -> Iterator[Discrepancy]:
        """Find and close discrepancies of what was settled since then. The cost does not grow with the archive.

        For losses of what Elasticsearch had acknowledged: a primary shard lost to a broken disk, or an older snapshot
        that an operator restored.

        Args:
            since: seconds since 1970, by the clock of the file system.

        Raises TransientError or a RedisError when a service is away.
        """
        for page in batched(self._settled_since(since), BATCH):
            arrivals = [one.arrival for _, one in page]
            known = queries.fates_of(self._client, self._names, [*(file.intake for file, _ in page), *arrivals])
            lacking: dict[str, tuple[FileEntry, list[FateEntry]]] = {}
            for file, one in page:
                if file.intake not in known or one.arrival not in known:
                    lacking.setdefault(file.intake, (file, []))[1].append(one)
            for name, (file, fates) in lacking.items():
                if not self._entries.in_flight(name):
                    self._entries.write_folder(file, fates)
                    yield Discrepancy(kind="fates_missing", name=name, closed=True, what_now="entered from its folder")
            if lacking:
                known = queries.fates_of(self._client, self._names, arrivals)
            yield from self._ledger.without_documents({one: known[one] for one in arrivals if one in known}, close=True)

    def _settled_since(self, since: float) -> Iterator[tuple[FileEntry, FateEntry]]:
        first = datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%d")
        for folder in settled_folders(self._queue, first):
            try:
                if (folder / "fates.json").stat().st_mtime < since:
                    continue
                entries = entries_from(folder)
            except FileNotFoundError:
                continue  # taken up again, or taken away
            if entries is not None:
                file, fates = entries
                yield from ((file, one) for one in fates)
