"""Each setting changes what happens, not only what is read back.

Tests here and elsewhere are marked with the settings whose effect they observe;
`tests/unit/workers/test_settings_source.py` finds the settings that no test observes.
"""

from __future__ import annotations

import json
import re
import subprocess
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import Any
from urllib.parse import urlsplit

import pytest
from elastic_transport import TlsError
from elasticsearch import Elasticsearch
from redis.exceptions import AuthenticationError, ResponseError
from structlog.testing import capture_logs

from search.lifecycle.create import create_indices
from workers.app.factory import parts_of
from workers.app.services import elasticsearch_of
from workers.app.wiring import Parts
from workers.settings import Settings
from workers.watcher import wiring
from workers.watcher.inotify import Events
from workers.watcher.process import WatcherProcess
from workers.watcher.wiring import watcher_of

Story = Callable[..., str]
observes = pytest.mark.observes

HEADLINE = "Ferry service to the northern islands stops for repairs"
BODY = (
    "STORNOWAY — The only ferry to the northern islands will not sail for the next five weeks, its operator said on "
    "Monday, after inspectors found cracks in the hull of the forty-year-old ship.",
    "The operator, Caledonian Lines, said that a smaller vessel would carry food and medicine to the islands, but no "
    "cars, and that passengers should book early.",
    "Islanders were angry. The ferry has been out of service for eleven weeks of the past year, and a new ship, "
    "ordered in 2021, has been delayed for the fourth time.",
    "The government said that it would look into the matter, and that the minister for transport would visit the "
    "islands before the end of the month.",
)

CERTIFICATE_OPTIONS = ("-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost")
EXTENSIONS = ("subjectAltName=DNS:localhost,IP:127.0.0.1", "keyUsage=digitalSignature,keyCertSign")


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)


def comes(condition: Callable[[], object], *, expected: bool, seconds: float = 2) -> bool:
    """Whether it comes true: what is expected may take a busy machine a minute; what is not gets `seconds` to fail."""
    deadline = time.monotonic() + (60 if expected else seconds)
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return bool(condition())


# what becomes of articles


def fate_with(press: Any, settings: Settings, content: str, **changed: Any) -> tuple[str, str]:
    """The fate of a file under settings that differ from the usual ones."""
    press.configure(settings.model_copy(update=changed))
    fate: tuple[str, str] = press.fate(f"{press.take('a.txt', content)}:0")
    return fate


@observes("min_words")
def test_short_articles(press: Any, settings: Settings) -> None:
    """Few words are enough where they are told to be."""
    text = "Ferries stay in port\n\nThe ferries stayed in port.\n"
    assert ("rejected", "too_short") == fate_with(press, settings, text)
    assert ("indexed", "new") == fate_with(press, settings, text, min_words=3)


@observes("max_article_megabytes", "max_file_megabytes")
@pytest.mark.parametrize("name", ["max_article_megabytes", "max_file_megabytes"])
def test_large_articles(press: Any, settings: Settings, story: Story, name: str) -> None:
    """More than the bound is rejected, with the reason; the default takes it."""
    text = "\n\n".join(story(seed) for seed in range(700))
    assert len(text) > 1 << 20
    assert ("rejected", "too_large") == fate_with(press, settings, text, **{name: 1})
    assert ("indexed", "new") == fate_with(press, settings, text)


@observes("cleaning")
def test_safe_cleaning(press: Any, settings: Settings) -> None:
    """What is no furniture for certain stays."""
    kept = {}
    for policy in ("default", "safe"):
        press.configure(settings.model_copy(update={"cleaning": policy}))
        text = "\n\n".join([HEADLINE, "Home > News > Local", *BODY])
        press.wipe()
        intake = press.take("a.txt", text, url=f"https://a.example/{policy}")
        kept[policy] = "Home > News" in press.documents()[press.entry(f"{intake}:0")["article_id"]]["body"]
    assert {"default": False, "safe": True} == kept


@observes("copies")
@pytest.mark.parametrize(("copies", "documents"), [("index", 2), ("drop", 1)])
def test_copies(press: Any, story: Story, copies: str, documents: int) -> None:
    """A copy has its fate in the ledger, and is in the index or not."""
    press.configure(press.settings.model_copy(update={"copies": copies}))
    press.take("a.txt", story(1), source="One", url="https://one.example/a")
    second = press.take("b.txt", story(1).replace("reasons", "grounds", 5), source="Two", url="https://two.example/b")
    assert "copy" == press.fate(f"{second}:0")[0]
    assert documents == len(press.documents())


