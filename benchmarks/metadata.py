"""Metadata of real pages: agreement with what the pages state, next to htmldate and trafilatura, and all conflicts.

    python -m benchmarks.metadata DATA [--conflicts]

DATA is the folder of the evaluation data; it is not part of the repository.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import trafilatura
from htmldate import find_date
from rich.console import Console
from rich.table import Table

from articles.article import Given
from articles.metadata import Metadata, page_metadata
from articles.metadata.dates import parse_date
from articles.metadata.json_ld import linked_article
from articles.metadata.page import _PUBLISHED, _Page

_TAKEN = re.compile(r"(\d{4})_(\d\d)_(\d\d)$")


def _day(found: re.Match[str]) -> datetime:
    year, month, day = map(int, found.groups())
    return datetime(year, month, day, tzinfo=UTC)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def folded(title: str | None) -> str:
    return re.sub(r"\W+", "", title or "").lower()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--conflicts", action="store_true", help="list the pages whose own dates differ")
    arguments = parser.parse_args()
    path = arguments.data / "cleaning" / "fundus.html.jsonl.xz"
    if not path.exists():
        sys.exit(f"{path} is not there: the evaluation data is kept apart from the repository")

    counts: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    seconds: defaultdict[str, float] = defaultdict(float)
    conflicts: list[tuple[str, Metadata]] = []
    for row in rows(path):
        tree = trafilatura.load_html(row["html"])
        day = _TAKEN.search(row["id"])
        taken = _day(day) + timedelta(days=1) if day else datetime.now(UTC)

        started = time.process_time()
        found = page_metadata(tree, given=Given(url=row["url"]), today=taken)
        seconds["ours"] += time.process_time() - started
        started = time.process_time()
        theirs = trafilatura.extract_metadata(tree)
        seconds["trafilatura"] += time.process_time() - started
        started = time.process_time()
        by_htmldate = find_date(row["html"], original_date=True, max_date=taken, url=row["url"])
        seconds["htmldate"] += time.process_time() - started

        counts["pages"] += 1
        counts["with a date"] += found.published_at is not None
        counts["in the future"] += found.published_at is not None and found.published_at > taken
        sources[found.published_at_from or "none"] += 1
        counts["title ours"] += folded(found.title) == folded(row["title"])
        counts["title trafilatura"] += folded(theirs.title) == folded(row["title"])
        counts["authors ours"] += bool(found.authors)
        counts["authors trafilatura"] += bool(theirs.author)
        page = _Page(tree)
        linked = linked_article(page.json_ld, headline=page.first_meta(("og:title",)))
        for name, text in (("JSON-LD", linked and linked.published), ("meta", page.first_meta(_PUBLISHED))):
            stated = parse_date(text) if text else None
            if stated is not None:
                counts[f"{name} pages"] += 1
                counts[f"{name} ours"] += found.published_at is not None and (
                    abs(found.published_at - stated.value) <= timedelta(hours=2)
                    or found.published_at.date() == stated.value.date()
                )
                counts[f"{name} htmldate"] += by_htmldate == stated.value.date().isoformat()
        days = {candidate.value.astimezone(UTC).date() for candidate in found.date_candidates}
        if len(days) > 1:
            conflicts.append((row["id"], found))

    table = Table("what", "ours", "htmldate", "trafilatura", title=f"{counts['pages']} pages")
    table.add_row(
        "day as in JSON-LD", f"{counts['JSON-LD ours']}/{counts['JSON-LD pages']}", str(counts["JSON-LD htmldate"]), ""
    )
    table.add_row(
        "day as in meta tags", f"{counts['meta ours']}/{counts['meta pages']}", str(counts["meta htmldate"]), ""
    )
    table.add_row("a date", str(counts["with a date"]), "", "")
    table.add_row("in the future", str(counts["in the future"]), "", "")
    table.add_row("title as in the gold", str(counts["title ours"]), "", str(counts["title trafilatura"]))
    table.add_row("authors", str(counts["authors ours"]), "", str(counts["authors trafilatura"]))
    milliseconds = {name: f"{1000 * value / counts['pages']:.1f}" for name, value in seconds.items()}
    table.add_row(
        "CPU milliseconds a page", milliseconds["ours"], milliseconds["htmldate"], milliseconds["trafilatura"]
    )
    console = Console()
    console.print(table)
    console.print("dates found in:", ", ".join(f"{name} {count}" for name, count in sources.most_common()))
    if arguments.conflicts:
        for name, found in conflicts:
            console.print(f"\n{name}: {found.published_at} from {found.published_at_from}")
            for candidate in found.date_candidates:
                console.print(f"    {candidate.value}  {candidate.found_in}")


if __name__ == "__main__":
    main()
