"""Services that are away, that forget everything, or that refuse some of what they are given."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from chaos.processes import wait_until
from chaos.proxy import Answer, Proxy, too_busy, too_large
from chaos.stories import Story, story
from chaos.system import System

from workers.local.elasticsearch.server import EmbeddedElasticsearch


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("how", ["flushed", "removed"])
def test_a_wiped_broker_costs_no_article(
    how: str, system: Callable[..., System], full_size: bool, record_property: Callable[[str, object], None]
) -> None:
    """All that Valkey knows is lost while articles are at every stage: each is indexed, and once."""
    number = 2000 if full_size else 150
    with system() as desk:
        for n in range(number):
            desk.drop(story(n))
        wait_until(lambda: len(desk.documents()) > number // 10, seconds=120, what="some are through")
        in_flight = len(desk.processing())
        if how == "flushed":
            desk.parts.redis.flushall()
        else:
            desk.wipe_valkey()
        wiped = time.monotonic()
        desk.wait_for_quiet(seconds=600 if full_size else 120)
        report = desk.report(quiet_after=time.monotonic() - wiped)
        record_property("counted", f"valkey {how} with {in_flight} files in flight: {report.row()}")
        assert in_flight > 0
        desk.assert_whole(report)
        assert number == report.fates["indexed"]


@pytest.mark.timeout(3600)
def test_elasticsearch_stopped_in_the_middle(
    system: Callable[..., System],
    mortal_elasticsearch: EmbeddedElasticsearch,
    full_size: bool,
    record_property: Callable[[str, object], None],
) -> None:
    """While it is away claiming pauses and nobody's tries are used up; afterwards everything goes on by itself."""
    seconds = 60 if full_size else 6
    with system(elasticsearch=mortal_elasticsearch) as desk:
        with desk.load():
            wait_until(lambda: len(desk.documents()) > 20, seconds=120, what="some are through")
            mortal_elasticsearch.stop()
            time.sleep(seconds)
            mortal_elasticsearch.start()
            back = time.monotonic()
            time.sleep(2)
        desk.wait_for_quiet(seconds=120)
        report = desk.report(quiet_after=time.monotonic() - back)
        record_property("counted", f"elasticsearch stopped for {seconds} s: {report.row()}")
        desk.assert_whole(report)
        assert report.went_in == report.fates["indexed"]
        assert 1 == desk.watch[0].said("intake_paused")
        assert 1 == desk.watch[0].said("intake_resumed")


@pytest.mark.timeout(300)
def test_elasticsearch_is_too_busy_for_some_and_refuses_one(
    system: Callable[..., System], elasticsearch_url: str, record_property: Callable[[str, object], None]
) -> None:
    """What it was too busy for is written later, what it refuses for good is set aside alone, the others pass."""
    stories = [story(n) for n in range(40)]
    unwanted = stories[17].name

    def refuse(head: dict[str, Any], body: dict[str, Any], came: int) -> int:
        if unwanted in body.get("body", ""):
            return 400
        return 429 if came < 2 and head["_id"][-1] in "0123456789:" else 0

    with Proxy(elasticsearch_url, refuse) as proxy, system(door=proxy.url) as desk:
        for one in stories:
            desk.drop(one)
        desk.wait_for_quiet(seconds=120)
        report = desk.report()
        record_property("counted", f"proxy: refused {dict(proxy.refused)} {report.row()}")
        desk.assert_whole(report, set_aside={unwanted})
        assert 39 == report.fates["indexed"]
        assert 1 == report.reasons["refused_by_index"]
        assert proxy.refused[429] > 20
        assert [f"{unwanted}.txt"] == [a["name"] for a in desk.arrivals() if a["fate"] == "failed"]


@pytest.mark.timeout(600)
def test_requests_are_refused_as_too_many_and_too_large(
    system: Callable[..., System], elasticsearch_url: str, record_property: Callable[[str, object], None]
) -> None:
    """Whole requests get 429 or 413: nobody's tries are used up, and one document that never fits fails alone."""
    most = 40_000
    stories = [story(n) for n in range(60)]
    title, _, text = story(900).text.partition("\n\n")
    large = Story(story(900).name, "\n\n".join([title, text, *(story(n).text for n in range(901, 901 + 40))]))
    assert len(large.text) > most
    asked = {"/_bulk": itertools.count(), "other": itertools.count()}
    started = threading.Event()

    def gate(method: str, path: str, body: bytes) -> Answer | None:
        if not started.is_set():
            return None
        if path.startswith("/_bulk"):
            if len(body) > most:
                return too_large()
            number = next(asked["/_bulk"])
            return too_busy() if number < 4 or number % 3 == 0 else None
        if "/_mget" in path or "/_search" in path or "/_msearch" in path:
            return too_busy() if next(asked["other"]) % 5 == 0 else None
        return None

    with Proxy(elasticsearch_url, gate=gate) as proxy, system(door=proxy.url) as desk:
        started.set()
        desk.drop(large)
        for one in stories:
            desk.drop(one)
        desk.wait_for_quiet(seconds=240)
        report = desk.report()
        record_property("counted", f"proxy: refused {dict(proxy.refused)} {report.row()}")
        desk.assert_whole(report, set_aside={large.name})
        assert 60 == report.fates["indexed"]
        assert {"new": 60, "refused_by_index": 1} == report.reasons
        assert proxy.refused[429] > 4
        assert proxy.refused[413] > 0
        (failed,) = [one for one in desk.arrivals() if one["fate"] == "failed"]
        assert "is too large for Elasticsearch" in failed["detail"]
