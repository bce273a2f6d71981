"""Clocks that do no harm when the machine's clock is wrong for a while."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.spool.file_names import new_intake_name
from tasks.spool.layout import Queue
from workers.watcher.claims import Claimer
from workers.watcher.clocks import ClaimClock, SteadyClock, newest_claim

TODAY = datetime(2026, 5, 4, 12, tzinfo=UTC).timestamp()
DAY = 86_400.0


class Settable:
    """A clock that a test sets."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    """A prepared queue folder."""
    queue = Queue(tmp_path / "queue")
    queue.prepare()
    return queue


def test_claims_after_a_clock_was_put_back_count_as_newer(queue: Queue) -> None:
    """A day ahead, then right again: versions of an article keep their order, and claims do not share a time."""
    wall = Settable(TODAY + DAY)
    claimer = Claimer(queue, clock=ClaimClock(newest_claim(queue), wall))
    names = []
    for number in range(50):
        if number == 10:
            wall.now = TODAY
        path = queue.inbox / f"{number}.txt"
        path.write_text("text")
        claim = claimer.claim(path)
        assert claim is not None
        names.append((claim.claimed_at, claim.intake))
    assert names == sorted(set(names))
    assert 50 == len({at for at, _ in names})


@pytest.mark.parametrize("where", ["processing", "failed", "done/2026-05-05"])
def test_a_new_process_goes_on_from_the_newest_claim(queue: Queue, where: str) -> None:
    """The clock was put back while no watcher ran."""
    ahead = datetime.fromtimestamp(TODAY + DAY, UTC)
    (queue.root / where / new_intake_name(ahead, "00000000")).mkdir(parents=True)
    (queue.root / "done" / "2026-05-01" / new_intake_name(datetime.fromtimestamp(TODAY, UTC), "0")).mkdir(parents=True)
    (queue.root / "done" / "of-the-operator").mkdir()
    clock = ClaimClock(newest_claim(queue), Settable(TODAY))
    assert ahead.timestamp() < clock() < ahead.timestamp() + 1


def test_a_right_clock_is_followed(queue: Queue) -> None:
    """Without claims from the future, claims have the time of the machine."""
    wall = Settable(TODAY)
    clock = ClaimClock(newest_claim(queue), wall)
    assert TODAY == clock()
    wall.now += 5
    assert TODAY + 5 == clock()


@pytest.mark.parametrize(
    ("jumps", "steady"),
    [
        ((0.0, 0.0), 7200.0),
        ((DAY, 0.0), 3600.0),
        ((-DAY, 0.0), 3600.0),
        ((0.0, DAY), 0.0),
        ((DAY, -DAY), 0.0),
        ((5.0, 5.0), 7200.0),
    ],
)
def test_a_jump_begins_the_count_of_steady_seconds_again(jumps: tuple[float, float], steady: float) -> None:
    """Forwards and back again too; the corrections of a time service are no jump."""
    wall, passed = Settable(TODAY), Settable(100.0)
    clock = SteadyClock(wall, passed)
    for jump in jumps:
        wall.now += 3600 + jump
        passed.now += 3600
        found = clock.steady_seconds()
    assert steady == found
