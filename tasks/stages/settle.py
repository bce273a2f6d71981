"""Settle fates: write them into the ledger, then note them beside the files, then mark them settled in the duplicate
index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

import msgspec
import structlog
from elasticsearch import Elasticsearch

from articles.errors import PermanentError, TransientError
from articles.fates import Fate, Reason
from search.ledger import entries, queries
from search.ledger.entries import FateEntry, FileEntry
from search.schema.index_names import Names
from search.takedown.supersede import supersede
from search.transport.bulk import Outcome
from search.transport.get_by_id import make_durable
from tasks.duplicates.index import DuplicateIndex
from tasks.duplicates.rebuild import Rebuild
from tasks.failures.attempts import Attempts
from tasks.failures.wait_for_service import ServiceRetry
from tasks.spool import journal
from tasks.spool.chunk import Chunk
from tasks.spool.file_names import name_as_sent
from tasks.spool.layout import Queue
from tasks.spool.values import Assessment, Claim
from tasks.stages.arrival import GONE, Assessed
from tasks.stages.bulk_with_retry import BulkWriter
from tasks.task_result import TaskResult

log = structlog.get_logger()


def with_known_fates(decided: Sequence[Assessed], known: Mapping[str, queries.Entry]) -> list[Assessed]:
    """Return the arrivals with the fates that entries of the ledger give them; without a whole entry, as decided."""
    return [
        one.with_fate(entry.fate, entry.reason, entry.detail)
        if (entry := known.get(one.id)) is not None and entry.fate is not None and entry.reason is not None
        else one
        for one in decided
    ]


class Settler:
    """Acknowledges fates.

    Args:
        client: of Elasticsearch.
        names: of its indices.
        queue: the queue folder.
        bulk: submits operations.
        service_retry: retries of reads.
        duplicates: what arrived before.
        rebuild: loads articles into it.
        attempts: who was in hand when something went wrong.
    """

    def __init__(
        self,
        *,
        client: Elasticsearch,
        names: Names,
        queue: Queue,
        bulk: BulkWriter,
        service_retry: ServiceRetry,
        duplicates: DuplicateIndex,
        rebuild: Rebuild,
        attempts: Attempts,
    ) -> None:
        self._client = client
        self._names = names
        self._queue = queue
        self._bulk = bulk
        self._service_retry = service_retry
        self._duplicates = duplicates
        self._rebuild = rebuild
        self._attempts = attempts

    def settle(self, decided: Sequence[Assessed], task_id: str, result: TaskResult) -> list[str]:
        """Write the fates into the ledger, and note beside the files what was acknowledged.

        Returns the arrivals that waited for these.

        Raises:
            TransientError: Elasticsearch is away, or others write the same entries.
            PermanentError: the ledger refused an entry.
        """
        if not decided:
            return []
        self._supersede(decided)
        final = self._enter(decided)
        for one in final:
            result.fate(one.fate, one.assessment.reason, one.assessment.count)
            log.info(
                "article_settled",
                arrival=one.id,
                fate=one.fate,
                reason=one.assessment.reason,
                article_id=one.assessment.article_id,
            )
        noted = ((one.arrival.claim.intake, one.arrival.chunk, acknowledged(one.assessment)) for one in final)
        journal.append(self._queue, noted, task_id, Chunk.append_settled)
        self._attempts.forget([one.id for one in final])
        return self._release(final)

    def _enter(self, decided: Sequence[Assessed]) -> list[Assessed]:
        """Write the entries; return the fates as the ledger has them."""
        now = datetime.now(UTC).isoformat()
        files = [
            file_entry(one.arrival.claim, sent=one.arrival.sent, articles=articles)
            for one in {one.arrival.claim.intake: one for one in decided}.values()
            if (articles := self._queue.intake(one.arrival.claim.intake).counted()) is not None
        ]
        fates = [
            fate_entry(one.arrival.claim, without_dropped(one.assessment), sent=one.arrival.sent, settled_at=now)
            for one in decided
        ]
        outcomes = self._bulk.write(entries.operations(self._names, files=files, fates=fates))
        refused = [outcome for outcome in outcomes if not outcome.ok]
        if any(outcome.conflict for outcome in refused):
            raise TransientError("others write the same entries of the ledger")
        if refused:
            raise PermanentError(f"the ledger refused an entry: {refused[0].error}")
        return self._as_the_ledger_has_it(decided, outcomes[len(files) :])

    def _as_the_ledger_has_it(self, decided: Sequence[Assessed], outcomes: Sequence[Outcome]) -> list[Assessed]:
        """Return the fates; where another worker settled an arrival before us, its fate is kept."""
        before = [one.id for one, said in zip(decided, outcomes, strict=True) if said.result == "noop"]
        if not before:
            return list(decided)
        # Nothing was written for these, so nothing says that what the other wrote is on disk.
        self._service_retry.call("ledger", lambda: make_durable(self._client, self._names.intake))
        known = self._service_retry.call("ledger", lambda: queries.fates_of(self._client, self._names, before))
        if unsaid := [arrival for arrival in before if arrival not in known]:
            raise TransientError(f"the ledger had an entry of {unsaid[0]}, and has it no more")
        return with_known_fates(decided, known)

    def _release(self, final: Sequence[Assessed]) -> list[str]:
        """Mark the fates in the duplicate index; return the arrivals that waited for these."""
        fine = [one.id for one in final if one.fate not in GONE]
        # Asked before they are settled: settling takes them off the list.
        waiting = self._duplicates.dependents(fine)
        self._duplicates.settle(fine)
        return waiting + self._duplicates.forget([one.id for one in final if one.fate in GONE])

    def _supersede(self, decided: Sequence[Assessed]) -> None:
        """Take back what an earlier generation of these arrivals had written and this one has not.

        Before the ledger is written, so that a second attempt still reads there what that was.
        """
        later = {one.id: one for one in decided if one.arrival.claim.generation > 0 and one.fate is not Fate.FAILED}
        if not later:
            return
        client, names = self._client, self._names
        before = self._service_retry.call("ledger", lambda: queries.written_before(client, names, sorted(later)))
        for arrival, old in sorted(before.items()):
            if old == later[arrival].article_id and later[arrival].fate is not Fate.REJECTED:
                continue
            if self._service_retry.call("articles", partial(supersede, client, names, old, arrival)):
                self._duplicates.forget_articles([old])
                # The document there now, if any, belongs to another arrival.
                self._rebuild.load([old])
                log.info("article_superseded", arrival=arrival, article_id=old)


def acknowledged(assessment: Assessment) -> Assessment:
    """Return what is noted beside the file once Elasticsearch has acknowledged an assessment."""
    return Assessment(
        number=assessment.number,
        fate=assessment.fate,
        reason=assessment.reason,
        detail=assessment.detail,
        traceback=assessment.traceback,
        article_id=without_dropped(assessment).article_id,
        source=assessment.source,
        tries=assessment.tries,
        count=assessment.count,
    )


def without_dropped(assessment: Assessment) -> Assessment:
    """Return it without an article id where, by the policy on copies, there is no document."""
    if assessment.fate is Fate.COPY and assessment.article is None:
        return msgspec.structs.replace(assessment, article_id=None)
    return assessment


def file_entry(claim: Claim, *, sent: str | None, articles: int) -> FileEntry:
    """Return the ledger's entry of a claimed file."""
    return FileEntry(
        intake=claim.intake,
        name=name_as_sent(claim.path, sent),
        source=claim.source,
        sent=sent,
        claimed_at=claim.claimed_at,
        size=claim.size,
        articles=articles,
        round=claim.generation,
    )


def fate_entry(claim: Claim, assessment: Assessment, *, sent: str | None, settled_at: str) -> FateEntry:
    """Return the ledger's entry of an arrival.

    Args:
        claim: of its file.
        assessment: what became of it.
        sent: the sender's own id.
        settled_at: ISO 8601.
    """
    source = assessment.source or claim.source
    is_deleted = assessment.reason is Reason.DELETED
    return FateEntry(
        intake=claim.intake,
        number=assessment.number,
        name=name_as_sent(claim.path, sent),
        source=source,
        folder=claim.source if claim.source != source else None,
        sent=sent,
        claimed_at=claim.claimed_at,
        round=claim.generation,
        fate=assessment.fate,
        reason=assessment.reason,
        detail=assessment.detail,
        # Of what was taken down before: a later takedown finds the file by it.
        article_id=None if assessment.fate in GONE and not is_deleted else assessment.article_id,
        title="" if is_deleted else assessment.title[:500],
        similarity=assessment.similarity,
        tries=assessment.tries,
        count=assessment.count,
        settled_at=settled_at,
    )
