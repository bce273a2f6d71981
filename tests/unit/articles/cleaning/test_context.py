"""What the model is told of a line by itself."""

from __future__ import annotations

import pytest

from articles.cleaning.context import _dated, _kind
from articles.cleaning.survey import look_at


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("4 March 2025", True),
        ("04.03.2025, 08:30", True),
        ("Published 4 March 2025 at 08:30 by the desk", True),
        ("Updated at 8:30", True),
        ("March 2025", True),
        ("In March 2025 the board met again", False),
        ("March", False),
        ("The pier", False),
        ("On 4 March 2025 at 8.30 the board of the ferry met in the old town hall of the island", False),
        ("The board met on 4 March 2025.", False),
        ("It has met 12 times.", False),
    ],
)
def test_a_line_is_a_date_if_it_says_little_else(line: str, *, expected: bool) -> None:
    assert _dated(look_at(line)) is expected


@pytest.mark.parametrize(
    ("line", "kind"), [("19 boats", 0), ("- a boat", 1), ("a boat", 2), ("A boat", 3), ("“Boat”", 1)]
)
def test_kinds_of_lines_by_their_first_character(line: str, kind: int) -> None:
    assert _kind(look_at(line)) == kind
