"""What the model is told of a line by itself."""

from __future__ import annotations

import pytest

from articles.cleaning.context import _cohesion, _content, _dated, _kind, _vocabulary
from articles.cleaning.survey import look_at, survey


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


#: Good lines of a text, each with longer words of its own and one that the others have too.
LINES = [
    f"The {' '.join(f'{word}{place}' for place in 'abcdefgh')} of the harbour were all there on that day."
    for word in ("ferries", "trawler", "dredger", "lighter", "cutters", "barques")
]


def test_the_first_four_good_lines_open_a_text() -> None:
    page = survey(LINES)

    vocabulary = _vocabulary(page, [_content(line) for line in page.lines])

    assert all(page.good)
    assert vocabulary.openers == {0, 1, 2, 3}
    assert (vocabulary.counts["harbour"], vocabulary.lead["harbour"]) == (6, 4)
    assert "barquesa" not in vocabulary.lead


def test_a_lines_own_words_do_not_count_as_those_of_other_lines() -> None:
    rows = _cohesion(survey([*LINES, "Harbour ferriesa"]))

    assert [2.0] * len(LINES) == list(rows[: len(LINES), 1]), "harbour and there, which the others have too"
    assert rows[-1, 1] == 2
