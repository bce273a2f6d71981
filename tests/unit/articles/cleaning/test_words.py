"""Words of texts in writings with and without spaces."""

from __future__ import annotations

import pytest

from articles.cleaning.words import count_words, is_unspaced


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ferry sails.", False),
        ("", False),
        ("Порт купит два буксира.", False),
        ("港湾評議会は月曜日に", True),
        ("คณะกรรมการท่าเรือ", True),
        ("The ferry of 港 sails.", False),
    ],
)
def test_whether_a_writing_parts_words_by_spaces(text: str, *, expected: bool) -> None:
    assert is_unspaced(text) is expected


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [("The ferry sails.", 3, 3), ("港湾評議会は月曜日に", 4, 10), ("คณะกรรมการท่าเรือลงมติ", 3, 12)],
)
def test_words_are_counted_without_spaces_too(text: str, least: int, most: int) -> None:
    assert least <= count_words(text) <= most
