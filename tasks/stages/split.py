"""Cut a file that holds many articles into chunks, so that its articles travel like any others.

Streamed, and resumable: a chunk is whole or not there, and the records of a file come in the same order every time
it is read, so a task that takes over writes only what is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import msgspec
import structlog

from articles import forms
from articles.article import Record, Rejection
from articles.errors import TransientError
from articles.fates import Reason
from articles.fields.mapping import FieldMap
from articles.forms import Limits, Progress
from articles.forms.isolation import Isolation, in_this_process
from tasks.dispatch.leases import Leases
from tasks.dispatch.publisher import Publisher
from tasks.failures.in_hand import InHand
from tasks.failures.retry_policy import GiveUp, Propagate, RetryPolicy
from tasks.failures.time_and_memory_limits import TaskInterrupted, progress_limit
from tasks.spool.earlier_generation import carry_over, withdrawn
from tasks.spool.file_names import producers_name
from tasks.spool.layout import Intake, Queue
from tasks.spool.values import Assessment, Claim, Split
from tasks.stage_counters import StageCounters
from tasks.stages.file_metadata import GivenReader
from tasks.stages.gather import gathered
from tasks.task_result import TaskResult
from tasks.work_item import WorkItem, arrival_of

log = structlog.get_logger()

#: Chunks between two signs of life.
SIGN_OF_LIFE = 16
_NO_FURTHER = "The file cannot be read any further."


class ChunkWriter:
    """Writes records into chunks of a claimed file; existing chunks are not written again."""

    def __init__(self, intake: Intake, size: int, *, sign_of_life: Callable[[], object] = lambda: None) -> None:
        self._intake = intake
        self._size = size
        self._sign_of_life = sign_of_life
        self._pending: list[Record | Rejection] = []
        self._last: Record | Rejection | None = None
        self.chunks = 0
        self.articles = 0  #: entries: gathered rejections are one
        self._gathered = 0  #: how many more records those stand for
        self.written = 0  #: chunks that were not there before

    def add(self, record: Record | Rejection) -> None:
        """Take the next record."""
        self._pending.append(record)
        self._last = record
        self.articles += 1
        self._gathered += _gathered_in([record])
        if len(self._pending) == self._size:
            self._spill()

    def skip_written(self) -> None:
        """Start after the complete chunks that exist already."""
        while (chunk := self._intake.split_chunk(self.chunks)).was_spilled() and (
            chunk.is_finished() or len(chunk.records()) == self._size
        ):
            self._gathered += _gathered_in(chunk.settled().values() if chunk.is_finished() else chunk.records())
            self.articles += self._size
            self.chunks += 1

    def end(self) -> Split:
        """Spill the rest, note that the file is split, and withdraw records that only an earlier generation had."""
        carry_over(self._intake, self.articles, self._size)
        last = self._last or Rejection(reason=Reason.EMPTY, number=self.articles - 1)
        for rejection in withdrawn(self._intake, [last] if self.articles else []):
            self.add(rejection)
        if self._pending or not self.chunks:
            # Over what another reading may have spilled there: that one came further, or was cut off later.
            self._spill(over=True)
        done = Split(articles=self.articles, gathered=self._gathered, chunks=self.chunks, chunk_articles=self._size)
        self._intake.write_split(done)
        return done

    def _spill(self, *, over: bool = False) -> None:
        chunk = self._intake.split_chunk(self.chunks)
        if over or not chunk.was_spilled():
            chunk.write_records(self._pending)
            self.written += 1
        self._pending.clear()
        self.chunks += 1
        if self.chunks % SIGN_OF_LIFE == 0:
            self._sign_of_life()


def _gathered_in(items: Iterable[Record | Rejection | Assessment]) -> int:
    return sum(0 if isinstance(item, Record) else item.count - 1 for item in items)


def chunk_size(intake: Intake, setting: int) -> int:
    """Return how many records a chunk of the file holds: as it was begun, even if the setting has changed since."""
    done = intake.split()
    if done is not None:
        return done.chunk_articles
    try:
        return len(intake.split_chunk(0).records()) or setting
    except (FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError):
        return setting


class Splitter:
    """The stage that cuts files into chunks.

    Args:
        queue: the queue folder.
        publisher: takes the chunks, and files to be continued.
        notes: of what this process has in hand.
        policy: what an error means.
        counters: of this process.
        limits: how much of a file is read at most.
        field_map: what the user says of the fields of producers.
        isolation: calls libraries that may end their process on a broken file.
        givens: reads what is known of a file from outside.
        min_words: records with fewer are rejected.
        chunk_articles: articles to a chunk.
        leases: how long the file is ours before it is published again.
        seconds: of processor time that may pass without a step through the file, which are an article's.
    """

    def __init__(
        self,
        *,
        queue: Queue,
        publisher: Publisher,
        notes: InHand,
        policy: RetryPolicy,
        counters: StageCounters,
        limits: Limits,
        field_map: FieldMap = FieldMap(),  # noqa: B008
        isolation: Isolation = in_this_process,
        givens: GivenReader,
        min_words: int,
        chunk_articles: int,
        leases: Leases,
        seconds: float,
    ) -> None:
        self._queue = queue
        self._publisher = publisher
        self._notes = notes
        self._policy = policy
        self._counters = counters
        self._limits = limits
        self._field_map = field_map
        self._isolation = isolation
        self._givens = givens
        self._min_words = min_words
        self._chunk_articles = chunk_articles
        self._leases = leases
        self._seconds = seconds

    def run(self, items: Sequence[WorkItem], *, task_id: str) -> TaskResult:
        """Spill the chunks of files and publish them for the stages.

        Raises:
            TransientError: a service is away, or a file could not be read this time.
        """
        result = TaskResult()
        for item in items:
            self._split(item, task_id, result)
        return result

    def _split(self, item: WorkItem, task_id: str, result: TaskResult) -> None:
        intake = self._queue.intake(item.intake)
        claim = intake.claim()
        if claim is None:
            result.note("gone before")
            return
        done = intake.split()
        if done is None or not intake.split_chunk(item.chunk).was_spilled():
            try:
                done = self._cut(intake, claim, task_id)
            except FileNotFoundError:
                result.note("gone before")
                return
            finally:
                self._counters.flush()
                self._notes.release()
        if done is None:
            self._publisher.split(item)
            result.note("to be continued")
            return
        self._publisher.process(
            [one for one in intake.open_items() if not intake.chunk(one.chunk).assessments()], alone=True
        )
        result.note("articles", done.records)
        result.note("chunks", done.chunks)

    def _cut(self, intake: Intake, claim: Claim, task_id: str) -> Split | None:
        """Cut a file; None when the task was interrupted. What is spilled stays spilled."""
        arrival = arrival_of(claim.intake, 0)
        writer = ChunkWriter(intake, chunk_size(intake, self._chunk_articles), sign_of_life=lambda: self._extend(claim))
        self._notes.take(task_id, arrival)
        left_out: Counter[str] = Counter()
        progress = Progress()
        read = partial(self._read, intake, claim, left_out, progress)
        try:
            with self._counters.stage("read", 0):
                with progress_limit(self._seconds, lambda: (progress.bytes, progress.items)):
                    self._fill(writer, read, claim, arrival)
                done = writer.end()
        except TaskInterrupted as interruption:
            if not writer.written:  # the next would come no further: an attempt
                self._policy.failed(arrival, interruption)
            return None
        self._counters.articles("read", done.records)
        log.info("file_split", intake=claim.intake, articles=done.records, chunks=done.chunks, left_out=dict(left_out))
        return done

    def _fill(
        self, writer: ChunkWriter, read: Callable[[], Iterator[Record | Rejection]], claim: Claim, arrival: str
    ) -> None:
        spent = self._policy.spent(arrival)
        if spent is not None:
            # Each task that read it died or was interrupted. What was spilled before that point is sound.
            writer.skip_written()
            writer.add(_cut_off(writer, spent))
            return
        try:
            for record in read():
                writer.add(record)
        except Exception as error:  # any error of a form concerns this file alone
            decision = self._policy.failed(arrival, error)
            if isinstance(decision, Propagate):
                raise
            if not isinstance(decision, GiveUp):
                raise TransientError(f"{claim.path} could not be read: {error}") from error
            writer.add(_cut_off(writer, decision))

    def _read(
        self, intake: Intake, claim: Claim, left_out: Counter[str], progress: Progress
    ) -> Iterator[Record | Rejection]:
        given = self._givens.given(intake, claim)
        items = forms.read(
            intake.file,
            name=producers_name(claim.name),
            given=given,
            limits=self._limits,
            left_out=left_out,
            progress=progress,
            field_map=self._field_map,
            isolation=self._isolation,
        )
        below = intake.gathered_below(self._min_words)
        return items if below is None else gathered(items, min_words=below)

    def _extend(self, claim: Claim) -> None:
        self._leases.extend([WorkItem(claim.intake)])


def _cut_off(writer: ChunkWriter, decision: GiveUp) -> Rejection:
    return Rejection(reason=decision.reason, number=writer.articles, detail=_NO_FURTHER)
