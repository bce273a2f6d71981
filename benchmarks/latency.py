"""How soon a dropped file can be found: the median of drops of different small files, one at a time.

    python -m benchmarks.latency [--data RUNNING] [--drops 10] [FILE]

FILE is dropped as well, first of all, when given.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
import uuid
from pathlib import Path

from benchmarks.system import drop, running
from workers.app.wiring import Parts

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


def seconds_until_found(parts: Parts, name: str, content: str, word: str) -> float:
    """Seconds from the rename into the inbox to the first search that finds it."""
    drop(parts, name, content.encode())
    started = time.monotonic()
    while time.monotonic() - started < 60:
        answer = parts.elasticsearch.count(index=parts.names.articles, query={"match_phrase": {"body": word}})
        if answer["count"]:
            return time.monotonic() - started
        time.sleep(0.02)
    sys.exit(f"{name} was not found after 60 s")


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--data", type=Path, help="folder of a running `copydesk up`; else one of its own is started")
    parser.add_argument("--drops", type=int, default=10)
    given = parser.parse_args()
    with running(given.data) as parts:
        seconds_until_found(
            parts, "warm-up.txt", article(random.randrange(1 << 30), "warm-up marker"), "warm-up marker"
        )
        times = []
        for number in range(given.drops):
            marker = f"marker{uuid.uuid4().hex}"
            text = (
                article(random.randrange(1 << 30), marker)
                + f"\nThe {marker} was seen by the harbour police on the day.\n"
            )
            times.append(seconds_until_found(parts, f"{marker}.txt", text, marker))
            print(f"  drop {number + 1}: {times[-1]:.2f} s")
        print(f"median {statistics.median(times):.2f} s, longest {max(times):.2f} s")


if __name__ == "__main__":
    main()
