"""Whether cost grows with what waits: a large inbox, and files that hold very many articles.

    python -m benchmarks.growth DATA [--only lines,zip,warc,inbox] [--lines 1000000] [--texts 200000]
        [--megabytes 5000] [--files 500000] [--processed 10000 [--every 10]] [--plot FILE.png]

DATA is the folder of the evaluation data: articles are real ones in other words (`benchmarks.renewed`). Without it
`lines` and `zip` take short texts, and `warc` short pages. One process makes the files, another is measured. `lines`,
`zip` and `warc` read a file (JSON lines; text files in a zip; responses with pages in a web archive, not compressed)
and cut it into chunks in a queue folder, as the task "split" does. With --processed N the first, the middle and the
last N articles then go through the pure stages and the folder, as the tasks "process" and "index" take them, without
services; with --every M only each Mth chunk goes through the stages, which take longest and know no file. `inbox` scans
so many waiting files as the watcher does, and counts them as `copydesk status` does.

Printed for each tenth: processor time and file operations per article (those that Python audits), and the most memory
that the process had so far.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from articles import forms
from articles.article import Given, Record, Rejection
from benchmarks import spool
from benchmarks.spool import Operations
from tasks.spool.completion import Completion
from tasks.spool.inbox import waiting
from tasks.spool.layout import Intake, Queue
from tasks.spool.values import Claim, Split
from workers.watcher.scan import Scan

if TYPE_CHECKING:
    from benchmarks.renewed import Renewed

KINDS = ("lines", "zip", "warc", "inbox")
TENTHS = 10
CHUNK = 64
#: Different texts and pages that recur, each time under another title and address: making one takes longer than
#: reading it, and nothing here remembers what it saw.
_TEXTS, _PAGES = 5000, 300
_LONGEST_PAGE = 400_000
_FIGURES, _NUMBER = "figures.csv", "number"
_WARC = """WARC/1.0\r
WARC-Type: response\r
WARC-Target-URI: https://paper.example/{number}.html\r
WARC-Date: 2026-03-01T12:00:00Z\r
WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r
Content-Type: application/http; msgtype=response\r
Content-Length: {length}\r
\r
"""
_HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"


def memory() -> float:
    """Most megabytes that this process had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Tenths:
    """Prints a line for each tenth of what is gone through."""

    def __init__(self, total: int, operations: Operations) -> None:
        self.figures: list[tuple[int, float, float]] = []  #: articles, microseconds each, megabytes
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
            self.figures.append((self._done, row[0] * 1e6, memory()))
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


def cut(folder: Path, name: str, articles: int, given: argparse.Namespace) -> Tenths:
    """Cut a file that lies in `folder` into chunks, and process the first, the middle and the last articles."""
    queue = Queue(folder / "queue")
    queue.prepare()
    intake = queue.intake(spool.NAME)
    intake.folder.mkdir()
    (folder / name).rename(intake.file)
    about = intake.file.stat()
    intake.write_claim(
        Claim(intake=spool.NAME, name=name, path=name, claimed_at=1, size=about.st_size, mtime_ns=about.st_mtime_ns)
    )
    operations = Operations()
    tenths = Tenths(articles, operations)
    records: list[Record | Rejection] = []
    number = chunks = 0
    for item in items(intake.file, name):
        number += 1
        records.append(item)
        if len(records) == CHUNK or number == articles:
            intake.split_chunk(chunks).write_records(records)
            records.clear()
            chunks += 1
        tenths.one()
    if number != articles:
        sys.exit(f"{number} of {articles} articles were read")
    tenths.end()
    if given.processed:
        split = Split(articles=articles, chunks=chunks, chunk_articles=CHUNK)
        intake.write_split(split)
        process(queue, intake, split, operations, given)
    return tenths


