"""The parts of a process on the real services, whose tasks run here, one after the other, without workers."""

from __future__ import annotations

import logging
import random
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
import structlog
from click.testing import CliRunner

from articles.article import Article
from articles.enrichment import Enrichment
from search.lifecycle.create import create_indices
from tasks.dispatch.publisher import Publisher
from tasks.work_item import WorkItem
from workers.app.factory import create
from workers.app.wiring import Parts
from workers.commands import main
from workers.settings import Settings
from workers.watcher.claims import Claimer

#: Enough that two texts hardly share three words in a row.
WORDS = Path(__file__).with_name("words.txt").read_text("utf-8").split()
VERBS = ["approved", "rejected", "described", "postponed", "defended", "questioned", "published", "withdrew", "sold"]


class Inline(Publisher):
    """Keeps what is published in a list instead of on the broker; due times go where they always go."""

    waiting: deque[tuple[str, list[WorkItem]]]

    def _publish(self, task: str, queue: str, items: Sequence[WorkItem], size: int) -> int:
        for start in range(0, len(items), size):
            batch = list(items[start : start + size])
            self._leases.begin(batch, queue="process", now=1e12)
            if (task, batch) not in self.waiting:
                self.waiting.append((task, batch))
        return len(items)


class Fragile:
    """Enrichment that breaks on texts with certain words."""

    def __init__(self, sound: Enrichment) -> None:
        self._sound = sound
        self.breaks_on: set[str] = set()

    def enrich(self, article: Article) -> Article:
        """Raises ValueError on such a text."""
        for word in self.breaks_on:
            if word in article.body:
                raise ValueError(f"cannot bear {word}")
        return self._sound.enrich(article)


class Press:
    """Drops files, claims them and runs what that publishes."""

    def __init__(self, settings: Settings) -> None:
        self.waiting: deque[tuple[str, list[WorkItem]]] = deque()
        self.made: list[Parts] = []
        self.configure(settings)
        self.parts.queue.prepare()
        create_indices(self.parts.elasticsearch, self.parts.names)
        self.clock = time.time() - 24 * 3600
        self.deliveries = 1

    def configure(self, settings: Settings) -> None:
        """Work by these settings from now on."""
        self.close()
        self.settings = settings
        app, wiring = create(settings)
        self.plain = wiring.parts
        inline = Inline(app, self.plain.leases, batch=self.plain.settings.batch_articles)
        inline.waiting = self.waiting
        self.enrichment = Fragile(self.plain.enrichment)
        self.parts = wiring.make(publisher=inline, enrichment=self.enrichment)
        self.made += [self.plain, self.parts]

    def close(self) -> None:
        """Close the connections."""
        for parts in self.made:
            parts.redis.close()
            parts.elasticsearch.close()
        self.made.clear()

    def drop(self, name: str, content: str | bytes, **meta: Any) -> Path:
        """Put a file into the inbox, with what is known of it."""
        path = self.parts.queue.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if meta:
            path.with_name(path.name + ".meta.json").write_bytes(msgspec.json.encode(meta))
        return path

    def claim(self, path: Path) -> str:
        """Claim one file, a minute after the one before; its intake."""
        self.clock += 60
        claim = Claimer(self.parts.queue, clock=lambda: self.clock).claim(path)
        assert claim is not None
        self.parts.publisher.process([WorkItem(claim.intake)])
        return claim.intake

    def step(self, *, express: bool = False) -> None:
        """Run one task, as often as its message is delivered."""
        task, items = self.waiting.popleft()
        for _ in range(self.deliveries):
            if task == "process":
                self.parts.processor.run(items, task_id="t-0123456789ab", express=express)
            elif task == "split":
                self.parts.splitter.run(items, task_id="t-0123456789ab")
            else:
                self.parts.indexer.run(items, task_id="t-0123456789ab", express=express)

    def run(self) -> None:
        """Run tasks until none is left."""
        for _ in range(200):
            if not self.waiting:
                return
            self.step()
        raise AssertionError(f"it goes on for ever: {self.waiting}")

    def take(self, name: str, content: str | bytes, **meta: Any) -> str:
        """Drop, claim, run; the intake."""
        intake = self.claim(self.drop(name, content, **meta))
        self.run()
        return intake

    def find_published(self) -> None:
        """Take over what others (a command) published on the broker."""
        for name in self.parts.queue.intakes():
            self.parts.publisher.process([WorkItem(name)])

    def lines(self, *records: dict[str, Any]) -> str:
        """A file of JSON lines."""
        return "".join(msgspec.json.encode(record).decode() + "\n" for record in records)

    # what became of it

    def fate(self, arrival: str) -> tuple[str, str]:
        """Fate and reason in the ledger."""
        fields = self.entry(arrival)
        return fields["fate"], fields["reason"]

    def entry(self, arrival: str) -> dict[str, Any]:
        """The ledger's document."""
        return dict(self.parts.elasticsearch.get(index=self.parts.names.intake, id=arrival)["_source"])

    def documents(self) -> dict[str, dict[str, Any]]:
        """All documents, copies included, by id."""
        return self._all(self.parts.names.everything)

    def leads(self) -> dict[str, dict[str, Any]]:
        """What readers see."""
        return self._all(self.parts.names.articles)

    def revisions(self) -> dict[str, dict[str, Any]]:
        """Earlier texts."""
        return self._all(self.parts.names.revisions)

    def _all(self, index: str) -> dict[str, dict[str, Any]]:
        self.parts.elasticsearch.indices.refresh(index=index)
        found = self.parts.elasticsearch.search(index=index, size=1000)
        return {hit["_id"]: hit["_source"] for hit in found["hits"]["hits"]}

    def wipe(self) -> None:
        """Lose all that the broker knows."""
        clear(self.parts)
        self.waiting.clear()


