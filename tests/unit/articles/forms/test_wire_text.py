"""Moments in lines of wire messages."""

from __future__ import annotations

import pytest

from articles.forms.wire_text import date_time_group


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("212322 GMT Nov 18", "2018-11-21 23:22 GMT"),
        ("212322 Nov 18", "2018-11-21 23:22"),
        ("322322 GMT Nov 18", None),
        ("212422 GMT Nov 18", None),
        ("212360 GMT Nov 18", None),
        ("The board met at 2322 GMT", None),
    ],
)
def test_the_moment_of_a_line(line: str, moment: str | None) -> None:
    assert date_time_group(line) == moment
