"""Export a large archive, take it in again, and look for many names in it: what that costs, and whether all is kept.

    python -m benchmarks.exchange [--folder FOLDER] [--only export,import,batch] [--cache FOLDER] [--url URL]

Over the archive that `benchmarks.archive` has made. Each step runs `copydesk` in a process of its own, so that times
include its start, and memory is the most that it had.

export: everything, copies too, as JSON lines, as CSV and as Parquet, with memory at a tenth, half and all of the rows;
then as JSON lines again, killed (SIGKILL) at five places and begun again each time: the file has to be the same, byte
by byte. Rows are counted against `_count`, and ids against each other.

import: the file is taken in under another prefix, killed at three places and run again; then ids, versions, stories,
entities and whole documents are hashed on both sides, and the ledger is counted. What was taken in is deleted.

batch: a thousand names of the archive, frequent and rare ones, by `copydesk batch --names`, twice.

FOLDER gets the files, about as large as the archive's texts with what is known of them (10 KB an article).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from elasticsearch import Elasticsearch

from benchmarks.archive import NAMES, add_arguments, opened
from search.exchange.export import State, sha256
from search.exchange.rows import DERIVED
from search.ledger import queries
from search.lifecycle.create import create_indices
from search.schema.index_names import Names
from search.transport.client import connect
from search.transport.paging import pages

AGAIN = Names("archive-again-")
#: Shares of the rows at which an export is killed.
_KILLED = (0.02, 0.2, 0.45, 0.7, 0.95)
_IMPORT_KILLED = (0.03, 0.1, 0.3)
_LOOKED_AT = (0.1, 0.5, 1.0)
_NAMES = 1000
_SEED = 17
_LOOK_SECONDS = 0.2
#: Elasticsearch reads its own processor time once a second.
_SETTLE = 1.2
#: What an import makes anew.
_ANEW = {"arrival", "round"}
_PARTS: dict[str, tuple[str, ...]] = {
    "ids and versions": (),
    "stories": ("story_id", "is_copy", "copy_of", "similarity", "copies"),
    "entities": ("entities", "entity_keys", "people", "organizations", "places", "quotes"),
}


class Command:
    """A `copydesk` command that runs.

    Args:
        url: Elasticsearch.
        prefix: Prefix of the indices.
        arguments: The command and its arguments.
        output: Gets what it prints.
    """

    def __init__(self, url: str, prefix: str, *arguments: str, output: Any = subprocess.DEVNULL) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")} | {
            "COPYDESK_ELASTICSEARCH_URL": url,
            "COPYDESK_PREFIX": prefix,
        }
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "workers.commands", *arguments],
            env=environment,
            stdout=output,
            stderr=subprocess.DEVNULL,
        )
        self.memory = 0.0

    def runs(self) -> bool:
        """Return whether it still runs, and note the most memory that it had."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        except FileNotFoundError:
            status = ""
        if found := re.search(r"VmHWM:\s+(\d+) kB", status):
            self.memory = int(found[1]) / 1024
        return self.process.poll() is None

    def until(self, reached: Callable[[], bool]) -> bool:
        """Wait until something is reached; return False if the command ended before."""
        while self.runs():
            if reached():
                return True
            time.sleep(_LOOK_SECONDS)
        return False

    def kill(self) -> None:
        """Kill it, without a chance to clear up."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self) -> float:
        """Wait until it has ended, and return how long it took."""
        while self.runs():
            time.sleep(_LOOK_SECONDS)
        if self.process.returncode:
            sys.exit(f"copydesk ended with {self.process.returncode}: {self.process.args!r}")
        return time.monotonic() - self.began


def exported_rows(path: Path) -> int:
    """Return how many rows of an export count that is under way."""
    try:
        return msgspec.json.decode(path.with_name(path.name + ".part.json").read_bytes(), type=State).rows
    except (FileNotFoundError, msgspec.DecodeError):
        return 0


def measure_export(client: Elasticsearch, url: str, folder: Path) -> None:
    """Export everything in each form, and as JSON lines again, killed and resumed."""
    client.indices.refresh(index=NAMES.everything)
    count = int(client.count(index=NAMES.everything)["count"])
    print(f"{count:,} articles by _count", flush=True)
    for form in ("jsonl", "csv", "parquet"):
        path = folder / f"out.{form}"
        command = Command(url, NAMES.prefix, "export", "--copies", "--restart", f"--{form}", str(path))
        memory = []
        for share in _LOOKED_AT:
            command.until(lambda path=path, share=share: exported_rows(path) >= share * count)  # type: ignore[misc]
            memory.append(f"{command.memory:.0f}")
        seconds = command.end()
        print(
            f"{form}: {seconds:.0f} s ({count / seconds:,.0f}/s), {path.stat().st_size / 1e6:,.0f} MB; memory at "
            f"{', '.join(f'{share:.0%}' for share in _LOOKED_AT)} {', '.join(memory)} MB, most {command.memory:.0f} MB",
            flush=True,
        )
    path = folder / "killed.jsonl"
    for share in _KILLED:
        command = Command(url, NAMES.prefix, "export", "--copies", "--jsonl", str(path))
        if not command.until(lambda share=share: exported_rows(path) >= share * count):  # type: ignore[misc]
            sys.exit("the export ended before it was killed")
        command.kill()
    Command(url, NAMES.prefix, "export", "--copies", "--jsonl", str(path)).end()
    whole = folder / "out.jsonl"
    ids = list(exported_ids(path))
    print(
        f"killed {len(_KILLED)} times: {len(ids):,} rows, _count {count:,}, doubled {len(ids) - len(set(ids))}, "
        f"{'the same bytes as' if sha256(whole) == sha256(path) else 'NOT the bytes of'} the one that was not killed",
        flush=True,
    )
    path.unlink()


def exported_ids(path: Path) -> Iterator[bytes]:
    """Yield the ids of an export's rows, shortened."""
    with path.open("rb") as lines:
        for line in lines:
            yield hashlib.sha256(msgspec.json.decode(line)["_id"].encode()).digest()[:16]