@observes("duplicate_articles")
def test_bounded_duplicate_index(press: Any, story: Story) -> None:
    """No more texts stay than are allowed."""
    press.configure(press.settings.model_copy(update={"duplicate_articles": 2}))
    for seed in range(4):
        press.take(f"{seed}.txt", story(seed))
    press.parts.duplicates.evict()
    assert 2 == press.parts.duplicates.count()


@observes("enrichers")
def test_chosen_enrichers(press: Any, story: Story) -> None:
    """Those that are named run, and no others."""
    found = []
    for seed, enrichers in enumerate([("language",), ("language", "keywords")]):
        press.configure(press.settings.model_copy(update={"enrichers": enrichers}))
        identifier = press.entry(f"{press.take('a.txt', story(seed))}:0")["article_id"]
        found.append(bool(press.documents()[identifier].get("keywords")))
    assert [False, True] == found


@observes("models", "entities_file")
def test_models_and_aliases(press: Any, settings: Settings, tmp_path: Path) -> None:
    """Without a model for the language no person is found; a table of one's own renames what is found."""
    table = tmp_path / "entities.toml"
    table.write_text('[people]\n"person:mayor" = ["Mayor Dahl", "Ingeborg Dahl", "person:dahl-ingeborg"]\n')
    base = {"enrichers": ("language", "entities")}
    found = []
    for number, changed in enumerate([{"models": {}}, {}, {"entities_file": table}]):
        press.configure(settings.model_copy(update=base | changed))
        text = (
            f"Pilots of Bergen vote for longer nights\n\nThe pilots of the {number + 2} ferries in Bergen voted on "
            "Friday to work longer nights, their union said. Ingeborg Dahl, who speaks for the pilots, said that "
            f"nobody had wanted to sail at {number + 3} in the morning. Ingeborg Dahl was elected in {1990 + number}.\n"
        )
        press.wipe()
        identifier = press.entry(f"{press.take('a.txt', text, url=f'https://a.example/{number}')}:0")["article_id"]
        entities = press.documents()[identifier].get("entities", [])
        found.append(sorted(one["name"] for one in entities if one["type"] == "person"))
    assert [[], ["Ingeborg Dahl"], ["Mayor Dahl"]] == found


@observes("fields_file")
def test_fields_of_a_producer(press: Any, story: Story, tmp_path: Path) -> None:
    """A worker reads the fields that fields.toml names."""
    table = tmp_path / "fields.toml"
    table.write_text(
        '[[mapping]]\nfiles = ["*.json"]\n[mapping.fields]\ntitle = "kopf"\ntext = "koerper"\nauthors = "wer"\n'
    )
    found = {}
    for seed, file in enumerate([None, table]):
        press.configure(press.settings.model_copy(update={"fields_file": file}))
        content = json.dumps({"kopf": "Nachtfahrt", "koerper": story(seed), "wer": "Ada Okafor"})
        entry = press.entry(f"{press.take('desk.json', content)}:0")
        document = press.documents().get(entry.get("article_id"), {})
        found[file] = (entry["fate"], document.get("title"), document.get("authors"))
    assert ("indexed", "Nachtfahrt", ["Ada Okafor"]) == found[table]
    assert found[None] != found[table]


@observes("attempts")
@pytest.mark.parametrize("attempts", [1, 2])
def test_attempts(press: Any, story: Story, attempts: int) -> None:
    """An article that breaks a stage is tried so often before it is set aside."""
    press.configure(press.settings.model_copy(update={"attempts": attempts}))
    press.enrichment.breaks_on = {"expected"}
    press.take("a.txt", story(1) + "Nobody had expected what the captain said about it in the end.\n")
    (failed,) = press.parts.queue.failed.iterdir()
    assert attempts == json.loads((failed / "reason.json").read_text())["articles"][0]["tries"]


