"""Count arrivals, fates and what is in flight, in folder, ledger and index, and compare the sums."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from pathlib import Path

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.fates import Fate
from search.ledger.moment import ledger_now
from search.schema.index_names import Names
from search.transport.client import translated
from tasks.dispatch.backlog import Backlog
from tasks.spool.inbox import waiting
from tasks.spool.layout import Queue

#: How often a count is taken again when something moved while it was taken.
LOOKS = 5


class Accounts(Value, frozen=True, kw_only=True):
    """The count, at one moment. `arrivals == sum(fates) + in_flight` or there is a gap."""

    arrivals: int  #: articles in files whose articles are enumerated: in the ledger, or in processing/
    fates: dict[str, int]
    reasons: dict[str, dict[str, int]]
    in_flight: int  #: articles in processing/ without a fate in the ledger
    unread: int  #: files in processing/ whose articles are not enumerated yet
    inbox: int  #: files in the inbox
    processing: int  #: files in processing/
    failed_files: int  #: dead letters
    oldest_seconds: float  #: how long the file that is in processing/ for longest has been there
    documents: int  #: articles in the index, copies included
    leads: int  #: stories in the index
    queues: dict[str, int]

    @property
    def gap(self) -> int:
        """Arrivals that are neither settled nor in flight; 0 is what it should be."""
        return self.arrivals - sum(self.fates.values()) - self.in_flight


class FateCounts:
    """Counts, in all three places.

    Args:
        client: of Elasticsearch.
        names: of its indices.
        queue: the queue folder.
        backlog: what waits in the broker.
    """

    def __init__(self, *, client: Elasticsearch, names: Names, queue: Queue, backlog: Backlog) -> None:
        self._client = client
        self._names = names
        self._queue = queue
        self._backlog = backlog

    def count(self) -> Accounts:
        """Count. Files move meanwhile, so a count that does not add up is taken again.

        What is in flight is counted, not taken as what is missing: an arrival is in flight when its file is in
        ``processing/`` and it has no fate in the ledger.

        Raises TransientError or a RedisError when a service is away.
        """
        accounts = self._count()
        for _ in range(LOOKS):
            if accounts.gap == 0:
                break
            time.sleep(0.2)
            accounts = self._count()
        return accounts

    def _count(self) -> Accounts:
        # In the order in which files move: one that is claimed meanwhile is counted in both folders, not in neither.
        inbox = waiting(self._queue.inbox)
        before = self._processing()
        # Asked as of one moment: what settles while it is counted is in flight in all answers, or settled in all.
        with ledger_now(self._client, self._names) as ledger:
            counted = ledger.counts()
            after = self._processing()
            # What was there before or after that moment. A file that had left before had all its fates by then.
            held: Mapping[str, int | None] = {**after, **{k: v for k, v in before.items() if v is not None}}
            enumerated = {name: articles for name, articles in held.items() if articles is not None}
            entered = ledger.entered(list(held))
            settled = ledger.settled(list(enumerated))
        arrivals = counted.arrivals + sum(articles for name, articles in enumerated.items() if name not in entered)
        with translated():
            documents = self._client.count(index=self._names.everything)["count"]
            leads = self._client.count(index=self._names.articles)["count"]
        return Accounts(
            arrivals=arrivals,
            fates={fate.value: counted.fates.get(fate.value, 0) for fate in Fate},
            reasons=counted.reasons,
            in_flight=sum(enumerated.values()) - settled,
            unread=len(held) - len(enumerated),
            inbox=inbox,
            processing=len(after),
            failed_files=sum(1 for _ in self._queue.failed.iterdir()) if self._queue.failed.exists() else 0,
            oldest_seconds=max((age_of(self._queue.intake(name).folder) for name in after), default=0.0),
            documents=documents,
            leads=leads,
            queues=self._backlog.lengths(),
        )

    def _processing(self) -> dict[str, int | None]:
        found: dict[str, int | None] = {}
        with contextlib.suppress(FileNotFoundError):
            for name in self._queue.intakes():
                intake = self._queue.intake(name)
                if intake.has_claim():
                    found[name] = intake.counted()
        return found


def age_of(folder: Path) -> float:
    """Return how many seconds ago a file was claimed, or taken up again; 0 if its folder is gone meanwhile."""
    try:
        return max(0.0, time.time() - (folder / "claim.json").stat().st_mtime)
    except FileNotFoundError:
        return 0.0
