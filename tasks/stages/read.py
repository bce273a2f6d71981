"""Read the records of a work item: from its chunk, or from the claimed file itself."""

from __future__ import annotations

import itertools
from typing import TypeAlias

import msgspec
import structlog

from articles import forms
from articles.article import Record, Rejection, Value
from articles.errors import MACHINE_LACKS
from articles.fates import Reason
from articles.fields.mapping import FieldMap
from articles.forms import Limits
from articles.forms.isolation import Isolation, in_this_process
from tasks.failures.guarded_call import Failed, GuardedCalls
from tasks.failures.retry_policy import SENTENCES, Retry
from tasks.spool.chunk import Chunk
from tasks.spool.earlier_generation import carry_over, withdrawn
from tasks.spool.file_names import producers_name
from tasks.spool.layout import Intake, Queue
from tasks.spool.values import Claim, kind_of
from tasks.stage_counters import StageCounters
from tasks.stages.arrival import Arrival, Unassessed
from tasks.stages.file_metadata import GivenReader
from tasks.stages.gather import SINGLE
from tasks.work_item import WorkItem, arrival_of

log = structlog.get_logger()


class Records(Value, frozen=True, kw_only=True):
    """The arrivals of a work item that are not assessed yet."""

    arrivals: tuple[Unassessed, ...]


class ToSplit(Value, frozen=True, kw_only=True):
    """The file may hold many articles, or a chunk of it is not readable: it is to be cut into chunks first."""

    detail: str


class NotNow(Value, frozen=True, kw_only=True):
    """The file could not be read this time."""

    detail: str
    at_once: bool  #: publish it again now; else redelivery does


class Gone(Value, frozen=True, kw_only=True):
    """The file was settled and moved away by another task."""


Reading: TypeAlias = Records | ToSplit | NotNow | Gone


class Reader:
    """Reads work items."""

    def __init__(
        self,
        *,
        queue: Queue,
        guarded_calls: GuardedCalls,
        counters: StageCounters,
        limits: Limits,
        givens: GivenReader,
        field_map: FieldMap = FieldMap(),  # noqa: B008
        isolation: Isolation = in_this_process,
    ) -> None:
        self._queue = queue
        self._guarded_calls = guarded_calls
        self._counters = counters
        self._limits = limits
        self._field_map = field_map
        self._isolation = isolation
        self._givens = givens

    def read(self, item: WorkItem, task_id: str, *, fresh: bool = False) -> Reading:
        """Return what is still to be assessed of a work item, or why there is nothing now.

        Args:
            item: the work item.
            task_id: of the running task.
            fresh: no attempt was counted against the reading of its file so far.
        """
        intake = self._queue.intake(item.intake)
        claim = intake.claim()
        if claim is None:
            return Gone()
        try:
            found = self._records(intake, claim, item, task_id, fresh=fresh)
            if not isinstance(found, list):
                return found
            assessments, settled = intake.chunk(item.chunk).progress()
            known = assessments.keys() | settled.keys()
        except FileNotFoundError:
            return Gone()
        return Records(
            arrivals=tuple(
                Unassessed(
                    arrival=Arrival(claim=claim, chunk=item.chunk, number=record.number),
                    record=record,
                )
                for record in found
                if record.number not in known and item.record in (None, record.number)
            )
        )

    def _records(
        self, intake: Intake, claim: Claim, item: WorkItem, task_id: str, *, fresh: bool
    ) -> list[Record | Rejection] | ToSplit | NotNow:
        if intake.split() is not None:
            return self._chunk(intake, intake.chunk(item.chunk))
        with self._counters.stage("read", 0):
            found = self._file(intake, claim, task_id, fresh=fresh)
        if isinstance(found, list):
            self._counters.articles("read", len(found))
            carry_over(intake, len(found))
            found = [*found, *withdrawn(intake, found)]
            intake.write_whole(len(found))
        return found

    def _chunk(self, intake: Intake, chunk: Chunk) -> list[Record | Rejection] | ToSplit:
        """Return the records of a chunk. Raises FileNotFoundError if it is finished, or its file has moved on."""
        try:
            return chunk.records()
        except FileNotFoundError:
            if chunk.is_finished() or intake.claim() is None:
                raise
        except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
            if isinstance(error, OSError) and error.errno in MACHINE_LACKS:
                raise
            log.warning("chunk_unreadable", intake=intake.name, chunk=chunk.number, error=str(error))
            chunk.drop_records()
        return ToSplit(detail=f"chunk {chunk.number} is to be cut again")

    def _file(
        self, intake: Intake, claim: Claim, task_id: str, *, fresh: bool
    ) -> list[Record | Rejection] | ToSplit | NotNow:
        refusal = refuse(intake)
        if refusal is not None:
            return [refusal]
        turn = self._guarded_calls.take(
            task_id, arrival_of(claim.intake, 0), lambda: self._read_whole(intake, claim), reading=True, fresh=fresh
        )
        if not isinstance(turn, Failed):
            return ToSplit(detail="it may hold many articles") if turn.value is None else turn.value
        if isinstance(turn.decision, Retry):
            return NotNow(detail=f"{claim.path}: {turn.error}", at_once=turn.decision.at_once)
        return [Rejection(reason=turn.decision.reason, detail=SENTENCES[turn.decision.reason])]

    def _read_whole(self, intake: Intake, claim: Claim) -> list[Record | Rejection] | None:
        """Return all records of the file, None if it may hold many, or does."""
        name = producers_name(claim.name)
        if forms.holds_many(intake.file, name=name):
            return None
        given = self._givens.given(intake, claim)
        found = forms.read(
            intake.file,
            name=name,
            given=given,
            limits=self._limits,
            field_map=self._field_map,
            isolation=self._isolation,
        )
        records = list(itertools.islice(found, SINGLE + 1))
        return records if len(records) <= SINGLE else None


def refuse(intake: Intake) -> Rejection | None:
    """Return why the claimed thing is not opened, None for a regular file.

    Looked at where it lies now, out of reach of its producer: in the inbox it may have changed after a look.
    """
    kind = kind_of(intake.file.lstat().st_mode)
    if kind == "file":
        return None
    what = "symbolic link" if kind == "link" else "device, pipe or socket"
    return Rejection(reason=Reason.NOT_A_FILE, detail=f"This is a {what}; only regular files are read.")
