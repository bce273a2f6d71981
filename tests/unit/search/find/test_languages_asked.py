"""Which languages' word forms a query asks for."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from search.find.make_query import Known, make_query
from search.query_language.parser import parse
from search.schema.stems import LANGUAGES

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "there", "asked"),
    [
        ("ports", ("de", "en", "sw"), {"de", "en"}),
        ("ports", (), set()),
        ("ports порт λιμάνι ميناء बंदरगाह ท่าเรือ 港", None, set(LANGUAGES)),
        ("ports language:fr", ("de", "en"), {"fr"}),
    ],
    ids=["those that there are", "an empty archive", "nothing known", "the one that the user names"],
)
def test_languages(text: str, there: tuple[str, ...] | None, asked: set[str]) -> None:
    """Those of the articles, unless the query names its own; in the marks of matches as in the query."""
    made = make_query(parse(text, now=NOW), Known(languages=there))
    for query in (made.query, made.highlight):
        assert asked == set(re.findall(r"stem\.(\w\w)\.", str(query)))