def digests(client: Elasticsearch, names: Names) -> dict[str, str]:
    """Return a hash of all articles of an installation for each part of them that is compared."""
    sums = dict.fromkeys((*_PARTS, "whole documents"), 0)
    for page in pages(client, names.everything, {"match_all": {}}, dict, excludes=DERIVED):
        for stored in page:
            whole = {name: value for name, value in stored.source.items() if name not in _ANEW}
            parts = {part: {name: whole.get(name) for name in fields} for part, fields in _PARTS.items()}
            for part, content in {**parts, "whole documents": whole}.items():
                row = msgspec.json.encode((stored.id, stored.version, content), order="deterministic")
                # A sum does not depend on the order of the rows, and one that is there twice changes it.
                sums[part] += int.from_bytes(hashlib.sha256(row).digest())
    return {part: f"{total % (1 << 256):064x}" for part, total in sums.items()}


def measure_import(client: Elasticsearch, url: str, folder: Path) -> None:
    """Take the export in under another prefix, and compare both installations."""
    path = folder / "out.jsonl"
    if not path.exists():
        sys.exit(f"{path} is not there: run the export first, with the same --folder")
    count = int(client.count(index=NAMES.everything)["count"])
    with another(client):
        for share in _IMPORT_KILLED:
            command = Command(url, AGAIN.prefix, "import", str(path))
            if not command.until(lambda share=share: written(client) >= share * count):  # type: ignore[misc]
                sys.exit("the import ended before it was killed")
            command.kill()
        command = Command(url, AGAIN.prefix, "import", str(path))
        seconds = command.end()
        counts = queries.counts(client, AGAIN)
        client.indices.refresh(index=AGAIN.everything)
        there = int(client.count(index=AGAIN.everything)["count"])
        print(
            f"import, killed {len(_IMPORT_KILLED)} times: the last run {seconds:.0f} s, "
            f"memory {command.memory:.0f} MB; {there:,} articles; "
            f"ledger: {counts.files} file, {counts.arrivals:,} arrivals, {counts.settled:,} settled"
        )
        before, after = digests(client, NAMES), digests(client, AGAIN)
        for part, digest in before.items():
            print(f"  {part}: {'the same' if digest == after[part] else 'DIFFER'} ({digest[:16]}, {after[part][:16]})")
    sys.stdout.flush()


