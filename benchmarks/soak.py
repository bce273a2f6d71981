"""Whether anything grows while Copydesk runs: memory, open files, threads and segments over time, with their errors.

    python -m benchmarks.soak DATA [--minutes 45] [--load 0.8] [--rate R] [--samples FILE.csv] [--plot FILE.png]
    python -m benchmarks.soak --read FILE.csv [--plot FILE.png]     the table of an earlier run again

A `copydesk up` of its own takes in pages and plain texts in turn, each in other words (`benchmarks.renewed`). The rate
of a backlog is measured first (or given by --rate); then files are dropped evenly at --load times that. Every 10 s each
process is looked at: memory in proportion to its share of pages (PSS), memory of its own (USS), resident memory (RSS),
open descriptors, threads. Elasticsearch's heap is what was left after the last collections (its log of them). Several
processes of one role (the children of the worker) give their mean; processes that come later are counted.

The first quarter is left out as warming. A line is fitted to the rest by least squares. Samples follow each other
closely, so the error of the slope is that of as many independent ones as their residuals, correlated from one to the
next, are worth. A slope of more than two errors is marked.

Where other programs take the machine, files would pile up, and what is measured would be a backlog: while more than
--waiting files wait, drops are left out, and counted. At the end all files must have left the folder with a fate.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import re
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import psutil
import redis

from articles.article import Value
from benchmarks.load import Drops, wait_until_empty, waiting
from benchmarks.renewed import Renewed
from benchmarks.system import command, running
from tasks.spool.layout import CLAIM
from workers.app.wiring import Parts

_SAMPLE_SECONDS = 10.0
_WARMING = 0.25
#: Files by which the rate is measured, after as many that are not counted.
_MEASURED = 500
_MEGABYTE = 1 << 20
#: Words in the command line of a process → what it is; the first that fits.
_ROLES = (
    ("Elasticsearch's launcher", "server.launcher"),
    ("Elasticsearch", "org.elasticsearch"),
    ("Valkey", "valkey"),
    ("worker", "commands worker"),
    ("watcher", "commands watch"),
    ("pages", "commands web"),
    ("Flower", "commands flower"),
    ("up", "commands up"),
)
_MEMORY = {"Pss": "PSS", "Rss": "RSS"}
_OWN = ("Private_Clean", "Private_Dirty")
#: "GC(7) Pause Young (Normal) (G1 Evacuation Pause) 312M->120M(512M) 4.1ms", and of others.
_COLLECTED = re.compile(r"GC\(\d+\) Pause [^\n]*?\d+M->(\d+)M\(")


class Sample(NamedTuple):
    """One figure at one time."""

    seconds: float
    what: str  #: the role of processes, or a service
    measure: str
    value: float


class Slope(Value, frozen=True, kw_only=True):
    """A line through samples."""

    mean: float
    hourly: float
    error: float  #: of `hourly`, one standard error

    @property
    def is_different(self) -> bool:
        """Whether it differs from zero by more than two errors."""
        return abs(self.hourly) > 2 * self.error


def fit(seconds: Sequence[float], values: Sequence[float]) -> Slope:
    """Fit a line by least squares; the error takes account of residuals that are alike from one to the next."""
    hours, figures = np.asarray(seconds) / 3600, np.asarray(values)
    number = len(hours)
    centred = hours - hours.mean()
    spread = float(centred @ centred)
    if number < 4 or spread == 0:
        return Slope(mean=float(figures.mean()), hourly=0.0, error=float("inf"))
    hourly = float(centred @ figures) / spread
    residuals = figures - figures.mean() - hourly * centred
    square = float(residuals @ residuals)
    alike = min(max(float(residuals[1:] @ residuals[:-1]) / square, 0.0), 0.98) if square else 0.0
    independent = max(number * (1 - alike) / (1 + alike), 3.0)
    error = (square / number * independent / (independent - 2) / spread * number / independent) ** 0.5
    return Slope(mean=float(figures.mean()), hourly=hourly, error=error)


class Watch:
    """Looks at the processes and services of a system."""

    def __init__(self, parts: Parts, root: psutil.Process, folder: Path) -> None:
        self._parts = parts
        self._root = root
        self._console = folder / "data" / "elasticsearch" / "logs" / "console.log"
        self._read = 0
        self._valkey = redis.Redis.from_url(str(parts.settings.broker_url))
        self._seen: dict[str, set[tuple[int, float]]] = defaultdict(set)

    def look(self, seconds: float) -> list[Sample]:
        """Take all figures."""
        figures = [*self._processes(), *self._services()]
        return [Sample(seconds, *one) for one in figures]

    def processes_seen(self) -> dict[str, int]:
        """How many different processes each role had."""
        return {role: len(those) for role, those in self._seen.items()}

    def _processes(self) -> Iterator[tuple[str, str, float]]:
        found: dict[str, list[dict[str, float]]] = defaultdict(list)
        for process in (self._root, *self._root.children(recursive=True)):
            with contextlib.suppress(psutil.Error, OSError):
                role, figures = role_of(process), figures_of(process)
                self._seen[role].add((process.pid, process.create_time()))
                found[role].append(figures)
        for role, those in found.items():
            yield role, "processes", len(those)
            for measure in those[0]:
                yield role, measure, sum(one[measure] for one in those) / len(those)

    def _services(self) -> Iterator[tuple[str, str, float]]:
        stats = self._parts.elasticsearch.indices.stats(metric="segments,docs,store")["_all"]["total"]
        yield "Elasticsearch", "segments", stats["segments"]["count"]
        yield "Elasticsearch", "documents", stats["docs"]["count"]
        yield "Elasticsearch", "index MB", stats["store"]["size_in_bytes"] / _MEGABYTE
        left = self._heap_left()
        if left is not None:
            yield "Elasticsearch", "heap after GC", left
        yield "Valkey", "used_memory", int(self._valkey.info("memory")["used_memory"]) / _MEGABYTE
        yield "folder", "files waiting", waiting(self._parts)

    def _heap_left(self) -> float | None:
        """The least that a collection since the last look left; None if there was none."""
        with contextlib.suppress(OSError), self._console.open("rb") as log:
            log.seek(self._read)
            text = log.read()
            self._read += len(text)
            found = [int(left) for left in _COLLECTED.findall(text.decode("utf-8", "replace"))]
            return min(found) if found else None
        return None


def role_of(process: psutil.Process) -> str:
    """What a process is."""
    line = " ".join(process.cmdline())
    role = next((name for name, words in _ROLES if words in line), "other")
    if role == "worker":
        above = process.parent()
        inside = above is not None and "commands worker" in " ".join(above.cmdline())
        return "worker child" if inside else "worker parent"
    return role


def figures_of(process: psutil.Process) -> dict[str, float]:
    """Memory in megabytes, descriptors and threads."""
    lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text("ascii").splitlines()[1:]
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    figures = {measure: kilobytes[name] / 1024 for name, measure in _MEMORY.items()}
    figures["USS"] = sum(kilobytes[name] for name in _OWN) / 1024
    return figures | {"descriptors": process.num_fds(), "threads": process.num_threads()}


def missing(parts: Parts, dropped: int) -> int:
    """How many of so many dropped files have not left the folder with a fate."""
    queue = parts.queue
    claims = [*queue.done.glob(f"*/*/{CLAIM}"), *queue.failed.glob(f"*/{CLAIM}")]
    return dropped - len({msgspec.json.decode(path.read_bytes())["name"] for path in claims})


def soak(
    watch: Watch, drops: Drops, *, rate: float, seconds: float, most_waiting: int, kept: Path | None
) -> tuple[list[Sample], int]:
    """Drop files evenly and sample; returns the samples, and how many drops were left out.

    What is in the file `kept` is complete at any time: a long run may be stopped.
    """
    started = time.monotonic()
    samples: list[Sample] = []
    sampled = -_SAMPLE_SECONDS
    due = left_out = 0
    held = False
    watch.look(0.0)  # collections of the start are left out
    while (now := time.monotonic() - started) < seconds:
        if now - sampled >= _SAMPLE_SECONDS:
            sampled = now
            samples += watch.look(now)
            held = samples[-1].value > most_waiting
            if kept is not None:
                write(samples, kept)
        elif due > now * rate:
            time.sleep(min(due / rate - now, 0.2))
        elif held:
            due, left_out = due + 1, left_out + 1
        else:
            drops.one()
            due += 1
    return samples, left_out


def report(samples: Iterable[Sample], seen: Mapping[str, int]) -> None:
    """Print a table of the slopes, and which of them differ from zero."""
    series = in_series(samples)
    print(f"{'':26}{'measure':16}{'mean':>10}{'an hour':>12}{'error':>10}")
    different, constant = [], []
    for (what, measure), points in sorted(series.items()):
        slope = fit(*zip(*points, strict=True))
        if len({value for _, value in points}) == 1:
            constant.append(f"{what} {measure} {slope.mean:g}")
            continue
        mark = " *" if slope.is_different else ""
        print(f"{what:26}{measure:16}{slope.mean:10.1f}{slope.hourly:+12.2f}{slope.error:10.2f}{mark}")
        if mark:
            different.append(f"{what} {measure}")
    print("constant: " + (", ".join(constant) or "none"))
    print("different from zero by more than two errors: " + (", ".join(different) or "none"))
    for role, number in sorted(seen.items()):
        most = max((point[1] for point in series.get((role, "processes"), [])), default=0)
        if number > most:
            print(f"{role}: {number} different processes, {most:.0f} at most at a time")


def in_series(samples: Iterable[Sample]) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Time and value of each measure, without the first quarter; seldom ones are left out."""
    there = list(samples)
    last = max((one.seconds for one in there), default=0.0)
    series: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for one in there:
        if one.seconds >= _WARMING * last:
            series[one.what, one.measure].append((one.seconds, one.value))
    most = max(map(len, series.values()), default=0)
    return {key: points for key, points in series.items() if len(points) > most // 4}


def write(samples: Iterable[Sample], path: Path) -> None:
    """Write samples as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(Sample._fields)
        rows.writerows((f"{one.seconds:.1f}", one.what, one.measure, f"{one.value:.3f}") for one in samples)


def read(path: Path) -> list[Sample]:
    """Read samples from CSV."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Sample(float(row["seconds"]), row["what"], row["measure"], float(row["value"]))
            for row in csv.DictReader(file)
        ]


