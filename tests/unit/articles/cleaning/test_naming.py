"""Why lines would be cut."""

from __future__ import annotations

import pytest

from articles.cleaning.naming import name_lines
from articles.cleaning.reasons import CutReason
from articles.cleaning.survey import survey

GOOD = "The board of the harbour agreed on Tuesday to lengthen its northern pier by eighty metres."


def reasons(*lines: str) -> list[CutReason]:
    return name_lines(survey(lines))


def test_a_heading_names_some_lines_under_it() -> None:
    """Those of "about the author" are three."""
    under = [f"Nora Feld writes about {what} for the Bay Post." for what in ("harbours", "ferries", "mills", "tugs")]

    found = reasons(GOOD, "About the author", *under)

    assert [CutReason.ABOUT_AUTHOR] * 3 == found[1:4]
    assert CutReason.ABOUT_AUTHOR not in found[4:]


def test_a_good_line_of_the_text_ends_what_a_heading_names() -> None:
    found = reasons("Related articles", GOOD, "Harbour news from the islands", "Ferry news from the bay")

    assert CutReason.RELATED_LINKS == found[0]
    assert CutReason.RELATED_LINKS not in found[1:]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("By Nora Feld", CutReason.BYLINE),
        ("A boat at the northern pier of the harbour (Nora Feld/AP)", CutReason.CAPTION),
        ("4 March 2025", CutReason.TIMESTAMP),
        ("Harbour", CutReason.NAVIGATION),
    ],
)
def test_a_line_is_named_by_its_form(line: str, reason: CutReason) -> None:
    assert reasons(GOOD, line)[1] is reason


@pytest.mark.parametrize("label", ["Comment *", "Kommentar *", "* Message", "Comment *:"])
def test_labels_of_required_fields_belong_to_the_comment_form_above(label: str) -> None:
    found = reasons(GOOD, "Leave a Reply", label, "Save my name for the next time I comment.")

    assert [CutReason.COMMENT_FORM] * 3 == found[1:]


def test_other_short_lines_under_a_comment_form_do_not_belong_to_it() -> None:
    found = reasons(GOOD, "Leave a Reply", "Harbour map", "* * *")

    assert [CutReason.NAVIGATION] * 2 == found[2:]
