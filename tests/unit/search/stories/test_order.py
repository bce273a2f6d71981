"""The places of a story's articles, without an index."""

from __future__ import annotations

from typing import Any

from search.stories.order import MOST_RANKED, Member, Place, places
from search.transport.stored import Stored


def member(identifier: str, at: str | None, **more: Any) -> Stored[Member]:
    fields = {"ingested_at": "2026-03-02T00:00:00+00:00", "is_copy": True} | more
    return Stored(id=identifier, index="articles", source=Member(story_id="s", published_at=at, **fields))


def test_copies_are_ranked_by_publication() -> None:
    """The order in which they are read does not matter; the lead tells nothing, and counts."""
    found = places(
        [
            member("c", "2026-03-01T12:00:10+00:00"),
            member("lead", "2026-03-01T12:00:00+00:00", is_copy=False),
            member("b", "2026-03-01T13:00:05+01:00"),
        ]
    )
    noon = "2026-03-01T12:00:00+00:00"
    assert {
        "lead": Place(),
        "b": Place(lead_published_at=noon, lag_seconds=5, rank=2),
        "c": Place(lead_published_at=noon, lag_seconds=10, rank=3),
    } == found


def test_no_lag_without_dates() -> None:
    """A time of arrival orders, but is no time of publication."""
    assert {"lead": Place(), "b": Place(rank=2)} == places(
        [member("lead", None, is_copy=False), member("b", "2026-03-03T00:00:00+00:00")]
    )
    noon = "2026-03-01T12:00:00+00:00"
    assert {"lead": Place(), "b": Place(lead_published_at=noon, rank=2)} == places(
        [member("lead", noon, is_copy=False), member("b", None)]
    )


def test_copy_before_its_lead_has_a_negative_lag() -> None:
    """The lead is the one claimed first where articles differ by little."""
    found = places(
        [
            member("lead", "2026-03-01T12:00:00+00:00", is_copy=False),
            member("b", "2026-03-01T11:59:00+00:00"),
        ]
    )
    assert (-60, 1) == (found["b"].lag_seconds, found["b"].rank)


def test_story_without_a_lead_has_ranks_alone() -> None:
    """Between the removal of a lead and the repair."""
    assert {"b": Place(rank=1)} == places([member("b", "2026-03-01T12:00:00+00:00")])


def test_ranks_of_a_large_story_end() -> None:
    """Later copies share the next one."""
    lead = member("lead", "2026-03-01T12:00:00+00:00", is_copy=False)
    copies = [member(f"{n:05}", f"2026-03-02T12:00:00.{n:06}+00:00") for n in range(MOST_RANKED + 5)]
    found = places([lead, *copies])
    assert MOST_RANKED + 1 == found[f"{MOST_RANKED + 4:05}"].rank
    assert MOST_RANKED == found[f"{MOST_RANKED - 2:05}"].rank
    assert MOST_RANKED + 1 == found[f"{MOST_RANKED - 1:05}"].rank
    assert found[f"{MOST_RANKED - 1:05}"].lag_seconds == 86400
