"""Where another worker settled an arrival first, the ledger's fate stands."""

from __future__ import annotations

import pytest

from articles.fates import Fate, Reason
from search.ledger.queries import Entry
from tasks.spool.values import Assessment, Claim
from tasks.stages.arrival import Arrival, Assessed
from tasks.stages.settle import with_known_fates

OURS = (Fate.INDEXED, Reason.NEW, "ours")
THEIRS = (Fate.COPY, Reason.SAME_TEXT, "theirs")


def assessed(number: int) -> Assessed:
    claim = Claim(intake="i", name="a", path="a", claimed_at=1)
    fate, reason, detail = OURS
    assessment = Assessment(number=number, fate=fate, reason=reason, detail=detail)
    return Assessed(arrival=Arrival(claim=claim, chunk=0, number=number), assessment=assessment)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (Entry(fate=Fate.COPY, reason=Reason.SAME_TEXT, detail="theirs"), THEIRS),
        (Entry(fate=Fate.COPY, detail="theirs"), OURS),
        (Entry(reason=Reason.SAME_TEXT, detail="theirs"), OURS),
        (Entry(detail="theirs"), OURS),
        (None, OURS),
    ],
    ids=["whole", "no reason", "no fate", "neither", "no entry"],
)
def test_only_a_whole_entry_replaces_what_was_decided(entry: Entry | None, expected: tuple[Fate, Reason, str]) -> None:
    known = {"i:1": entry} if entry is not None else {}

    first, second = with_known_fates([assessed(0), assessed(1)], known)

    assert OURS == (first.fate, first.assessment.reason, first.assessment.detail)
    assert expected == (second.fate, second.assessment.reason, second.assessment.detail)
