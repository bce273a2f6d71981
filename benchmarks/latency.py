"""How soon a dropped file can be found, on an idle system and under load: p50, p95 and p99.

    python -m benchmarks.latency [DATA] [--data RUNNING] [--load 0,0.5,0.9] [--drops 100] [--warm 500] [--rate R]

Small texts, each with a word of its own, are dropped one at a time. For a load above 0 the rate of a backlog of plain
texts is measured first (or given by --rate), after as many that are not counted; then such texts (`benchmarks.renewed`,
from DATA, the folder of the evaluation data) are dropped evenly at that share of it while the small ones are timed.

The time runs from the rename into the inbox to the first search that finds the word. The index is asked only when the
file has left the folder, which is before the refresh that shows it, every 20 ms and for one term: asking all the time
would slow what is measured.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import statistics
import sys
import time
import uuid
from pathlib import Path

import msgspec

from benchmarks.load import Drops, wait_until_empty, waiting
from benchmarks.renewed import Renewed
from benchmarks.system import drop, running
from tasks.spool.layout import CLAIM, Queue
from workers.app.wiring import Parts

_PATIENCE = 300.0
_ASK_SECONDS = 0.02
_LOOK_SECONDS = 0.005
#: Longest pause between two drops: they may not keep step with what the system does at intervals.
_PAUSE_SECONDS = 0.5

_WORDS = (  # noqa: SIM905
    "council harbour minister budget railway court village river election station border market museum bridge "
    "hospital festival teacher union harvest airport mayor library storm company reform school factory theatre"
).split()


def article(seed: int, marker: str) -> str:
    """A small article of about 150 words that no other seed gives."""
    chance = random.Random(seed)
    sentences = []
    for _ in range(12):
        words = [chance.choice(_WORDS) for _ in range(11)]
        sentences.append(f"The {' '.join(words)} in {chance.choice(('Lyon', 'Oslo', 'Porto', 'Kyoto'))}.")
    return f"Council reports on the harbour\n\nLYON — The report on the {marker} came today. {' '.join(sentences)}\n"


def probe(parts: Parts) -> tuple[float, float]:
    """Drop a small text and search for it.

    Returns:
        The seconds from the rename into the inbox until it has a fate, and until the first search finds it.
    """
    word = f"marker{uuid.uuid4().hex}"
    text = article(random.randrange(1 << 30), word) + f"\nThe {word} was seen by the harbour police on the day.\n"
    drop(parts, f"{word}.txt", text.encode())
    started = time.monotonic()
    wait_until_settled(parts.queue, f"{word}.txt")
    settled = time.monotonic() - started
    while time.monotonic() - started < _PATIENCE:
        if parts.elasticsearch.count(index=parts.names.articles, query={"term": {"body": word}})["count"]:
            return settled, time.monotonic() - started
        time.sleep(_ASK_SECONDS)
    sys.exit(f"{word}.txt was not found after {_PATIENCE:.0f} s")


def wait_until_settled(queue: Queue, name: str) -> None:
    """Wait until a file has left the folder; returns at once if it cannot be seen where it is."""
    until = time.monotonic() + _PATIENCE
    while (queue.inbox / name).exists() and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
    for intake in queue.intakes():
        folder = queue.intake(intake).folder
        with contextlib.suppress(OSError, msgspec.DecodeError):
            if msgspec.json.decode((folder / CLAIM).read_bytes())["name"] == name:
                while folder.exists() and time.monotonic() < until:
                    time.sleep(_LOOK_SECONDS)
                return


def measure(parts: Parts, drops: Drops | None, rate: float, number: int) -> None:
    """Time so many drops while others come at a rate, and print a line."""
    before, started = drops.number if drops else 0, time.monotonic()
    with drops.evenly(rate) if drops and rate else contextlib.nullcontext():
        settled, found = [], []
        for _ in range(number):
            at = probe(parts)
            settled.append(at[0])
            found.append(at[1])
            time.sleep(random.random() * _PAUSE_SECONDS)
        seconds, left = time.monotonic() - started, waiting(parts)
    came = (drops.number - before if drops else 0) / seconds
    print(f"{came:6.1f}/s beside it, {number} drops; {left} files waiting at the end")
    for label, times in (("settled", settled), ("found", found)):
        cut = statistics.quantiles(times, n=100, method="inclusive")
        print(
            f"  {label:8} p50 {cut[49]:.2f} s, p95 {cut[94]:.2f} s, p99 {cut[98]:.2f} s, longest {max(times):.2f} s",
            flush=True,
        )


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DATA", nargs="?", help="needed for a load above 0")
    parser.add_argument("--data", type=Path, help="folder of a running `copydesk up`; else one of its own is started")
    parser.add_argument("--load", default="0", help="shares of the rate of a backlog, with commas")
    parser.add_argument("--drops", type=int, default=100, help="that are timed at each load")
    parser.add_argument(
        "--warm", type=int, default=500, help="texts by which the rate is measured, after as many others"
    )
    parser.add_argument("--rate", type=float, help="texts a second of a backlog; measured if not given")
    given = parser.parse_args()
    loads = [float(load) for load in given.load.split(",")]
    if any(loads) and given.folder is None:
        parser.error("give the folder of the evaluation data for a load")
    renewed = Renewed(given.folder) if given.folder is not None else None
    with running(given.data) as parts:
        run = uuid.uuid4().hex[:8]  # a system that runs may have seen texts of the same numbers under their names
        drops = Drops(parts, lambda number: (f"{run}-{number:07}.txt", renewed.text(number))) if renewed else None
        rate = given.rate or 0.0
        if drops is not None and given.warm:
            drops.backlog(given.warm)
            rate = given.rate or drops.backlog(given.warm)
            print(f"a backlog of texts goes through at {rate:.1f}/s", flush=True)
        probe(parts)
        for load in loads:
            measure(parts, drops, load * rate, given.drops)
            wait_until_empty(parts)


if __name__ == "__main__":
    main()
