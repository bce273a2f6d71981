"""Publish again what was published and is lost. The only redelivery there is.

Tasks acknowledge their message when they begin, and the broker never delivers one twice (`submit` excepted, whose
message is the only copy of a text). Instead, every work item that is not done has a lease (`tasks.dispatch.leases`),
and this compares leases with what lies in ``processing/``. One process at a time runs it (`workers.watcher`), or
``copydesk audit``.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from articles.article import Value
from tasks.dispatch.backlog import Backlog
from tasks.dispatch.leases import Leases, State, Taken, Waiting, state_of
from tasks.dispatch.publisher import Publisher
from tasks.spool import abandoned
from tasks.spool.completion import Completion
from tasks.spool.file_names import claimed_at
from tasks.spool.layout import Intake, Queue
from tasks.work_item import WorkItem

log = structlog.get_logger()

_Leases = dict[WorkItem, Waiting | Taken]


class Redelivered(Value, frozen=True, kw_only=True, rename={"behind_backlog": "suppressed"}):
    """The result of one pass."""

    processing: int = 0  #: files in processing/
    overdue: int = 0  #: of these, with an item that is overdue
    behind_backlog: int = 0  #: items that wait for long, as messages before them do
    published: int = 0  #: items published again
    finished: int = 0  #: settled files that were moved on
    removed: int = 0  #: abandoned claims
    oldest_seconds: float = 0.0  #: age of the oldest file in processing/


@dataclass
class _Pass:
    """One pass: what was found, and what is to be published."""

    now: float
    force: bool
    leases: dict[str, _Leases]
    oldest: dict[str, float]
    process: list[WorkItem] = field(default_factory=list)
    index: list[WorkItem] = field(default_factory=list)
    done: list[WorkItem] = field(default_factory=list)
    overdue: int = 0
    behind_backlog: int = 0
    finished: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Redelivery:
    """Compares leases with the folder.

    Args:
        queue: the queue folder.
        backlog: what waits in the broker.
        leases: of published items.
        publisher: publishes items again.
        completion: finishes files of which nothing is open.
    """

    queue: Queue
    backlog: Backlog
    leases: Leases
    publisher: Publisher
    completion: Completion

    def run(self, *, now: float | None = None, force: bool = False) -> Redelivered:
        """Make one pass over ``processing/``.

        Args:
            now: seconds since 1970; default: the clock's.
            force: publish everything that is not done, also if its lease is live.

        Raises:
            TransientError, RedisError: a service is away.
        """
        now = time.time() if now is None else now
        abandoned.clear(self.queue)
        # Leases before the folder: what has one and is not in the folder then is done.
        leases: dict[str, _Leases] = defaultdict(dict)
        for item, lease in self.leases.all().items():
            leases[item.intake][item] = lease
        this = _Pass(now=now, force=force, leases=leases, oldest=self.backlog.oldest())
        names = list(self.queue.intakes())
        for name in names:
            try:
                self._look(this, name)
            except FileNotFoundError:
                continue  # moved on meanwhile
            except OSError as error:
                log.warning("file_not_reconciled", intake=name, error=str(error), what_now="the others are")
        this.done += [item for name in leases.keys() - set(names) for item in leases[name]]
        self.leases.release(this.done)
        self.publisher.index(this.index)
        self.publisher.process(this.process)
        result = Redelivered(
            processing=len(names),
            overdue=this.overdue,
            behind_backlog=this.behind_backlog,
            published=len(this.process) + len(this.index),
            finished=this.finished,
            removed=this.removed,
            oldest_seconds=max(0.0, now - claimed_at(names[0])) if names else 0.0,
        )
        if result.published or result.removed or result.finished:
            log.info("reconciled", **{name: getattr(result, name) for name in result.__struct_fields__})
        return result

    def _look(self, this: _Pass, name: str) -> None:
        own = this.leases.get(name, {})
        first = WorkItem(name)
        if own.keys() == {first} and not this.force and _state(self, this, [own[first]]) is not State.OVERDUE:
            # The common case, without a look into the folder.
            this.behind_backlog += _state(self, this, [own[first]]) is State.BEHIND_BACKLOG
            return
        intake = self.queue.intake(name)
        if not abandoned.has_file(intake):
            this.removed += abandoned.remove(self.queue, intake, this.now)
            return
        if intake.claim() is None:
            abandoned.claim_again(intake)
        items = intake.open_items()
        overdue = [item for item in items if self._is_overdue(this, item, own)]
        this.overdue += bool(overdue)
        if not items:
            this.finished += self.completion.finish_file(name)
        open_chunks = {item.chunk for item in items}
        this.done += [item for item in own if item.chunk not in open_chunks]
        for item in overdue:
            if _is_settled(intake, item):
                this.finished += self.completion.finish([item])
            else:
                (this.index if _is_assessed(intake, item) else this.process).append(item)

    def _is_overdue(self, this: _Pass, item: WorkItem, own: _Leases) -> bool:
        # Single records of a chunk have leases of their own; while one is live, the chunk is.
        state = _state(self, this, [lease for one, lease in own.items() if one.chunk == item.chunk])
        this.behind_backlog += state is State.BEHIND_BACKLOG
        return state is State.OVERDUE or this.force


def _state(redelivery: Redelivery, this: _Pass, leases: Sequence[Waiting | Taken]) -> State:
    """Return the best state among the leases of an item."""
    states = {
        state_of(lease, now=this.now, oldest=this.oldest, patience=redelivery.leases.patience) for lease in leases
    }
    return next((one for one in (State.LIVE, State.BEHIND_BACKLOG) if one in states), State.OVERDUE)


def _is_settled(intake: Intake, item: WorkItem) -> bool:
    size = intake.size_of(item.chunk)
    return size is not None and len(intake.chunk(item.chunk).settled()) >= size


def _is_assessed(intake: Intake, item: WorkItem) -> bool:
    size = intake.size_of(item.chunk)
    chunk = intake.chunk(item.chunk)
    return size is not None and len(chunk.assessments().keys() | chunk.settled().keys()) >= size
