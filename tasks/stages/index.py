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
from search.ledger import entries as ledger
from tasks.context import Desk
from tasks.failures.asking import ask
from tasks.spool.completion import finish_if_settled
from tasks.stages.outcomes import Case, Settled, gone
from tasks.stages.settle import acknowledge
from tasks.stages.write import write_cases
from tasks.summary import Tally
from tasks.work_item import Unit, parse_arrival

log = structlog.get_logger()

#: How often one process tends stories in a backlog: each time, the index is refreshed.
TEND_SECONDS = 2.0


def index(desk: Desk, units: Sequence[Unit], *, task_id: str, prompt: bool) -> Tally:
    """Bring the judged records of `units` to their fates.

    Raises:
        TransientError: Elasticsearch is away for longer than a task may wait. Nothing is lost: the units are
            overdue after their lease.
    """
    tally = Tally()
    desk.publisher.expect(units, time.time() + desk.options.overdue_seconds)
    cases = _cases(desk, units)
    blocked, orphaned = _sort_out(desk, cases)
    tally.note("waiting for another arrival", len(blocked))
    open_cases = [c for c in cases if c.arrival not in blocked and c.arrival not in orphaned]

    settled: dict[str, Settled] = {}
    try:
        with desk.measures.stage("index", 0):
            waiting = _settle(desk, open_cases, orphaned, settled, task_id, tally)
        desk.measures.articles("index", len(settled))
    finally:
        desk.measures.tell()

    _judge_again(desk, [c for c in cases if c.arrival in orphaned], tally)
    _go_on(desk, units, waiting, prompt, tally)
    _tend_stories(desk, prompt=prompt)
    return tally


def _settle(
    desk: Desk,
    cases: Sequence[Case],
    orphaned: set[str],
    settled: dict[str, Settled],
    task_id: str,
    tally: Tally,
) -> list[str]:
    """Write the cases and acknowledge their fates; fills `settled`, and `orphaned` with those to be judged again.

    Returns the arrivals that were waiting for these.
    """
    for layer in _layers(cases):
        lost = [c for c in layer if any(d in settled and gone(settled[d]) for d in c.judged.depends_on)]
        lost += [c for c in layer if not orphaned.isdisjoint(c.judged.depends_on)]
        orphaned |= {c.arrival for c in lost}
        written, unlike = write_cases(desk, [c for c in layer if c.arrival not in orphaned])
        orphaned |= {c.arrival for c in unlike}
        for one in written:
            settled[one.case.arrival] = one
    # Before their fates are acknowledged: should we die now, the next that tends stories takes them along.
    desk.stories.touch(_touched_stories(settled.values()))
    return acknowledge(desk, list(settled.values()), task_id, tally)


def _touched_stories(settled: Iterable[Settled]) -> set[str]:
    """Stories of which another article than a lone lead was written: who leads and how many follow may be wrong now."""
    return {
        one.case.judged.article.story_id
        for one in settled
        if one.case.judged.article is not None and (one.fate in (Fate.COPY, Fate.UPDATED) or one.case.judged.takes_lead)
    }


_tended = 0.0


def _tend_stories(desk: Desk, *, prompt: bool) -> None:
    """Put leads and counts right: at once after a small drop, every other second in a backlog.

    What is left at the end of a backlog is tended by the watcher's chores.
    """
    global _tended
    if not prompt and time.monotonic() - _tended < TEND_SECONDS:
        return
    try:
        desk.stories.tend(desk.elasticsearch, desk.names)
    except TransientError as error:
        log.warning("stories_left", error=str(error), what_now="tended with the next")
    _tended = time.monotonic()


def _cases(desk: Desk, units: Sequence[Unit]) -> list[Case]:
    """Judged records of the units without an acknowledged fate, in the order of their arrival."""
    cases: list[Case] = []
    for name, chunk in sorted({(unit.intake, unit.chunk) for unit in units}):
        intake = desk.queue.intake(name)
        claim = intake.claim()
        if claim is None:
            continue
        done = intake.settled(chunk)
        sent = intake.sent()
        cases.extend(
            Case(claim=claim, chunk=chunk, judged=one, sent=sent)
            for number, one in sorted(intake.judged(chunk).items())
            if number not in done
        )
    return cases


def _sort_out(desk: Desk, cases: Sequence[Case]) -> tuple[set[str], set[str]]:
    """Which cases must wait for an arrival that is in flight elsewhere, and which stand on one that failed."""
    here = {case.arrival for case in cases}
    outside = sorted({d for case in cases for d in case.judged.depends_on} - here)
    known = ask(desk, "ledger", lambda: ledger.fates_of(desk.elasticsearch, desk.names, outside))
    failed = {d for d, doc in known.items() if doc.get("fate") in (Fate.FAILED, Fate.REJECTED)}
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
            stands_on = set(case.judged.depends_on) - {case.arrival}
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
            case for case in left.values() if not any(d in left and d != case.arrival for d in case.judged.depends_on)
        ]
        if not layer:  # a circle cannot come from `judge`; if it does, nobody shall wait for ever
            layer = list(left.values())
        yield layer
        for case in layer:
            del left[case.arrival]


def _judge_again(desk: Desk, cases: Sequence[Case], tally: Tally) -> None:
    """What these stood on has failed: forget the judgement, and publish them for the stages."""
    if not cases:
        return
    desk.remembered.forget([case.arrival for case in cases])
    units = []
    for case in cases:
        desk.queue.intake(case.claim.intake).drop_judged(case.chunk, [case.judged.number])
        units.append(Unit(case.claim.intake, case.chunk, case.judged.number))
    desk.publisher.process(units)
    tally.note("to be judged again", len(units))


def _go_on(desk: Desk, units: Sequence[Unit], waiting: Iterable[str], prompt: bool, tally: Tally) -> None:
    """Finish files that are complete; wake what waited for these arrivals."""
    for name in dict.fromkeys(unit.intake for unit in units):
        finish_if_settled(desk, name)
    wake = set()
    for arrival in waiting:
        name, number = parse_arrival(arrival)
        intake = desk.queue.intake(name)
        if intake.claim() is not None:
            wake.add(Unit(name, intake.chunk_of(number)))
    desk.publisher.index(sorted(wake - {Unit(u.intake, u.chunk) for u in units}), prompt=prompt)
    tally.note("woken", len(wake))
