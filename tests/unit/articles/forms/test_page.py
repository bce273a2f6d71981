"""Which files and texts are pages."""

from __future__ import annotations

import pytest

from articles.forms.page import _recognise, looks_like_html, too_deep
from articles.forms.source import Head


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.htm", "The ferry <b>sails</b> again.", True),
        ("a.html", "The ferry sails again.", False),
        ("a.txt", "The ferry <b>sails</b> again.", False),
        ("a.txt", "<!DOCTYPE html><title>Ferry</title>", True),
        ("a", "<html><body>Ferry", True),
    ],
)
def test_a_file_is_a_page_by_its_beginning_or_by_its_ending_and_markup(name: str, text: str, *, expected: bool) -> None:
    assert _recognise(Head(text.encode(), name)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("<p>The ferry sails.</p>", True), ("The ferry sails.", False), ("5 < 7 and 8 > 6", False)],
)
def test_a_text_of_a_field_is_html_if_it_holds_elements(text: str, *, expected: bool) -> None:
    assert looks_like_html(text) is expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<div>" * 5 + "</div>" * 5, False),
        ("<div>" * 6, True),
        ("<div></div>" * 9, False),
        ("<script>" + "<div>" * 9 + "</script>", False),
        ("<!--" + "<div>" * 9 + "-->", False),
        ("<br>" * 9, False),
        ("<LI><Col><TRACK>" * 9, False),
        ("<list><color><Tracks>" * 2, True),
    ],
    ids=[
        "at the limit",
        "over it",
        "side by side",
        "in a script",
        "in a comment",
        "elements without an end",
        "such elements in capitals",
        "names that begin like theirs",
    ],
)
def test_levels_of_elements_are_counted(html: str, *, expected: bool) -> None:
    assert too_deep(html, 5) is expected