def clear(parts: Parts) -> None:
    """Delete all that this installation, and no other, keeps in the broker."""
    keys = list(parts.redis.scan_iter(match=f"*{parts.settings.prefix}*", count=1000))
    if keys:
        parts.redis.delete(*keys)


def story(seed: int, sentences: int = 14) -> str:
    """A text of its own for each seed."""
    source = random.Random(seed)

    def word() -> str:
        return source.choice(WORDS)

    lines = [
        f"The {word()} {word()} {source.choice(VERBS)} a {word()} for the {word()} of {word()} and {word()}, "
        f"and the {word()} {source.choice(VERBS)} {source.randrange(100, 99999)} reasons from the {word()} {word()}."
        for _ in range(sentences)
    ]
    paragraphs = [" ".join(lines[i : i + 3]) for i in range(0, len(lines), 3)]
    return f"Headline number {seed} of the day\n\n" + "\n\n".join(paragraphs) + "\n"


@pytest.fixture(name="story")
def story_fixture() -> Any:
    """Makes texts."""
    return story


@pytest.fixture
def settings(tmp_path: Path, valkey_url: str, elasticsearch_url: str, prefix: str) -> Settings:
    """Settings of an installation of its own."""
    return Settings(
        data=tmp_path,
        broker_url=valkey_url,
        elasticsearch_url=elasticsearch_url,
        prefix=prefix,
        enrichers=("language",),
        chunk_articles=4,
    )


@pytest.fixture
def press(settings: Settings) -> Iterator[Press]:
    """The parts."""
    made = Press(settings)
    yield made
    clear(made.parts)
    made.close()


@pytest.fixture
def copydesk(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Calls a command in this process; what it prints. Its exit code must be `code`, unless that is None."""
    monkeypatch.setenv("COPYDESK_DATA", str(settings.data))
    monkeypatch.setenv("COPYDESK_BROKER_URL", str(settings.broker_url))
    monkeypatch.setenv("COPYDESK_ELASTICSEARCH_URL", str(settings.elasticsearch_url))
    monkeypatch.setenv("COPYDESK_PREFIX", settings.prefix)
    monkeypatch.setenv("COLUMNS", "300")
    configured = structlog.get_config()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def call(*arguments: str, code: int | None = 0) -> str:
        result = CliRunner().invoke(main, arguments)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert code in (result.exit_code, None), result.output
        return result.stdout if code in (0, 1) and result.stdout else result.output

    yield call
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.configure(**configured)
