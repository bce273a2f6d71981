"""Furniture that is told by the words of its line."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.cleaning.lexicon import reason_of, tokens_of


@pytest.mark.parametrize(
    ("line", "is_furniture"),
    [
        ("Share", True),
        ("Share of the market rose", False),
        ("Market share", False),
        ("Report comment", True),
        ("Report comment 14 to the desk", True),
        ("They report comment from the desk", False),
        ("Fields are marked: required fields are marked with a star", True),
    ],
    ids=[
        "the whole line",
        "the beginning of a longer line",
        "the end of a line",
        "a beginning alone",
        "a beginning",
        "a beginning inside a line",
        "anywhere",
    ],
)
def test_where_in_a_line_a_phrase_counts(line: str, *, is_furniture: bool) -> None:
    assert (reason_of(line, tokens_of(line)) is not None) is is_furniture


@given(st.text() | st.text(alphabet="aB1_ -'.\u00a9\u00b2\u00e9\u0663\u216b\u6f22"))
def test_words_are_runs_of_letters_and_numbers_are_zero(line: str) -> None:
    """Lines of ASCII and others are read in ways of their own, to the same words."""
    parts = re.findall("\u00a9|\\d+|[^\\W\\d_]+", line.lower())
    assert ["0" if part.isdecimal() else part for part in parts] == tokens_of(line)
