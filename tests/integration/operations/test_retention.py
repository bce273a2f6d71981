"""What was kept long enough goes, is shown before, and does not come back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from articles.identity import article_id
from search.takedown.retention import Age, Rule, expired, expired_ids

Story = Callable[..., str]


def url(number: int) -> str:
    return f"https://paper.example/{number}"


def identifier(number: int) -> str:
    return article_id(url(number), None, "")


def test_the_rule_finds_by_age_and_source(press: Any, story: Story) -> None:
    """By arrival or by publication, of some sources or without some, in any case of their names."""
    press.take("a.txt", story(1), url=url(1), source="Harbour Wire", published_at="2020-01-01T10:00:00Z")
    press.take("b.txt", story(2), url=url(2), source="Kelmsay Post")
    client, names = press.parts.elasticsearch, press.parts.names
    now = datetime.now(UTC)

    def found(at: datetime = now, **rule: Any) -> set[str]:
        return {one for page in expired_ids(client, names, Rule(days=30, **rule).query(at)) for one in page}

    later = now + timedelta(days=31)
    assert set() == found()
    assert {identifier(1), identifier(2)} == found(later)
    assert {identifier(1)} == found(by=Age.PUBLISHED)
    assert {identifier(1)} == found(later, sources=("harbour wire",))
    assert {identifier(1)} == found(later, spared=("kelmsay post",))
    rows = expired(client, names, Rule(days=30).query(later))
    assert [("Harbour Wire", 1), ("Kelmsay Post", 1)] == [(row.source, row.articles) for row in rows]


def test_shown_first_then_gone_for_good(press: Any, story: Story, copydesk: Callable[..., str]) -> None:
    """Without --yes nothing goes; with it the article is gone, its fate says why, and it does not come back."""
    intake = press.take("a.txt", story(1), url=url(1), source="Harbour Wire", published_at="2020-01-01T10:00:00Z")
    press.take("b.txt", story(2), url=url(2), source="Kelmsay Post")
    arguments = ("index", "retention", "--older-than", "30", "--by", "published", "--json")

    shown = json.loads(copydesk(*arguments))
    assert [("Harbour Wire", 1)] == [(one["source"], one["articles"]) for one in shown["sources"]]
    assert shown["removed"] == 0
    assert {identifier(1), identifier(2)} == press.documents().keys()

    assert json.loads(copydesk(*arguments, "--yes"))["removed"] == 1
    assert {identifier(2)} == press.documents().keys()
    entry = press.entry(f"{intake}:0")
    assert ("rejected", "deleted") == (entry["fate"], entry["reason"])
    assert "kept for 30 days" in entry["detail"]
    assert press.parts.fate_counts.count().gap == 0

    again = press.take("c.txt", story(1), url=url(1), source="Harbour Wire", published_at="2020-01-01T10:00:00Z")
    assert ("rejected", "deleted") == press.fate(f"{again}:0")
    assert {"sources": [], "removed": 0} == json.loads(copydesk(*arguments, "--yes"))
