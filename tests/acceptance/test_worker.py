"""Single workers as an operator starts them."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from search.ledger.queries import Entry, fates_of
from search.lifecycle.create import create_indices
from tasks.work_item import WorkItem
from workers.app.factory import parts_of
from workers.app.wiring import Parts
from workers.settings import Settings
from workers.watcher.claims import Claimer

ENRICHER = """
import time

VERSION = "1"


def enrich(article, resources):
    time.sleep(1.2)
    return {}
"""


WORDS = [
    "harbour",
    "council",
    "ferry",
    "winter",
    "market",
    "teacher",
    "bridge",
    "orchard",
    "library",
    "signal",
    "archive",
    "lantern",
    "carpenter",
    "village",
    "meadow",
    "railway",
    "festival",
    "engine",
    "window",
    "mountain",
    "river",
    "garden",
    "doctor",
    "painter",
    "captain",
    "bakery",
    "museum",
    "station",
]


def story(seed: int) -> str:
    """Return an article that resembles no other."""
    chance = random.Random(seed)
    return "\n\n".join(
        " ".join(f"The {' '.join(chance.choices(WORDS, k=9))} of {chance.randrange(1000)}." for _ in range(3))
        for _ in range(4)
    )


@pytest.fixture
def parts(tmp_path: Path, valkey_url: str, elasticsearch_url: str, prefix: str) -> Iterator[Parts]:
    """The parts of an installation in which nothing runs yet."""
    settings = Settings(data=tmp_path, broker_url=valkey_url, elasticsearch_url=elasticsearch_url, prefix=prefix)
    made = parts_of(settings)
    made.queue.prepare()
    create_indices(made.elasticsearch, made.names)
    yield made
    made.redis.close()
    made.elasticsearch.close()


@contextmanager
def worker(parts: Parts, *arguments: str, **settings: str) -> Iterator[Path]:
    """Run `copydesk worker` with one child, and yield its log. SIGTERM must end it with exit code 0."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")} | {
        "COPYDESK_DATA": str(parts.settings.data),
        "COPYDESK_BROKER_URL": parts.settings.broker_url,
        "COPYDESK_ELASTICSEARCH_URL": parts.settings.elasticsearch_url,
        "COPYDESK_PREFIX": parts.settings.prefix,
        "COPYDESK_ENRICHERS": '["reading"]',
        "COPYDESK_LOG_FORMAT": "json",
        "PYTHONPATH": str(parts.settings.data),
    }
    environment |= {f"COPYDESK_{name.upper()}": value for name, value in settings.items()}
    log = Path(parts.settings.data) / "worker.log"
    command = [
        os.environ["COPYDESK_TEST_PYTHON"],
        "-P",
        "-m",
        "workers.commands",
        "worker",
        "--concurrency",
        "1",
        *arguments,
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        try:
            yield log
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(120)
    assert 0 == code, log.read_text()


def claim(parts: Parts, name: str, content: str) -> str:
    path = parts.queue.inbox / name
    path.write_text(content)
    claimed = Claimer(parts.queue).claim(path)
    assert claimed is not None
    return claimed.intake


def settled(parts: Parts, arrivals: Sequence[str], log: Path) -> dict[str, Entry]:
    until = time.monotonic() + 120
    while len(found := fates_of(parts.elasticsearch, parts.names, arrivals)) < len(arrivals):
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.2)
    return found


@pytest.mark.timeout(300)
def test_express_worker_takes_small_drops_and_leaves_the_backlog(parts: Parts) -> None:
    large = claim(parts, "large.txt", story(1))
    small = claim(parts, "small.txt", story(2))
    parts.publisher.process([WorkItem(large)])
    parts.publisher.process([WorkItem(small)], express=True)
    with worker(parts, "--express") as log:
        found = settled(parts, [f"{small}:0"], log)

    assert ["indexed"] == [entry.fate for entry in found.values()]
    assert 1 == parts.backlog.lengths()["process"]
    assert {} == fates_of(parts.elasticsearch, parts.names, [f"{large}:0"])


@pytest.mark.timeout(300)
def test_task_cut_by_the_soft_time_limit_costs_no_article_an_attempt(parts: Parts) -> None:
    """The task stops between two articles or within one; what it had not done is published again in pieces."""
    slow = Path(parts.settings.data) / "slow"
    slow.mkdir()
    (slow / "enricher.py").write_text(ENRICHER)
    lines = [json.dumps({"url": f"https://paper.example/{n}", "text": story(n)}) for n in range(8)]
    intake = claim(parts, "eight.jsonl", "\n".join(lines) + "\n")
    parts.publisher.process([WorkItem(intake)])
    limits = {"soft_time_limit": "5", "hard_time_limit": "60", "visibility_timeout": "90", "article_seconds": "30"}
    with worker(parts, enrichers='["slow.enricher"]', **limits) as log:
        found = settled(parts, [f"{intake}:{n}" for n in range(8)], log)

    assert {"indexed"} == {entry.fate for entry in found.values()}
    assert "task_too_long" in {
        json.loads(line).get("event") for line in log.read_text().splitlines() if line[:1] == "{"
    }
    assert {} == parts.attempts.of([f"{intake}:{n}" for n in range(8)])
