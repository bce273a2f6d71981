"""Tags with so many attributes that a parser takes quadratic time."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.article import Given, Rejection
from articles.fates import Reason
from articles.forms import read
from articles.forms.crowded_tags import MOST_ATTRIBUTES, is_crowded

MANY = range(MOST_ATTRIBUTES + 1)


@pytest.mark.parametrize(
    "tag",
    [
        "<p " + " ".join(f"a{n}=1" for n in MANY) + ">",
        "<p " + " ".join(f"a{n}" for n in MANY) + ">",
        "<p " + " ".join(f"a{n}='>'" for n in MANY) + ">",
        "<script>if (a <b) c()</script><p " + " ".join(f"a{n}" for n in MANY) + ">",
        "<script " + " ".join(f"a{n}" for n in MANY) + ">",
        "<p\n" + "\n".join(f'a{n} = "<"' for n in MANY),
    ],
)
def test_too_many_attributes(tag: str, tmp_path: Path) -> None:
    """However they are written; the page is refused before a parser sees it."""
    assert is_crowded(tag)
    page = tmp_path / "a.html"
    page.write_text(f"<html><body>{tag}Text</body></html>")
    (found,) = read(page, name=page.name, given=Given())
    assert isinstance(found, Rejection)
    assert Reason.UNSAFE_CONTENT == found.reason


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "a = b " * 5_000,
        "<p data-x='" + '{"a": 1, "b": "> <"} ' * 5_000 + "'>Text</p>",
        '<p class="a" id="b">Text</p>' * 5_000,
        "<script>" + "x = y < z; " * 5_000 + "</script>",
        "<p>a</p><script>for (i = 0; i <n; i++) " + "var a = b + 1; " * 5_000 + "</script><p>Text</p>",
        "<p>a</p><!-- i <n " + "var a = b + 1; " * 5_000 + "--><p>Text</p>",
    ],
)
def test_long_values_and_many_tags_are_fine(html: str) -> None:
    """Data in an attribute, and pages of any length."""
    assert not is_crowded(html)
