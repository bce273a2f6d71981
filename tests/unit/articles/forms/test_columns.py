"""Lines of columns that stand in turn in the file are read column by column."""

from __future__ import annotations

import pytest

from articles.forms.columns import in_reading_order
from articles.forms.layout import Line

LEFT = ["The council voted to bring", "back the ferry to the", "island, and to pay for", "it out of the harbour dues"]
RIGHT = ["The mill heats half of", "the town with warm water", "that runs through pipes of", "the old brewery there"]


def alternating(drop: float) -> list[Line]:
    """Two columns, the lines of the right one lower by a share of their height."""
    return [
        Line(text=text, left=left, right=left + 200, bottom=700.0 - 16 * number - lower, height=10.0)
        for number, texts in enumerate(zip(LEFT, RIGHT, strict=True))
        for text, left, lower in zip(texts, (50.0, 300.0), (0.0, 10 * drop), strict=True)
    ]


@pytest.mark.parametrize(("drop", "are_columns"), [(0.0, True), (0.5, True), (0.6, False)])
def test_lines_are_side_by_side_up_to_half_their_height(drop: float, *, are_columns: bool) -> None:
    lines = alternating(drop)

    texts = [line.text for line in in_reading_order(lines)]

    assert (LEFT + RIGHT if are_columns else [line.text for line in lines]) == texts
