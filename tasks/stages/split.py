"""Cutting a file that holds many articles into chunks, so that its articles travel like any others.

Streamed, and resumable: a chunk is whole or not there, and the records of a file come in the same order every time
it is read, so whoever takes over writes only what is missing.
"""

from __future__ import annotations

import structlog
from celery.exceptions import SoftTimeLimitExceeded

from articles import forms
from articles.article import Record, Rejection
from articles.errors import TransientError
from articles.fates import Reason
from tasks.context import Desk
from tasks.spool.earlier import carry_over, withdrawn
from tasks.spool.layout import Intake
from tasks.spool.values import Claim, Split
from tasks.stages.process import given_of
from tasks.summary import Summary
from tasks.work_item import WorkItem, arrival_of

log = structlog.get_logger()

#: Chunks between two signs of life.
SIGN_OF_LIFE = 16


def split(desk: Desk, item: WorkItem, *, task_id: str) -> Summary:
    """Spill the chunks of a file and publish them for the stages.

    Raises:
        TransientError: a service is away, or the file could not be read this time.
    """
    summary = Summary()
    intake = desk.queue.intake(item.intake)
    claim = intake.claim()
    if claim is None:
        summary.note("gone before")
        return summary
    done = intake.split()
    if done is None:
        try:
            with desk.counters.stage("read", 0):
                done = _cut(desk, intake, claim, task_id)
            desk.counters.articles("read", done.articles)
        except FileNotFoundError:
            summary.note("gone before")
            return summary
        except SoftTimeLimitExceeded:
            # What is spilled stays spilled: the next task goes on behind it.
            desk.publisher.split(item)
            summary.note("to be continued")
            return summary
        finally:
            desk.counters.tell()
            desk.attempts.release(task_id)
    desk.publisher.process(
        [one for one in intake.open_items() if not intake.chunk(one.chunk).assessments()], alone=True
    )
    summary.note("articles", done.articles)
    summary.note("chunks", done.chunks)
    return summary


def _cut(desk: Desk, intake: Intake, claim: Claim, task_id: str) -> Split:
    size = desk.options.chunk_articles
    arrival = arrival_of(claim.intake, 0)
    count, reason = desk.attempts.of([arrival]).get(arrival, (0, Reason.STAGE_ERROR))
    chunk: list[Record | Rejection] = []
    chunks = articles = 0
    desk.attempts.take(task_id, arrival)

    def spill(*, over: bool = False) -> None:
        nonlocal chunks
        if over or not intake.split_chunk(chunks).was_spilled():
            intake.split_chunk(chunks).write_records(chunk)
        chunk.clear()
        chunks += 1
        if chunks % SIGN_OF_LIFE == 0:
            desk.leases.extend([WorkItem(claim.intake)])

    try:
        if count >= desk.options.attempts:
            # It killed whoever read it, three times. What was spilled before that point is sound.
            while (spilled := intake.split_chunk(chunks)).was_spilled() and (
                spilled.is_finished() or len(spilled.records()) == size
            ):
                articles += size
                chunks += 1
            chunk.append(Rejection(reason=reason, number=articles, detail="The file cannot be read any further."))
            articles += 1
        else:
            for item in forms.read(
                intake.file, name=claim.name, given=given_of(desk, intake, claim), limits=desk.limits
            ):
                chunk.append(item)
                articles += 1
                if len(chunk) == size:
                    spill()
    except FileNotFoundError:
        raise
    except (OSError, MemoryError) as error:
        failure = Reason.OUT_OF_MEMORY if isinstance(error, MemoryError) else Reason.UNREADABLE
        tries = desk.attempts.count(arrival, failure)
        if not isinstance(error, PermissionError) and tries < desk.options.attempts:
            raise TransientError(f"{claim.path} could not be read: {error}") from error
        chunk.append(Rejection(reason=failure, number=articles, detail="The file cannot be read any further."))
        articles += 1
    carry_over(intake, articles, size)
    last = chunk[-1] if chunk else Rejection(reason=Reason.EMPTY, number=articles - 1)
    for rejection in withdrawn(intake, [last] if articles else []):
        chunk.append(rejection)
        articles += 1
        if len(chunk) == size:
            spill()
    if chunk or not chunks:
        # Over what another reading may have spilled there: that one came further, or was cut off later.
        spill(over=True)
    done = Split(articles=articles, chunks=chunks, chunk_articles=size)
    intake.write_split(done)
    log.info("file_split", intake=claim.intake, articles=articles, chunks=chunks)
    return done
