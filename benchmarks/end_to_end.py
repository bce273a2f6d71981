"""What a whole Copydesk costs from drop to fate, beside its pure stages and a script written in an afternoon.

    python -m benchmarks.end_to_end DATA [--data RUNNING] [--files 600] [--kinds html,plain,mixed] [--warm 0] [--names]
        [--no-entities] [--plot FILE.png]

Pages (`cleaning/*.html.jsonl.xz`), plain texts (`near_duplicates/`) and both in turn are dropped at once, and the
folder is watched until everything has left it: the index is not asked meanwhile, since counting in Elasticsearch slows
what is measured. CPU is that of every process below `copydesk up`, user and system, by what it is. The script is a
pool of as many processes with trafilatura (plain texts as they are) and `streaming_bulk` into an index of its own on
the same Elasticsearch; it keeps no state, finds no names and no copies (`benchmarks.afternoon`). "Pure" is
`benchmarks.stages` with the models of all languages, in one process, and in as many at once as there are workers:
processors share caches and memory, so that the same stages take longer then. With --names, the script with spaCy's
stock model (all of its pipes, as one gets it) and a plain chain of four Celery tasks that do the same are run, too, on
the first quarter of the files.

`--warm N` drops N other articles first: in its first minutes half of what Elasticsearch takes is its compiler.
Compare figures of one run only.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import functools
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil

from articles.article import Value
from benchmarks import afternoon, checkouts, stages
from benchmarks.renewed import Renewed
from benchmarks.system import drop, running
from workers.app.services import broker_url
from workers.app.wiring import Parts
from workers.local.runtime import Runtime

KINDS = ("html", "plain", "mixed")
_LOOK_SECONDS = 0.2
#: Elasticsearch rests if it takes less than this share of a core for so many seconds; waited for at most so long.
_REST_SHARE, _REST_LOOK_SECONDS, _REST_SECONDS = 0.1, 5.0, 150.0
#: Numbers of files in other words from which those begin that are dropped to warm up, and those of both kinds.
_WARM, _MIXED = 1_000_000, 2_000_000

#: Words in the command line of a process → what it is; the first that fits.
_PARTS = (
    ("elasticsearch", "org.elasticsearch"),
    ("valkey", "valkey"),
    ("worker", "commands worker"),
    ("watcher", "commands watch"),
    ("views", "commands web"),
    ("views", "commands flower"),
)
#: Enrichers that look for names, or at them.
_NAMES = ("entities", "quotes")
#: Most files from which the pure stages are measured; they differ so much that a hundred give another figure.
_PURE = 1000


class Cost(Value, frozen=True, kw_only=True):
    """What so many articles took."""

    seconds: float
    cpu: dict[str, float]  #: seconds by part
    memory: int  #: bytes of all processes at the end
    refreshes: int  #: of the index of articles
    afterwards: float = 0.0  #: CPU seconds of Elasticsearch between the end and rest: what it put off


def files(data: Path, kind: str, count: int) -> list[tuple[str, bytes]]:
    """Names and contents of so many different files: the real ones first, then real ones in other words."""
    renewed = Renewed(data)
    if kind == "mixed":
        return [renewed.file(_MIXED + number) for number in range(count)]
    make, suffix = (renewed.page, "html") if kind == "html" else (renewed.text, "txt")
    real = stages.contents(data, kind, count)
    contents = [*real, *(make(number) for number in range(count - len(real)))]
    return [(f"{number:05}.{suffix}", content) for number, content in enumerate(contents)]


def processes(root: psutil.Process) -> Iterator[tuple[str, psutil.Process]]:
    """The processes of a Copydesk, with what each is."""
    for process in root.children(recursive=True):
        with contextlib.suppress(psutil.Error):
            line = " ".join(process.cmdline())
            yield next((part for part, word in _PARTS if word in line), "other"), process


def cpu(root: psutil.Process) -> dict[str, float]:
    """CPU seconds by part. What children took that have ended is counted in their parents."""
    spent: dict[str, float] = collections.defaultdict(float)
    for part, process in processes(root):
        with contextlib.suppress(psutil.Error):
            times = process.cpu_times()
            ended = (times.children_user + times.children_system) if part == "worker" else 0.0
            spent[part] += times.user + times.system + ended
    return spent


def since(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """CPU seconds by part between two measurements."""
    return {part: seconds - before.get(part, 0.0) for part, seconds in after.items()}


def memory(root: psutil.Process) -> int:
    """Bytes that all parts have for themselves, shared pages counted once for each that maps them."""
    total = 0
    for _, process in processes(root):
        with contextlib.suppress(psutil.Error):
            total += process.memory_info().rss
    return total


def refreshes(parts: Parts) -> int:
    """How often the index of articles was refreshed."""
    stats = parts.elasticsearch.indices.stats(index=parts.names.everything, metric="refresh")
    return int(stats["_all"]["primaries"]["refresh"]["total"])


def through(parts: Parts, root: psutil.Process, some: Iterable[tuple[str, bytes]]) -> Cost:
    """Drop files and wait until all have left the folder."""
    before, refreshed = cpu(root), refreshes(parts)
    started = time.monotonic()
    for name, content in some:
        drop(parts, f"{uuid.uuid4().hex[:8]}-{name}", content)
    while any(parts.queue.inbox.iterdir()) or any(parts.queue.processing.iterdir()):
        time.sleep(_LOOK_SECONDS)
    seconds = time.monotonic() - started
    ended, refreshed = cpu(root), refreshes(parts) - refreshed
    rest(root)
    return Cost(
        seconds=seconds,
        cpu=since(before, ended),
        memory=memory(root),
        refreshes=refreshed,
        afterwards=since(ended, cpu(root))["elasticsearch"],
    )


def rest(root: psutil.Process) -> None:
    """Wait until Elasticsearch has little to do, so that nothing put off by what came before is counted."""
    until = time.monotonic() + _REST_SECONDS
    while time.monotonic() < until:
        before = cpu(root)
        time.sleep(_REST_LOOK_SECONDS)
        if since(before, cpu(root))["elasticsearch"] < _REST_SHARE * _REST_LOOK_SECONDS:
            return


def extract(item: tuple[str, bytes], *, names: bool) -> tuple[dict[str, Any], float]:
    """What the script does with a file, and the CPU seconds that it took."""
    began = time.process_time()
    fields = afternoon.fields_of(*item)
    return (afternoon.with_names(fields) if names else fields), time.process_time() - began


@contextlib.contextmanager
def index_of_its_own(parts: Parts) -> Iterator[str]:
    """An index for the script, deleted afterwards; of a name that the key of `copydesk up` covers."""
    index = f"{parts.names.prefix}article-benchmark-{uuid.uuid4().hex[:8]}"
    parts.elasticsearch.indices.create(index=index)
    try:
        yield index
    finally:
        parts.elasticsearch.indices.delete(index=index, ignore_unavailable=True)


def script(
    parts: Parts, root: psutil.Process, some: Sequence[tuple[str, bytes]], workers: int, *, names: bool = False
) -> Cost:
    """The afternoon's script on the same files."""
    from elasticsearch.helpers import streaming_bulk

    spent = [0.0]
    one = functools.partial(extract, names=names)
    with index_of_its_own(parts) as index, ProcessPoolExecutor(workers) as pool:
        # libraries and models are loaded before
        list(pool.map(one, some[: 4 * workers]))
        before = cpu(root)
        began, started = time.process_time(), time.monotonic()

        def actions() -> Iterator[dict[str, Any]]:
            for (fields, seconds), (name, _) in zip(pool.map(one, some, chunksize=8), some, strict=True):
                spent[0] += seconds
                yield {"_index": index, "_id": name, "_source": fields}

        for _ in streaming_bulk(parts.elasticsearch, actions()):
            pass
        seconds = time.monotonic() - started
        after = since(before, cpu(root))
    shares = {"worker": spent[0] + time.process_time() - began, "elasticsearch": after["elasticsearch"]}
    return Cost(seconds=seconds, cpu=shares, memory=0, refreshes=0)


