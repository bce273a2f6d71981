"""Whether articles go through as fast with a large archive behind them as with none.

    python -m benchmarks.behind DATA --cache FOLDER [--files 1000] [--pairs 3] [--warm 1000]
        [--days 36500] [--heap 1g] [--plot FILE.png]

DATA is the folder of the evaluation data, FOLDER that of an archive which `benchmarks.archive` made. It is copied, so
that it stays as it is. Two systems run side by side, an empty one and one over the copy; the first file makes the
second load all articles into its duplicate index. Then as many texts that neither has seen (`benchmarks.renewed`) are
dropped at once, into one and the other in turn, after others that are not counted; the ratio is the median over the
pairs. What the duplicate index takes is the memory that Valkey uses before and after they are loaded. Shown as well are
how long the system takes to start over the archive, beside its Elasticsearch, and how long `copydesk status` takes.
The repair of all stories, which follows the loss of a broker and takes part of Elasticsearch's time, is left out.
With --days 30, the default of Copydesk, it loads those of that time alone; older ones, as all of the archive are, are
looked up in Elasticsearch.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import lines
from benchmarks.archive import NAMES
from benchmarks.load import Drops
from benchmarks.renewed import Renewed
from benchmarks.start import elasticsearch_timed
from benchmarks.system import asked, running, started
from workers.app.wiring import Parts
from workers.local.supervision import users

_FOLDER = "elasticsearch"
_STATUS = 5


@contextlib.contextmanager
def over(cache: Path, **settings_given: Any) -> Iterator[Parts]:
    """The parts of a system over a copy of an archive."""
    if not (cache / _FOLDER).is_dir():
        sys.exit(f"{cache} holds no archive. Make one: python -m benchmarks.archive DATA --cache {cache}")
    with tempfile.TemporaryDirectory(prefix="copydesk-benchmark-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # Elasticsearch may run as another user
        shutil.copytree(cache / _FOLDER, folder / "data" / _FOLDER)
        users.give(folder / "data" / _FOLDER, users.unprivileged())
        with elasticsearch_timed() as spent:
            began = time.monotonic()
            with started(folder / "data", flower_port=0, prefix=NAMES.prefix, **settings_given) as parts:
                took = time.monotonic() - began
                print(f"up over the archive: {took:.1f} s, of which Elasticsearch {spent[0]:.1f} s", flush=True)
                yield parts


def articles(parts: Parts) -> int:
    """How many articles the index has."""
    return int(parts.elasticsearch.count(index=parts.names.everything)["count"])


def memory(parts: Parts) -> int:
    """Bytes that Valkey uses."""
    return int(parts.redis.info("memory")["used_memory"])


def status_seconds(parts: Parts) -> list[float]:
    """How long `copydesk status` takes, several times."""
    return [asked("status", data=parts.queue.root.parent)[1] for _ in range(_STATUS)]


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DATA")
    parser.add_argument("--cache", type=Path, required=True, help="folder of an archive")
    parser.add_argument("--heap", default="1g", help="of both Elasticsearches")
    parser.add_argument("--files", type=int, default=1000, help="dropped at once")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--warm", type=int, default=1000, help="files for each that are dropped first")
    parser.add_argument("--days", type=int, default=36_500, help="for which the duplicate index keeps a text")
    parser.add_argument("--plot", type=Path, help="picture to draw")
    given = parser.parse_args()
    settings = {"elasticsearch_heap": given.heap, "duplicate_days": given.days}
    renewed = Renewed(given.folder)
    first = random.SystemRandom().randrange(1 << 30, 1 << 40)  # the archive may have seen texts of small numbers

    def drops(parts: Parts) -> Drops:
        return Drops(parts, lambda number: (f"{first + number}.txt", renewed.text(first + number)))

    with running(None, **settings) as empty, over(given.cache, **settings) as full:
        before, there, began = memory(full), articles(full), time.monotonic()
        into_empty, into_full = drops(empty), drops(full)
        into_full.backlog(1)
        full.story_outbox.mark_repaired()
        taken = (memory(full) - before) / there
        print(
            f"{there:,} articles behind, ready after {time.monotonic() - began:.0f} s: "
            f"{taken:,.0f} bytes of Valkey's memory for each",
            flush=True,
        )
        for one in (into_empty, into_full):
            one.backlog(given.warm)
        times = ", ".join(f"{seconds:.2f}" for seconds in status_seconds(full))
        print(f"status: {times} s", flush=True)
        pairs = []
        for _ in range(given.pairs):
            pair = into_empty.backlog(given.files), into_full.backlog(given.files)
            pairs.append(pair)
            print(
                f"  {pair[0]:6.1f}/s with none behind, {pair[1]:6.1f}/s with all: {pair[1] / pair[0]:.2f}", flush=True
            )
        print(f"median {statistics.median(many / none for none, many in pairs):.2f}")
    if given.plot is not None:
        none, many = zip(*pairs, strict=True)
        rates = {"no articles behind": none, f"{there:,} behind": many}
        lines.draw(rates, given.plot, along="pair", up="files a second", first=1)


if __name__ == "__main__":
    main()
