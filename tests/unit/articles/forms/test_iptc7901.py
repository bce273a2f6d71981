"""Heads of wire messages in IPTC 7901."""

from __future__ import annotations

import pytest

from articles.forms.iptc7901 import _head

TEXT = ["Kelmsay - The board of the harbour met on Tuesday.", "It bought two tugs."]


@pytest.mark.parametrize(
    ("lines", "title", "byline", "rest"),
    [
        (["Ferry/Tugs/", "Board buys two tugs =", *TEXT], "Board buys two tugs", None, TEXT),
        (["", "Ferry/Tugs/", "", "", "Board buys", "two tugs", "", *TEXT], "Board buys two tugs", None, ["", *TEXT]),
        (["Ferry/Tugs/", "Board buys two tugs", "By Nora Feld", "", *TEXT], "Board buys two tugs", "Nora Feld", None),
        (["Ferry/Tugs/", "a", "b", "c", "d", "e", ""], "a b c d e", None, [""]),
        (["Ferry/Tugs/", "a", "b", "c", "d", "e", "f", ""], "a", None, ["b", "c", "d", "e", "f", ""]),
    ],
    ids=["a sign", "a blank line", "a byline", "five lines", "too many lines"],
)
def test_where_a_head_ends(lines: list[str], title: str, byline: str | None, rest: list[str] | None) -> None:
    head, found = _head(lines)

    assert (title, byline, ("Ferry", "Tugs")) == (head.title, head.byline, head.keywords)
    assert found == (["", *TEXT] if rest is None else rest)


def test_a_headline_behind_a_label_is_one() -> None:
    """Words for editors alone are none."""
    head, _ = _head(["Ferry/Tugs/", "KORREKTUR: Board buys two tugs", "By Nora Feld =", "", *TEXT])
    assert ("KORREKTUR: Board buys two tugs", "Nora Feld") == (head.title, head.byline)
    head, _ = _head(["Ferry/Tugs/", "CORRECTION - figure", "Board buys two tugs", "By Nora Feld =", "", *TEXT])
    assert "Board buys two tugs" == head.title