def chain(parts: Parts, root: psutil.Process, some: Sequence[tuple[str, bytes]], workers: int) -> Cost:
    """The same in a chain of Celery tasks, over the broker of the system."""
    settings = parts.settings
    key = settings.elasticsearch_api_key
    with index_of_its_own(parts) as index, tempfile.TemporaryDirectory() as folder:
        variables = {
            "AFTERNOON_BROKER": broker_url(settings),
            "AFTERNOON_URL": str(settings.elasticsearch_url),
            "AFTERNOON_KEY": key.get_secret_value() if key else "",
            "AFTERNOON_INDEX": index,
            "C_FORCE_ROOT": "1",  # no warning of it
        }
        afternoon.app.conf.broker_url = variables["AFTERNOON_BROKER"]
        command = [sys.executable, "-m", "celery", "--quiet", "--app", "benchmarks.afternoon", "worker"]
        options = ["--concurrency", str(workers), "--loglevel", "ERROR", "--without-gossip", "--without-mingle"]
        with subprocess.Popen([*command, *options], env=os.environ | variables) as worker:
            try:
                _send(folder, some[: 4 * workers], "warm-")
                own = psutil.Process(worker.pid)
                before, worker_before = cpu(root), _of_tree(own)
                started = time.monotonic()
                _send(folder, some, "")
                seconds = time.monotonic() - started
                # that of the system has nothing to do, and "other" is the chain's
                after = since(before, cpu(root)) | {"worker": _of_tree(own) - worker_before, "other": 0.0}
            finally:
                worker.terminate()
                worker.wait(60)
    return Cost(seconds=seconds, cpu=after, memory=0, refreshes=0)


