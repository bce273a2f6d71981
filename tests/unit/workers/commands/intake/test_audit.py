from __future__ import annotations

from collections import Counter

import pytest

from workers.commands.intake.audit import _summary


@pytest.mark.parametrize(
    ("found", "stay", "said"),
    [
        ({}, 0, "No discrepancies."),
        ({"not_in_index": 1200}, 0, "Discrepancies: 1,200 not in index; 0 remain."),
        ({"not_in_index": 1, "no_fate": 2}, 1, "Discrepancies: 2 no fate, 1 not in index; 1 remains."),
        ({}, 3, "Discrepancies: in the counts; 3 remain."),
    ],
)
def test_an_audit_ends_with_a_sentence(found: dict[str, int], stay: int, said: str) -> None:
    assert _summary(Counter(found), stay) == said
