"""Text of articles is text: nothing in it is markup, and it leaves its neighbours alone."""

from __future__ import annotations

import pytest

from search.find.articles import MARK
from web.rendering import address, line, marked


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
