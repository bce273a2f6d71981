"""Whether cost grows with what waits: a large inbox, and files that hold very many articles.

    python -m benchmarks.growth [--articles 100000] [--files 500000] [--only lines,zip,inbox]

Each measurement runs in a process of its own. `lines` and `zip` read a file of so many short articles (JSON lines; text
files in a zip) and cut it into chunks in a queue folder, as the task "split" does; `inbox` scans so many waiting files
as the watcher does, and counts them as `copydesk status` does. For each tenth: processor time and file operations per
article (those that Python audits), and the most memory that the process had so far.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from articles import forms
from articles.article import Given, Record, Rejection
from benchmarks import spool
from benchmarks.spool import Operations
from tasks.spool.inbox import waiting
from tasks.spool.layout import Intake, Queue
from tasks.spool.values import Claim
from workers.watcher.scan import Scan

KINDS = ("lines", "zip", "inbox")
TENTHS = 10
CHUNK = 64


def memory() -> float:
    """Most megabytes that this process had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Tenths:
    """Prints a line for each tenth of what is gone through."""

    def __init__(self, total: int, operations: Operations) -> None:
        self._step = max(total // TENTHS, 1)
        self._operations = operations
        self._rows: list[tuple[float, float]] = []
        self._done = 0
        self._since = time.process_time(), operations.number
        print(f"  before: {memory():.0f} MB")

    def one(self) -> None:
        """Count one more."""
        self._done += 1
        if self._done % self._step == 0:
            now = time.process_time(), self._operations.number
            row = tuple((after - before) / self._step for before, after in zip(self._since, now, strict=True))
            self._rows.append((row[0], row[1]))
            print(
                f"  {self._done:>9,}: {row[0] * 1e6:7.1f} µs, {row[1]:6.3f} operations, {memory():5.0f} MB", flush=True
            )
            self._since = time.process_time(), self._operations.number

    def end(self) -> None:
        """Compare the last tenth with the first."""
        ratios = [last / first if first else 1.0 for first, last in zip(self._rows[0], self._rows[-1], strict=True)]
        print(f"  last to first: processor time {ratios[0]:.2f}, operations {ratios[1]:.2f}")


def items(path: Path, name: str) -> Iterator[Record | Rejection]:
    """What the file holds."""
    return forms.read(path, name=name, given=Given(), limits=forms.Limits(max_file_bytes=1 << 40))


def cut(folder: Path, name: str, articles: int) -> None:
    """Cut a file that lies in `folder` into chunks."""
    queue = Queue(folder / "queue")
    queue.prepare()
    intake = Intake(queue.processing / "20260301T120000000000-benchmark")
    intake.folder.mkdir()
    (folder / name).rename(intake.file)
    about = intake.file.stat()
    intake.write_claim(
        Claim(intake=intake.name, name=name, path=name, claimed_at=1, size=about.st_size, mtime_ns=about.st_mtime_ns)
    )
    tenths = Tenths(articles, Operations())
    records: list[Record | Rejection] = []
    number = chunks = 0
    for item in items(intake.file, name):
        number += 1
        records.append(item)
        if len(records) == CHUNK:
            intake.split_chunk(chunks).write_records(records)
            records.clear()
            chunks += 1
        tenths.one()
    if number != articles:
        sys.exit(f"{number} of {articles} articles were read")
    tenths.end()


def lines(folder: Path, articles: int) -> None:
    """A file of JSON lines."""
    with (folder / "all.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(spool.lines(articles))
    cut(folder, "all.jsonl", articles)


def archive(folder: Path, articles: int) -> None:
    """A zip of text files."""
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(articles):
            text = f"Number {number}\n\nArticle {number} tells what happened at the harbour of Kelmsay on day {number}."
            file.writestr(f"{number:07}.txt", text)
    cut(folder, "all.zip", articles)


def inbox(folder: Path, files: int) -> None:
    """Files that wait in the inbox."""
    root = folder / "inbox"
    root.mkdir()
    for number in range(files):
        (root / f"{number:07}.txt").touch()
    tenths = Tenths(files, Operations())
    for _ in Scan(root, 0.0):
        tenths.one()
    tenths.end()
    started = time.process_time()
    counted = waiting(root)
    print(f"  counted for `status`: {counted:,} in {time.process_time() - started:.2f} s")


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--files", type=int, default=500_000)
    parser.add_argument("--only", default=",".join(KINDS))
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    kinds = given.only.split(",")
    if not set(kinds) <= set(KINDS):
        sys.exit(f"--only takes {', '.join(KINDS)}.")
    if given.here:
        size = given.files if kinds[0] == "inbox" else given.articles
        {"lines": lines, "zip": archive, "inbox": inbox}[kinds[0]](given.here, size)
        return
    for kind in kinds:
        folder = tempfile.mkdtemp(prefix="copydesk-growth-")
        print(f"{kind}: {given.files if kind == 'inbox' else given.articles:,}", flush=True)
        more = ["--articles", str(given.articles), "--files", str(given.files)]
        try:
            subprocess.run(
                [sys.executable, "-m", "benchmarks.growth", "--only", kind, "--here", folder, *more], check=True
            )
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
