"""Texts of fragments of pages."""

from __future__ import annotations

import pytest

from articles.cleaning.fragment import text_of_markup


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "<p>The ferry sails\nagain today.</p><p>The mill heats.</p>",
            "The ferry sails again today.\n\nThe mill heats.",
        ),
        ("The ferry<br>sails\nagain", "The ferry\n\nsails again"),
        ("<p><b>The ferry</b> sails\nagain.</p><p>The mill.</p>", "The ferry sails again.\n\nThe mill."),
        ("The ferry sails.", "The ferry sails."),
        ("5 < 7 and\n8 > 6", "5 < 7 and\n8 > 6"),
    ],
)
def test_line_ends_of_a_source_are_spaces_where_elements_part_paragraphs(source: str, text: str) -> None:
    assert text_of_markup(source) == text
