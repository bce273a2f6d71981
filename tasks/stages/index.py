"""From judged articles to acknowledged fates: write to Elasticsearch, read every outcome, keep the ledger.

The one place where fates are settled (`tasks.stages.write`, then `tasks.stages.settle`). Safe to run twice at any
moment: what stands in the index is looked at before writing and never overwritten by what came earlier; within a round
the ledger keeps the first fate; a fate is noted beside the file only after Elasticsearch has acknowledged it, and the
file leaves ``processing/`` only after all of its fates are noted.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

import structlog

from articles.errors import TransientError
from articles.fates import Fate
from search.ledger import queries
from tasks.context import Desk
from tasks.failures.asking import ask
from tasks.stages.outcomes import Case, Settled, gone
from tasks.stages.settle import acknowledge
from tasks.stages.write import write_cases
from tasks.summary import Summary
from tasks.work_item import WorkItem, parse_arrival

log = structlog.get_logger()

#: How often one process tends stories in a backlog: each time, the index is refreshed.
TEND_SECONDS = 2.0


def index(desk: Desk, items: Sequence[WorkItem], *, task_id: str, express: bool) -> Summary:
    """Bring the judged records of `items` to their fates.

    Raises:
        TransientError: Elasticsearch is away for longer than a task may wait. Nothing is lost: the items are
            overdue after their lease.
    """
    summary = Summary()
    desk.leases.extend(items)
    cases = _cases(desk, items)
    blocked, orphaned = _sort_out(desk, cases)
    summary.note("waiting for another arrival", len(blocked))
    open_cases = [c for c in cases if c.arrival not in blocked and c.arrival not in orphaned]

    settled: dict[str, Settled] = {}
    try:
        with desk.counters.stage("index", 0):
            waiting = _settle(desk, open_cases, orphaned, settled, task_id, summary)
        desk.counters.articles("index", len(settled))
    finally:
        desk.counters.tell()

    _judge_again(desk, [c for c in cases if c.arrival in orphaned], summary)
    _go_on(desk, items, waiting, express, summary)
    _tend_stories(desk, express=express)
    return summary


def _settle(
    desk: Desk,
    cases: Sequence[Case],
    orphaned: set[str],
    settled: dict[str, Settled],
    task_id: str,
    summary: Summary,
) -> list[str]:
    """Write the cases and acknowledge their fates; fills `settled`, and `orphaned` with those to be judged again.

    Returns the arrivals that were waiting for these.
    """
    for layer in _layers(cases):
        lost = [c for c in layer if any(d in settled and gone(settled[d]) for d in c.assessment.depends_on)]
        lost += [c for c in layer if not orphaned.isdisjoint(c.assessment.depends_on)]
        orphaned |= {c.arrival for c in lost}
        written, unlike = write_cases(desk, [c for c in layer if c.arrival not in orphaned])
        orphaned |= {c.arrival for c in unlike}
        for one in written:
            settled[one.case.arrival] = one
    # Before their fates are acknowledged: should we die now, the next that tends stories takes them along.
    desk.story_outbox.add(_touched_stories(settled.values()))
    return acknowledge(desk, list(settled.values()), task_id, summary)


def _touched_stories(settled: Iterable[Settled]) -> set[str]:
    """Stories of which another article than a lone lead was written: who leads and how many follow may be wrong now."""
    return {
        one.case.assessment.article.story_id
        for one in settled
        if one.case.assessment.article is not None
        and (one.fate in (Fate.COPY, Fate.UPDATED) or one.case.assessment.takes_lead)
    }


_tended = 0.0


def _tend_stories(desk: Desk, *, express: bool) -> None:
    """Put leads and counts right: at once after a small drop, every other second in a backlog.

    What is left at the end of a backlog is tended by the watcher's chores.
    """
    global _tended
    if not express and time.monotonic() - _tended < TEND_SECONDS:
        return
    try:
        desk.story_outbox.repair(desk.elasticsearch, desk.names)
    except TransientError as error:
        log.warning("stories_left", error=str(error), what_now="tended with the next")
    _tended = time.monotonic()


def _cases(desk: Desk, items: Sequence[WorkItem]) -> list[Case]:
    """Assessed records of the items without an acknowledged fate, in the order of their arrival."""
    cases: list[Case] = []
    for name, chunk in sorted({(item.intake, item.chunk) for item in items}):
        intake = desk.queue.intake(name)
        claim = intake.claim()
        if claim is None:
            continue
        journals = intake.chunk(chunk)
        done = journals.settled()
        sent = intake.sent()
        cases.extend(
            Case(claim=claim, chunk=chunk, assessment=one, sent=sent)
            for number, one in sorted(journals.assessments().items())
            if number not in done
        )
    return cases


def _sort_out(desk: Desk, cases: Sequence[Case]) -> tuple[set[str], set[str]]:
    """Which cases must wait for an arrival that is in flight elsewhere, and which stand on one that failed."""
    here = {case.arrival for case in cases}
    outside = sorted({d for case in cases for d in case.assessment.depends_on} - here)
    known = ask(desk, "ledger", lambda: queries.fates_of(desk.elasticsearch, desk.names, outside))
    failed = {d for d, doc in known.items() if doc.fate in (Fate.FAILED, Fate.REJECTED)}
    waiting = set(outside) - known.keys()
    blocked: set[str] = set()
    orphaned: set[str] = set()
    # What stands on something that waits, waits as well.
    changed = True
    while changed:
        changed = False
        for case in cases:
            if case.arrival in blocked | orphaned:
                continue
            stands_on = set(case.assessment.depends_on) - {case.arrival}
            if stands_on & (failed | orphaned):
                orphaned.add(case.arrival)
            elif stands_on & (waiting | blocked):
                blocked.add(case.arrival)
            else:
                continue
            changed = True
    return blocked, orphaned


def _layers(cases: Sequence[Case]) -> Iterable[list[Case]]:
    """Cases in layers, each standing on earlier ones only."""
    left = {case.arrival: case for case in cases}
    while left:
        layer = [
            case
            for case in left.values()
            if not any(d in left and d != case.arrival for d in case.assessment.depends_on)
        ]
        if not layer:  # a circle cannot come from `judge`; if it does, nobody shall wait for ever
            layer = list(left.values())
        yield layer
        for case in layer:
            del left[case.arrival]


def _judge_again(desk: Desk, cases: Sequence[Case], summary: Summary) -> None:
    """What these stood on has failed: forget the judgement, and publish them for the stages."""
    if not cases:
        return
    desk.duplicates.forget([case.arrival for case in cases])
    items = []
    for case in cases:
        desk.queue.intake(case.claim.intake).chunk(case.chunk).drop_assessments([case.assessment.number])
        items.append(WorkItem(case.claim.intake, case.chunk, case.assessment.number))
    desk.publisher.process(items)
    summary.note("to be judged again", len(items))


def _go_on(desk: Desk, items: Sequence[WorkItem], waiting: Iterable[str], express: bool, summary: Summary) -> None:
    """Finish files that are complete; wake what waited for these arrivals."""
    desk.completion.finish(items)
    wake = set()
    for arrival in waiting:
        name, number = parse_arrival(arrival)
        intake = desk.queue.intake(name)
        if intake.claim() is not None:
            wake.add(WorkItem(name, intake.chunk_of(number)))
    desk.publisher.index(sorted(wake - {WorkItem(u.intake, u.chunk) for u in items}), express=express)
    summary.note("woken", len(wake))
