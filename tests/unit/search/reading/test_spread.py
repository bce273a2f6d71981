"""The order of a story's articles, and how far each is behind the first."""

from __future__ import annotations

from search.reading.spread import spread_of
from search.stories.read import Member, Story


def story(*members: Member) -> Story:
    return Story(id="s", lead=members[0], copies=members[1:], total=len(members) - 1)


def test_articles_are_ranked_by_time_with_their_lag():
    found = spread_of(
        story(
            Member(id="lead", published_at="2026-03-01T12:00:00+00:00"),
            Member(id="late", published_at="2026-03-01T15:00:00+01:00", is_copy=True),
            Member(id="early", published_at="2026-03-01T11:00:00+00:00", is_copy=True),
        )
    )
    assert [(step.rank, step.id, step.lag_seconds, step.leads) for step in found.steps] == [
        (1, "early", 0, False),
        (2, "lead", 3600, True),
        (3, "late", 10800, False),
    ]
    assert (found.first_at, found.last_at) == ("2026-03-01T11:00:00+00:00", "2026-03-01T15:00:00+01:00")


def test_the_time_of_arrival_serves_where_that_of_publication_is_not_known():
    found = spread_of(
        story(
            Member(id="lead", published_at="2026-03-01T12:00:00Z"),
            Member(id="undated", ingested_at="2026-03-01T12:30:00Z", is_copy=True),
        )
    )
    assert [(step.id, step.dated, step.lag_seconds) for step in found.steps] == [
        ("lead", True, 0),
        ("undated", False, 1800),
    ]


def test_an_article_without_any_time_comes_last():
    found = spread_of(story(Member(id="lead"), Member(id="copy", published_at="2026-03-01T12:00:00Z", is_copy=True)))
    assert [(step.id, step.lag_seconds) for step in found.steps] == [("copy", 0), ("lead", None)]


def test_a_lead_comes_before_a_copy_of_the_same_time():
    at = "2026-03-01T12:00:00Z"
    found = spread_of(story(Member(id="z", published_at=at), Member(id="a", published_at=at, is_copy=True)))
    assert [step.id for step in found.steps] == ["z", "a"]
