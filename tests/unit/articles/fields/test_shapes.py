"""Values of any shape to dates."""

from __future__ import annotations

from typing import Any

import pytest

from articles.fields.reading import given_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1746576000, "1746576000"),
        (1746576000.0, "1746576000"),
        (1746576000.5, "1746576000.500000"),
        (20250507, "20250507"),
        (20250507083000, "20250507083000"),
        ({"$date": 1746576000000}, "1746576000000"),
        (99999999999999999, "99999999999999999"),
        (12345, "12345"),
        (0, None),
        (1, None),
        (True, None),
        (float("inf"), None),
        (float("nan"), None),
        (10**400, None),
        (-(10**400), None),
        pytest.param(10**5000, None, id="of 5000 digits"),
    ],
)
def test_numbers_that_are_no_dates_stay_what_they_are(value: Any, text: str | None) -> None:
    """Whoever reads the date can say that it was not understood. Flags are no dates, and no number is too large."""
    assert text == given_of({"published_at": value})[0].published_at
