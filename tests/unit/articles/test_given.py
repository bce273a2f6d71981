"""What several places say about one article is put together field by field."""

from __future__ import annotations

from articles.article import Given

FIRST = Given(title="First", tags=("a",), source="")
SECOND = Given(title="Second", tags=("b",), source="Mercury", url="https://a.test/1", priority=3)


def test_empty_fields_are_filled() -> None:
    expected = Given(title="First", tags=("a",), source="Mercury", url="https://a.test/1", priority=3)

    assert FIRST.filled_from(SECOND) == expected


def test_nothing_changes_beside_nothing() -> None:
    assert FIRST.filled_from(Given()) is FIRST
    assert Given().filled_from(SECOND) is SECOND
