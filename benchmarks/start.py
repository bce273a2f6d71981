"""How soon things start: `copydesk up` beside its Elasticsearch, and each command until it has answered.

    python -m benchmarks.start [--runs 5] [FILE ...]

`up` is started, on new data with what it needs in the cache, and stopped again; its time until everything serves is
compared with what Elasticsearch took in the same run. Then commands are asked of the last one in turn, so many times
each; files that are given go through it first. Shown are the median time and the median processor time of each
command, user and system. The first round is not counted.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.system import asked, drop, quiet
from workers.app.factory import parts_of
from workers.local.elasticsearch.server import EmbeddedElasticsearch
from workers.local.runtime import settings_with_runtime
from workers.local.stack import Stack
from workers.settings_source import load

#: Commands that only ask, each with arguments that it needs.
COMMANDS = (
    "--help",
    "status",
    "status --json",
    "search water",
    "search --json water",
    "show {id}",
    "more-like {id}",
    "story {id}",
    "revisions {id}",
    "entities water",
    "changes --json",
    "withdrawn",
    "failed list",
    "batch {file}",
    "audit",
    "index status",
    "index snapshot --help",
    "send --help",
    "up --help",  # what `up` imports before it starts anything
    "clean {file}",
    "doctor",
)
_TEXT = "The water board met\n\nOSLO — The water board of Oslo met on Monday, its chair Kari Nilsen said. " + (
    "It spoke about pipes, pumps and the price of water in the districts of the town. " * 6
)


@contextlib.contextmanager
def elasticsearch_timed() -> Iterator[list[float]]:
    """Yield a list that gets the seconds that each start of an Elasticsearch takes meanwhile."""
    spent: list[float] = []
    start = EmbeddedElasticsearch.start

    def timed(server: EmbeddedElasticsearch) -> str:
        began = time.monotonic()
        url = start(server)
        spent.append(time.monotonic() - began)
        return url

    with mock.patch.object(EmbeddedElasticsearch, "start", timed):
        yield spent


@contextlib.contextmanager
def started(folder: Path) -> Iterator[tuple[float, float]]:
    """Start everything in a new folder; yields the seconds that all took, and those of Elasticsearch among them."""
    settings = load(data=folder, flower_port=0)
    with elasticsearch_timed() as spent:
        began = time.monotonic()
        with Stack(settings):
            yield time.monotonic() - began, spent[0]


def ask(arguments: list[str], folder: Path) -> tuple[float, float]:
    """Run a command; returns its seconds, and those of processor time."""
    done, seconds, spent = asked(*arguments, data=folder)
    if done.returncode not in (0, 1):
        print(f"  {' '.join(arguments)} ended with {done.returncode}: {done.stderr[-300:]}", file=sys.stderr)
    return seconds, spent


def commands(folder: Path, runs: int, id_: str, file: Path) -> None:
    """Ask each command so many times, in turn, and print the medians."""
    lines = [line.format(id=id_, file=file) for line in COMMANDS]
    found: dict[str, list[tuple[float, float]]] = {line: [] for line in lines}
    for turn in range(runs + 1):
        for line in lines:
            took = ask(line.split(), folder)
            if turn:
                found[line].append(took)
    print(f"{'command':28}{'seconds':>9}{'processor':>11}")
    for line, rows in found.items():
        said = line.replace(id_, "ID").replace(str(file), "FILE")
        print(f"{said:28}{statistics.median(row[0] for row in rows):9.2f}{statistics.median(r[1] for r in rows):11.2f}")


def fill(folder: Path, files: list[Path]) -> str:
    """Drop the files, or an article of our own, wait for their fates, and return the id of an article."""
    parts: Any = parts_of(settings_with_runtime(load(data=folder)))
    given = [(file.name, file.read_bytes()) for file in files] or [("water.txt", _TEXT.encode())]
    for name, content in given:
        drop(parts, name, content)
    quiet(parts, len(given))
    parts.elasticsearch.indices.refresh(index=parts.names.everything)
    hits = parts.elasticsearch.search(index=parts.names.everything, size=1, source=False)["hits"]["hits"]
    return str(hits[0]["_id"])


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    beyond = []
    for turn in range(given.runs + 1):
        with tempfile.TemporaryDirectory(prefix="copydesk-start-") as name:
            folder = Path(name) / "data"
            Path(name).chmod(0o755)  # Elasticsearch may run as another user
            with started(folder) as (all_seconds, elasticsearch):
                print(f"up: {all_seconds:.1f} s, of which Elasticsearch {elasticsearch:.1f} s", flush=True)
                if turn:
                    beyond.append(all_seconds - elasticsearch)
                if turn == given.runs:
                    print(f"up beyond Elasticsearch: {statistics.median(beyond):.1f} s (median)")
                    id_ = fill(folder, given.files)
                    file = Path(name) / "water.txt"
                    file.write_text(_TEXT)
                    commands(folder, given.runs, id_, file)


if __name__ == "__main__":
    main()
