"""Files of 2 to 20 MB of all forms, and files aimed at each library in C, through a running system."""

from __future__ import annotations

import contextlib
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

import psutil
import pytest
from chaos.held import held
from chaos.large import AIMED, aimed, of_all_forms
from chaos.processes import wait_until
from chaos.stories import story
from chaos.system import System

#: Processor time of an article in one try and in all, seconds; and what the look at a child from outside is late by.
ARTICLE_SECONDS, TRIES, LATE = 15.0, 3, 1.0
#: What a neighbour may wait at two children, in the median, seconds.
WAIT = 10.0
#: Files that are on their way at a time: the children are to have enough to do, and the disk is to hold it.
AT_ONCE = 12
_MB = 1 << 20
_PATIENT = {
    "ARTICLE_SECONDS": "15",
    "SOFT_TIME_LIMIT": "120",
    "HARD_TIME_LIMIT": "180",
    "VISIBILITY_TIMEOUT": "300",
    "LEASE_SECONDS": "20",
}


def _all(*, full_size: bool) -> Iterator[tuple[str, bytes]]:
    least, most = (2 * _MB, 20 * _MB) if full_size else (20_000, 60_000)
    yield from of_all_forms(300 if full_size else 12, least, most)
    for library in AIMED:
        yield from aimed(library, 50 if full_size else 2, least, most)


def _look(desk: System, last_seen: dict[int, float]) -> None:
    for pid in desk.worker.children():
        with contextlib.suppress(psutil.Error):
            times = psutil.Process(pid).cpu_times()
            last_seen[pid] = times.user + times.system


def _send(desk: System, *, full_size: bool, last_seen: dict[int, float]) -> set[str]:
    """Send the files a dozen at a time, and now and then a healthy neighbour; return the names of the files."""
    (desk.inbox / "harm").mkdir()
    names: set[str] = set()
    for number, (name, content) in enumerate(_all(full_size=full_size)):
        beside = desk.inbox / "harm" / f".{name}.tmp"
        beside.write_bytes(content)
        beside.rename(desk.inbox / "harm" / name)
        names.add(f"harm/{name}")
        if number % 3 == 0:
            desk.drop(story(number), source="paper")
        end = time.monotonic() + 3600
        while len(desk.processing()) + sum(1 for _ in (desk.inbox / "harm").iterdir()) >= AT_ONCE:
            assert time.monotonic() < end, desk.processing()
            _look(desk, last_seen)
            time.sleep(0.2)
    return names


@pytest.mark.timeout(12 * 3600)
def test_large_files_of_all_forms(
    system: Callable[..., System], full_size: bool, record_property: Callable[[str, object], None]
) -> None:
    """Each file has a fate, sums agree, no article holds a child longer than it may, and neighbours do not wait."""
    enrichers = '["language", "dateline", "entities", "quotes", "keywords", "reading", "chaos.notes_of_turns"]'
    settings = _PATIENT | {"ENRICHERS": enrichers if full_size else '["reading", "chaos.notes_of_turns"]'}
    with system(settings=settings) as desk:
        last_seen: dict[int, float] = {}
        names = _send(desk, full_size=full_size, last_seen=last_seen)

        def settled() -> bool:
            _look(desk, last_seen)
            return not desk.processing() and not any(path.is_file() for path in desk.inbox.rglob("*"))

        wait_until(settled, seconds=3600, what="every file is settled", pause=0.2)
        desk.wait_for_quiet(seconds=600)

        arrivals = desk.arrivals()
        fates = Counter(one["fate"] for one in arrivals if one["name"] in names)
        times = held(desk.folder, last_seen)
        longest = max((spent, arrival) for arrival, tries in times.items() for spent in tries.values())
        most = max((sum(tries.values()), arrival) for arrival, tries in times.items())
        file_of = {one["arrival"]: one["name"] for one in arrivals}
        neighbours = [one for one in arrivals if one.get("source") == "paper"]
        waits = [
            datetime.fromisoformat(one["settled_at"]).timestamp() - desk.dropped[desk.name_of(one)]
            for one in neighbours
        ]
        record_property(
            "counted",
            f"{len(names)} files: {dict(fates)}; held at most {longest[0]:.1f} s of CPU ({file_of.get(longest[1])}), "
            f"in all tries {most[0]:.1f} s ({file_of.get(most[1])}); {len(waits)} neighbours waited "
            f"{statistics.median(waits):.1f} s in the median, {max(waits):.1f} s at most",
        )
        assert set() == names - {one["name"] for one in arrivals}
        accounts = desk.accounts()
        assert (0, 0) == (accounts.gap, accounts.in_flight)
        assert len(desk.dropped) == len(neighbours)
        assert {"indexed"} == {one["fate"] for one in neighbours}
        assert longest[0] <= ARTICLE_SECONDS + LATE
        assert most[0] <= TRIES * (ARTICLE_SECONDS + LATE)
        if full_size:
            assert statistics.median(waits) <= WAIT
