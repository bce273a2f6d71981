"""The table of known spellings, and the program that makes it."""

from __future__ import annotations

import pytest

from articles.enrichment.spelling_table import Table
from training.spellings import arrays, spellings

LINES = [
    "# a comment",
    "korolenko, korolenka, короленко => Q1",
    "poroshenko, poroschenko, порошенко, Ποροσένκο => Q2",
    "ivan, john => Q3",
    "ivan, иван => Q7",
    "hanson, hansson => Q4",
    "hansson => Q5",
    "奥巴马, obama => Q6",
]


@pytest.fixture(scope="module")
def table() -> Table:
    """A table of a few lines."""
    return Table.of(arrays(spellings(LINES)))


def test_spellings_of_a_line_are_one(table: Table) -> None:
    assert ["poroshenko"] * 3 == [table.find(part) for part in ("poroschenko", "порошенко", "ποροσενκο")]
    assert "obama" == table.find("奥巴马")


def test_what_does_not_sound_alike_is_another_name(table: Table) -> None:
    assert table.find("john") is None
    assert "ivan" == table.find("иван")


def test_an_unknown_spelling_is_found_by_its_sound(table: Table) -> None:
    assert "korolenko" == table.find_sound("kurulenku")
    assert table.find_sound("qqq") is None
    assert "obama" == table.find_frequent("ubama")


def test_the_other_spellings_of_one_are_listed(table: Table) -> None:
    assert ["poroschenko"] == table.parts_of("poroshenko")
    assert [] == table.parts_of("nobody")
