"""What a rule of retention asks for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from search.takedown.retention import Age, Rule

NOW = datetime(2026, 3, 31, tzinfo=UTC)
BEFORE = {"lt": "2026-03-01T00:00:00+00:00"}


def test_age_counts_from_the_day_it_came() -> None:
    """Unless the rule says otherwise."""
    assert {"range": {"ingested_at": BEFORE}} == Rule(days=30).query(NOW)


def test_age_by_publication_falls_back() -> None:
    """An article without a date is as old as its arrival."""
    query: Any = Rule(days=30, by=Age.PUBLISHED).query(NOW)
    dated, undated = query["bool"]["should"]
    assert {"range": {"published_at": BEFORE}} == dated
    assert {"exists": {"field": "published_at"}} == undated["bool"]["must_not"]
    assert {"range": {"ingested_at": BEFORE}} == undated["bool"]["filter"]
    assert query["bool"]["minimum_should_match"] == 1


def test_sources_choose_and_spare() -> None:
    """Both at once too."""
    query: Any = Rule(days=30, sources=("Harbour Wire",), spared=("Kelmsay Post",)).query(NOW)
    assert "Harbour Wire" in str(query["bool"]["filter"])
    assert "Kelmsay Post" in str(query["bool"]["must_not"])
    assert "Kelmsay Post" not in str(query["bool"]["filter"])