def _send(folder: str, some: Sequence[tuple[str, bytes]], prefix: str) -> None:
    paths = [Path(folder) / f"{prefix}{name}" for name, _ in some]
    for path, (_, content) in zip(paths, some, strict=True):
        path.write_bytes(content)
        afternoon.send(path)
    while any(os.scandir(folder)):
        time.sleep(_LOOK_SECONDS)


def _of_tree(process: psutil.Process) -> float:
    """CPU seconds of a process and its children."""
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.Error):
            times = one.cpu_times()
            total += times.user + times.system
    return total


def pure(some: Sequence[tuple[str, bytes]], enrichers: Collection[str], processes: int) -> float:
    """CPU milliseconds an article of the pure stages in so many processes at once, from files evenly taken from all."""
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(processes) as pool:
        for file, content in some[:: max(len(some) // _PURE, 1)]:
            (Path(name) / file).write_bytes(content)

        def one(_: int) -> float:
            found = checkouts.figures(stages.__file__, Path(name), checkouts.HERE, "--all-languages")
            return found["all"] - sum(found[name] for name in stages.ENRICHERS if name not in enrichers)

        return statistics.fmean(pool.map(one, range(processes)))


def milliseconds_of(cost: Cost, count: int) -> dict[str, float]:
    """CPU milliseconds an article by part."""
    return {part: 1000 * seconds / count for part, seconds in sorted(cost.cpu.items()) if seconds > 0}


def shown(label: str, cost: Cost, count: int) -> tuple[str, Cost, int]:
    """Print a line of the table, and return what it says."""
    each = milliseconds_of(cost, count)
    said = ", ".join(f"{part} {milliseconds:.1f}" for part, milliseconds in each.items())
    print(f"  {label:10}{count / cost.seconds:8.1f}/s{sum(each.values()):9.1f} ms CPU an article ({said})", flush=True)
    return label, cost, count


def show_pure(cost: Cost, count: int, alone: float, together: float) -> None:
    """Print what Copydesk took beside its pure stages, in one process and in as many as it has workers."""
    total = sum(milliseconds_of(cost, count).values())
    print(
        f"  {'pure':10}{alone:19.1f} ms; all less pure {total - alone:.1f} ms, efficiency {alone / total:.2f} "
        f"({together:.1f} ms in as many processes at once as there are workers: {together / total:.2f}); "
        f"memory {cost.memory >> 20} MB; {60 * cost.refreshes / cost.seconds:.0f} refreshes a minute; "
        f"Elasticsearch afterwards {1000 * cost.afterwards / count:.1f} ms an article",
        flush=True,
    )


def draw(kinds: Mapping[str, Mapping[str, Mapping[str, float]]], path: Path) -> None:
    """Draw what each takes an article, by kind of file and by part, into a picture."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    parts = sorted({part for bars in kinds.values() for bar in bars.values() for part in bar})
    figure, panels = plt.subplots(1, len(kinds), figsize=(5 * len(kinds), 4), squeeze=False)
    for panel, (kind, bars) in zip(panels[0], kinds.items(), strict=True):
        below = dict.fromkeys(bars, 0.0)
        for part in parts:
            heights = [bar.get(part, 0.0) for bar in bars.values()]
            panel.bar(list(bars), heights, bottom=list(below.values()), label=part)
            below = {label: below[label] + height for label, height in zip(bars, heights, strict=True)}
        panel.set(title=kind, ylabel="ms of processor time an article")
    panels[0][0].legend()
    figure.tight_layout()
    figure.savefig(path)


def beside(
    parts: Parts, root: psutil.Process, some: Sequence[tuple[str, bytes]], workers: int, *, names: bool
) -> Iterator[tuple[str, Cost, int]]:
    """Measure the script, and with names the script that finds some and a chain; show each, and yield it."""
    few = some[: len(some) // 4]
    yield shown("script", script(parts, root, some, workers), len(some))
    if names:
        yield shown("+ names", script(parts, root, few, workers, names=True), len(few))
        yield shown("chain", chain(parts, root, few, workers), len(few))


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DATA")
    parser.add_argument("--data", type=Path, help="folder of a running `copydesk up`; else one of its own is started")
    parser.add_argument("--files", type=int, default=600, help="of each kind")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--warm", type=int, default=0, help="articles that are dropped first and not counted")
    parser.add_argument("--no-entities", action="store_true", help="without names, and without quotes, which need them")
    parser.add_argument("--names", action="store_true", help="beside it, the script with spaCy's names, and a chain")
    parser.add_argument("--plot", type=Path, help="picture to draw")
    given = parser.parse_args()
    kinds = given.kinds.split(",")
    if not set(kinds) <= set(KINDS):
        sys.exit(f"--kinds takes {', '.join(KINDS)}.")
    if given.no_entities and given.data:
        sys.exit("--no-entities starts a system of its own; leave --data out.")
    enrichers = tuple(name for name in stages.ENRICHERS if not (given.no_entities and name in _NAMES))
    with running(given.data, enrichers=enrichers) as parts:
        runtime = Runtime.read(given.data) if given.data else None
        root = psutil.Process(runtime.pid if runtime is not None else os.getpid())
        if given.warm:
            renewed = Renewed(given.folder)
            through(parts, root, (renewed.file(_WARM + number) for number in range(given.warm)))
        measured: dict[str, dict[str, dict[str, float]]] = {}
        for kind in kinds:
            some = files(given.folder, kind, given.files)
            workers = parts.settings.concurrency or os.cpu_count() or 1
            alone, together = (pure(some, parts.settings.enrichers, number) for number in (1, workers))
            print(f"{kind}: {len(some)} files of {sum(len(content) for _, content in some) // len(some):,} bytes")
            costs = [shown("copydesk", through(parts, root, some), len(some))]
            show_pure(*costs[0][1:], alone, together)
            costs += beside(parts, root, some, workers, names=given.names)
            measured[kind] = {"pure": {"worker": alone}} | {
                label: milliseconds_of(cost, count) for label, cost, count in costs
            }
    if given.plot is not None:
        draw(measured, given.plot)


if __name__ == "__main__":
    main()