@contextmanager
def another(client: Elasticsearch) -> Iterator[None]:
    """Make a second, empty installation, which is deleted in the end."""
    remove(client)
    create_indices(client, AGAIN)
    try:
        yield
    finally:
        remove(client)


def remove(client: Elasticsearch) -> None:
    """Delete the second installation."""
    for index in client.indices.get(index=f"{AGAIN.prefix}*"):
        client.indices.delete(index=index)
    client.options(ignore_status=404).indices.delete_index_template(name=f"{AGAIN.prefix}*")


def written(client: Elasticsearch) -> int:
    """Return how many articles the second installation has, without a refresh, which would slow the import."""
    stats = client.indices.stats(index=AGAIN.everything, metric="indexing")
    return int(stats["_all"]["primaries"]["indexing"]["index_total"])


def names_of(client: Elasticsearch) -> list[str]:
    """Return a thousand names that articles have, drawn among the articles: frequent ones come up more often."""
    chance, found = random.Random(_SEED), dict[str, None]()
    answer = client.search(
        index=NAMES.articles,
        size=2 * _NAMES,
        query={"function_score": {"query": {"match_all": {}}, "random_score": {"seed": _SEED, "field": "_seq_no"}}},
        source_includes=["entities.name"],
    )
    for hit in answer["hits"]["hits"]:
        if named := [one["name"] for one in hit["_source"].get("entities", ())]:
            found.setdefault(chance.choice(named))
    return list(found)[:_NAMES]


def processor_time(client: Elasticsearch) -> float:
    """Return the seconds of processor time that Elasticsearch took so far, which it reads itself once a second."""
    time.sleep(_SETTLE)
    nodes = client.nodes.stats(metric="process")["nodes"].values()
    return float(sum(node["process"]["cpu"]["total_in_millis"] for node in nodes)) / 1000


def measure_batch(client: Elasticsearch, url: str, folder: Path) -> None:
    """Look for a thousand names."""
    names = names_of(client)
    path = folder / "names.txt"
    path.write_text("".join(f"{name}\n" for name in names), "utf-8")
    for turn in ("caches empty", "again"):
        if turn == "caches empty":
            client.indices.clear_cache(index=NAMES.everything)
        answer, spent = folder / "batch.jsonl", processor_time(client)
        with answer.open("wb") as output:
            command = Command(url, NAMES.prefix, "batch", "--names", "--json", str(path), output=output)
            seconds = command.end()
        totals = sorted(json.loads(line)["total"] for line in answer.read_text("utf-8").splitlines())
        print(
            f"batch of {len(names):,} names, {turn}: {seconds:.1f} s, {processor_time(client) - spent:.1f} s of "
            f"Elasticsearch's processor time, memory {command.memory:.0f} MB; "
            f"{len(totals):,} answers, without a hit {sum(total == 0 for total in totals)}, "
            f"hits of the median name {totals[len(totals) // 2]:,}, of the most frequent {totals[-1]:,}",
            flush=True,
        )


STEPS = {"export": measure_export, "import": measure_import, "batch": measure_batch}


def main() -> None:
    """Read the arguments, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where the files go; a temporary one without it")
    parser.add_argument("--only", default=",".join(STEPS), help="steps, divided by commas")
    add_arguments(parser)
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="copydesk-exchange-") as temporary,
        opened(arguments.cache, url=arguments.url, heap=arguments.heap) as url,
        connect(url, timeout=300) as client,
    ):
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        create_indices(client, NAMES)
        for step in arguments.only.split(","):
            STEPS[step](client, url, folder)


if __name__ == "__main__":
    main()
