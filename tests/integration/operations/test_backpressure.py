"""Claiming pauses under pressure, says so once, and goes on by itself; the broker's memory stays bounded."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from search.transport import client as search_client
from tasks.work_item import WorkItem
from workers.app.factory import parts_of
from workers.app.wiring import Parts
from workers.settings import Settings
from workers.watcher import backpressure, load
from workers.watcher.process import WatcherProcess
from workers.watcher.wiring import watcher_of


@pytest.fixture
def parts(settings: Settings) -> Parts:
    """A desk without workers: what is published stays on the queues."""
    made = parts_of(settings)
    made.queue.prepare()
    return made


def drop(parts: Parts, number: int) -> None:
    for n in range(number):
        (parts.queue.inbox / f"{n:05}.txt").write_text(f"Article {n}\n")


def inbox(parts: Parts) -> int:
    return sum(1 for _ in parts.queue.inbox.iterdir())


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


class Watching:
    """A watcher that runs in a thread."""

    def __init__(self, parts: Parts, settings: Settings) -> None:
        self.stop = threading.Event()
        self.watcher = watcher_of(parts, settings, self.stop)
        self._thread = threading.Thread(target=self.watcher.run)

    def __enter__(self) -> WatcherProcess:
        self._thread.start()
        return self.watcher

    def __exit__(self, *_: Any) -> None:
        self.stop.set()
        self._thread.join(timeout=30)


@pytest.mark.observes("max_queue")
def test_a_long_queue(parts: Parts, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of a large drop waits in the inbox while the queue is long; not one file more is claimed meanwhile."""
    monkeypatch.setattr(backpressure, "LOOK_SECONDS", 0.0)
    bounded = settings.model_copy(update={"max_queue": 10, "settle_seconds": 0.0, "redelivery_seconds": 600.0})
    drop(parts, 1000)
    with capture_logs() as logs, Watching(parts, bounded) as watcher:
        until(lambda: watcher.paused() is not None)
        claimed = 1000 - inbox(parts)
        time.sleep(1.5)
        still = 1000 - inbox(parts)
        lengths = sum(parts.backlog.lengths().values())
        for queue in parts.backlog.lengths():  # somebody works
            parts.redis.delete(parts.backlog.key(queue))
        until(lambda: 1000 - inbox(parts) > still)
        until(lambda: any(entry["event"] == "intake_resumed" for entry in logs))

    assert claimed == still
    assert 10 <= lengths <= 11
    assert claimed <= 11 * settings.batch_articles
    paused = [entry for entry in logs if entry["event"] == "intake_paused"]
    assert "the queues are long: 10 messages" == paused[0]["reason"]
    first = logs.index(paused[0])
    resumed = next(n for n, entry in enumerate(logs) if entry["event"] == "intake_resumed" and n > first)
    assert 1 == sum(1 for entry in logs[first:resumed] if entry["event"] == "intake_paused")


@pytest.mark.observes("max_processing")
def test_much_in_processing(parts: Parts, settings: Settings) -> None:
    """However fast the queue is emptied, no more files are claimed than the bound says, also between two looks."""
    bounded = settings.model_copy(update={"max_processing": 100, "settle_seconds": 0.0, "redelivery_seconds": 600.0})
    drop(parts, 300)
    with Watching(parts, bounded) as watcher:
        until(lambda: watcher.paused() is not None)
        time.sleep(0.5)
        assert 200 == inbox(parts)
        assert "much is in processing: 100 files" == watcher.paused()


def test_elasticsearch_is_away(parts: Parts, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is claimed while nothing could be written."""
    monkeypatch.setattr(backpressure, "LOOK_SECONDS", 0.0)
    away = [True]
    monkeypatch.setattr(load, "answers", lambda client: not away[0] and search_client.answers(client))
    drop(parts, 3)
    with Watching(parts, settings.model_copy(update={"settle_seconds": 0.0})) as watcher:
        until(lambda: watcher.paused() is not None)
        time.sleep(0.5)
        assert 3 == inbox(parts)
        away[0] = False
        until(lambda: inbox(parts) == 0)


def test_what_a_message_costs_the_broker(parts: Parts) -> None:
    """Messages hold references, so a full queue takes a few megabytes however large the articles are.

    docs/how-to/scale-out.md states what each takes; this is no more, and not much less.
    """
    page = Path("docs/how-to/scale-out.md").read_text("utf-8")
    message = 1000 * float(re.search(r"([\d.]+) KB each \(32 references\)", page)[1])  # type: ignore[index]
    claimed = int(re.search(r"([\d]+) bytes each", page)[1])  # type: ignore[index]
    items = [WorkItem(f"20260301T120000{n:06}-0a0b0c0d") for n in range(3200)]
    parts.publisher.process(items)
    taken = {
        key: int(parts.redis.memory_usage(f"{parts.settings.prefix}{key}", samples=0) or 0)
        for key in ("process", "copydesk:leases")
    }

    assert 100 == parts.backlog.lengths()["process"]
    assert 0.6 * message < taken["process"] / 100 <= message
    assert 0.6 * claimed < taken["copydesk:leases"] / 3200 <= claimed


def test_files_of_many_take_their_turn(parts: Parts) -> None:
    """A file that is to be cut waits for what came before it, and not for what keeps coming."""
    publisher = parts.publisher
    publisher.process([WorkItem("before")])
    publisher.split(WorkItem("many"))
    publisher.process([WorkItem("after")])
    waiting = [json.loads(raw)["headers"]["task"] for raw in parts.redis.lrange(parts.backlog.key("process"), 0, -1)]
    assert ["process", "split", "process"] == waiting
