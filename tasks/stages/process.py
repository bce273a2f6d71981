"""Read, clean, assess and enrich the records that work items name, and spill the assessments.

Everything here may run twice, at once or years apart, for the same items: what is assessed already is not assessed
again, and assessing again gives the same (`tasks.duplicates.index`). What is done is spilled as it comes, so that a
task that is interrupted leaves less to the next.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import msgspec
import structlog
from redis.exceptions import RedisError

from articles.batches import batched
from articles.errors import TransientError
from articles.fates import Fate
from tasks.dispatch.leases import Leases
from tasks.dispatch.publisher import Publisher
from tasks.duplicates.rebuild import IndexRebuildingError
from tasks.failures.attempts import Attempts
from tasks.failures.guarded_call import Done, Failed, GuardedCalls
from tasks.failures.retry_policy import SENTENCES, Retry
from tasks.failures.time_and_memory_limits import TaskInterrupted
from tasks.spool import journal
from tasks.spool.chunk import Chunk
from tasks.spool.layout import Queue
from tasks.spool.values import Assessment
from tasks.stage_counters import StageCounters
from tasks.stages.arrival import Arrival, Unassessed
from tasks.stages.assess import Assessor
from tasks.stages.clean import Cleaned, Cleaner
from tasks.stages.enrich import Enricher
from tasks.stages.file_metadata import UnreadDates, not_understood
from tasks.stages.read import Gone, NotNow, Reader, ToSplit
from tasks.task_result import TaskResult
from tasks.work_item import WorkItem, arrival_of

log = structlog.get_logger()
T = TypeVar("T")

#: Articles between two spills.
BATCH = 64


@dataclass
class _Task:
    """The state of one run."""

    id: str
    result: TaskResult = field(default_factory=TaskResult)
    spilled: int = 0
    began: float = field(default_factory=time.process_time)  #: processor time of this process then

    @property
    def worked(self) -> float:
        """Return the seconds of processor time that it has taken so far."""
        return time.process_time() - self.began


class Processor:
    """The stage from references to assessed articles.

    Args:
        queue: the queue folder.
        publisher: takes what goes on, and what is to be tried again.
        reader: reads work items.
        cleaner: cleans records.
        assessor: decides what an article is among the others.
        enricher: enriches what is to be written.
        guarded_calls: of the articles, one at a time.
        attempts: who was in hand when something went wrong.
        counters: of this process.
        most_attempts: what came to harm so often is not isolated any more but given up.
        leases: how long the items are ours before they are published again.
        unread_dates: reports dates of records that could not be read.
    """

    def __init__(
        self,
        *,
        queue: Queue,
        publisher: Publisher,
        reader: Reader,
        cleaner: Cleaner,
        assessor: Assessor,
        enricher: Enricher,
        guarded_calls: GuardedCalls,
        attempts: Attempts,
        counters: StageCounters,
        most_attempts: int,
        leases: Leases,
        unread_dates: UnreadDates,
    ) -> None:
        self._queue = queue
        self._publisher = publisher
        self._reader = reader
        self._cleaner = cleaner
        self._assessor = assessor
        self._enricher = enricher
        self._guarded_calls = guarded_calls
        self._attempts = attempts
        self._counters = counters
        self._most_attempts = most_attempts
        self._leases = leases
        self._unread_dates = unread_dates

    def run(self, items: Sequence[WorkItem], *, task_id: str, express: bool) -> TaskResult:
        """Assess what is still to be assessed of `items`, and publish them for the index.

        Raises:
            TransientError: a service is away. Nothing is lost: the items are overdue after their lease.
        """
        task = _Task(task_id)
        self._leases.extend(items)
        try:
            self._process(items, express, task)
        except IndexRebuildingError:
            # Others have their turn; after the lease, nobody would go on for long.
            self._publisher.process(items, express=express)
            task.result.note("waiting for the duplicate index", len(items))
        except TaskInterrupted as interruption:
            self._hand_over(items, interruption, task)
        except (TransientError, RedisError, OSError):
            raise  # a service or the disk: no article's fault; the items fall due
        except Exception as error:  # noqa: BLE001  # no error of one article may hold up the others
            self._try_each_alone(items, error, task)
        finally:
            self._counters.flush()
            self._guarded_calls.release()
        return task.result

    def _process(self, items: Sequence[WorkItem], express: bool, task: _Task) -> None:
        work: list[Unassessed] = []
        spent = self._attempts.of([arrival_of(item.intake, 0) for item in items])
        for item in items:
            with structlog.contextvars.bound_contextvars(intake=item.intake):
                work.extend(self._read(item, task, fresh=arrival_of(item.intake, 0) not in spent))
        work = self._isolate(work, task)
        for batch in batched(work, BATCH):
            self._assess(batch, task)
        # Items whose records were assessed before (by a task that ended after spilling) go on as well.
        chunks = {one.arrival.chunk_item for one in work} | {WorkItem(item.intake, item.chunk) for item in items}
        assessed = [one for one in sorted(chunks) if self._queue.intake(one.intake).chunk(one.chunk).has_assessments()]
        self._publisher.index(assessed, express=express)

    def _read(self, item: WorkItem, task: _Task, *, fresh: bool) -> Sequence[Unassessed]:
        """Return the records of an item that are still to be assessed. An error here concerns this item alone."""
        try:
            reading = self._reader.read(item, task.id, fresh=fresh)
        except (TransientError, RedisError, OSError):
            raise
        except Exception as error:  # noqa: BLE001  # for example, a file of another version
            self._try_each_alone([item], error, task)
            return ()
        match reading:
            case Gone():
                task.result.note("gone before")
            case ToSplit():
                self._publisher.split(WorkItem(item.intake, item.chunk))
                task.result.note("to be split")
            case NotNow():
                log.warning("file_not_read", intake=item.intake, error=reading.detail)
                if reading.at_once:
                    self._publisher.process([WorkItem(item.intake)], alone=True)
                task.result.note("not read this time")
            case _:
                return reading.arrivals
        return ()

    def _isolate(self, work: list[Unassessed], task: _Task) -> list[Unassessed]:
        """Leave out records that failed before, to be tried one by one, unless the item is a single record already."""
        attempts = self._attempts.of([one.arrival.id for one in work])
        if not attempts:
            return work
        tried = [
            msgspec.structs.replace(
                one, arrival=msgspec.structs.replace(one.arrival, tries=attempts[one.arrival.id][0] + 1)
            )
            if one.arrival.id in attempts
            else one
            for one in work
        ]
        if len(tried) == 1:
            return tried
        alone = [one for one in tried if 1 < one.arrival.tries <= self._most_attempts]
        self._publisher.process([one.arrival.item for one in alone], alone=True)
        task.result.note("to be tried alone", len(alone))
        return [one for one in tried if one not in alone]

    def _assess(self, work: Sequence[Unassessed], task: _Task) -> None:
        """Take some records through the stages, and spill the assessments."""
        done: list[tuple[Arrival, Assessment]] = []
        cleaned: list[tuple[Arrival, Cleaned]] = []
        for one in work:
            with (
                structlog.contextvars.bound_contextvars(intake=one.arrival.claim.intake),
                self._counters.stage("clean"),
            ):
                result = self._turn(one.arrival, partial(self._cleaner.clean, one), task)
            if isinstance(result, Assessment):
                done.append((one.arrival, result))
            elif result is not None:
                cleaned.append((one.arrival, result))
        assessments = self._assessor.assess(cleaned)
        for (arrival, article), judged in zip(cleaned, assessments, strict=True):
            assessment = _with_detail(judged, article.unread)
            is_bare = assessment.article is None or assessment.is_order
            enriched = assessment if is_bare else self._enrich(arrival, assessment, task)
            if enriched is not None:
                done.append((arrival, enriched))
        self._unread_dates.report([(to.claim, to.number, one.unread) for to, one in cleaned if one.unread])
        self._spill(done, task)

    def _enrich(self, arrival: Arrival, assessment: Assessment, task: _Task) -> Assessment | None:
        bound = structlog.contextvars.bound_contextvars(intake=arrival.claim.intake, article_id=assessment.article_id)
        with bound, self._counters.stage("enrich"):
            return self._turn(arrival, partial(self._enricher.enrich, assessment), task)

    def _turn(self, arrival: Arrival, call: Callable[[], T], task: _Task) -> T | Assessment | None:
        """Give an article its turn; None when it is to be tried again, a failure after the last attempt."""
        turn = self._guarded_calls.take(task.id, arrival.id, call, fresh=arrival.tries == 1)
        if isinstance(turn, Done):
            return turn.value
        if isinstance(turn.decision, Retry):
            self._publisher.process([arrival.item], alone=True)
            task.result.note("to be tried alone")
            return None
        return _failure(arrival, turn)

    def _spill(self, done: Sequence[tuple[Arrival, Assessment]], task: _Task) -> None:
        # The detail of each article says what was not understood in the side file of its file.
        said = {name: not_understood(self._queue.intake(name)) for name in {a.claim.intake for a, _ in done}}
        spilled = [
            (arrival.claim.intake, arrival.chunk, _with_detail(one, said[arrival.claim.intake]))
            for arrival, one in done
        ]
        journal.append(self._queue, spilled, task.id, Chunk.append_assessments)
        task.spilled += len(spilled)
        for _, _, one in spilled:
            task.result.fate(one.fate, one.reason)

    # what could not be done

    def _hand_over(self, items: Sequence[WorkItem], interruption: TaskInterrupted, task: _Task) -> None:
        """Publish what is left in smaller pieces: many slow articles are not a failure of any one of them.

        A single piece in which a whole task made no progress is an attempt; unless the task waited for a service, or
        for its turn on a busy machine: outside of an article's turn it must have worked for as long as an article may.
        """
        pieces = [piece for item in items for piece in self._pieces(item)]
        in_hand = self._guarded_calls.in_hand
        if len(pieces) == 1 and not task.spilled and (in_hand or task.worked >= self._guarded_calls.seconds):
            (piece,) = pieces
            self._guarded_calls.failed(in_hand or arrival_of(piece.intake, piece.record or 0), interruption)
        self._publisher.process(pieces, alone=True)
        task.result.note("cut into smaller pieces", len(pieces))
        log.warning("task_too_long", items=len(items), pieces=len(pieces), spilled=task.spilled)

    def _try_each_alone(self, items: Sequence[WorkItem], error: Exception, task: _Task) -> None:
        """Find the article behind an error outside of any turn: try each alone, and blame the one that is alone."""
        pieces = [piece for item in items for piece in self._pieces(item)]
        log.error("task_failed", pieces=len(pieces), exc_info=error)
        for piece in pieces:
            self._guarded_calls.failed(arrival_of(piece.intake, piece.record or 0), error, alone=len(pieces) == 1)
        self._publisher.process(pieces, alone=True)
        task.result.note("to be tried alone", len(pieces))

    def _pieces(self, item: WorkItem) -> list[WorkItem]:
        """Return the smallest work items that are still to be assessed of this one."""
        intake = self._queue.intake(item.intake)
        if item.record is not None or intake.split() is None:
            return [item]
        try:
            chunk = intake.chunk(item.chunk)
            done = chunk.assessments()
            records = chunk.records()
        except FileNotFoundError:
            return []
        except (msgspec.DecodeError, UnicodeDecodeError):
            return [item]
        return [WorkItem(item.intake, item.chunk, one.number) for one in records if one.number not in done]


def _with_detail(assessment: Assessment, sentence: str) -> Assessment:
    if not sentence:
        return assessment
    return msgspec.structs.replace(assessment, detail=f"{assessment.detail} {sentence}".strip())


def _failure(arrival: Arrival, turn: Failed) -> Assessment:
    reason = turn.decision.reason
    return Assessment(
        number=arrival.number,
        fate=Fate.FAILED,
        reason=reason,
        detail=SENTENCES[reason],
        traceback=turn.traceback,
        tries=turn.decision.tries,
    )
