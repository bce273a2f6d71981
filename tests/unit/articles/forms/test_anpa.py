"""Heads of wire stories in ANPA 1312."""

from __future__ import annotations

import pytest

from articles.forms.anpa import _head, _story


@pytest.mark.parametrize(
    ("lines", "title", "byline", "below", "subheads"),
    [
        (["BC-Ferry,100", "Board buys tugs", "By NORA FELD"], "Board buys tugs", "NORA FELD", [], []),
        (
            ["Board buys tugs", "It pays in parts", "By NORA FELD"],
            "Board buys tugs",
            "NORA FELD",
            ["It pays in parts"],
            [],
        ),
        (
            ["Board buys tugs", "By NORA FELD", "Bay Post Writer", "THE BOARD MET."],
            "Board buys tugs",
            "NORA FELD, Bay Post Writer",
            [],
            ["THE BOARD MET."],
        ),
        (["Board buys tugs"], "Board buys tugs", None, [], []),
        ([], None, None, [], []),
    ],
    ids=["a slug", "a line below the headline", "a role and a line below the byline", "a headline", "nothing"],
)
def test_lines_of_a_head(
    lines: list[str], title: str | None, byline: str | None, below: list[str], subheads: list[str]
) -> None:
    head = _head(lines)

    assert (title, byline) == (head[0], head[1])
    assert (below, subheads) == (head[2], head[3])


@pytest.mark.parametrize(
    ("lines", "header"),
    [
        (["^Board buys tugs<", "^It pays in parts<"], ["Board buys tugs", "It pays in parts"]),
        (["^Board buys", "tugs", "^It pays in parts<"], ["Board buys tugs", "It pays in parts"]),
        (["^Board buys", "^tugs<"], ["Board buys ^tugs"]),
    ],
    ids=["each ends", "one goes on without a mark", "one goes on"],
)
def test_marked_lines_end_at_a_sign_or_after_a_line_without_a_mark(lines: list[str], header: list[str]) -> None:
    story = _story("\n".join([*lines, "\tThe board met on Tuesday.", "\tIt bought two tugs."]))

    assert story.header == header
