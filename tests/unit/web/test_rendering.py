"""Text of articles is text: nothing in it is markup, and it leaves its neighbours alone."""

from __future__ import annotations

import pytest
from starlette.datastructures import QueryParams

from search.find.articles import MARK
from web.rendering import address, line, marked, page_number, sentence


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A title", "A title"),
        ("a\u202eb\u2066c", "abc"),
        ("a\x00b\ud800c", "a\ufffdb\ufffdc"),
        ("  a\n\t b ", "a b"),
        (None, ""),
        ("x" * 400, "x" * 300 + "…"),
    ],
)
def test_line(text: str | None, shown: str) -> None:
    """One line, without what turns the direction or has no shape."""
    assert shown == line(text)


def test_marked_escapes_everything_but_its_marks() -> None:
    """Markup in the text of a highlight stays text, inside and outside of what was found."""
    begin, end = MARK
    piece = f"<b>x</b> {begin}<script>{end} & {end}"
    assert "&lt;b&gt;x&lt;/b&gt; <mark>&lt;script&gt;</mark> &amp; " == str(marked(piece))
    assert "a" == str(marked(f"{begin}{end}a"))


def test_address() -> None:
    """Parameters are encoded; changed ones replace all of their name, and empty ones go."""
    params = [("q", "a b"), ("source", "x&y"), ("source", "z")]
    assert "/?q=a+b&source=x%26y&source=z&page=2" == address("/", params, page=2)
    assert "/?q=a+b" == address("/", params, source=None)
    assert "/" == address("/", [])


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("", 1),
        ("page=3", 3),
        ("page=0", 1),
        ("page=-2", 1),
        ("page=x", 1),
        ("page=\u0663", 1),
        (f"page={'9' * 5000}", 1),
    ],
)
def test_a_page_that_there_is_not_is_the_first(said: str, number: int) -> None:
    """Python refuses to read numbers of thousands of digits; no page ends in an error over one."""
    assert number == page_number(QueryParams(said))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("this parenthesis is not closed", "This parenthesis is not closed"),
        ("words: takes a number", "words: takes a number"),
        ("at most 9; `copydesk batch` takes more", "At most 9; <code>copydesk batch</code> takes more"),
        ("there is no field `<b>`", "There is no field <code>&lt;b&gt;</code>"),
        ("", ""),
    ],
)
def test_a_remark_is_shown_as_a_sentence(text: str, shown: str) -> None:
    assert shown == str(sentence(text))
