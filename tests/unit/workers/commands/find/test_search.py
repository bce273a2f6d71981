"""Moments that a search is given."""

from __future__ import annotations

import pytest

from workers.commands.find.search import _UNTIL


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("2025-05-07", "2025-05-07T23:59:59.999000"),
        ("2025-05-07T10:30", "2025-05-07T10:30:59.999000"),
        ("2025-05-07T10:30:15", "2025-05-07T10:30:15.999000"),
    ],
)
def test_until_includes_the_day_that_it_names(given: str, meant: str) -> None:
    """So does a minute, and a second: articles have milliseconds."""
    assert meant == _UNTIL.convert(given, None, None).isoformat()
