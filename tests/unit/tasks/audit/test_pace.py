"""The pace of a backlog: rate, time left, what limits."""

from __future__ import annotations

import pytest

from search.ledger.queries import Progress
from tasks.audit.fate_counts import Accounts
from tasks.audit.pace import Pace, pace, spoken

ENOUGH = {"read": 1.0, "clean": 5.0, "judge": 0.5, "enrich": 4.0, "index": 2.0}


def accounts(*, in_flight: int = 0, unread: int = 0, inbox: int = 0) -> Accounts:
    """Accounts of an installation with so much left."""
    return Accounts(
        arrivals=1000,
        fates={},
        reasons={},
        in_flight=in_flight,
        unread=unread,
        inbox=inbox,
        processing=0,
        failed_files=0,
        oldest_seconds=0.0,
        documents=0,
        leads=0,
        queues={},
    )


def paced(
    left: Accounts, *, settled: int = 600, seconds: float = 60.0, index: float = 2.0, paused: str | None = None
) -> Pace:
    """The pace with so many settled within so many seconds."""
    progress = Progress(settled=settled, seconds=seconds, articles_per_file=2.5)
    return pace(left, progress, seconds=ENOUGH | {"index": index}, waited=0.0, paused=paused)


def test_files_that_are_not_read_yet_count_by_the_mean_of_the_others() -> None:
    """Two files in processing and two in the inbox of 2.5 articles each, and ten articles in flight."""
    found = paced(accounts(in_flight=10, unread=2, inbox=2))
    assert (20, 10.0, 2.0) == (found.left, found.rate, found.seconds_left)


def test_a_short_run_is_not_spread_over_the_whole_minute() -> None:
    """What began ten seconds ago is divided by ten seconds; a moment counts as five."""
    assert 60.0 == paced(accounts(), seconds=10.0).rate
    assert 120.0 == paced(accounts(), seconds=0.01).rate


def test_nothing_left_has_no_end_and_no_limit() -> None:
    """An idle system is limited by nothing; one that stands still has no time left to tell."""
    idle = paced(accounts())
    assert (0, None, None) == (idle.left, idle.seconds_left, idle.limited_by)
    assert paced(accounts(in_flight=5), settled=0, seconds=0.0).seconds_left is None


def test_what_is_not_judged_yet_waits_for_the_duplicate_index() -> None:
    """It is named with what is left to load; where nothing waits, nothing is limited."""
    progress = Progress(settled=0, seconds=60.0, articles_per_file=2.5)

    def limit(in_flight: int) -> str | None:
        waiting = accounts(in_flight=in_flight)
        return pace(waiting, progress, seconds=ENOUGH, waited=0.0, paused=None, to_load=1234).limited_by

    assert "the duplicate index, which is being filled again (1,234 articles are left)" == limit(5)
    assert limit(0) is None


@pytest.mark.parametrize(
    ("index", "paused", "expected"),
    [
        (2.0, None, "the workers (16% of"),
        (20.0, None, "Elasticsearch (66% of"),
        (2.0, "the queues are long: 2000 messages", "the workers"),
        (2.0, "the disk is nearly full: 10 MB free, 500 MB wanted", "the disk"),
        (2.0, "Elasticsearch is away", "Elasticsearch"),
        (2.0, "the broker does not answer: timeout", "the broker"),
    ],
)
def test_what_limits_is_named(index: float, paused: str | None, expected: str) -> None:
    """What intake is paused for, else where the workers' time goes."""
    found = paced(accounts(in_flight=5), index=index, paused=paused).limited_by
    assert found is not None
    assert found.startswith(expected)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(40, "40 s"), (89, "89 s"), (90, "2 min"), (720, "12 min"), (3570, "1 h 0 min"), (12_000, "3 h 20 min")],
)
def test_times_are_written_for_people(seconds: float, expected: str) -> None:
    """Seconds, minutes, hours."""
    assert expected == spoken(seconds)
