"""Articles that kill, hang, devour and raise, among healthy ones."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from chaos.nested_pdf import NESTED
from chaos.poison import KINDS
from chaos.processes import command, wait_until
from chaos.stories import Story, story
from chaos.system import System

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
GARBAGE = (
    b"",
    b"\x00\xff",
    b"not json",
    b"[]",
    b"{}",
    b"[" * 100_000,
    b'{"body": 7}',
    b'{"__type__": "uuid", "__value__": 7}',
    b'{"__type__": "decimal", "__value__": "no number"}',
    b'{"body": "", "headers": null}',
    b'{"body": "e30=", "properties": {"delivery_tag": "a", "delivery_info": 7}}',
    b'{"body": "x", "properties": {"delivery_tag": [], "body_encoding": "base64"}}',
    b'{"body": "eA==", "headers": {"compression": "application/x-gzip"}, '
    b'"properties": {"body_encoding": "base64", "delivery_tag": "c", "delivery_info": {}}}',
    b'{"body": "", "headers": 7, "properties": {"delivery_tag": "b", "delivery_info": '
    b'{"exchange": "process", "routing_key": "process"}}}',
)


@pytest.mark.timeout(3 * 3600)
def test_exactly_the_poisonous_are_set_aside(
    system: Callable[..., System], full_size: bool, record_property: Callable[[str, object], None]
) -> None:
    """Each is tried three times and set aside with its reason; all others are indexed, also those in its batch."""
    bad, all_ = (500, 5000) if full_size else (len(KINDS), 60)
    kinds = list(KINDS)
    poisonous: dict[str, str] = {}
    stories = []
    places = set(random.Random(6).sample(range(all_), bad))
    for number in range(all_):
        one = story(number)
        if number in places:
            kind = kinds[len(poisonous) % len(kinds)]
            one = Story(one.name, f"{kind.capitalize()} {one.text}")
            poisonous[one.name] = KINDS[kind]
        stories.append(one)
    with system(settings={"ENRICHERS": '["chaos.poison"]', "MAX_MEMORY_MEGABYTES": "300"}) as desk:
        desk.drop_many(stories[: all_ // 3])
        for one in stories[all_ // 3 :]:
            desk.drop(one)
        quiet_after = desk.wait_for_quiet(seconds=90 + 12 * bad)
        report = desk.report(quiet_after=quiet_after)
        record_property("counted", f"poison: {bad} of {all_} {report.row()}")
        desk.assert_whole(report, set_aside=poisonous)
        failed = {desk.name_of(a): a for a in desk.arrivals() if a["fate"] == "failed"}
        assert poisonous == {name: arrival["reason"] for name, arrival in failed.items()}
        # A fourth where a message was delivered again while its task still ran: both tasks count their attempt.
        assert {arrival["tries"] for arrival in failed.values()} in ({3}, {3, 4})
        assert all_ - bad == report.fates["indexed"]


@pytest.mark.timeout(300)
def test_what_is_mended_is_replayed(system: Callable[..., System]) -> None:
    """`failed list` names what was set aside; a repaired file is replayed whole, and its history is kept."""
    sick, healthy = story(0), story(1)
    with system(settings={"ENRICHERS": '["chaos.poison"]'}) as desk:
        desk.drop(Story(sick.name, f"Raiser {sick.text}"))
        desk.drop(healthy)
        desk.wait_for_quiet(seconds=120)
        (row,) = [json.loads(line) for line in command(["failed", "list", "--json"], desk.environment).splitlines()]
        assert "stage_error" == row["articles"][0]["reason"]
        (desk.queue / "failed" / row["intake"] / "file").write_text(sick.text)
        command(["failed", "replay", row["intake"]], desk.environment)
        desk.wait_for_quiet(seconds=120)
        report = desk.report()
        desk.assert_whole(report)
        assert 2 == report.fates["indexed"]
        (arrival,) = [a for a in desk.arrivals() if a["intake"] == row["intake"]]
        assert [("failed", 0), ("indexed", 1)] == [(step["fate"], step["round"]) for step in arrival["history"]]
        assert "" == command(["failed", "list", "--json"], desk.environment)


@pytest.mark.timeout(300)
def test_messages_that_are_none(system: Callable[..., System]) -> None:
    """Whatever lies in a queue is thrown away and said so; neither worker nor watcher stumbles over it."""
    with system() as desk:
        queue = desk.parts.backlog.key("process")
        desk.parts.redis.lpush(queue, *GARBAGE)
        for n in range(20):
            desk.drop(story(n))
        wait_until(lambda: desk.parts.redis.llen(queue) == 0, seconds=120, what="the queue is empty")
        desk.wait_for_quiet(seconds=120)
        report = desk.report()
        desk.assert_whole(report)
        assert 20 == report.fates["indexed"]
        assert len(GARBAGE) == desk.worker.said("message_refused")
        assert 0 == desk.worker.said("worker_begins_again")
        assert 0 == desk.watch[0].said("reconciler_failed")


@pytest.mark.timeout(300)
def test_a_queue_that_the_broker_refuses_to_read(system: Callable[..., System]) -> None:
    """As when its disk is full: the worker does not end, and goes on when that is over."""
    with system() as desk:
        desk.drop(story(0))
        desk.wait_for_quiet(seconds=120)
        queue = desk.parts.backlog.key("process")
        desk.parts.redis.set(queue, "no list")
        wait_until(lambda: desk.worker.said("broker_refuses") > 1, seconds=60, what="the worker was refused")
        desk.parts.redis.delete(queue)
        for n in range(1, 20):
            desk.drop(story(n))
        desk.wait_for_quiet(seconds=120)
        report = desk.report()
        desk.assert_whole(report)
        assert 20 == report.fates["indexed"]
        assert 0 == desk.worker.said("worker_begins_again")


@pytest.mark.timeout(300)
def test_a_pdf_that_ends_its_reader_costs_only_itself(system: Callable[..., System]) -> None:
    """It fails at the first attempt, with its reason; a sound PDF beside it is indexed, and no child is lost."""
    patient = {"SOFT_TIME_LIMIT": "100", "HARD_TIME_LIMIT": "120", "VISIBILITY_TIMEOUT": "140", "LEASE_SECONDS": "60"}
    with system(settings=patient) as desk:
        for name, content in {
            "deadly.pdf": NESTED["fan"](),
            "sound.pdf": (SAMPLES / "report.pdf").read_bytes(),
        }.items():
            beside = desk.inbox / f".{name}.tmp"
            beside.write_bytes(content)
            beside.rename(desk.inbox / name)
        for n in range(10):
            desk.drop(story(n))
        desk.wait_for_quiet(seconds=120)
        found = {arrival["name"]: (arrival["fate"], arrival["reason"], arrival["tries"]) for arrival in desk.arrivals()}
        assert found["deadly.pdf"][:2] in {("failed", "killed_worker"), ("failed", "out_of_memory")}
        assert ("indexed", "new") == found["sound.pdf"][:2]
        assert found["deadly.pdf"][2] <= 1
        assert 0 == desk.worker.said("child_lost")
