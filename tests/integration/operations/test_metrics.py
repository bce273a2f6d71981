"""What Prometheus is told."""

from __future__ import annotations

import socket
import time
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from articles.errors import PermanentError
from articles.fates import Fate, Reason
from tasks.dispatch.queues import QUEUES
from tasks.stage_counters import OUTCOMES, STAGES
from tasks.work_item import WorkItem
from workers.app.factory import parts_of
from workers.app.wiring import Parts
from workers.settings import Settings
from workers.watcher.metrics import Metrics, serve
from workers.watcher.wiring import metrics_of

Story = Callable[..., str]


def told(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """Every sample, by its name and the values of its labels."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(metrics)
    return parsed(generate_latest(registry).decode())


def parsed(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_how_things_stand(press: Any, story: Story) -> None:
    """Fates by reason, seconds and articles by stage, outcomes of bulk requests, files and their age."""
    many = [{"url": f"https://paper.example/{n}", "text": story(n)} for n in range(3)]
    press.take("many.jsonl", press.lines(*many))
    press.take("again.jsonl", press.lines(many[1]))
    press.take("short.txt", "Too short.\n")
    press.enrichment.breaks_on = {"expected"}
    press.take("one.txt", story(9) + "Nobody had expected what the captain said about it in the end.\n")
    press.claim(press.drop("waits.txt", story(5)))
    press.parts.elasticsearch.indices.refresh(index=press.parts.names.intake)
    found = told(metrics_of(press.parts, lambda: None))

    arrivals = {key[1:]: value for key, value in found.items() if key[0] == "copydesk_arrivals"}
    expected = {
        ("indexed", "new"): 3,
        ("duplicate", "same_article"): 1,
        ("rejected", "too_short"): 1,
        ("failed", "stage_error"): 1,
    }
    assert expected == arrivals
    assert 4 <= found["copydesk_stage_seconds_count", "read"]
    assert 3 + 3 == found["copydesk_stage_seconds_count", "enrich"]  # three that go well, one that is tried three times
    assert 6 == found["copydesk_stage_seconds_count", "index"]
    assert 0 < found["copydesk_stage_seconds_sum", "judge"] < 60
    assert 3 + 6 + 4 <= found["copydesk_bulk_operations_total", "done"]
    assert 0 == found["copydesk_bulk_operations_total", "refused"]
    assert (1, 1) == (found["copydesk_processing_files",], found["copydesk_failed_files",])
    assert 0 <= found["copydesk_processing_oldest_seconds",] < 60
    assert 0 == found["copydesk_intake_paused",]
    assert {1.0} == {value for key, value in found.items() if key[0] == "copydesk_service_up"}


#: What labels may say: names of our own, from lists that are closed.
LABELS = {*Fate, *Reason, *QUEUES, *STAGES, *OUTCOMES, "broker", "elasticsearch"}


def test_nothing_of_articles_is_in_them(press: Any, story: Story) -> None:
    """Numbers only: neither the name of a file, nor its source, title, address or text, however it fared."""
    words = {"url": "https://leak.example/the-affair", "source": "Whistle Gazette", "title": "Affair of the mayor"}
    press.take("whistle/the-affair.txt", "Affair of the mayor\n\n" + story(1), **words)
    press.take("whistle/again.txt", "Affair of the mayor\n\n" + story(1), **words)
    press.take("whistle/short-affair.txt", "Affair too short.\n", **words)
    press.enrichment.breaks_on = {"expected"}
    press.take("whistle/bad-affair.txt", story(9) + "Nobody had expected what the captain said in the end.\n", **words)
    press.claim(press.drop("whistle/waiting-affair.txt", story(5)))
    press.parts.elasticsearch.indices.refresh(index=press.parts.names.intake)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(metrics_of(press.parts, lambda: "the disk with the-affair is full"))
    text = generate_latest(registry).decode()

    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    assert len(samples) > 20
    assert set() == {value for sample in samples for value in sample.labels.values()} - LABELS
    assert [] == [word for word in ("affair", "whistle", "gazette", "headline", "mayor") if word in text.lower()]


def test_queues(settings: Settings) -> None:
    """Messages that wait and items that a task has in hand, each with the age of the oldest."""
    parts: Parts = parts_of(settings)
    parts.queue.prepare()
    parts.publisher.process([WorkItem(f"i{n}") for n in range(40)])
    parts.leases.extend([WorkItem("i3")])
    found = told(metrics_of(parts, lambda: "the disk is nearly full"))

    assert 2 == found["copydesk_queue_messages", "process"]
    assert 0 == found["copydesk_queue_messages", "index"]
    assert 0 < found["copydesk_queue_oldest_seconds",] < 60
    assert 1 == found["copydesk_unacknowledged_messages",]
    assert 0 <= found["copydesk_unacknowledged_oldest_seconds",] < 60
    assert 1 == found["copydesk_intake_paused",]


def test_services_that_are_away(settings: Settings) -> None:
    """Are told as away; what can still be looked at is."""
    gone = settings.model_copy(
        update={"broker_url": "redis://127.0.0.1:1/0", "elasticsearch_url": "http://127.0.0.1:1"}
    )
    parts: Parts = parts_of(gone)
    parts.queue.prepare()
    found = told(metrics_of(parts, lambda: None))

    assert 0 == found["copydesk_service_up", "broker"]
    assert 0 == found["copydesk_service_up", "elasticsearch"]
    assert 0 == found["copydesk_processing_files",]
    assert ("copydesk_queue_messages", "process") not in found


def test_they_are_served(press: Any) -> None:
    """On the address and port that were asked for, until they are stopped; a port that is taken is an error."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/metrics"
    stop = serve(metrics_of(press.parts, lambda: None), address="127.0.0.1", port=port)
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            found = parsed(answer.read().decode())
        with pytest.raises(PermanentError, match=f"127.0.0.1:{port}"):
            serve(metrics_of(press.parts, lambda: None), address="127.0.0.1", port=port)
    finally:
        stop()

    assert 1 == found["copydesk_service_up", "broker"]
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(url, timeout=5)


@pytest.mark.parametrize("garbage", [b"", b"\xff", b"[]", b"7", b"[" * 100_000, b'{"headers": null}'])
def test_age_of_what_is_no_message(press: Any, garbage: bytes) -> None:
    """What a stranger put into a queue is as old as the moment at which it is looked at."""
    press.parts.redis.lpush(press.parts.backlog.key("process"), garbage)
    before = time.time()
    oldest = press.parts.backlog.oldest_waiting()
    assert oldest is not None
    assert before <= oldest <= time.time()
