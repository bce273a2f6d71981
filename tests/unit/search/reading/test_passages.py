"""Where passages begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.citations import parse, problem
from search.find.articles import MARK, Hit
from search.reading.passages import Text, beginning
from search.reading.results import result_of


@pytest.mark.parametrize(
    ("body", "most", "wanted"),
    [
        ("One sentence. Another one that is long.", 20, "One sentence."),
        ("  Short.  ", 100, "Short."),
        ("no sentence ends in here at all", 20, "no sentence ends in"),
        ("x" * 50, 20, "x" * 20),
        ("", 20, ""),
        (" \n ", 20, ""),
    ],
)
def test_a_passage_ends_with_a_sentence_or_a_word(body, most, wanted):
    start, end = beginning(body, most=most)
    assert body[start:end] == wanted


@given(st.text(), st.integers(0, 50), st.integers(1, 100))
def test_a_passage_lies_in_the_text_and_is_no_longer_than_asked_for(body, start, most):
    first, last = beginning(body, start, most=most)
    assert 0 <= first <= last <= len(body)
    assert last - first <= most


def hit(*highlights: str) -> Hit:
    return Hit(
        id="a",
        score=1.0,
        title="",
        source=None,
        url=None,
        published_at=None,
        language=None,
        dateline=None,
        people=(),
        copies=0,
        is_copy=False,
        story_id="a",
        highlights=highlights,
    )


def test_a_highlight_becomes_a_passage_that_can_be_checked():
    text = Text(body="The old bridge is closed. The ferry sails.", revision=3)
    (passage,) = result_of(hit(f"The {MARK[0]}ferry{MARK[1]} sails."), text).passages
    assert passage.text == "The ferry sails." == text.body[passage.start : passage.end]
    assert problem(parse(passage.citation), text.body) is None
    assert passage.revision == 3


def test_a_highlight_of_a_text_that_was_changed_since_gives_way_to_its_beginning():
    (passage,) = result_of(hit("gone"), Text(body="The ferry sails.")).passages
    assert passage.text == "The ferry sails."


def test_a_piece_without_a_match_gives_way_to_the_beginning_as_passages_have_it():
    text = Text(body="The ferry sails. " * 40)
    (passage,) = result_of(hit(text.body[:240]), text).passages
    assert (passage.start, passage.end) == beginning(text.body)