def process(queue: Queue, intake: Intake, split: Split, operations: Operations, given: argparse.Namespace) -> None:
    """Take the first, the middle and the last articles through the pure stages and the folder."""
    through = stages()
    nothing = lambda *_: None  # noqa: E731
    completion = Completion(queue=queue, publish=nothing, release=nothing, begin_generation=nothing)
    some = max(1, min(given.processed // CHUNK, split.chunks // 4))
    for record in intake.chunk(some).records():  # libraries are loaded before
        through(record)
    each = []
    for place, first in (("first", 0), ("middle", (split.chunks - some) // 2), ("last", split.chunks - some)):
        number = staged = refused = pure = folder = operated = 0
        for chunk in range(first, first + some):
            if (chunk - first) % given.every == 0:
                records = intake.chunk(chunk).records()
                began = time.process_time_ns()
                refused += sum(not through(record) for record in records)
                pure += time.process_time_ns() - began
                staged += len(records)
            began, before = time.process_time_ns(), operations.number
            spool.carry(queue, completion, chunk)
            folder, operated = folder + time.process_time_ns() - began, operated + operations.number - before
            number += split.size_of(chunk)
        each.append(folder / number)
        print(
            f"  {place} {number:,} through the folder: {each[-1] / 1000:.0f} µs and {operated / number:.3f} operations "
            f"each; {staged:,} through the stages: {pure / staged / 1e6:.1f} ms each, {refused} rejected; "
            f"{memory():.0f} MB",
            flush=True,
        )
    print(f"  the folder's part, last to first: {each[-1] / each[0]:.2f}, middle to first {each[1] / each[0]:.2f}")


def stages() -> Callable[[Record | Rejection], bool]:
    """What "process" does with a record without services; it returns whether that is an article."""
    # imported when cutting is over: models are no part of the memory that it takes
    from articles import cleaning
    from articles.duplicates import sketch
    from articles.enrichment import build
    from benchmarks.stages import ENRICHERS

    chain = build(ENRICHERS, models={"en": "copydesk"})
    chain.preload()

    def through(record: Record | Rejection) -> bool:
        if isinstance(record, Rejection):
            return False
        article = cleaning.clean(cleaning.Opened(record), arrival="benchmark:0", claimed_at=1)
        if isinstance(article, Rejection):
            return False
        sketch(article.title, article.body, article.language).to_bytes()
        chain.enrich(article)
        return True

    return through


def texts(renewed: Renewed | None) -> Iterator[tuple[str, str]]:
    """Titles and texts without end."""
    if renewed is None:
        short = "Article {0} tells what happened at the harbour of Kelmsay on day {0}."
        yield from ((f"Number {number}", short.format(number)) for number in itertools.count())
        return
    made = [renewed.text(number).decode("utf-8", "replace").partition("\n\n") for number in range(_TEXTS)]
    for number in itertools.count():
        title, _, text = made[number % _TEXTS]
        yield f"{title} {number}", text


def pages(renewed: Renewed | None) -> Iterator[bytes]:
    """Pages without end."""
    if renewed is not None:
        made = [renewed.page(number) for number in range(_PAGES)]
        yield from (made[number % _PAGES] for number in itertools.count())
    for title, text in texts(None):
        yield f"<html><head><title>{title}</title></head><body><article><p>{text}</p></article></body></html>".encode()


def make_lines(path: Path, given: argparse.Namespace, renewed: Renewed | None) -> int:
    """Write a file of JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for title, text in itertools.islice(texts(renewed), given.lines):
            file.write(json.dumps({"title": title, "text": text}) + "\n")
    return int(given.lines)


def make_zip(path: Path, given: argparse.Namespace, renewed: Renewed | None) -> int:
    """Write a zip of text files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for number, (title, text) in enumerate(itertools.islice(texts(renewed), given.texts)):
            file.writestr(f"{number:07}.txt", f"{title}\n\n{text}")
    return int(given.texts)


def make_warc(path: Path, given: argparse.Namespace, renewed: Renewed | None) -> int:
    """Write a web archive."""
    number = size = 0
    with path.open("wb") as file:
        for number, page in enumerate(pages(renewed), 1):
            head = _WARC.format(number=number, length=len(_HTTP) + len(page)).encode()
            size += file.write(b"".join((head, _HTTP, page, b"\r\n\r\n")))
            if size >= given.megabytes * 1_000_000:
                break
    return number


def make_inbox(path: Path, given: argparse.Namespace, _: Renewed | None) -> int:
    """Make a folder of files."""
    path.mkdir()
    for number in range(given.files):
        (path / f"{number:07}.txt").touch()
    return int(given.files)


def inbox(root: Path, files: int) -> Tenths:
    """Scan the files that wait in an inbox, and count them."""
    tenths = Tenths(files, Operations())
    for _ in Scan(root, 0.0):
        tenths.one()
    tenths.end()
    started = time.process_time()
    counted = waiting(root)
    print(f"  counted for `status`: {counted:,} in {time.process_time() - started:.2f} s")
    return tenths


#: What is made for each measurement, and its name.
MAKERS: dict[str, tuple[str, Callable[[Path, argparse.Namespace, Renewed | None], int]]] = {
    "lines": ("all.jsonl", make_lines),
    "zip": ("all.zip", make_zip),
    "warc": ("all.warc", make_warc),
    "inbox": ("inbox", make_inbox),
}


def make(kind: str, folder: Path, given: argparse.Namespace) -> None:
    """Make what is measured, and note how many there are."""
    name, maker = MAKERS[kind]
    from benchmarks.renewed import Renewed  # not where memory is measured

    renewed = Renewed(given.data, longest_page=_LONGEST_PAGE) if given.data and kind != "inbox" else None
    number = maker(folder / name, given, renewed)
    (folder / _NUMBER).write_text(str(number), "ascii")
    if kind != "inbox":
        print(f"  {number:,} articles in {(folder / name).stat().st_size / 1e6:,.0f} MB", flush=True)


def measure(kind: str, folder: Path, given: argparse.Namespace) -> None:
    """Measure, and keep the figures of the tenths."""
    name, _ = MAKERS[kind]
    number = int((folder / _NUMBER).read_text("ascii"))
    tenths = inbox(folder / name, number) if kind == "inbox" else cut(folder, name, number, given)
    with (folder / _FIGURES).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(tenths.figures)


def draw(figures: Mapping[str, Sequence[tuple[int, float, float]]], path: Path) -> None:
    """Plot processor time and memory over what has been read."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, panels = plt.subplots(1, 2, figsize=(10, 4))
    for kind, rows in figures.items():
        shares = [100 * row[0] / rows[-1][0] for row in rows]
        label = f"{kind}, {rows[-1][0]:,}"
        panels[0].plot(shares, [row[1] for row in rows], "o-", label=label)
        panels[1].plot(shares, [row[2] for row in rows], "o-", label=label)
    panels[0].set(xlabel="% read", ylabel="µs of processor time for each", yscale="log")
    panels[1].set(xlabel="% read", ylabel="most memory so far, MB", ylim=0)
    panels[0].legend(fontsize="x-small")
    figure.tight_layout()
    figure.savefig(path, dpi=80)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA", nargs="?", help="folder of the evaluation data")
    parser.add_argument("--lines", type=int, default=100_000, help="articles in the JSON lines")
    parser.add_argument("--texts", type=int, default=50_000, help="files in the zip")
    parser.add_argument("--megabytes", type=int, default=500, help="size of the web archive")
    parser.add_argument("--files", type=int, default=500_000, help="files in the inbox")
    parser.add_argument("--processed", type=int, default=0, help="articles at three places that are processed")
    parser.add_argument("--every", type=int, default=1, help="of so many chunks of these one goes through the stages")
    parser.add_argument("--only", default=",".join(KINDS))
    parser.add_argument("--plot", type=Path, help="picture to draw")
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--make", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    kinds = given.only.split(",")
    if not set(kinds) <= set(KINDS):
        sys.exit(f"--only takes {', '.join(KINDS)}.")
    if given.here:
        (make if given.make else measure)(kinds[0], given.here, given)
        return
    figures = {}
    for kind in kinds:
        print(f"{kind}:", flush=True)
        with tempfile.TemporaryDirectory(prefix="copydesk-growth-") as folder:
            more = [str(given.data)] if given.data else []
            for option in ("lines", "texts", "megabytes", "files", "processed", "every"):
                more += [f"--{option}", str(getattr(given, option))]
            line = [sys.executable, "-m", "benchmarks.growth", *more, "--only", kind, "--here", folder]
            subprocess.run([*line, "--make"], check=True)
            subprocess.run(line, check=True)
            with (Path(folder) / _FIGURES).open(encoding="utf-8", newline="") as file:
                figures[kind] = [(int(row[0]), float(row[1]), float(row[2])) for row in csv.reader(file)]
    if given.plot is not None:
        draw(figures, given.plot)


if __name__ == "__main__":
    main()
