"""Rebuild the index of articles while it is written to and searched, killed again and again; then the way back.

    python -m benchmarks.reindex [--articles 20000] [--changes 5000] [--since 1000] [--cache FOLDER] [--url URL]

The articles are recombined from `pool.json` in the cache folder, which `benchmarks.archive` makes; they go into an
Elasticsearch of its own, or with --url into one that runs already, under a prefix of its own.

A first rebuild runs to its end, and tells how many requests each phase of it takes. Then another is begun again and
again, each time in a new process that is killed (SIGKILL) at a request of one phase: at five places of each phase,
in turn before the request, while it is under way, and after its answer. All the while articles arrive, are updated,
counted, withdrawn, brought back and deleted by the functions that the workers use, and searches ask without a pause.
In the end every article is compared with what was written. Then more articles arrive, and `rollback` is killed in the
same way; and at last the way forward again, not killed, tells how long writers were refused.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import msgspec
from elasticsearch import Elasticsearch

from articles.article import Article
from articles.duplicates import sketch
from articles.errors import TransientError
from benchmarks.archive import CACHE, opened
from benchmarks.recombine import BLOCK, Recombiner
from search.documents import to_document
from search.holds import moving
from search.lifecycle.create import create_indices, current_index
from search.lifecycle.reindex import reindex, rollback
from search.schema.index_names import Names
from search.takedown import removal
from search.transport import bulk
from search.transport.bulk import Operation, require_done, scripted
from search.transport.client import connect
from search.transport.paging import pages

NAMES = Names("reindex-benchmark-")
PHASES = ("begin", "copy", "compare", "switch", "end")
_PLACES = 5
_HOW = ("before", "during", "after")
#: Seconds that a request is under way before the process is killed.
_UNDER_WAY = 0.002
#: Requests of a rollback, which copies little, at which it is killed.
_FEW = (1, 2, 3, 5, 8)
_RATE = 40  #: changes a second
_TOGETHER = 8
_SEARCHERS = 2
_REQUEST = 8 << 20
_WORDS = ("government", "minister", "police", "market", "president", "court", "football", "school", "water", "bank")
_COUNT = "ctx._source.copies += 1"

Work = Callable[[Elasticsearch, Names], str]
WORK: dict[str, Work] = {"reindex": reindex, "rollback": rollback}


class Watched(Elasticsearch):
    """A client that knows in which phase of a rebuild it is, and kills its process at a request."""

    phase = "begin"
    sent: ClassVar[Counter[str]] = Counter()
    wanted: tuple[str, int, str] | None = None  #: phase, number of the request in it, before, during or after it

    def perform_request(self, method: str, path: str, **options: Any) -> Any:
        """Send a request, or end."""
        phase = _phase(method, path, options.get("body"), Watched.phase)
        Watched.phase = phase
        Watched.sent[phase] += 1
        how = self._due(phase)
        if how:
            print(f"{phase} {Watched.sent[phase]} {how}: {method} {path}", flush=True)
        if how == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        if how == "during":
            threading.Timer(_UNDER_WAY, os.kill, (os.getpid(), signal.SIGKILL)).start()
        try:
            return super().perform_request(method, path, **options)
        finally:
            if how:
                os.kill(os.getpid(), signal.SIGKILL)
            if method == "POST" and path == "/_aliases":
                Watched.phase = "end"

    @staticmethod
    def _due(phase: str) -> str:
        if Watched.wanted is None:
            return ""
        where, number, how = Watched.wanted
        if phase == where and Watched.sent[phase] >= number:
            return how
        return "before" if PHASES.index(phase) > PHASES.index(where) else ""  # it took fewer requests this time


def _phase(method: str, path: str, body: Any, phase: str) -> str:
    """Return the phase of a request that follows one of `phase`."""
    if method == "PUT" and path.endswith("/_settings") and body:
        if body.get("index.gc_deletes", "") is None:
            return "end"
        if body.get("index.gc_deletes") == "0s":
            return "copy"
        if "index.refresh_interval" in body:
            return "compare"
    if path.endswith("/_doc/reindex") and body and body["state"]["phase"] == "switching":
        return "switch"
    return phase


def child(url: str, work: str, wanted: str) -> None:
    """Run a rebuild or a rollback in this process, which may be killed; print the requests of each phase."""
    if wanted:
        phase, number, how = wanted.split()
        Watched.wanted = (phase, int(number), how)
    with Watched(url, request_timeout=30, max_retries=0, retry_on_timeout=False, http_compress=False) as client:
        WORK[work](client, NAMES)
    print(json.dumps(Watched.sent))


def run(url: str, work: str, wanted: str = "") -> str:
    """Run `child` in a process of its own; return the last line that it printed."""
    command = [sys.executable, "-m", "benchmarks.reindex", "--url", url, "--child", work, wanted]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode not in (0, -signal.SIGKILL):
        sys.exit(f"{work} {wanted}: ended with {done.returncode}\n{done.stdout}{done.stderr}")
    last = (done.stdout.strip().splitlines() or [""])[-1]
    return last if done.returncode else f"ended {last}"


class Truth:
    """Writes articles as workers do, and knows what must be there.

    Args:
        client: Elasticsearch.
        pool: Real articles, of which others are made.
    """

    def __init__(self, client: Elasticsearch, pool: Sequence[Article]) -> None:
        self.client = client
        self.there: dict[str, tuple[int, str]] = {}  #: id → version, title
        self.withdrawn: dict[str, tuple[int, str]] = {}
        self.deleted: set[str] = set()
        self.still: list[str] = []  #: ids that no change is about
        self.done: Counter[str] = Counter()
        self.refused = 0.0  #: the longest time in seconds for which writing was refused
        self._recombiner = Recombiner(pool)
        self._chance = random.Random(1)
        self._clock = int(datetime.now(UTC).timestamp() * 1e6)
        self._new = self._fresh()
        self._changing: list[str] = []

    def _fresh(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for number in itertools.count():
            for article, copies in self._recombiner.block(number):
                packed = sketch(article.title, article.body, article.language).to_bytes()
                assert article.published_at is not None
                document = to_document(article, now=article.published_at, sketch=packed)
                yield article.id, document | {"copies": copies}

    def fill(self, articles: int) -> None:
        """Write the articles that are there at the start."""
        for _ in range(0, articles, BLOCK):
            self.arrive(BLOCK)
        known = sorted(self.there)
        self.still, self._changing = known[: len(known) // 2], known[len(known) // 2 :]

    def arrive(self, number: int) -> None:
        """Write new articles."""
        self._put([next(self._new) for _ in range(number)])
        self.done["arrived"] += number

    def change(self) -> int:
        """Do one of the things that happen meanwhile, to a few articles; return to how many."""
        number = self._chance.randint(1, _TOGETHER)
        what = self._chance.choice((self.arrive, self.arrive, self._update, self._count, self._delete, self._withdraw))
        what(number)
        return number

    def _some(self, number: int) -> list[str]:
        self._changing = [one for one in self._changing if one in self.there]
        return self._chance.sample(self._changing, number)

    def _put(self, documents: Sequence[tuple[str, dict[str, Any]]]) -> None:
        operations = []
        for identifier, document in documents:
            self._clock += 1000
            body = document | {"claimed_at": self._clock}
            parameters = {"version": self._clock, "version_type": "external"}
            operations.append(
                Operation(action="index", index=NAMES.everything, id=identifier, body=body, parameters=parameters)
            )
        self._persist(operations)
        for operation in operations:
            assert operation.body is not None
            self.there[operation.id] = (operation.parameters["version"], operation.body["title"])
            self._changing.append(operation.id)

    def _persist(self, operations: Sequence[Operation]) -> None:
        """Write until it is done, as a worker does."""

        left = list(operations)

        def write() -> None:
            nonlocal left
            outcomes = bulk.write(self.client, left, max_bytes=_REQUEST)
            left = [one for one, outcome in zip(left, outcomes, strict=True) if not outcome.ok]
            require_done(outcomes)

        self._patiently(write)

    def _patiently(self, work: Callable[[], object]) -> None:
        began = time.monotonic()
        while True:
            try:
                work()
            except TransientError:
                time.sleep(0.05)
                continue
            self.refused = max(self.refused, time.monotonic() - began)
            return

    def _update(self, number: int) -> None:
        ids = self._some(number)
        documents = []
        for identifier in ids:
            title = f"{self.there[identifier][1]} [{self._clock}]"
            documents.append((identifier, next(self._new)[1] | {"title": title}))
        self._put(documents)
        self.done["updated"] += number

    def _count(self, number: int) -> None:
        ids = self._some(number)
        self._persist([scripted(NAMES.everything, one, _COUNT, {}, {"retry_on_conflict": 5}) for one in ids])
        for one in ids:
            version, title = self.there[one]
            self.there[one] = (version + 1, title)
        self.done["counted"] += number

    def _delete(self, number: int) -> None:
        ids = self._some(number)
        self._patiently(lambda: removal.remove(self.client, NAMES, ids))
        for one in ids:
            del self.there[one]
        self.deleted |= set(ids)
        self.done["deleted"] += number

    def _withdraw(self, number: int) -> None:
        """Withdraw some articles; bring others back that were withdrawn before."""
        back = list(self.withdrawn)[: number // 2]
        self._patiently(lambda: moving.move_back(self.client, NAMES, back))
        for one in back:
            version, title = self.withdrawn.pop(one)
            self.there[one] = (version + 2, title)
            self._changing.append(one)
        ids = self._some(number - len(back))
        now = datetime.now(UTC)
        self._patiently(lambda: moving.move_out(self.client, NAMES, dict.fromkeys(ids, ("kill", "hold")), now))
        for one in ids:
            self.withdrawn[one] = self.there.pop(one)
        self.done["brought back"] += len(back)
        self.done["withdrawn"] += len(ids)

    def check(self, when: str) -> None:
        """Compare the index with what must be there, and print how they differ."""
        self.client.indices.refresh(index=NAMES.everything)
        rows = [
            (one.id, one.version, one.source.title)
            for page in pages(self.client, NAMES.everything, {"match_all": {}}, _Title)
            for one in page
        ]
        found = {identifier: (version, title) for identifier, version, title in rows}
        missing = self.there.keys() - found.keys()
        extra = found.keys() - self.there.keys()
        versions = [one for one in found.keys() & self.there.keys() if found[one][0] != self.there[one][0]]
        titles = [one for one in found.keys() & self.there.keys() if found[one][1] != self.there[one][1]]
        print(
            f"{when}: {len(self.there):,} articles must be there, {len(found):,} are: missing {len(missing)}, doubled "
            f"{len(rows) - len(found)}, deleted that came back {len(extra & self.deleted)}, withdrawn that came back "
            f"{len(extra & self.withdrawn.keys())}, other versions {len(versions)}, other titles {len(titles)}",
            flush=True,
        )


class _Title(msgspec.Struct, frozen=True):
    title: str = ""


class Searcher:
    """Asks without a pause, and counts what failed."""

    def __init__(self, client: Elasticsearch, truth: Truth) -> None:
        self._client = client
        self._truth = truth
        self._lock = threading.Lock()
        self.asked = 0
        self.failures: list[str] = []

    def step(self, chance: random.Random) -> None:
        """Search for words, and for articles that nothing has changed."""
        still = chance.sample(self._truth.still, 10)
        failure = ""
        try:
            words = {"multi_match": {"query": " ".join(chance.sample(_WORDS, 2)), "fields": ["title", "body"]}}
            found = self._client.search(index=NAMES.articles, query=words, size=10, source=False)
            if not found["hits"]["hits"] or found["_shards"]["failed"]:
                failure = f"words: {found['hits']['total']}, {found['_shards']}"
            query = {"ids": {"values": still}}
            known = self._client.search(index=NAMES.everything, query=query, size=50, version=True, source=False)
            versions = sorted((hit["_id"], hit["_version"]) for hit in known["hits"]["hits"])
            if versions != sorted((one, self._truth.there[one][0]) for one in still):
                failure = f"ids: {len(versions)} of {len(still)}"
        except Exception as error:  # noqa: BLE001 - of any kind: a reader would have seen it
            failure = f"{type(error).__name__}: {error}"
        with self._lock:
            self.asked += 2
            self.failures += [failure] if failure else []


@contextmanager
def meanwhile(truth: Truth, searcher: Searcher, changes: Callable[[], int]) -> Iterator[None]:
    """Write and search in threads; changes are written as long as fewer than `changes()` were."""
    over = threading.Event()

    def write() -> None:
        written = 0
        while True:
            if written >= changes():
                if over.is_set():
                    return
                time.sleep(0.05)
                continue
            began = time.monotonic()
            number = truth.change()
            written += number
            time.sleep(max(0.0, number / _RATE - (time.monotonic() - began)))

    def search(seed: int) -> None:
        chance = random.Random(seed)
        while not over.is_set():
            searcher.step(chance)

    threads = [threading.Thread(target=write)]
    threads += [threading.Thread(target=search, args=(seed,)) for seed in range(_SEARCHERS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def killed_everywhere(
    url: str, work: str, numbers: Mapping[str, Sequence[int]], truth: Truth, searcher: Searcher, changes: int
) -> None:
    """Begin it again and again, killed at these requests of each phase, and then let it end."""
    places = [
        f"{phase} {number} {'before' if phase == 'end' else _HOW[place % len(_HOW)]}"
        for phase, some in numbers.items()
        for place, number in enumerate(some)
    ]
    runs = 0
    with meanwhile(truth, searcher, lambda: changes * (runs + 1) // (len(places) + 1)):
        for place in places:
            print(f"  killed: {run(url, work, place)}", flush=True)
            runs += 1
        print(f"  {run(url, work)}", flush=True)
    print(
        f"{work}, killed {len(places)} times: {dict(truth.done)}; {searcher.asked:,} searches, "
        f"failed {len(searcher.failures)} {searcher.failures[:3] or ''}",
        flush=True,
    )


def _places(phase: str, requests: int) -> Sequence[int]:
    """Return the requests of a phase at which it is killed, of so many that it takes."""
    if phase == "end":
        return tuple(min(number, requests) for number in (1, 1, 2, 2, 3))
    if phase == "copy":  # each run goes on where the last one was
        return [max(1, requests // (_PLACES + 1))] * _PLACES
    return [max(1, round(place * requests / (_PLACES + 1))) for place in range(1, _PLACES + 1)]


def measure(client: Elasticsearch, url: str, pool: Sequence[Article], arguments: argparse.Namespace) -> None:
    """Rebuild, go back, and go forward again."""
    create_indices(client, NAMES)
    truth = Truth(client, pool)
    truth.fill(arguments.articles)
    truth.done.clear()
    print(f"{arguments.articles:,} articles written", flush=True)
    began = time.monotonic()
    requests = json.loads(run(url, "reindex").removeprefix("ended "))
    print(f"a rebuild alone: {time.monotonic() - began:.1f} s, requests by phase {requests}", flush=True)
    truth.check("after it")

    numbers = {phase: _places(phase, requests[phase]) for phase in PHASES}
    searcher = Searcher(client, truth)
    before = current_index(client, NAMES)
    killed_everywhere(url, "reindex", numbers, truth, searcher, arguments.changes)
    after = current_index(client, NAMES)
    truth.check(f"{before} became {after}")

    truth.done.clear()
    for _ in range(0, arguments.since, 10):
        truth.arrive(10)
    few = dict.fromkeys(PHASES, _FEW) | {"end": numbers["end"]}
    killed_everywhere(url, "rollback", few, truth, searcher, arguments.since)
    truth.check(f"{after} went back to {current_index(client, NAMES)}")

    truth.refused = 0.0
    began = time.monotonic()
    with meanwhile(truth, searcher, lambda: arguments.since):
        ended = run(url, "rollback")
    print(f"forward again, not killed: {time.monotonic() - began:.1f} s, {ended}")
    print(f"writers were refused for {truth.refused:.2f} s at most; searches failed {len(searcher.failures)}")
    truth.check(f"forward to {current_index(client, NAMES)}")


def remove(client: Elasticsearch) -> None:
    """Delete what this program made."""
    for index in client.indices.get(index=f"{NAMES.prefix}*"):
        client.indices.delete(index=index)
    client.options(ignore_status=404).indices.delete_index_template(name=f"{NAMES.prefix}*")


def main() -> None:
    """Read the arguments, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--changes", type=int, default=5_000, help="while it is rebuilt")
    parser.add_argument("--since", type=int, default=1_000, help="articles that arrive before the way back")
    parser.add_argument("--cache", type=Path, default=CACHE, help="folder with pool.json")
    parser.add_argument("--heap", default="1g")
    parser.add_argument("--url", help="an Elasticsearch that runs already")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.url, *arguments.child)
        return
    kept = arguments.cache / "pool.json"
    if not kept.exists():
        sys.exit(f"{kept} is not there: `python -m benchmarks.archive DATA` makes it")
    pool = msgspec.json.decode(kept.read_bytes(), type=list[Article])
    with tempfile.TemporaryDirectory(prefix="copydesk-reindex-") as folder:
        Path(folder).chmod(0o755)  # Elasticsearch may run as another user
        with (
            opened(Path(folder), url=arguments.url, heap=arguments.heap) as url,
            connect(url, timeout=120) as client,
        ):
            remove(client)
            try:
                measure(client, url, pool, arguments)
            finally:
                remove(client)


if __name__ == "__main__":
    main()
