"""Say which dates of a producer could not be read, or lie in the future."""

from __future__ import annotations

from articles.article import Article, Given
from articles.metadata.dates import parse_date

#: Characters of a value that are shown.
_SHOWN = 60
#: One language in which the month comes first, and one in which the day does.
_ORDERS = ("en-US", "en-GB")


def unread_dates(given: Given, article: Article) -> str:
    """Return in a sentence which dates of a record could not be read or are not used; empty if there are none."""
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
    if unread:
        return f"Date not understood: {', '.join(unread)}."
    if given.published_at and _is_ahead(given.published_at, given, article):
        return f"Date not used, since it lies in the future: published_at {_shown(given.published_at)!r}."
    return ""


def can_be_read(text: str, language: str | None) -> bool:
    """Return whether a text is a date in a language; where that is not known, in any order of day and month."""
    return any(parse_date(text, language=one) is not None for one in ([language] if language else _ORDERS))


def _is_ahead(text: str, given: Given, article: Article) -> bool:
    """Return whether the date given lies after the arrival. That of an item under an embargo may."""
    if any(one.found_in.startswith("given") for one in article.date_candidates):
        return False
    if given.wire is not None and given.wire.embargo_until:
        return False
    found = parse_date(text, language=given.language or article.language)
    return found is not None and found.value.timestamp() * 1e6 > article.claimed_at


def _shown(value: str) -> str:
    return value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
