"""Exports: whole rows, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import msgspec
import pytest

from search.find.articles import Hit
from search.find.hit_table import COLUMNS
from web.export import lines, table


def _hit(title: str) -> Hit:
    return Hit(
        id="a", score=1.0, title=title, source="Nordlys", url=None, published_at=None, language="en", dateline=None,
        people=("Ada", "Bo"), copies=2, is_copy=False, story_id="a", highlights=(),
    )  # fmt: skip


@pytest.mark.parametrize("title", ['=HYPERLINK("x")', "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(title: str) -> None:
    """It begins with an apostrophe, which spreadsheets take for text."""
    rows = list(csv.reader(io.StringIO("".join(table([_hit(title)])), newline="")))
    assert "'" + title == dict(zip(rows[0], rows[1], strict=True))["title"]


def test_table() -> None:
    """A header, and lists with semicolons."""
    rows = list(csv.reader(io.StringIO("".join(table([_hit('a "b", c\nd')])))))
    row = dict(zip(rows[0], rows[1], strict=True))
    assert list(COLUMNS) == rows[0]
    assert ('a "b", c\nd', "Ada; Bo", "2", "false", "") == tuple(
        row[name] for name in ("title", "people", "copies", "is_copy", "url")
    )


def test_lines() -> None:
    """One object per line, without the marks of highlights."""
    (text,) = lines([_hit("a\nb")])
    row = msgspec.json.decode(text)
    assert ("a\nb", 2) == (row["title"], row["copies"])
    assert "highlights" not in row
    assert 1 == text.count("\n")
