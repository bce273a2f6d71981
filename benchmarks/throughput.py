"""How many articles a second: 2,000 different files dropped at once, then the same 2,000 again.

    python -m benchmarks.throughput DATA [--data RUNNING] [--files 2000]

DATA is the folder with the evaluation data (`cleaning/`, `near_duplicates/`). Checks that every arrival got a fate,
that the sums fit and that nothing is left in ``processing/``; prints both rates.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from benchmarks.system import drop, quiet, rows, running


def files_of(data: Path) -> list[tuple[str, bytes]]:
    """Names and contents: the pages of `cleaning` as HTML, then the texts of `near_duplicates` as plain text."""
    found = [
        (f"{row['id']}.html", row["html"].encode())
        for name in ("aeb", "fundus", "segments")
        for row in rows(data / "cleaning" / f"{name}.html.jsonl.xz")
    ]
    for row in rows(data / "near_duplicates" / "pairs-and-clusters.jsonl.xz"):
        text = f"{row['title']}\n\n{row['text']}" if row.get("title") else row["text"]
        found.append((f"{row['id'].replace('/', '_')}.txt", text.encode()))
    return list({content: (name, content) for name, content in found}.values())


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, help="folder of a running `copydesk up`; else one of its own is started")
    parser.add_argument("--files", type=int, default=2000)
    given = parser.parse_args()
    files = files_of(given.folder)[: given.files]
    with running(given.data) as parts:
        before = sum(quiet(parts, 0).fates.values())
        for label in ("first", "again"):
            started = time.monotonic()
            for number, (name, content) in enumerate(files):
                drop(parts, f"{label}-{number:05}-{name}"[-200:], content)
            dropped = time.monotonic() - started
            after = quiet(parts, before + len(files))
            seconds = time.monotonic() - started
            print(
                f"{label}: {len(files)} files dropped in {dropped:.1f} s, all settled after {seconds:.1f} s: "
                f"{len(files) / seconds:.1f} articles/s"
            )
            print("  " + ", ".join(f"{number} {fate}" for fate, number in after.fates.items() if number))
            print(f"  reasons: {after.reasons}")
            if after.gap or after.arrivals != before + len(files):
                sys.exit(f"the sums do not fit: {after}")
            before = after.arrivals
        print(f"nothing in flight, {after.documents} documents in {after.leads} stories")


if __name__ == "__main__":
    main()
