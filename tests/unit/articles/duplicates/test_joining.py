"""Joining: stories vote."""

from __future__ import annotations

from articles.duplicates import Likeness, join

ALIKE = Likeness(containment=0.9, jaccard=0.8, is_copy=True)
LESS_ALIKE = Likeness(containment=0.5, jaccard=0.3, is_copy=True)
UNLIKE = Likeness(containment=0.1, jaccard=0.05)
PREFACED = Likeness(containment=1.0, jaccard=0.9, prefaced=1)


def test_nothing_known() -> None:
    """Where there is no story, a text begins one."""
    assert join({}) is None


def test_no_match() -> None:
    """Where nothing matches, a text begins a story."""
    assert join({"a": [UNLIKE], "b": [UNLIKE, UNLIKE]}) is None


def test_best_story_wins() -> None:
    """The story that is more alike wins."""
    assert join({"a": [LESS_ALIKE], "b": [ALIKE]}) == "b"


def test_half_must_match() -> None:
    """A story of which most members do not know the text is not joined, however alike one member is."""
    assert join({"a": [ALIKE, UNLIKE, UNLIKE]}) is None
    assert join({"a": [ALIKE, UNLIKE]}) == "a"


def test_those_that_do_not_match_count() -> None:
    """A story loses by its members that do not match."""
    assert join({"a": [ALIKE, UNLIKE], "b": [LESS_ALIKE, ALIKE]}) == "b"


def test_what_begins_alike_goes_first() -> None:
    """A page that opens with one article and goes on with another joins the first."""
    assert join({"second": [PREFACED], "first": [LESS_ALIKE]}) == "first"
    assert join({"second": [PREFACED]}) == "second"


def test_something_before_the_member_does_not_draw() -> None:
    """A member that opens with something else draws nothing into its story."""
    assert join({"a": [Likeness(containment=1.0, jaccard=0.9, prefaced=2)]}) is None


def test_first_among_equals() -> None:
    """Among equals the first given wins, so that the answer is always the same."""
    assert join({"b": [ALIKE], "a": [ALIKE]}) == "b"
