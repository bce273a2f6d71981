"""Look up and write entries of the ledger for the audit."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from elasticsearch import Elasticsearch

from articles.fates import Fate, Reason
from search.ledger import entries, queries
from search.ledger.entries import FateEntry, FileEntry
from search.schema.index_names import Names
from search.takedown import tombstones
from search.transport import bulk
from tasks.spool.layout import Queue


class Entries:
    """Looks up and writes entries of the ledger.

    Args:
        client: of Elasticsearch.
        names: of its indices.
        queue: the queue folder.
        bulk_bytes: of a bulk request at most.
    """

    def __init__(self, *, client: Elasticsearch, names: Names, queue: Queue, bulk_bytes: int) -> None:
        self._client = client
        self._names = names
        self._queue = queue
        self._bulk_bytes = bulk_bytes

    def in_flight(self, name: str) -> bool:
        """Return whether a file is in ``processing/``, where missing fates are not a discrepancy."""
        return self._queue.intake(name).folder.exists()

    def known(self, ids: Sequence[str]) -> set[str]:
        """Return which of these the ledger has an entry of. Sees unrefreshed writes."""
        return queries.known(self._client, self._names, ids)

    def write(self, file: FileEntry | None, fates: Sequence[FateEntry]) -> None:
        """Enter a file and fates.

        Raises:
            TransientError: the ledger did not take all of it.
        """
        operations = entries.operations(self._names, files=[file] if file else [], fates=fates)
        bulk.require_done(bulk.write(self._client, operations, max_bytes=self._bulk_bytes))

    def write_folder(self, file: FileEntry, fates: Sequence[FateEntry]) -> None:
        """Enter a finished file. What was taken down since then is entered as that."""
        ids = [one.article_id for one in fates if one.article_id]
        down = tombstones.present(self._client, self._names, ids) if ids else set()
        taken = {"fate": Fate.REJECTED, "reason": Reason.DELETED, "detail": "It was taken down."}
        self.write(file, [msgspec.structs.replace(one, **taken) if one.article_id in down else one for one in fates])
