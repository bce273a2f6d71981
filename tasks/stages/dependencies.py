"""Order assessed articles by what they depend on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tasks.stages.arrival import Assessed


def sort_out(cases: Sequence[Assessed], *, waiting: set[str], failed: set[str]) -> tuple[set[str], set[str]]:
    """Return which cases must wait, and which are to be assessed again.

    Args:
        cases: assessed articles.
        waiting: arrivals elsewhere that are in flight: what depends on them waits, and what depends on that.
        failed: arrivals elsewhere that have no document: what depends on them is assessed again, likewise.
    """
    blocked: set[str] = set()
    orphaned: set[str] = set()
    changed = True
    while changed:
        changed = False
        for case in cases:
            if case.id in blocked | orphaned:
                continue
            depends_on = set(case.assessment.depends_on) - {case.id}
            if depends_on & (failed | orphaned):
                orphaned.add(case.id)
            elif depends_on & (waiting | blocked):
                blocked.add(case.id)
            else:
                continue
            changed = True
    return blocked, orphaned


def by_layer(cases: Sequence[Assessed]) -> Iterator[list[Assessed]]:
    """Yield the cases in layers, each depending on earlier ones only."""
    left = {case.id: case for case in cases}
    while left:
        layer = [
            case for case in left.values() if not any(d in left and d != case.id for d in case.assessment.depends_on)
        ]
        if not layer:  # assessing makes no circles; if there were one, this ends it
            layer = list(left.values())
        yield layer
        for case in layer:
            del left[case.id]
