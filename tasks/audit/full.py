"""Audit everything: folder, ledger and index compared, one entry after the other.

`tasks.audit.fate_counts` counts; this module compares each entry. Everything is streamed in pages, so the size of the
archive does not matter. Files move during the audit: anything in ``processing/`` is in flight and not a discrepancy,
and each apparent discrepancy is checked a second time before it is reported.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from tasks.audit.discrepancy import Discrepancy
from tasks.audit.documents import DocumentAudit
from tasks.audit.folders import FolderAudit
from tasks.audit.ledger import LedgerAudit


class FullAudit:
    """Goes over everything."""

    def __init__(self, *, folders: FolderAudit, ledger: LedgerAudit, documents: DocumentAudit) -> None:
        self._folders = folders
        self._ledger = ledger
        self._documents = documents

    def find(self, *, close: bool = True, patience: float = 600.0, now: float | None = None) -> Iterator[Discrepancy]:
        """Yield every discrepancy as it is found (and closed, unless `close` is false).

        What is closed by taking a file up again is in flight afterwards.

        Args:
            close: put right what can be.
            patience: age in seconds from which a file in ``processing/`` is stuck when no message waits.
            now: seconds since 1970; the clock's when None.

        Raises TransientError or a RedisError when a service is away.
        """
        yield from self._folders.interrupted(close)
        yield from self._folders.folders(close)
        yield from self._ledger.files(close)
        yield from self._ledger.arrivals(close)
        yield from self._documents.documents(close)
        yield from self._folders.stuck(time.time() if now is None else now, patience)
