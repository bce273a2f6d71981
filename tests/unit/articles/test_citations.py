"""Citations: written, read, and broken by a change of anything."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.citations import CitationError, Problem, cite, parse, problem

BODY = "The ferry will sail again on Monday. The ferry will sail again on Tuesday."
ID = "ab" * 32


def test_a_citation_of_a_passage_holds_after_it_was_written_and_read():
    citation = parse(str(cite(ID, 2, BODY, 4, 9)))
    assert (citation.article_id, citation.revision, citation.start, citation.end) == (ID, 2, 4, 9)
    assert problem(citation, BODY) is None


@pytest.mark.parametrize(
    "change",
    [{"start": 5}, {"end": 10}, {"revision": 3}, {"article_id": "cd" * 32}, {"seal": "0" * 16}],
    ids=lambda change: next(iter(change)),
)
def test_a_change_of_any_part_breaks_it(change):
    assert problem(msgspec.structs.replace(cite(ID, 2, BODY, 4, 9), **change), BODY) is Problem.WORDING


def test_the_same_words_elsewhere_in_the_text_do_not_make_it_hold():
    second = BODY.index("ferry", 10)
    moved = msgspec.structs.replace(cite(ID, 1, BODY, 4, 9), start=second, end=second + 5)
    assert BODY[second : second + 5] == BODY[4:9]
    assert problem(moved, BODY) is Problem.WORDING


def test_changed_words_and_a_shortened_text_get_different_errors():
    citation = cite(ID, 1, BODY, 4, 9)
    assert problem(citation, BODY.replace("ferry", "train")) is Problem.WORDING
    assert problem(citation, BODY[:6]) is Problem.OUTSIDE


@given(st.text(min_size=1), st.data())
def test_every_passage_of_every_text_can_be_cited(body, data):
    start = data.draw(st.integers(0, len(body) - 1))
    end = data.draw(st.integers(start + 1, len(body)))
    assert problem(parse(str(cite("an:id", 1, body, start, end))), body) is None


@pytest.mark.parametrize(
    "written", ["", "x", f"{ID}:1:4-9", f"{ID}:1:9-4:{'0' * 16}", f"{ID}:1:4-9:XYZ", f"a b:1:4-9:{'0' * 16}"]
)
def test_what_is_no_citation_is_refused_in_a_sentence(written):
    with pytest.raises(CitationError, match="is not a citation"):
        parse(written)
