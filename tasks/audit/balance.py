"""Folder, ledger and index side by side: does every arrival have a fate, and what is in flight?"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping

from articles.article import Value
from articles.fates import Fate
from search.ledger import queries
from search.transport.client import translated
from tasks.context import Desk
from tasks.spool.inbox import waiting

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
    failed_files: int  #: files set aside
    oldest_seconds: float  #: how long the file that is in processing/ for longest has been there
    documents: int  #: articles in the index, copies included
    leads: int  #: stories in the index
    queues: dict[str, int]

    @property
    def gap(self) -> int:
        """Arrivals that are neither settled nor in flight; 0 is what it should be."""
        return self.arrivals - sum(self.fates.values()) - self.in_flight


def count(desk: Desk) -> Accounts:
    """Count. Nothing stands still meanwhile, so a count that does not add up is taken again.

    What is in flight is counted from ``processing/`` and not taken as what is missing: an arrival is in flight when it
    lies there and has no fate in the ledger.

    Raises TransientError or a RedisError when a service is away.
    """
    accounts = _count(desk)
    for _ in range(LOOKS):
        if accounts.gap == 0:
            break
        time.sleep(0.2)
        accounts = _count(desk)
    return accounts


def _count(desk: Desk) -> Accounts:
    before = _processing(desk)
    counted = queries.counts(desk.elasticsearch, desk.names)
    after = _processing(desk)
    # What was there before or after the ledger was counted: a file that left in between had all its fates by then.
    held: Mapping[str, int | None] = {**after, **{k: v for k, v in before.items() if v is not None}}
    entered = _entered(desk, list(held))
    enumerated = {name: articles for name, articles in held.items() if articles is not None}
    arrivals = counted.arrivals + sum(articles for name, articles in enumerated.items() if name not in entered)
    settled = _settled(desk, enumerated)
    with translated():
        documents = desk.elasticsearch.count(index=desk.names.everything)["count"]
        leads = desk.elasticsearch.count(index=desk.names.articles)["count"]
    return Accounts(
        arrivals=arrivals,
        fates={fate.value: counted.fates.get(fate.value, 0) for fate in Fate},
        reasons=counted.reasons,
        in_flight=sum(enumerated.values()) - settled,
        unread=len(held) - len(enumerated),
        inbox=waiting(desk.queue.inbox),
        processing=len(after),
        failed_files=sum(1 for _ in desk.queue.failed.iterdir()) if desk.queue.failed.exists() else 0,
        oldest_seconds=max((time.time() - _began(desk, name) for name in after), default=0.0),
        documents=documents,
        leads=leads,
        queues=desk.backlog.lengths(),
    )


def _processing(desk: Desk) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    with contextlib.suppress(FileNotFoundError):
        for name in desk.queue.intakes():
            intake = desk.queue.intake(name)
            if intake.has_claim():
                found[name] = intake.articles()
    return found


def _began(desk: Desk, name: str) -> float:
    """When a file was claimed, or taken up again."""
    try:
        return (desk.queue.intake(name).folder / "claim.json").stat().st_mtime
    except FileNotFoundError:
        return time.time()


def _entered(desk: Desk, intakes: list[str]) -> set[str]:
    """Which of these files the ledger knows already."""
    known: set[str] = set()
    for start in range(0, len(intakes), 1000):
        page = intakes[start : start + 1000]
        with translated():
            answer = desk.elasticsearch.search(
                index=desk.names.intake,
                query={"bool": {"filter": [{"term": {"kind": "file"}}, {"terms": {"intake": page}}]}},
                source=False,
                size=len(page),
            )
        known.update(hit["_id"] for hit in answer["hits"]["hits"])
    return known


def _settled(desk: Desk, enumerated: Mapping[str, int]) -> int:
    """How many articles of these files have a fate in the ledger."""
    names = list(enumerated)
    total = 0
    for start in range(0, len(names), 1000):
        page = names[start : start + 1000]
        with translated():
            total += desk.elasticsearch.count(
                index=desk.names.intake,
                query={"bool": {"filter": [{"term": {"kind": "arrival"}}, {"terms": {"intake": page}}]}},
            )["count"]
    return total
