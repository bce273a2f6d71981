"""Say which dates of a producer could not be read."""

from __future__ import annotations

from articles.article import Article, Given
from articles.metadata.dates import parse_date

#: Characters of a value that are shown.
_SHOWN = 60
#: One language in which the month comes first, and one in which the day does.
_ORDERS = ("en-US", "en-GB")


def unread_dates(given: Given, article: Article) -> str:
    """Return in a sentence which dates of a record could not be read; empty if there are none."""
    language = given.language or article.language
    values = (
        ("published_at", given.published_at, (article.published_at_from or "").startswith("given")),
        ("modified_at", given.modified_at, article.modified_at is not None),
    )
    unread = [
        f"{name} {_shown(value)!r}"
        for name, value, is_read in values
        if value and not is_read and parse_date(value, language=language) is None
    ]
    return f"Date not understood: {', '.join(unread)}." if unread else ""


def can_be_read(text: str, language: str | None) -> bool:
    """Return whether a text is a date in a language; where that is not known, in any order of day and month."""
    return any(parse_date(text, language=one) is not None for one in ([language] if language else _ORDERS))


def _shown(value: str) -> str:
    return value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
