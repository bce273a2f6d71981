from __future__ import annotations

from datetime import UTC, datetime

import pytest

from search.schema.index_names import Names
from search.stories import repair
from search.stories.repair import Member, Repaired, Seen
from search.transport.stored import Stored


def member(identifier: str, day: int | None = None, copies: int = 0, similarity: float | None = None) -> Stored[Member]:
    at = datetime(2025, 5, day, tzinfo=UTC) if day else None
    return Stored(
        id=identifier,
        index="articles",
        seq_no=5,
        primary_term=1,
        source=Member(copies=copies, published_at=at, similarity=similarity),
    )


def seen(*claims: Stored[Member], heir: Stored[Member] | None = None, size: int = 1) -> Seen:
    return Seen(id="s", claims=claims, leads=len(claims), heir=heir, size=size, named=frozenset())


@pytest.mark.parametrize(
    ("claims", "lead"),
    [
        ([member("a")], "a"),
        ([member("a", 2), member("b", 1)], "b"),
        ([member("a", 1), member("b", 2)], "a"),
        ([member("a", 1), member("b", 1)], "a"),
        ([member("a"), member("b", 1)], "a"),
        ([member("a", 3), member("b", 2), member("c", 1)], "c"),
    ],
)
def test_of_those_that_lead_the_earliest_published_stays(claims: list[Stored[Member]], lead: str) -> None:
    """Where the dates do not tell, it is the one claimed first: the first in the list."""
    found = seen(*claims).lead

    assert found is not None
    assert found.id == lead


def test_without_a_lead_the_heir_leads() -> None:
    assert seen(heir=member("h")).lead == member("h")
    assert seen().lead is None


def scripts(story: Seen) -> list[tuple[str, str]]:
    assert story.lead is not None
    return [(operation.id, script) for script, operation in repair._corrections(Names(), story, story.lead)]


def test_a_story_in_order_is_not_written_to() -> None:
    assert scripts(seen(member("a", copies=2), size=3)) == []


def test_a_wrong_count_is_counted_again() -> None:
    assert scripts(seen(member("a", copies=1), size=3)) == [("a", repair._COUNT)]


def test_the_second_lead_becomes_a_copy() -> None:
    assert scripts(seen(member("a", 2), member("b", 1, copies=1), size=2)) == [("a", repair._DEMOTE)]


def test_an_heir_is_promoted() -> None:
    assert scripts(seen(heir=member("h"), size=2)) == [("h", repair._PROMOTE)]


def test_what_was_repaired_adds_up() -> None:
    both = Repaired(counted=1, moved=2, followed=3).and_(Repaired(counted=4, moved=5, followed=6))

    assert both == Repaired(counted=5, moved=7, followed=9)
