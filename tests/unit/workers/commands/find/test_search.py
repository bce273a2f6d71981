"""Moments that a search is given."""

from __future__ import annotations

import click
import pytest

from workers.commands.find.search import _Since, _Until


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
    assert meant == _Until().convert(given, None, None).isoformat()


@pytest.mark.parametrize("given", ["yesterday", "2025-13-01", "07.05.2025", ""])
def test_an_invalid_day_is_reported_with_the_valid_forms(given: str) -> None:
    """An example says more than a pattern."""
    with pytest.raises(click.BadParameter) as told:
        _Since().convert(given, None, None)
    assert f"{given!r} is not a day; write 2025-05-07, or with a time (UTC) 2025-05-07T10:30" == told.value.message
