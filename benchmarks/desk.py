"""How long the pages take over a large archive, and what they cost the web process and Elasticsearch.

    python -m benchmarks.desk [--times 100] [--ingest DATA] [--cache FOLDER] [--heap 1g] [--url URL]

Asks one web process, over the archive that `benchmarks.archive` has made, for pages of several kinds in turn, each with
questions drawn from the articles. `ms` is what a reader waits; `web` and `index` are the processor time of the web
process and of Elasticsearch for a page, which other programs on the machine do not change much.

With --ingest, files of DATA, the folder of the evaluation data, are taken in all the while by a watcher and a worker
that write into the same archive: first a backlog, as fast as they go, and then, while pages are asked for, half as many
a second. What Elasticsearch takes for these is part of `index`.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx2
from elasticsearch import Elasticsearch
from rich.console import Console
from rich.table import Table

from benchmarks.archive import NAMES, add_arguments, opened
from benchmarks.load import Drops
from benchmarks.renewed import Renewed
from search.transport.client import connect
from workers.app.factory import parts_of
from workers.local.runtime import settings_with_runtime
from workers.local.stack import Stack
from workers.settings_source import load

#: The most that a page of a kind may take, ms: p95.
GOALS = {"search": 150, "facets": 200, "day and source": 300, "article": 60, "person": 200}
_WARM = 150
#: Files of the backlog by which it is found how many this machine takes in a second, and files before it that are not
#: counted: the compilers of Elasticsearch are at work, and models are loaded.
_BACKLOG, _BEFORE = 300, 100


class Questions:
    """Addresses of pages, by kind, drawn from the articles of the archive."""

    def __init__(self, client: Elasticsearch, chance: random.Random) -> None:
        self._chance = chance
        found = client.search(
            index=NAMES.articles,
            size=500,
            query={
                "function_score": {
                    "query": {"prefix": {"arrival": "archive:"}},  # not what was taken in beside them
                    "random_score": {"seed": 7, "field": "_seq_no"},
                }
            },
            source={"includes": ["title", "source", "published_at", "entities.key", "entities.type"]},
        )
        self._articles = found["hits"]["hits"]

    def _one(self) -> dict[str, object]:
        return dict(self._chance.choice(self._articles)["_source"])

    def search(self) -> str:
        """One to four words of a title."""
        words = [word.strip('.,:;"()') for word in str(self._one()["title"]).split()] or ["news"]
        start = self._chance.randrange(len(words))
        return "/?" + urlencode({"q": " ".join(words[start : start + self._chance.randrange(1, 5)]).replace(":", " ")})

    def facets(self) -> str:
        """All articles by their facets: the first page, and one narrowed by a source or a language."""
        article = self._one()
        more = self._chance.choice(({}, {"source": article["source"]}, {"language": "en"}))
        return f"/?{urlencode(more)}"

    def day_and_source(self) -> str:
        """A source's articles of a month."""
        article = self._one()
        month = str(article["published_at"])[:7]
        return "/?" + urlencode({"q": f'on:{month} source:"{article["source"]}"'})

    def article(self) -> str:
        """An article."""
        return f"/article/{self._chance.choice(self._articles)['_id']}"

    def person(self) -> str:
        """Somebody whom an article names."""
        for _ in range(100):
            people = [e["key"] for e in self._one().get("entities", ()) if e["type"] == "person"]  # type: ignore[attr-defined]
            if people:
                return f"/entity/{quote(self._chance.choice(people))}"
        raise LookupError("no article names a person")


