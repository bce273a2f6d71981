"""No kill, but hostile inputs and administrators' accidents, counted as the kills are. ``make hostile``: full size."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable

import psutil
import pytest
from chaos.hostile import KINDS, hostile
from chaos.processes import wait_until
from chaos.stories import NAME, story
from chaos.system import System

#: Address space of a child, as the test sets it.
MEGABYTES = 1024
#: What a process of ours has mapped before it reads anything, at most.
BASE_MEGABYTES = 700


def _memory(desk: System, most: dict[str, int]) -> None:
    """Note the resident memory of each process where it is more than before."""
    for process in (*desk.watch, *desk.work):
        with contextlib.suppress(psutil.Error):
            parent = psutil.Process(process.pid)
            found = [(process.arguments[0], parent), *(("child", child) for child in parent.children(recursive=True))]
            for what, one in found:
                with contextlib.suppress(psutil.Error):
                    most[what] = max(most.get(what, 0), one.memory_info().rss >> 20)


def _settle(desk: System, names: set[str], seconds: float) -> tuple[float, dict[str, int]]:
    """Wait until all healthy articles are in the index; how long that took, and the memory meanwhile."""
    began, most = time.monotonic(), dict[str, int]()
    while time.monotonic() - began < seconds:
        _memory(desk, most)
        if names <= set(_indexed(desk)):
            return time.monotonic() - began, most
        time.sleep(0.5)
    raise AssertionError(f"{len(names - set(_indexed(desk)))} healthy articles are not in the index")


def _indexed(desk: System) -> Counter[str]:
    found = (NAME.search(document["body"]) for document in desk.documents())
    return Counter(match.group() for match in found if match)


@pytest.mark.timeout(4 * 3600)
def test_hostile_files_among_healthy_ones(
    system: Callable[..., System], full_size: bool, record_property: Callable[[str, object], None]
) -> None:
    """Each healthy article is indexed once, each hostile file has a fate, sums agree, and memory stays bounded."""
    healthy, bad = (9900, 100) if full_size else (120, len(KINDS))
    settings = {"MAX_MEMORY_MEGABYTES": str(MEGABYTES), "ARTICLE_SECONDS": "3", "ENRICHERS": '["reading", "quotes"]'}
    with system(settings=settings) as desk:
        alone = 0.0
        if full_size:  # as many healthy ones without the others, to compare
            for number in range(healthy, 2 * healthy):
                desk.drop(story(number))
            alone, _ = _settle(desk, set(desk.dropped), 7200)
            desk.dropped.clear()
        sent = dict(hostile(bad))
        pending = list(sent.items())
        for number in range(healthy):
            if number % max(healthy // bad, 1) == 0 and pending:
                name, content = pending.pop()
                _drop(desk, name, content)
            desk.drop(story(number))
        for name, content in pending:
            _drop(desk, name, content)
        names = set(desk.dropped)
        took, most = _settle(desk, names, 7200 if full_size else 240)
        desk.wait_for_quiet(seconds=3600 if full_size else 400)
        _memory(desk, most)

        indexed = _indexed(desk)
        fates = Counter(arrival["fate"] for arrival in desk.arrivals() if arrival["name"] in sent)
        record_property(
            "counted",
            f"{healthy} healthy (in {took:.0f} s, alone {alone:.0f} s), {bad} hostile: {dict(fates)}, megabytes {most}",
        )
        assert dict.fromkeys(names, 1) == {name: indexed[name] for name in names}
        assert set(sent) == {arrival["name"] for arrival in desk.arrivals() if arrival["name"] in sent}
        wait_until(lambda: desk.processing() == [], seconds=60, what="every file has left processing/")
        accounts = desk.accounts()
        assert (0, 0) == (accounts.gap, accounts.in_flight)
        assert most["child"] < MEGABYTES + BASE_MEGABYTES
        assert most["watch"] < BASE_MEGABYTES
        if full_size:
            assert took < 1.5 * alone


def _drop(desk: System, name: str, content: bytes) -> None:
    beside = desk.inbox / f".{name}.tmp"
    beside.write_bytes(content)
    beside.rename(desk.inbox / name)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("what", ["ledger", "alias", "articles"])
def test_an_administrator_deletes(
    what: str, system: Callable[..., System], full_size: bool, record_property: Callable[[str, object], None]
) -> None:
    """The ledger, an alias or the index of articles: it is made again with its mapping, and nothing is lost."""
    number = 500 if full_size else 30
    with system() as desk:
        for place in range(number):
            desk.drop(story(place))
        desk.wait_for_quiet(seconds=600)
        names = desk.parts.names
        indices = desk.client.indices
        match what:
            case "ledger":
                indices.delete(index=names.intake)
            case "alias":
                indices.delete_alias(index=names.versions, name=names.everything)
            case _:
                for index in list(indices.get(index=names.versions)):
                    indices.delete(index=index)
        for place in range(number, 2 * number):
            desk.drop(story(place))
        desk.wait_for_quiet(seconds=600)
        found = Counter(one.kind for one in desk.parts.audit.find(now=time.time()))
        desk.wait_for_quiet(seconds=600)
        assert [] == list(desk.parts.audit.find(now=time.time()))
        report = desk.report()
        record_property("counted", f"{what} deleted: {report.row()}, audit {dict(found)}")
        assert set() == report.lost | report.twice | report.set_aside
        accounts = desk.accounts()
        assert (0, 0) == (accounts.gap, accounts.in_flight)
        assert "strict" == indices.get_mapping(index=names.intake)[names.intake]["mappings"]["dynamic"]
        assert indices.exists_alias(name=names.articles)


@pytest.mark.timeout(1200)
def test_a_document_that_elasticsearch_refuses(
    system: Callable[..., System], record_property: Callable[[str, object], None]
) -> None:
    """It is set aside, and neither it nor its neighbours wait for ever: 5 MB of double spaces make such a document."""
    patient = {
        "ARTICLE_SECONDS": "60",
        "SOFT_TIME_LIMIT": "200",
        "HARD_TIME_LIMIT": "220",
        "VISIBILITY_TIMEOUT": "240",
        "LEASE_SECONDS": "60",
    }
    spaces = "Title\n\n" + "a  b " * 1_000_000  # whose white space is noted piece by piece
    with system(settings=patient) as desk:
        _drop(desk, "spaces.txt", spaces.encode())
        for number in range(20):
            desk.drop(story(number))
        took, _ = _settle(desk, set(desk.dropped), 400)
        desk.wait_for_quiet(seconds=600)
        fates = {one["name"]: (one["fate"], one["reason"]) for one in desk.arrivals()}
        record_property("counted", f"neighbours in {took:.0f} s, {fates['spaces.txt']}")
        assert 21 == len(fates)
        assert ("failed", "refused_by_index") == fates["spaces.txt"]
        accounts = desk.accounts()
        assert (0, 0) == (accounts.gap, accounts.in_flight)
        assert {"indexed"} == {fate for name, (fate, _) in fates.items() if name != "spaces.txt"}
