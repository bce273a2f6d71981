"""A flood from one source does not hold up the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from workers.watcher.turns import BURST_SECONDS, SMALL_DROP, SMALL_DROPS, SmallDrops, Turns, source_of

INBOX = Path("/queue/inbox")


@pytest.mark.parametrize(("name", "source"), [("a.txt", ""), ("agency/a.txt", "agency"), ("agency/x/a.txt", "agency")])
def test_the_source_is_the_first_folder(name: str, source: str) -> None:
    """However deep the file lies."""
    assert source == source_of(INBOX / name, INBOX)


def test_sources_take_turns() -> None:
    """Files of one source stay in their order."""
    turns = Turns(INBOX)
    for name in ("flood/1", "flood/2", "flood/3", "paper/1", "own", "paper/2"):
        turns.add(INBOX / name)
    taken = []
    while turns:
        taken.append(str(turns.take().relative_to(INBOX)))
    assert ["flood/1", "paper/1", "own", "flood/2", "paper/2", "flood/3"] == taken


def test_what_was_heard_can_be_forgotten() -> None:
    """A scan finds it."""
    turns = Turns(INBOX)
    turns.add(INBOX / "a")
    turns.clear()
    assert not turns


def test_a_small_drop_beside_a_flood() -> None:
    """It stays a small one; a source is small again when its flood is over."""
    drops = SmallDrops()
    for number in range(5000):
        drops.note("flood", number / 5000)
    drops.note("paper", 1.0)
    assert [False, True] == [drops.is_small(one, 1.0) for one in ("flood", "paper")]
    later = 1.0 + 2 * BURST_SECONDS
    drops.note("flood", later)
    assert drops.is_small("flood", later)


def test_small_drops_of_many_sources_are_bounded() -> None:
    """Otherwise what waits in the queues for the rest would wait for ever."""
    drops = SmallDrops()
    small = 0
    for number in range(200):
        drops.note(f"paper{number}", 1.0)
        small += drops.is_small(f"paper{number}", 1.0)
    assert SMALL_DROPS == small
    later = 1.0 + 2 * BURST_SECONDS
    drops.note("paper", later)
    assert drops.is_small("paper", later)
    assert SMALL_DROP < SMALL_DROPS
