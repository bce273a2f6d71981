"""A whole Copydesk in a folder of its own, whose parts can be made to fail, and what became of everything."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from chaos.processes import Process, wait_until
from chaos.stories import NAME, Story, story
from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan
from redis.exceptions import RedisError

from articles.errors import CopydeskError
from search.transport.client import answers, connect
from tasks.audit.fate_counts import Accounts
from workers.app.factory import parts_of
from workers.app.wiring import Parts
from workers.local.elasticsearch.server import EmbeddedElasticsearch
from workers.local.valkey import EmbeddedValkey
from workers.settings import Settings

HERE = Path(__file__).resolve().parents[1]

#: Short, so that the waiting does not dominate; every relation between them is that of the defaults.
HURRIED: dict[str, str] = {
    "LEASE_SECONDS": "3",
    "REDELIVERY_SECONDS": "1",
    "ARTICLE_SECONDS": "2",
    "SOFT_TIME_LIMIT": "5",
    "HARD_TIME_LIMIT": "7",
    "VISIBILITY_TIMEOUT": "9",
    "SETTLE_SECONDS": "0.2",
    "RESCAN_SECONDS": "2",
    "POLL_SECONDS": "0.2",
    "BATCH_ARTICLES": "8",
    "CHUNK_ARTICLES": "4",
    "CONCURRENCY": "2",
    "MIN_FREE_MEGABYTES": "1",
    "ENRICHERS": '["reading"]',
    "LOG_FORMAT": "json",
}


@dataclass
class Report:
    """What became of the articles that went in."""

    went_in: int
    fates: Counter[str]
    reasons: Counter[str]
    lost: set[str]  #: neither in the index nor recorded otherwise
    twice: set[str]  #: in the index more than once, or with more than one arrival
    set_aside: set[str]  #: recorded as failed
    gaps: int  #: moments at which the accounts did not add up
    looks: int  #: moments at which they were looked at
    healed: int = 0  #: gaps that an audit found, and closed, afterwards
    quiet_after: float = 0.0  #: seconds from the last fault (or drop) until everything was settled

    def row(self) -> str:
        """For the table of a full-size run."""
        return (
            f"articles={self.went_in} lost={len(self.lost)} twice={len(self.twice)} set_aside={len(self.set_aside)} "
            f"gaps={self.gaps}/{self.looks} healed={self.healed} quiet_after={self.quiet_after:.1f}s "
            f"fates={dict(self.fates)}"
        )


@dataclass
class Chain:
    """What an agency sends of one story: versions, a copy by a paper, maybe a kill."""

    is_killed: bool
    files: int = 0


@dataclass
class System:
    """Valkey of its own, the Elasticsearch that is given, a watcher and a worker.

    Args:
        folder: everything lies in it.
        elasticsearch_url: of the one that the tests share; `prefix` keeps them apart.
        settings: `COPYDESK_…` without the first part, over `HURRIED`.
        elasticsearch: that server, where it is to be killed.
        door: another address of it, for the processes under test.
        queue: the queue folder, where it is to lie elsewhere.
        broker: the data folder of Valkey, where it is to lie elsewhere.
        is_powerless: the processes may not pass over permissions, though root runs the test.
        watchers: how many.
        workers: how many; the first is `worker`.
    """

    folder: Path
    elasticsearch_url: str
    prefix: str
    settings: dict[str, str] = field(default_factory=dict)
    elasticsearch: EmbeddedElasticsearch | None = None
    door: str | None = None
    queue: Path = field(default=Path())
    broker: Path | None = None
    is_powerless: bool = False
    watchers: int = 1
    workers: int = 1

    def __post_init__(self) -> None:
        """Nothing is started yet."""
        if self.queue == Path():
            self.queue = self.folder / "queue"
        self.dropped: dict[str, float] = {}
        self.within: dict[str, list[str]] = {}  # file of many → names of its articles, in order
        self.chains: dict[str, Chain] = {}  # name of the story → what an agency sent of it
        self._looks = self._gaps = 0
        self.gap_notes: list[str] = []
        self._over = threading.Event()
        self.valkey = EmbeddedValkey(self.broker or self.folder / "valkey", port=0)
        self.watch: list[Process] = []
        self.work: list[Process] = []

    # life

    def __enter__(self) -> Self:
        (self.queue / "inbox").mkdir(parents=True, exist_ok=True)
        self.valkey.start()
        self._wire()
        try:
            for process in (*self.watch, *self.work):
                process.start()
            self._sampler = threading.Thread(target=self._sample, daemon=True)
            self._sampler.start()
            # Indices exist and a child serves: what is measured is not the start.
            wait_until(self.serves, seconds=120, what="the system serves")
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _wire(self) -> None:
        own = {
            "COPYDESK_DATA": str(self.folder),
            "COPYDESK_QUEUE": str(self.queue),
            "COPYDESK_BROKER_URL": self.valkey.url,
            "COPYDESK_ELASTICSEARCH_URL": self.door or self.elasticsearch_url,
            "COPYDESK_PREFIX": self.prefix,
            "PYTHONPATH": str(HERE),
        }
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("COPYDESK_")},
            **{f"COPYDESK_{name}": value for name, value in {**HURRIED, **self.settings}.items()},
            **own,
        }
        settings = Settings(
            data=self.folder,
            queue=self.queue,
            broker_url=self.valkey.url,
            elasticsearch_url=self.elasticsearch_url,
            prefix=self.prefix,
        )
        self.parts: Parts = parts_of(settings)
        self.client: Elasticsearch = connect(self.elasticsearch_url)
        self.watch = [self._process(["watch"], self.folder / f"watch-{n}.log") for n in range(self.watchers)]
        self.work = [
            self._process(["worker", "--name", f"w{n}"], self.folder / f"worker-{n}.log") for n in range(self.workers)
        ]

    def _process(self, arguments: list[str], log: Path) -> Process:
        return Process(arguments, self.environment, log, is_powerless=self.is_powerless)

    @property
    def worker(self) -> Process:
        """The first worker."""
        return self.work[0]

    def serves(self) -> bool:
        """Whether all parts are through with starting."""
        started = all(one.has_said("ready.") for one in self.work) and all(
            one.has_said("watching") for one in self.watch
        )
        try:
            return started and bool(self.parts.redis.ping()) and answers(self.client)
        except RedisError:
            return False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if error is not None:
            for log in sorted(self.folder.glob("*.log")):
                print(f"\n--- the end of {log.name}\n{log.read_text(errors='replace')[-6000:]}")
        for process in (*self.watch, *self.work):
            process.kill()
        self.valkey.stop()
        self.client.close()

    # load

    @property
    def inbox(self) -> Path:
        """Where to drop."""
        return self.queue / "inbox"

    def drop(self, one: Story, *, name: str | None = None, source: str | None = None) -> None:
        """Drop an article as a careful producer does: written aside, then renamed."""
        folder = self.inbox / source if source else self.inbox
        folder.mkdir(exist_ok=True)
        target = folder / (name or f"{one.name}.txt")
        beside = target.with_name(f".{target.name}.tmp")
        beside.write_text(one.text)
        beside.rename(target)
        self.dropped[one.name] = time.time()

    def drop_chain(self, number: int, chance: random.Random) -> None:
        """Drop the versions of an agency's item, a copy by a paper, and for every other one a kill, in any order."""
        one = story(number)
        chain = Chain(is_killed=number % 2 == 0)
        title, _, text = one.text.partition("\n\n")
        base = {"uri": f"urn:tna:{one.name}", "pubstatus": "usable", "headline": title}
        items = {
            "tna/v1": json.dumps(base | {"version": "1", "body_text": text}),
            "tna/v2": json.dumps(base | {"version": "2", "body_text": f"{text}\n\nThe council will meet again."}),
            "post/copy": json.dumps({"url": f"https://post.example/{number}", "title": title, "text": text}),
        }
        if chain.is_killed:
            items["tna/kill"] = json.dumps({"uri": base["uri"], "version": "3", "pubstatus": "canceled"})
        self.chains[one.name] = chain
        for place in chance.sample(sorted(items), len(items)):
            folder, _, what = place.partition("/")
            (self.inbox / folder).mkdir(exist_ok=True)
            beside = self.inbox / folder / f".{one.name}-{what}.tmp"
            beside.write_text(items[place])
            beside.rename(self.inbox / folder / f"{one.name}-{what}.json")
            chain.files += 1

    def chains_wrong(self) -> list[str]:
        """What readers see of agencies' items that they should not, and what they miss."""
        seen: dict[str, list[dict[str, Any]]] = {name: [] for name in self.chains}
        kept: Counter[str] = Counter()
        for document in self.documents():
            if (name := self._story_of(document)) in seen:
                seen[name].append(document)
        self.client.indices.refresh(index=self.parts.names.withdrawn)
        for hit in scan(self.client, index=self.parts.names.withdrawn, query={}):
            kept[self._story_of(hit["_source"])] += 1
        wrong = []
        for name, chain in self.chains.items():
            versions = [document["wire"]["version"] for document in seen[name] if document.get("wire", {}).get("id")]
            wanted = ([], 0, 2) if chain.is_killed else (["2"], 2, 0)
            if (versions, len(seen[name]), kept[name]) != wanted:
                wrong.append(f"{name} {chain}: {versions}, {len(seen[name])} seen, {kept[name]} kept")
        return wrong

    def _story_of(self, document: dict[str, Any]) -> str:
        found = NAME.search(document.get("title", "")) or NAME.search(document["body"])
        return found.group() if found else ""

    def drop_many(self, stories: Sequence[Story]) -> None:
        """Drop a file of JSON lines that holds all of these."""
        name = f"many-{stories[0].name}.jsonl"
        lines = []
        for one in stories:
            title, _, text = one.text.partition("\n\n")
            lines.append(json.dumps({"title": title, "text": text}) + "\n")
        self.within[name] = [one.name for one in stories]
        self.drop(Story(stories[0].name, "".join(lines)), name=name)
        self.dropped |= {one.name: time.time() for one in stories}

    @contextlib.contextmanager
    def load(self, *, at_once: int = 60, first: int = 0) -> Iterator[None]:
        """Articles keep coming while this lasts, alone and many to a file: `at_once` files at any time, or about."""
        over = threading.Event()

        def feed() -> None:
            number = first
            while not over.is_set():
                if self._on_their_way() < at_once:
                    batch = [story(n) for n in range(number, number + max(1, at_once // 4))]
                    number += len(batch)
                    if number % 2:
                        self.drop_many(batch)
                    else:
                        for one in batch:
                            self.drop(one)
                over.wait(0.1)

        thread = threading.Thread(target=feed, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _on_their_way(self) -> int:
        waiting = sum(1 for path in self.inbox.rglob("*") if not path.is_dir())
        return waiting + len(self.processing())

    def processing(self) -> list[str]:
        """What is claimed and not settled."""
        return sorted(path.name for path in (self.queue / "processing").glob("*"))

    def already_read(self) -> list[str]:
        """What is claimed, read and not settled; a folder that is settled meanwhile has gone."""
        found = []
        for name in self.processing():
            with contextlib.suppress(FileNotFoundError):
                found += [path.name for path in (self.queue / "processing" / name).glob("whole-*")]
        return found

    # what became of it

    def _sample(self) -> None:
        while not self._over.wait(1.0):
            with contextlib.suppress(RedisError, CopydeskError, OSError):
                accounts = self.parts.fate_counts.count()
                self._looks += 1
                if accounts.gap:
                    self._gaps += 1
                    self.gap_notes.append(
                        f"gap {accounts.gap}: {accounts.arrivals} arrivals, {accounts.fates}, {accounts.in_flight}"
                    )

    def accounts(self) -> Accounts:
        """Folder, ledger and index side by side."""
        return self.parts.fate_counts.count()

    def wait_for_quiet(self, *, seconds: float = 120) -> float:
        """Wait until everything that was dropped is settled; how long that took, seconds."""
        state = "nothing was looked at"

        def quiet() -> bool:
            nonlocal state
            if self._on_their_way():
                state = f"{self._on_their_way()} files on their way"
                return False
            try:
                accounts = self.accounts()
            except (RedisError, CopydeskError) as error:
                state = str(error)
                return False
            state = f"{accounts}"
            return accounts.in_flight == 0 and accounts.unread == 0

        started = time.monotonic()
        try:
            return wait_until(quiet, seconds=seconds, what="everything is settled", pause=0.2)
        except AssertionError as error:
            stuck = self.processing()[:5]
            details = {
                name: sorted(path.name for path in (self.queue / "processing" / name).glob("*")) for name in stuck
            }
            raise AssertionError(f"{error} ({time.monotonic() - started:.0f} s): {state}; {details}") from None

    def arrivals(self) -> list[dict[str, Any]]:
        """The ledger's arrivals."""
        self.client.indices.refresh(index=self.parts.names.intake)
        query = {"query": {"term": {"kind": "arrival"}}}
        return [
            hit["_source"] | {"arrival": hit["_id"]}
            for hit in scan(self.client, index=self.parts.names.intake, query=query)
        ]

    def documents(self) -> list[dict[str, Any]]:
        """All that is in the index, copies included."""
        self.client.indices.refresh(index=self.parts.names.everything)
        return [
            hit["_source"] | {"_id": hit["_id"]}
            for hit in scan(self.client, index=self.parts.names.everything, query={})
        ]

    def name_of(self, arrival: dict[str, Any]) -> str:
        """The article's own name, by the ledger's entry."""
        if arrival["name"] in self.within:
            return self.within[arrival["name"]][arrival["number"]]
        found = NAME.search(arrival["name"])
        return found.group() if found else str(arrival["name"])

    def report(self, went_in: Iterable[str] | None = None, *, quiet_after: float = 0.0) -> Report:
        """Match what went in with what is there, by name."""
        names = set(self.dropped if went_in is None else went_in)
        indexed: Counter[str] = Counter()
        for document in self.documents():
            indexed[self._story_of(document) or f"nameless {document['_id']}"] += 1
        arrivals = self.arrivals()
        for name in self.chains:  # each is many files, and is looked at by `chains_wrong`
            indexed.pop(name, None)
        recorded: dict[str, list[dict[str, Any]]] = {}
        for arrival in arrivals:
            if (name := self.name_of(arrival)) not in self.chains or arrival["fate"] == "failed":
                recorded.setdefault(name, []).append(arrival)
        otherwise = {
            name for name, ones in recorded.items() if any(one["fate"] in ("rejected", "failed") for one in ones)
        }
        assert not indexed.keys() - names, f"in the index, but never sent: {sorted(indexed.keys() - names)[:5]}"
        return Report(
            went_in=len(names),
            fates=Counter(arrival["fate"] for arrival in arrivals),
            reasons=Counter(arrival["reason"] for arrival in arrivals),
            lost=names - (indexed.keys() | otherwise),
            twice={name for name, times in indexed.items() if times > 1}
            | {name for name, ones in recorded.items() if len(ones) > 1},
            set_aside={name for name, ones in recorded.items() if any(one["fate"] == "failed" for one in ones)},
            gaps=self._gaps,
            looks=self._looks,
            healed=sum(watch.said("gap_found") for watch in self.watch),
            quiet_after=quiet_after,
        )

    def _traces(self, names: Iterable[str]) -> dict[str, list[str]]:
        """Where the files that hold these lie now, and what is noted beside them."""
        found: dict[str, list[str]] = {}
        for path in self.queue.glob("**/file"):
            text = path.read_text("utf-8", "replace")
            for name in names:
                if name in text:
                    notes = [p.read_text("utf-8", "replace") for p in path.parent.glob("*.json")]
                    found.setdefault(name, []).append(f"{path}: {notes}")
        return found

    def assert_whole(self, report: Report, *, set_aside: Iterable[str] = ()) -> None:
        """Nothing lost, nothing twice, exactly these set aside, and the books balance."""
        accounts = self.accounts()
        assert set() == report.lost, f"{self.gap_notes}, {accounts}, {self._traces(report.lost)}"
        assert set() == report.twice
        failed = [(one["name"], one["reason"], one.get("detail")) for one in self.arrivals() if one["fate"] == "failed"]
        assert set(set_aside) == report.set_aside, failed
        assert 0 == accounts.gap
        assert 0 == accounts.in_flight
        assert [] == self.gap_notes
        assert [] == self.processing()
        assert report.went_in + sum(chain.files for chain in self.chains.values()) == sum(accounts.fates.values())
        assert [] == self.chains_wrong()

    # faults

    def kill_child(self, choose: Any) -> bool:
        """SIGKILL to one of the worker's children; False when there is none now."""
        children = self.worker.children()
        if not children:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(choose(children), signal.SIGKILL)
        return True

    def kill_worker(self) -> None:
        """SIGKILL to the whole group; it is started again as a supervisor would."""
        self.worker.kill()
        self.worker.start()

    def kill_watcher(self) -> None:
        """SIGKILL to the watcher; it is started again as a supervisor would."""
        self.watch[0].kill()
        self.watch[0].start()

    def kill_valkey(self) -> None:
        """SIGKILL; its supervisor starts it again on the same port and data."""
        kill_service(self.valkey)

    def kill_elasticsearch(self) -> None:
        """SIGKILL to the launcher and the server; its supervisor starts them again on the same port and data."""
        assert self.elasticsearch is not None
        kill_service(self.elasticsearch)

    def wipe_valkey(self) -> None:
        """Its data are gone, and it comes back empty."""
        port = self.valkey.port
        self.valkey.stop()
        for path in self.valkey.directory.glob("appendonlydir*"):
            shutil.rmtree(path)
        password = self.valkey.directory / "password"
        kept = password.read_text()
        again = EmbeddedValkey(self.valkey.directory, port=port)
        assert kept == password.read_text()
        again.start()
        self.valkey = again


def kill_service(service: EmbeddedValkey | EmbeddedElasticsearch) -> None:
    """SIGKILL to all of a service's processes. Waits while it is between two lives."""
    deadline = time.monotonic() + 60
    while service.pid is None and time.monotonic() < deadline:
        time.sleep(0.02)
    pid = service.pid
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