def draw(samples: Sequence[Sample], path: Path) -> None:
    """Plot memory of the processes, and descriptors and segments, over time."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    series: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for one in samples:
        series[one.what, one.measure].append((one.seconds / 60, one.value))
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for (what, measure), points in sorted(series.items()):
        if measure in ("PSS", "heap after GC") and what not in ("other", "Elasticsearch's launcher"):
            left.plot(*zip(*points, strict=True), label=f"{what}{'' if measure == 'PSS' else ', ' + measure}")
        if measure in ("descriptors", "segments") and what in (
            "Elasticsearch",
            "watcher",
            "worker child",
            "worker parent",
        ):
            right.plot(*zip(*points, strict=True), label=f"{what}, {measure}")
    left.set(xlabel="minutes", ylabel="MB (PSS, mean of a role's processes)", yscale="log")
    right.set(xlabel="minutes", ylim=0)
    for one in (left, right):
        one.legend(fontsize="x-small")
    figure.tight_layout()
    figure.savefig(path, dpi=80)


def run(folder: Path, given: argparse.Namespace) -> list[Sample]:
    """Start a system, measure its rate, and soak it."""
    renewed = Renewed(given.folder)
    with command(folder, java_options="-Xlog:gc") as root, running(folder / "data") as parts:
        watch, drops = Watch(parts, root, folder), Drops(parts, renewed.file)
        rate = given.rate
        if rate is None:
            drops.backlog(given.measured)
            rate = drops.backlog(given.measured)
            print(f"a backlog goes through at {rate:.1f}/s", flush=True)
        before, seconds = drops.number, 60 * given.minutes
        samples, left_out = soak(
            watch, drops, rate=rate * given.load, seconds=seconds, most_waiting=given.waiting, kept=given.samples
        )
        wait_until_empty(parts)
        dropped = drops.number - before
        print(
            f"{dropped:,} files in {given.minutes:g} minutes: {dropped / seconds:.1f}/s where {rate * given.load:.1f} "
            f"were due; {left_out:,} drops left out"
        )
        report(samples, watch.processes_seen())
        counted = parts.fate_counts.count()
        print(f"fates: {counted.fates}; {counted.reasons}; in flight {counted.in_flight}, gap {counted.gap}")
        print(f"files without a fate: {missing(parts, drops.number)} of {drops.number:,}", flush=True)
    return samples


def main() -> None:
    """Read the arguments, and run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DATA", nargs="?", help="folder of the evaluation data")
    parser.add_argument("--minutes", type=float, default=45)
    parser.add_argument("--load", type=float, default=0.8, help="share of the rate of a backlog")
    parser.add_argument("--rate", type=float, help="files a second of a backlog; measured if not given")
    parser.add_argument("--measured", type=int, default=_MEASURED, help="files by which it is measured")
    parser.add_argument("--waiting", type=int, default=200, help="most files that wait; more are not dropped meanwhile")
    parser.add_argument("--samples", type=Path, help="CSV to write")
    parser.add_argument("--read", type=Path, help="CSV of an earlier run, in place of one")
    parser.add_argument("--plot", type=Path, help="picture to draw")
    given = parser.parse_args()
    if given.read is not None:
        samples = read(given.read)
        report(samples, {})
    elif given.folder is None:
        parser.error("give the folder of the evaluation data")
    elif not Path("/proc/self/smaps_rollup").exists():
        sys.exit("This system does not tell what memory a process has for itself (/proc/PID/smaps_rollup).")
    else:
        folder = Path(tempfile.mkdtemp(prefix="copydesk-soak-"))
        try:
            samples = run(folder, given)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    if given.plot is not None:
        draw(samples, given.plot)


if __name__ == "__main__":
    main()
