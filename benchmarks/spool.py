"""How much it costs to carry a file of many articles through the spool, and whether that grows with its length.

    python benchmarks/spool.py --articles 100000

Writes a file of short articles as JSON lines into a queue folder, cuts it, and then does for each chunk what the tasks
do with the folder: read the records, note assessments, read these, note fates, finish the chunk, and with the last one
the file. Elasticsearch, the broker and the stages themselves are left out. Prints time and file operations per article
for each tenth of the file, and the last tenth compared with the first. Ends with 1 if that is more than `--limit`.

File operations are those that Python audits (open, rename, remove, listing and making folders), and each name listed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from articles import forms
from articles.article import Given, Record, Rejection
from articles.fates import Fate, Reason
from tasks.spool import finished_chunks, journal, layout
from tasks.spool.chunk import Chunk
from tasks.spool.completion import Completion
from tasks.spool.layout import Intake, Queue
from tasks.spool.values import Assessment, Claim, Split
from tasks.work_item import WorkItem

NAME = "20260301T120000000000-benchmark"
AUDITED = frozenset({"open", "os.listdir", "os.scandir", "os.rename", "os.remove", "os.mkdir", "os.rmdir"})
TENTHS = 10
#: The function by which modules list a folder.
_LISTING = "names_in"


class Operations:
    """Counts file operations of this process."""

    def __init__(self) -> None:
        self.number = 0
        sys.addaudithook(self._audited)
        for module in (finished_chunks, layout):
            setattr(module, _LISTING, self._listed(getattr(module, _LISTING)))

    def _audited(self, event: str, _: tuple[Any, ...]) -> None:
        self.number += event in AUDITED

    def _listed(self, names_in: Any) -> Any:
        def counted(folder: Path) -> list[str]:
            names: list[str] = names_in(folder)
            self.number += len(names)
            return names

        return counted


def lines(number: int) -> Iterable[str]:
    """Short articles, one to a line."""
    for n in range(number):
        text = f"Article {n} tells in a few words what happened at the harbour of Kelmsay on day {n}."
        yield json.dumps({"title": f"Number {n}", "text": text}) + "\n"


def claim_file(queue: Queue, articles: int) -> Intake:
    """Put a file of so many articles into processing/."""
    intake = queue.intake(NAME)
    intake.folder.mkdir()
    with intake.file.open("w", encoding="utf-8") as file:
        file.writelines(lines(articles))
    about = intake.file.stat()
    intake.write_claim(
        Claim(intake=NAME, name="a.jsonl", path="a.jsonl", claimed_at=1, size=about.st_size, mtime_ns=about.st_mtime_ns)
    )
    return intake


def cut(intake: Intake, size: int) -> Split:
    """Spill the chunks, as the task "split" does."""
    records: list[Record | Rejection] = []
    articles = chunks = 0
    for item in forms.read(intake.file, name="a.jsonl", given=Given(), limits=forms.Limits()):
        records.append(item)
        articles += 1
        if len(records) == size:
            intake.split_chunk(chunks).write_records(records)
            records.clear()
            chunks += 1
    if records:
        intake.split_chunk(chunks).write_records(records)
        chunks += 1
    split = Split(articles=articles, chunks=chunks, chunk_articles=size)
    intake.write_split(split)
    return split


def carry(queue: Queue, completion: Completion, number: int) -> None:
    """Do with one chunk what the tasks "process" and "index" do."""
    intake = queue.intake(NAME)
    intake.claim()
    intake.split()
    chunk = intake.chunk(number)
    records = chunk.records()
    known = chunk.assessments().keys() | chunk.settled().keys()
    assessed = [
        (NAME, number, Assessment(number=one.number, fate=Fate.INDEXED, reason=Reason.NEW, title="Number"))
        for one in records
        if one.number not in known
    ]
    journal.append(queue, assessed, "process-0123456789ab", Chunk.append_assessments)
    intake.claim()
    done = chunk.settled()
    open_ones = [n for n in chunk.assessments() if n not in done]
    intake.articles()
    fates = [(NAME, number, Assessment(number=n, fate=Fate.INDEXED, reason=Reason.NEW)) for n in open_ones]
    journal.append(queue, fates, "index-0123456789ab", Chunk.append_settled)
    completion.finish([WorkItem(NAME, number)])


def measure(folder: Path, articles: int, size: int) -> list[tuple[float, float, float]]:
    """Return wall time, processor time and file operations per article, for each tenth of the chunks."""
    queue = Queue(folder / "queue")
    queue.prepare()
    intake = claim_file(queue, articles)
    operations = Operations()
    started = time.perf_counter()
    split = cut(intake, size)
    seconds = time.perf_counter() - started
    print(
        f"cut into {split.chunks} chunks: "
        f"{seconds / articles * 1e6:.0f} µs, {operations.number / articles:.2f} operations per article"
    )
    nothing = lambda *_: None  # noqa: E731
    completion = Completion(queue=queue, publish=nothing, release=nothing, begin_generation=nothing)
    rows = []
    for tenth in range(TENTHS):
        chunks = range(split.chunks * tenth // TENTHS, split.chunks * (tenth + 1) // TENTHS)
        number = sum(split.size_of(chunk) for chunk in chunks)
        before = time.perf_counter(), time.process_time(), operations.number
        for chunk in chunks:
            carry(queue, completion, chunk)
        after = time.perf_counter(), time.process_time(), operations.number
        wall, cpu, operated = ((b - a) / number for a, b in zip(before, after, strict=True))
        rows.append((wall, cpu, operated))
    (moved,) = queue.done.glob(f"*/{NAME}")
    kept = json.loads((moved / "fates.json").read_bytes())
    assert [one["number"] for one in kept] == list(range(articles))
    return rows


def main() -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--chunk", type=int, default=64, help="articles in a chunk")
    parser.add_argument("--limit", type=float, default=1.1, help="of the last tenth compared with the first")
    parser.add_argument("--folder", type=Path, help="where to work; default: a temporary folder")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="copydesk-spool-", dir=arguments.folder))
    try:
        rows = measure(folder, arguments.articles, arguments.chunk)
    finally:
        shutil.rmtree(folder)
    print("tenth  wall µs  processor µs  operations   (per article)")
    for tenth, (wall, processor, operations) in enumerate(rows, 1):
        print(f"{tenth:5}  {wall * 1e6:7.1f}  {processor * 1e6:12.1f}  {operations:10.3f}")
    growth = [last / first for first, last in zip(rows[0], rows[-1], strict=True)]
    print(f"last to first: wall {growth[0]:.2f}, processor {growth[1]:.2f}, operations {growth[2]:.2f}")
    return int(max(growth[1:]) > arguments.limit)


if __name__ == "__main__":
    sys.exit(main())
