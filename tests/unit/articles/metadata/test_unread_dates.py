"""Dates of producers that cannot be read are named."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from articles.article import Article, DateCandidate, Given, Wire
from articles.metadata.unread_dates import can_be_read, unread_dates

READ = Article(
    arrival="i:0",
    claimed_at=1,
    published_at=datetime(2025, 3, 4, tzinfo=UTC),
    published_at_from="given, zone unknown",
    date_candidates=(DateCandidate(value=datetime(2025, 3, 4, tzinfo=UTC), found_in="given, zone unknown"),),
)


@pytest.mark.parametrize(
    ("given", "article", "sentence"),
    [
        (Given(), Article(arrival="i:0", claimed_at=1), ""),
        (Given(published_at="2025-03-04 08:30"), READ, ""),
        (Given(published_at="99999999999999999"), Article(arrival="i:0", claimed_at=1),
         "Date not understood: published_at '99999999999999999'."),
        (Given(published_at="99999999999999999", modified_at="2025-13-40"), Article(arrival="i:0", claimed_at=1),
         "Date not understood: published_at '99999999999999999', modified_at '2025-13-40'."),
        (Given(published_at="03/04/2025"), Article(arrival="i:0", claimed_at=1),
         "Date not understood: published_at '03/04/2025'."),
        (Given(published_at="2090-01-01"), Article(arrival="i:0", claimed_at=1),
         "Date not used, since it lies in the future: published_at '2090-01-01'."),
        (Given(published_at="2090-01-01", wire=Wire(embargo_until="2090-01-01T00:00:00+00:00")),
         Article(arrival="i:0", claimed_at=1), ""),
        (Given(published_at="1970-01-01"), Article(arrival="i:0", claimed_at=1), ""),
        (Given(published_at="2025-03-04"), msgspec.structs.replace(READ, published_at_from="url"), ""),
        (Given(published_at="9" * 500), Article(arrival="i:0", claimed_at=1),
         f"Date not understood: published_at '{'9' * 60}…'."),
    ],
)  # fmt: skip
def test_unread_dates_are_named(given: Given, article: Article, sentence: str) -> None:
    """With their values; one in the future too, unless an embargo says why it is."""
    assert sentence == unread_dates(given, article)


@pytest.mark.parametrize(
    ("text", "language", "is_read"),
    [("03/04/2025", None, True), ("13/04/2025", None, True), ("32/13/2025", None, False), ("4 mars 2025", "fr", True)],
)
def test_without_a_language_either_order_of_day_and_month_will_do(
    text: str, language: str | None, *, is_read: bool
) -> None:
    assert is_read == can_be_read(text, language)
