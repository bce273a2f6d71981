"""How answers are kept small."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mcp_types import CallToolResult, TextContent

from articles.citations import parse, problem
from search.reading.passages import passage
from web.mcp.answers import NOTE, Answer, Found, Hits, Listed
from web.mcp.fitting import MOST_BYTES, clipped, first_that_fits, shorter, size


def answer(title: str) -> Found:
    return Found(note=NOTE, total=1, material=Hits(hits=(Listed(id="a", title=title),)))


@pytest.mark.parametrize("title", ["plain", '"' * 500, "\\" * 500, "漢字" * 500, "\u202e\x01\n" * 300])
def test_the_size_is_not_less_than_what_is_sent(title: str) -> None:
    data = msgspec.json.encode(answer(title))
    sent = CallToolResult(
        content=[TextContent(type="text", text=data.decode())], structured_content=msgspec.json.decode(data)
    )
    assert len(sent.model_dump_json(by_alias=True).encode()) <= size(answer(title))


def test_the_first_answer_that_fits_is_taken() -> None:
    sizes = [40_000, 20_000, 5_000, 10]
    found = first_that_fits([lambda most=most: answer("x" * most) for most in sizes])
    assert found is not None
    assert len(found.material.hits[0].title) == 5_000
    assert size(found) <= MOST_BYTES


def test_none_is_taken_where_none_fits() -> None:
    makers: list[type[Answer]] = []
    assert first_that_fits(makers) is None
    assert first_that_fits([lambda: answer("x" * 40_000)]) is None


@settings(deadline=None)
@given(st.text(max_size=400), st.integers(2, 50))
def test_a_clipped_text_is_one_line_and_no_longer_than_asked_for(text: str, most: int) -> None:
    found = clipped(text, most)
    assert len(found) <= most
    assert "\n" not in found


@settings(deadline=None)
@given(st.text(min_size=1, max_size=300), st.integers(0, 50), st.integers(1, 100))
def test_a_shorter_passage_is_cited_for_what_is_left_of_it(words: str, before: int, most: int) -> None:
    body = "x" * before + words + "y"
    whole = passage("a", 1, body, before, before + len(words))
    cut = shorter(whole, most)
    assert len(cut.text) <= max(most, 0) or cut.text == whole.text
    assert body[cut.start : cut.end] == cut.text
    if cut.end > cut.start:
        assert problem(parse(cut.citation), body) is None
