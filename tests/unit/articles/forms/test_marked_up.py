"""Paragraphs of texts that hold a little markup."""

from __future__ import annotations

import pytest

from articles.forms.marked_up import once, text_of_markup


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>The ferry\n\nsails again.</p>", ["The ferry sails again."]),
        ("<pre>The ferry sails.\n\nThe mill heats.</pre>", ["The ferry sails.", "The mill heats."]),
        ("<p>The ferry<br>sails again.</p>", ["The ferry sails again."]),
        ("<p>The ferry sails.<br/> <br/>The mill heats.</p>", ["The ferry sails.", "The mill heats."]),
        ("<p>The <b>fer</b>ry <i>sails</i>.</p>", ["The ferry sails."]),
        ("The ferry sails.\n\nThe mill heats.", ["The ferry sails.", "The mill heats."]),
    ],
    ids=["line ends", "pre", "a break", "two breaks", "emphasis", "no block"],
)
def test_where_paragraphs_end(source: str, expected: list[str]) -> None:
    assert text_of_markup(source).split("\n\n") == expected


LEAD = "The board of the harbour agreed on Tuesday to lengthen its northern pier by eighty metres before the winter"


def test_a_paragraph_is_given_once() -> None:
    assert list(once([f"{LEAD}.", f"{LEAD}.", "Boats!", "Boats!"])) == [f"{LEAD}.", "Boats!", "Boats!"]


def test_a_lead_that_breaks_off_is_left_out_before_the_whole() -> None:
    assert list(once([f"{LEAD} ...", f"{LEAD}, and the town pays."])) == [f"{LEAD}, and the town pays."]
