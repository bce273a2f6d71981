"""The order in which assessed articles are written, by what they depend on."""

from __future__ import annotations

import pytest

from articles.fates import Fate, Reason
from tasks.spool.values import Assessment, Claim
from tasks.stages.arrival import Arrival, Assessed
from tasks.stages.dependencies import by_layer, sort_out


def case(number: int, *depends_on: str) -> Assessed:
    """An article that depends on arrivals."""
    claim = Claim(intake="i", name="a", path="a", claimed_at=1)
    assessment = Assessment(number=number, fate=Fate.INDEXED, reason=Reason.NEW, depends_on=depends_on)
    return Assessed(arrival=Arrival(claim=claim, chunk=0, number=number), assessment=assessment)


@pytest.mark.parametrize(
    ("depends", "waiting", "failed", "blocked", "orphaned"),
    [
        ({0: ()}, set(), set(), set(), set()),
        ({0: ("x:1",)}, {"x:1"}, set(), {"i:0"}, set()),
        ({0: ("x:1",)}, set(), {"x:1"}, set(), {"i:0"}),
        ({0: ("x:1",)}, set(), set(), set(), set()),  # settled elsewhere
        ({0: ("x:1",), 1: ("i:0",), 2: ("i:1",)}, {"x:1"}, set(), {"i:0", "i:1", "i:2"}, set()),
        ({2: ("i:1",), 1: ("i:0",), 0: ("x:1",)}, set(), {"x:1"}, set(), {"i:0", "i:1", "i:2"}),
        ({0: ("x:1", "x:2")}, {"x:1"}, {"x:2"}, set(), {"i:0"}),  # a failure decides
        ({0: ("i:0",)}, set(), set(), set(), set()),  # on itself: on nothing
    ],
)
def test_who_waits_and_who_is_assessed_again(
    depends: dict[int, tuple[str, ...]], waiting: set[str], failed: set[str], blocked: set[str], orphaned: set[str]
) -> None:
    """Waiting and failure are passed on along dependencies."""
    cases = [case(number, *on) for number, on in depends.items()]
    assert (blocked, orphaned) == sort_out(cases, waiting=waiting, failed=failed)


def test_a_layer_depends_on_earlier_layers_only() -> None:
    """What others depend on is written first."""
    cases = [case(2, "i:1"), case(1, "i:0"), case(0), case(3)]
    assert [["i:0", "i:3"], ["i:1"], ["i:2"]] == [[one.id for one in layer] for layer in by_layer(cases)]


def test_a_circle_of_dependencies_blocks_no_arrival() -> None:
    """Articles that depend on each other are written together."""
    assert [["i:0", "i:1"]] == [[one.id for one in layer] for layer in by_layer([case(0, "i:1"), case(1, "i:0")])]
