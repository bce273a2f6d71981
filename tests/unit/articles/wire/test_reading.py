"""Small readings that the wire parts of all forms share."""

from __future__ import annotations

import pytest

from articles.wire.reading import moment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-27T12:43:58Z", "2026-12-27T12:43:58.000000+00:00"),
        ("2026-12-27T12:43:58.995586+00:00", "2026-12-27T12:43:58.995586+00:00"),
        ("2026-12-27T13:43:58.5+01:00", "2026-12-27T12:43:58.500000+00:00"),
        ("20261227T124358.995Z", "2026-12-27T12:43:58.995000+00:00"),
        ("2026-12-27T12:43:58,995Z", "2026-12-27T12:43:58.995000+00:00"),
        ("2026-12-27", "2026-12-27T00:00:00.000000+00:00"),
        ("no time", None),
        (None, None),
    ],
)
def test_times_keep_their_fraction_of_a_second(text: str | None, expected: str | None) -> None:
    """Else an embargo would end early, and versions of one second could not be told apart."""
    assert expected == moment(text)
