"""The closed lists of fates and reasons."""

from __future__ import annotations

from articles.fates import REASONS, Fate, Reason


def test_every_reason_belongs_to_one_fate() -> None:
    """No reason is left out, none has two fates."""
    listed = [reason for reasons in REASONS.values() for reason in reasons]
    assert sorted(Reason) == sorted(listed)
    assert set(Fate) == set(REASONS)