@observes("article_seconds")
def test_time_for_an_article(press: Any, story: Story) -> None:
    """What takes longer is stopped, and set aside with the reason; another is not."""
    press.configure(press.settings.model_copy(update={"article_seconds": 0.2, "attempts": 1}))
    sound = press.enrichment.enrich

    def slow(article: Any) -> Any:
        if "dawdles" in article.body:
            time.sleep(30)
        return sound(article)

    press.enrichment.enrich = slow
    late = press.take("a.txt", story(1) + "The captain dawdles on the pier every evening before he goes home.\n")
    assert ("failed", "timed_out") == press.fate(f"{late}:0")
    assert ("indexed", "new") == press.fate(f"{press.take('b.txt', story(2))}:0")


@observes("bulk_megabytes")
def test_size_of_a_bulk_request(press: Any, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Larger articles than fit into one request go in several."""
    sizes = []
    perform = Elasticsearch.perform_request

    def seen(self: Elasticsearch, method: str, path: str, **named: Any) -> Any:
        if path == "/_bulk":
            sizes.append(len(named["body"]))
        return perform(self, method, path, **named)

    monkeypatch.setattr(Elasticsearch, "perform_request", seen)
    press.configure(press.settings.model_copy(update={"bulk_megabytes": 1}))
    texts = ["\n\n".join(story(seed + 1000 * part) for seed in range(350)) for part in range(3)]
    press.take("a.jsonl", press.lines(*({"title": f"T{n}", "body": text} for n, text in enumerate(texts))))
    assert 3 == sum(size > 500_000 for size in sizes)


@observes("chunk_articles")
@pytest.mark.parametrize(("size", "chunks"), [(2, 3), (6, 1)])
def test_chunks(press: Any, story: Story, size: int, chunks: int) -> None:
    """A file of many is cut into chunks of so many articles."""
    press.configure(press.settings.model_copy(update={"chunk_articles": size}))
    lines = press.lines(*({"title": f"T{n}", "body": story(n)} for n in range(6)))
    intake = press.claim(press.drop("a.jsonl", lines))
    while (split := press.parts.queue.intake(intake).split()) is None:
        press.step()
    assert chunks == split.chunks


# services


@observes("prefix", "queue", "data", "elasticsearch_url", "broker_url")
def test_places(press: Any, settings: Settings, story: Story, tmp_path: Path) -> None:
    """Indices and keys bear the prefix; the queue folder is in the data folder, or where it is told to be."""
    assert press.parts.queue.inbox == settings.data / "queue" / "inbox"
    press.configure(settings.model_copy(update={"queue": tmp_path / "elsewhere", "prefix": f"{settings.prefix}x-"}))
    press.parts.queue.prepare()
    create_indices(press.parts.elasticsearch, press.parts.names)
    press.take("a.txt", story(1))
    assert any((tmp_path / "elsewhere" / "done").iterdir())
    indices = press.parts.elasticsearch.indices
    assert indices.exists(index=f"{settings.prefix}x-intake")
    assert any(press.parts.redis.scan_iter(match=f"{settings.prefix}x-*"))


@observes("broker_password")
def test_password_of_the_broker(settings: Settings) -> None:
    """It is what the broker is asked with."""
    assert settings.broker_url is not None
    url = urlsplit(settings.broker_url)
    bare = url._replace(netloc=f"{url.hostname}:{url.port}").geturl()

    def ping(password: str | None) -> bool:
        named = {"broker_url": bare, "broker_password": password, "prefix": settings.prefix}
        parts = parts_of(Settings(data=settings.data, elasticsearch_url=settings.elasticsearch_url, **named))  # type: ignore[arg-type]
        try:
            return bool(parts.redis.ping())
        finally:
            parts.redis.close()

    assert ping(url.password)
    with pytest.raises((AuthenticationError, ResponseError)):
        ping("wrong")


class _Answer(BaseHTTPRequestHandler):
    keys: list[str | None]

    def do_GET(self) -> None:
        self.keys.append(self.headers.get("Authorization"))
        body = json.dumps({"version": {"number": "9.0.0"}, "tagline": "You Know, for Search"}).encode()
        self.send_response(200)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing goes to the terminal."""


@observes("elasticsearch_ca", "elasticsearch_api_key")
def test_certificates_and_keys(tmp_path: Path, settings: Settings) -> None:
    """The server is believed if the named authority signed its certificate, and is told the key."""
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", *CERTIFICATE_OPTIONS),
            *(word for extension in EXTENSIONS for word in ("-addext", extension)),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    handler = type("Handler", (_Answer,), {"keys": []})
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        named = {"elasticsearch_url": f"https://localhost:{server.server_port}", "elasticsearch_api_key": "a2V5"}
        told = Settings(data=settings.data, **named, elasticsearch_ca=certificate)  # type: ignore[arg-type]
        with elasticsearch_of(told)() as client:
            client.info()
        with elasticsearch_of(Settings(data=settings.data, **named))() as client, pytest.raises(TlsError):  # type: ignore[arg-type]
            client.options(max_retries=0).info()
        server.shutdown()
    assert ["ApiKey a2V5"] == handler.keys  # type: ignore[attr-defined]


# the watcher


@pytest.fixture
def parts(settings: Settings) -> Parts:
    """An installation without workers: what is published stays on the queues."""
    made = parts_of(settings)
    made.queue.prepare()
    return made


class Watching:
    """A watcher that runs in a thread, by settings that differ from the defaults."""

    def __init__(self, settings: Settings, **changed: Any) -> None:
        base = {"settle_seconds": 0.0, "redelivery_seconds": 600.0}
        told = settings.model_copy(update=base | changed)
        self.parts = parts_of(told)
        self.stop = threading.Event()
        self.process = watcher_of(self.parts, told, self.stop)
        self._thread = threading.Thread(target=self.process.run)

    def __enter__(self) -> WatcherProcess:
        with capture_logs() as logs:
            self._thread.start()
            # the last of the chores at the start: later ones come by the rhythm of the settings
            until(lambda: any(entry["event"] == "settled_audited" for entry in logs))
        return self.process

    def __exit__(self, *_: Any) -> None:
        self.stop.set()
        self._thread.join(timeout=30)
        self.parts.redis.close()
        self.parts.elasticsearch.close()


def put(parts: Parts, name: str) -> Path:
    """Rename a file into the inbox."""
    beside = parts.queue.inbox / f".{name}.tmp"
    beside.write_text("words")
    return beside.rename(parts.queue.inbox / name)


def claimed_with(parts: Parts, settings: Settings, *, expected: bool, **changed: Any) -> bool:
    """Whether a file that is renamed in while a watcher runs is claimed."""
    put(parts, "first.txt")
    with Watching(settings, **changed):
        until(lambda: not (parts.queue.inbox / "first.txt").exists())  # it has scanned
        second = put(parts, "second.txt")
        claimed = comes(lambda: not second.exists(), expected=expected, seconds=1)
    second.unlink(missing_ok=True)
    return claimed


DAY = 86_400.0


@observes("events", "poll_seconds")
@pytest.mark.parametrize(
    ("changed", "claimed"),
    [
        ({"events": True, "poll_seconds": DAY, "rescan_seconds": DAY}, True),
        ({"events": False, "poll_seconds": DAY, "rescan_seconds": 0.1}, False),
        ({"events": False, "poll_seconds": 0.05, "rescan_seconds": DAY}, True),
    ],
)
def test_how_files_are_noticed(parts: Parts, settings: Settings, changed: dict[str, Any], claimed: bool) -> None:
    """By events, or by scans as often as is told."""
    assert claimed == claimed_with(parts, settings, expected=claimed, **changed)


@observes("rescan_seconds")
@pytest.mark.parametrize(("seconds", "claimed"), [(0.1, True), (DAY, False)])
def test_events_that_are_lost(
    parts: Parts, settings: Settings, monkeypatch: pytest.MonkeyPatch, seconds: float, claimed: bool
) -> None:
    """A scan finds what no event told of."""
    hear = Events.wait

    def deaf(self: Events, timeout: float) -> list[Path]:
        hear(self, min(timeout, 0.1))
        return []

    monkeypatch.setattr(Events, "wait", deaf)
    assert claimed == claimed_with(parts, settings, expected=claimed, rescan_seconds=seconds)


@observes("settle_seconds")
@pytest.mark.parametrize(("seconds", "claimed"), [(0.0, True), (3600.0, False)])
def test_files_that_change(parts: Parts, settings: Settings, seconds: float, claimed: bool) -> None:
    """A file that was written in place waits until it has stood still."""
    path = parts.queue.inbox / "new.txt"
    path.write_text("words")
    with Watching(settings, settle_seconds=seconds, events=False, poll_seconds=0.05):
        assert claimed == comes(lambda: not path.exists(), expected=claimed, seconds=1)


@observes("batch_articles")
@pytest.mark.parametrize(("size", "messages"), [(1, 6), (3, 2)])
def test_batches(parts: Parts, settings: Settings, size: int, messages: int) -> None:
    """A task gets so many files at most."""
    # Put when the watcher's first redelivery is over: it publishes what is claimed and waits in a batch.
    with Watching(settings, batch_articles=size, batch_milliseconds=60_000, events=False, poll_seconds=0.05):
        for number in range(6):
            put(parts, f"{number}.txt")
        until(lambda: len(parts.leases.all()) == 6)
    assert messages == sum(parts.backlog.lengths().values())


@observes("batch_milliseconds")
@pytest.mark.parametrize(("milliseconds", "published"), [(0, True), (60_000, False)])
def test_a_batch_waits(parts: Parts, settings: Settings, milliseconds: int, published: bool) -> None:
    """A claimed file waits so long for others to be published with."""
    with Watching(settings, batch_milliseconds=milliseconds, events=False, poll_seconds=0.05):
        put(parts, "a.txt")
        until(lambda: any(parts.queue.processing.iterdir()))
        assert published == comes(parts.leases.all, expected=published, seconds=1)


@observes("min_free_megabytes")
def test_little_space(parts: Parts, settings: Settings) -> None:
    """Claiming pauses, and says why."""
    with Watching(settings, min_free_megabytes=10**9) as watcher:
        until(lambda: watcher.paused() is not None)
        assert re.search("free|space", str(watcher.paused()))


@observes("done_days")
@pytest.mark.parametrize(("days", "left"), [(0, True), (1, False)])
def test_old_files_in_done(
    parts: Parts, settings: Settings, monkeypatch: pytest.MonkeyPatch, days: int, left: bool
) -> None:
    """They are removed after so many days, by a clock that is steady; 0 keeps them."""
    monkeypatch.setattr(wiring, "STEADY_SECONDS", 0.0)
    old = parts.queue.done / "2020-01-01" / "20200101T000000000000-0a0b0c0d"
    old.mkdir(parents=True)
    (old / "file").write_text("words")
    put(parts, "a.txt")
    with Watching(settings, done_days=days, redelivery_seconds=0.1):
        until(lambda: parts.redis.keys(f"{settings.prefix}*leader*") and parts.leases.all())
        assert left != comes(lambda: not old.exists(), expected=not left)


def test_a_clock_that_may_run_ahead_empties_nothing(parts: Parts, settings: Settings) -> None:
    """A watcher that has just begun cannot know whether the clock is right."""
    old = parts.queue.done / "2020-01-01" / "20200101T000000000000-0a0b0c0d"
    old.mkdir(parents=True)
    put(parts, "a.txt")
    with Watching(settings, done_days=1, redelivery_seconds=0.1):
        until(lambda: parts.redis.keys(f"{settings.prefix}*leader*") and parts.leases.all())
        time.sleep(1)
    assert old.exists()


@observes("redelivery_seconds", "lease_seconds")
@pytest.mark.parametrize(("lease", "redelivery", "again"), [(0.1, 0.1, True), (DAY, 0.1, False), (0.1, 3600.0, False)])
def test_lost_messages(parts: Parts, settings: Settings, lease: float, redelivery: float, again: bool) -> None:
    """What was published and lies in no queue is published again, when its lease is over and somebody looks."""
    with Watching(settings, lease_seconds=lease, redelivery_seconds=redelivery, events=False, poll_seconds=0.05):
        put(parts, "a.txt")
        until(lambda: sum(parts.backlog.lengths().values()))
        for queue in parts.backlog.lengths():
            parts.redis.delete(parts.backlog.key(queue))
        assert again == comes(lambda: sum(parts.backlog.lengths().values()), expected=again)


@observes("health_file")
def test_health_file(parts: Parts, settings: Settings, tmp_path: Path) -> None:
    """It is touched while the watcher works."""
    file = tmp_path / "healthy"
    with Watching(settings, health_file=file):
        until(file.exists)
