"""Enricher: the days that a text names with day, month and year, in any language whose months are known.

Needs no model. A day that is only named within its week or year ("on Tuesday", "on March 5") is not worked out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from articles.article import Article
from articles.enrichment.limits import close_part
from articles.enrichment.resources import Resources
from articles.metadata.dates import dates_in_text

VERSION = "2"

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_NUMBER = re.compile(r"\d+")
#: Characters before and after a year in which the rest of its date is looked for.
_BEFORE, _AFTER = 30, 16


def enrich(article: Article, resources: Resources) -> Mapping[str, object]:
    """Return `dates`: the days that title and body name, each once, earliest first (ISO 8601)."""
    # "03/04/2024" in English may be either day; elsewhere the day comes first.
    language = None if article.language == "en" else article.language
    text = f"{article.title}\n{close_part(article.body)}"
    found = {
        one.value.date().isoformat()
        for part in _near_years(text)
        if len(_NUMBER.findall(part)) > 1  # a day and a year; most years stand alone
        for one in dates_in_text(part, language=language)
    }
    return {"dates": tuple(sorted(found))}


def _near_years(text: str) -> Iterator[str]:
    """Yield the parts of a text that contain a year; close ones are one part, so that no date is cut."""
    start, end = 0, -1
    for match in _YEAR.finditer(text):
        if match.start() - _BEFORE > end:
            if end >= 0:
                yield text[start:end]
            start = max(0, match.start() - _BEFORE)
        end = match.end() + _AFTER
    if end >= 0:
        yield text[start:end]
