"""What becomes of planned writes, by the answers of Elasticsearch."""

from __future__ import annotations

import pytest

from articles.fates import Fate, Reason
from search.transport.bulk import Operation, Outcome
from tasks.spool.values import Assessment, Claim
from tasks.stages.arrival import Arrival, Assessed
from tasks.stages.bulk_plan import Decision, Plan
from tasks.stages.write import resolve

DONE = Outcome(id="x", status=201, result="created")
REFUSED = Outcome(id="x", status=400, error="mapper_parsing_exception: no")
CONFLICT = Outcome(
    id="x",
    status=409,
    error="version_conflict_engine_exception: [x]: version conflict, current version [77] is higher or equal to the "
    "one provided [70]",
)


def planned(number: int, operations: int = 1) -> Plan:
    """A planned write of some operations."""
    claim = Claim(intake="f", name="a", path="a", claimed_at=70)
    assessment = Assessment(number=number, fate=Fate.INDEXED, reason=Reason.NEW, article_id=f"id-{number}")
    return Plan(
        outcome=Assessed(arrival=Arrival(claim=claim, chunk=0, number=number), assessment=assessment),
        decision=Decision.NEW,
        operations=tuple(Operation(action="index", index="i", id="x", body={}) for _ in range(operations)),
    )


@pytest.mark.parametrize(
    ("outcomes", "fate"),
    [
        ([DONE], (Fate.INDEXED, Reason.NEW)),
        ([REFUSED], (Fate.FAILED, Reason.REFUSED_BY_INDEX)),
        ([DONE, DONE], (Fate.INDEXED, Reason.NEW)),
        ([REFUSED, DONE], (Fate.FAILED, Reason.REFUSED_BY_INDEX)),  # the text before could not be kept
        ([DONE, REFUSED], (Fate.FAILED, Reason.REFUSED_BY_INDEX)),
    ],
)
def test_a_final_answer_settles(outcomes: list[Outcome], fate: tuple[Fate, Reason]) -> None:
    """All operations of an article must be done."""
    (one,) = resolve([planned(0, len(outcomes))], outcomes, set()).settled
    assert fate == (one.fate, one.assessment.reason)


def test_mixed_answers_go_to_their_articles() -> None:
    """Each plan takes as many answers as it has operations."""
    plans = [planned(0), planned(1, 2), planned(2)]
    resolved = resolve(plans, [REFUSED, DONE, CONFLICT, DONE], set())
    assert {"f:0": Fate.FAILED, "f:2": Fate.INDEXED} == {one.id: one.fate for one in resolved.settled}
    assert ["f:1"] == [one.id for one in resolved.again]


def test_a_conflict_names_the_conflicting_version() -> None:
    """So that the next attempt is above it, where no document stands: one that was deleted by hand."""
    assert {"id-0": 77} == resolve([planned(0)], [CONFLICT], set()).versions


def test_what_was_taken_down_meanwhile_is_rejected() -> None:
    """Whatever Elasticsearch answered."""
    for outcome in (DONE, REFUSED, CONFLICT):
        (one,) = resolve([planned(0)], [outcome], {"f:0"}).settled
        assert (Fate.REJECTED, Reason.DELETED) == (one.fate, one.assessment.reason)
