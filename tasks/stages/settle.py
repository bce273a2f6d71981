"""Settling fates: into the ledger, then beside the files, then out of the memory's flight."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

import msgspec
import structlog

from articles.errors import PermanentError, TransientError
from articles.fates import Fate
from search.ledger import entries, queries
from search.ledger.entries import FateEntry, FileEntry
from search.takedown.supersede import supersede
from search.transport.bulk import Outcome
from search.transport.get_by_id import make_durable
from tasks.context import Desk
from tasks.failures.asking import ask, write_all
from tasks.spool import journal
from tasks.spool.chunk import Chunk
from tasks.spool.values import Claim, SettledFate
from tasks.stages.outcomes import Case, Settled, gone
from tasks.summary import Summary

log = structlog.get_logger()


def acknowledge(desk: Desk, settled: Sequence[Settled], task_id: str, summary: Summary) -> list[str]:
    """Write the fates into the ledger; note beside the files what was acknowledged; tell the memory.

    Returns the arrivals that were waiting for these.
    """
    if not settled:
        return []
    _supersede(desk, settled)
    now = datetime.now(UTC).isoformat()
    files = [
        entry
        for claim in {one.case.claim.intake: one.case for one in settled}.values()
        if (entry := _file_entry(desk, claim)) is not None
    ]
    fates = [_fate_entry(one, now) for one in settled]
    outcomes = write_all(desk, entries.operations(desk.names, files=files, fates=fates))
    refused = [outcome for outcome in outcomes if not outcome.ok]
    if any(outcome.conflict for outcome in refused):
        raise TransientError("others write the same entries of the ledger")
    if refused:
        raise PermanentError(f"the ledger refused an entry: {refused[0].error}")
    final = _as_the_ledger_has_it(desk, settled, outcomes[len(files) :])

    for one in final:
        summary.fate(one.fate, one.reason)
        identifier = one.case.assessment.article_id
        log.info("article_settled", arrival=one.case.arrival, fate=one.fate, reason=one.reason, article_id=identifier)
    noted = ((one.case.claim.intake, one.case.chunk, _noted(one)) for one in final)
    journal.append(desk.queue, noted, task_id, Chunk.append_settled)
    desk.attempts.forget([one.case.arrival for one in final])
    fine = [one.case.arrival for one in final if not gone(one)]
    # Asked before they are told: telling takes them off the list.
    waiting = desk.duplicates.dependents(fine)
    desk.duplicates.settle(fine)
    return waiting + desk.duplicates.forget([one.case.arrival for one in final if gone(one)])


def _noted(one: Settled) -> SettledFate:
    judged = one.case.assessment
    return SettledFate(
        number=judged.number,
        fate=one.fate,
        reason=one.reason,
        detail=one.detail,
        traceback=judged.traceback,
        article_id=None if _is_dropped(one) else judged.article_id,
        tries=judged.tries,
    )


def _supersede(desk: Desk, settled: Sequence[Settled]) -> None:
    """Take back what an earlier round of these arrivals had written and this one has not.

    Before the ledger is told, so that whoever does it again still reads there what that was.
    """
    later = {one.case.arrival: one for one in settled if one.case.claim.generation > 0 and one.fate is not Fate.FAILED}
    if not later:
        return
    client, names = desk.elasticsearch, desk.names
    before = ask(desk, "ledger", lambda: queries.written_before(client, names, sorted(later)))
    for arrival, old in sorted(before.items()):
        if old == later[arrival].case.assessment.article_id and later[arrival].fate is not Fate.REJECTED:
            continue
        if ask(desk, "articles", partial(supersede, client, names, old, arrival)):
            desk.duplicates.forget_articles([old])
            # What stands there now, if anything, is another arrival's.
            desk.rebuild.load([old])
            log.info("article_superseded", arrival=arrival, article_id=old)


def _as_the_ledger_has_it(desk: Desk, settled: Sequence[Settled], outcomes: Sequence[Outcome]) -> list[Settled]:
    """Where another worker settled an arrival before us, its fate stands."""
    before = [one.case.arrival for one, said in zip(settled, outcomes, strict=True) if said.result == "noop"]
    if not before:
        return list(settled)
    # Nothing was written for these, so nothing says that what the other wrote is on disk.
    ask(desk, "ledger", lambda: make_durable(desk.elasticsearch, desk.names.intake))
    known = ask(desk, "ledger", lambda: queries.fates_of(desk.elasticsearch, desk.names, before))
    if unsaid := [arrival for arrival in before if arrival not in known]:
        raise TransientError(f"the ledger had an entry of {unsaid[0]}, and has it no more")
    return [
        msgspec.structs.replace(
            one,
            fate=known[one.case.arrival].fate,
            reason=known[one.case.arrival].reason,
            detail=known[one.case.arrival].detail,
        )
        if one.case.arrival in known
        else one
        for one in settled
    ]


def _is_dropped(one: Settled) -> bool:
    """A copy of which, by the policy, there is no document."""
    return one.fate is Fate.COPY and one.case.assessment.article is None


def _file_entry(desk: Desk, case: Case) -> FileEntry | None:
    articles = desk.queue.intake(case.claim.intake).articles()
    return None if articles is None else file_entry(case.claim, sent=case.sent, articles=articles)


def file_entry(claim: Claim, *, sent: str | None, articles: int) -> FileEntry:
    """What the ledger is to know of a claimed file."""
    return FileEntry(
        intake=claim.intake,
        name=claim.path,
        source=claim.source,
        sent=sent,
        claimed_at=claim.claimed_at,
        size=claim.size,
        articles=articles,
        round=claim.generation,
    )


def _fate_entry(one: Settled, now: str) -> FateEntry:
    claim, judged = one.case.claim, one.case.assessment
    nowhere = one.fate in (Fate.REJECTED, Fate.FAILED) or _is_dropped(one)
    return FateEntry(
        intake=claim.intake,
        number=judged.number,
        name=claim.path,
        source=claim.source,
        sent=one.case.sent,
        claimed_at=claim.claimed_at,
        round=claim.generation,
        fate=one.fate,
        reason=one.reason,
        detail=one.detail,
        article_id=None if nowhere else judged.article_id,
        title=judged.title[:500],
        similarity=judged.similarity,
        tries=judged.tries,
        settled_at=now,
    )