@contextmanager
def web(url: str) -> Iterator[tuple[str, int]]:
    """Run a web process over the archive; yield its address and its number."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")} | {
        "COPYDESK_ELASTICSEARCH_URL": url,
        "COPYDESK_PREFIX": NAMES.prefix,
        "COPYDESK_WEB_PORT": str(port),
    }
    with subprocess.Popen([sys.executable, "-m", "workers.commands", "web"], env=environment) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            until = time.monotonic() + 120
            while True:
                try:
                    httpx2.get(f"{address}/static/desk.css", timeout=5)
                    break
                except httpx2.TransportError:
                    if process.poll() is not None or time.monotonic() > until:
                        sys.exit("the web process does not answer")
                    time.sleep(0.2)
            yield address, process.pid
        finally:
            process.terminate()
            process.wait(30)


def cpu_of(process: int) -> float:
    """Return the processor time that a process has taken, seconds."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(process: int) -> float:
    """Return the most memory that a process had, MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def cpu_of_index(client: Elasticsearch) -> float:
    """Return the processor time that Elasticsearch has taken, seconds."""
    nodes = client.nodes.stats(metric="process", filter_path="nodes.*.process.cpu.total_in_millis")["nodes"]
    return float(sum(one["process"]["cpu"]["total_in_millis"] for one in nodes.values())) / 1000


@contextmanager
def intake(url: str, data: Path) -> Iterator[Drops]:
    """Run a watcher and a worker that write into the archive; yields what drops files for them."""
    # numbers of this run's own, so that no file is known from an earlier one
    renewed, first = Renewed(data), int(time.time())
    with tempfile.TemporaryDirectory(prefix="copydesk-benchmark-") as name:
        settings = load(data=Path(name) / "data", elasticsearch_url=url, prefix=NAMES.prefix, flower_port=0, web_port=0)
        with Stack(settings):
            yield Drops(parts_of(settings_with_runtime(settings)), lambda number: renewed.file(first + number))


def measure(address: str, process: int, client: Elasticsearch, times: int) -> Table:
    """Ask for pages of each kind, and return a table of what they took."""
    questions = Questions(client, random.Random(1))
    kinds: dict[str, Callable[[], str]] = {name: getattr(questions, name.replace(" ", "_")) for name in GOALS}
    took: dict[str, list[float]] = defaultdict(list)
    table = Table("page", "p50 ms", "p95 ms", "goal ms", "web ms", "index ms", "asked", box=None)
    with httpx2.Client(base_url=address, timeout=60) as reader:
        for kind, make in kinds.items():
            for _ in range(_WARM):
                reader.get(make())
            web_before, index_before = cpu_of(process), cpu_of_index(client)
            for _ in range(times):
                path = make()
                begun = time.perf_counter()
                answer = reader.get(path)
                took[kind].append(1000 * (time.perf_counter() - begun))
                if answer.status_code != 200:
                    print(f"{answer.status_code} for {path}", file=sys.stderr)
            ordered = sorted(took[kind])
            costs = ((cpu_of(process) - web_before), (cpu_of_index(client) - index_before))
            table.add_row(
                kind,
                f"{ordered[times // 2]:.0f}",
                f"{ordered[int(times * 0.95)]:.0f}",
                str(GOALS[kind]),
                *(f"{1000 * cost / times:.0f}" for cost in costs),
                str(times),
            )
    return table


def main() -> None:
    """Read the arguments, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100, help="pages of each kind")
    parser.add_argument("--ingest", type=Path, metavar="DATA", help="take in files of the evaluation data meanwhile")
    add_arguments(parser)
    arguments = parser.parse_args()
    with ExitStack() as running:
        url = running.enter_context(opened(arguments.cache, url=arguments.url, heap=arguments.heap))
        client = running.enter_context(connect(url, timeout=60))
        said = "nothing taken in"
        if arguments.ingest:
            taken_in = running.enter_context(intake(url, arguments.ingest))
            taken_in.backlog(_BEFORE)
            rate = taken_in.backlog(_BACKLOG)
            running.enter_context(taken_in.evenly(rate / 2))
            said = f"{rate / 2:.1f} files a second taken in ({rate:.1f} of a backlog)"
        address, process = running.enter_context(web(url))
        count = client.count(index=NAMES.everything)["count"]
        table = measure(address, process, client, arguments.times)
        table.title = (
            f"{count:,} articles, {said}, load {os.getloadavg()[0]:.1f}, web process {memory_of(process):.0f} MB"
        )
        Console().print(table)


if __name__ == "__main__":
    main()
