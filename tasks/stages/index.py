"""From assessed articles to acknowledged fates: write to Elasticsearch, read every outcome, keep the ledger.

The one place where fates are settled (`tasks.stages.write`, then `tasks.stages.settle`). Safe to run twice at any
moment: documents are read before writing and never overwritten by earlier arrivals; within a
generation the ledger keeps the first fate; a fate is noted beside the file only after Elasticsearch has acknowledged
it, and the file leaves ``processing/`` only after all of its fates are noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import structlog
from elasticsearch import Elasticsearch

from articles.errors import TransientError
from articles.fates import Fate
from search.ledger import queries
from search.lifecycle.mapping_guard import MappingGuard
from search.schema.index_names import Names
from tasks.dispatch.leases import Leases
from tasks.dispatch.publisher import Publisher
from tasks.duplicates.index import DuplicateIndex
from tasks.failures.wait_for_service import ServiceRetry
from tasks.prompt_refresh import PromptRefresh
from tasks.spool.layout import Queue
from tasks.stage_counters import StageCounters
from tasks.stages.arrival import GONE, Arrival, Assessed
from tasks.stages.dependencies import by_layer, sort_out
from tasks.stages.join import Joiner
from tasks.stages.settle import Settler
from tasks.stages.write import Writer
from tasks.story_outbox import StoryOutbox
from tasks.task_result import TaskResult
from tasks.work_item import WorkItem, parse_arrival

log = structlog.get_logger()


class Indexer:
    """The stage from assessed articles to fates.

    Args:
        client: of Elasticsearch.
        names: of its indices.
        queue: the queue folder.
        publisher: takes what waited for these, and what is to be assessed again.
        writer: writes articles.
        settler: acknowledges fates.
        joiner: joins packages with their texts.
        finish: finishes chunks, and moves files on, all of whose articles are settled.
        duplicates: what arrived before.
        outbox: stories whose lead and count may be wrong.
        prompt_refresh: lets searches find what was written, at once.
        is_behind: returns whether the workers do not keep up with what comes.
        service_retry: retries of reads.
        mapping_guard: looks whether the index is one that this program knows.
        counters: of this process.
        leases: how long the items are ours before they are published again.
    """

    def __init__(
        self,
        *,
        client: Elasticsearch,
        names: Names,
        queue: Queue,
        publisher: Publisher,
        writer: Writer,
        settler: Settler,
        joiner: Joiner,
        finish: Callable[[Iterable[WorkItem]], object],
        duplicates: DuplicateIndex,
        outbox: StoryOutbox,
        prompt_refresh: PromptRefresh,
        is_behind: Callable[[], bool],
        service_retry: ServiceRetry,
        mapping_guard: MappingGuard,
        counters: StageCounters,
        leases: Leases,
    ) -> None:
        self._client = client
        self._names = names
        self._queue = queue
        self._publisher = publisher
        self._writer = writer
        self._settler = settler
        self._joiner = joiner
        self._finish = finish
        self._duplicates = duplicates
        self._outbox = outbox
        self._prompt_refresh = prompt_refresh
        self._is_behind = is_behind
        self._service_retry = service_retry
        self._mapping_guard = mapping_guard
        self._counters = counters
        self._leases = leases

    def run(self, items: Sequence[WorkItem], *, task_id: str, express: bool) -> TaskResult:
        """Bring the assessed records of `items` to their fates.

        Raises:
            TransientError: Elasticsearch is away for longer than a task may wait, or its index is of a newer version.
                Nothing is lost: the items are overdue after their lease.
        """
        result = TaskResult()
        self._leases.extend(items)
        self._service_retry.call("mapping", self._mapping_guard.check)
        cases = self.unsettled(items)
        blocked, orphaned = self._sort_out(cases)
        result.note("waiting for another arrival", len(blocked))
        try:
            with self._counters.stage("index", 0):
                decided = self._write([one for one in cases if one.id not in blocked | orphaned], orphaned)
                waiting = self._settler.settle(decided, task_id, result)
            self._counters.articles("index", len(decided))
        finally:
            self._counters.flush()
        self._assess_again([one for one in cases if one.id in orphaned], result)
        self._go_on(items, waiting, express, result)
        if express or not self._is_behind():
            self._let_it_be_found()
        return result

    def unsettled(self, items: Sequence[WorkItem]) -> list[Assessed]:
        """Return the assessed records of the items without an acknowledged fate, in the order of their arrival."""
        cases: list[Assessed] = []
        for name, chunk in sorted({(item.intake, item.chunk) for item in items}):
            intake = self._queue.intake(name)
            claim = intake.claim()
            if claim is None:
                continue
            assessments, done = intake.chunk(chunk).progress()
            sent = intake.sent()
            cases.extend(
                Assessed(
                    arrival=Arrival(claim=claim, chunk=chunk, number=number, tries=one.tries, sent=sent),
                    assessment=one,
                )
                for number, one in sorted(assessments.items())
                if number not in done
            )
        return cases

    def _write(self, cases: Sequence[Assessed], orphaned: set[str]) -> list[Assessed]:
        """Write the cases; return them with their fates. Adds to `orphaned` those that are to be assessed again."""
        decided: dict[str, Assessed] = {}
        for layer in by_layer(cases):
            gone = orphaned | {one.id for one in decided.values() if one.fate in GONE}
            orphaned |= {one.id for one in layer if not gone.isdisjoint(one.assessment.depends_on)}
            written, unlike = self._writer.write([one for one in layer if one.id not in orphaned])
            orphaned |= {one.id for one in unlike}
            decided |= {one.id: one for one in written}
        self._joiner.join(list(decided.values()))
        # Before their fates are acknowledged: should we die now, the next that repairs stories takes them along.
        self._outbox.add(_touched(decided.values()))
        return list(decided.values())

    def _sort_out(self, cases: Sequence[Assessed]) -> tuple[set[str], set[str]]:
        """Return which cases must wait for an arrival that is in flight elsewhere, and which depend on a failed one."""
        outside = sorted({d for one in cases for d in one.assessment.depends_on} - {one.id for one in cases})
        known = self._service_retry.call("ledger", lambda: queries.fates_of(self._client, self._names, outside))
        return sort_out(
            cases,
            waiting=set(outside) - known.keys(),
            failed={d for d, entry in known.items() if entry.fate in GONE},
        )

    def _assess_again(self, cases: Sequence[Assessed], result: TaskResult) -> None:
        """Forget the assessments of these, which depended on what failed, and publish them for the stages."""
        if not cases:
            return
        self._duplicates.forget([one.id for one in cases])
        for one in cases:
            self._queue.intake(one.arrival.claim.intake).chunk(one.arrival.chunk).drop_assessments([one.arrival.number])
        self._publisher.process([one.arrival.item for one in cases])
        result.note("to be assessed again", len(cases))

    def _go_on(self, items: Sequence[WorkItem], waiting: Iterable[str], express: bool, result: TaskResult) -> None:
        """Finish files that are complete; wake what waited for these arrivals."""
        self._finish(items)
        wake = set()
        for arrival in waiting:
            name, number = parse_arrival(arrival)
            intake = self._queue.intake(name)
            if intake.claim() is not None:
                wake.add(WorkItem(name, intake.chunk_of(number)))
        self._publisher.index(sorted(wake - {WorkItem(u.intake, u.chunk) for u in items}), express=express)
        result.note("woken", len(wake))

    def _let_it_be_found(self) -> None:
        """Put the leads and counts of stories right, and refresh the index.

        In a backlog neither is done here: the watcher repairs stories now and then, and the index refreshes itself.
        """
        try:
            if self._outbox.waiting():
                self._outbox.repair(self._client, self._names)
            if self._outbox.waiting():  # another process repairs: it may have begun before ours were added
                self._prompt_refresh.ask_watcher()
            else:
                self._prompt_refresh.ask()
        except TransientError as error:
            log.warning("stories_left", error=str(error), what_now="tended with the next")


def _touched(decided: Iterable[Assessed]) -> set[str]:
    """Return the stories of which another article than a lone lead was written: lead and count may be wrong now."""
    return {
        article.story_id
        for one in decided
        if (article := one.assessment.article) is not None
        and (one.fate in (Fate.COPY, Fate.UPDATED) or one.assessment.takes_lead)
    }
