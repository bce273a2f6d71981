"""What reading costs, in CPU microseconds an article: JSON of several producers, a table, a feed.

    python -m benchmarks.fields                      this code
    python -m benchmarks.fields --against FOLDER     beside another checkout, in turn: old, new, old, new

The articles are made here. Measured is CPU time of one process, the least of three passes; the ratio is the median over
the pairs of runs.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PARAGRAPH = "The harbour board agreed on Tuesday to lengthen the northern pier by eighty metres."
PARAGRAPHS = [PARAGRAPH] * 6
TEXT = "\n\n".join(PARAGRAPHS)
HTML = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
DAY = "2025-03-04T10:00:00Z"


def plain(number: int) -> dict[str, Any]:
    """Return an object with the usual names."""
    return {"title": f"Pier {number}", "text": TEXT, "url": f"https://bay.example.test/{number}", "date": DAY,
            "author": "Nora Feld and Tom Ahl", "source": "Bay Post", "language": "en"}  # fmt: skip


def newsapi(number: int) -> dict[str, Any]:
    """Return an article as NewsAPI has it."""
    return {"source": {"id": None, "name": "Bay Post"}, "author": "Nora Feld", "title": f"Pier {number}",
            "description": PARAGRAPH, "url": f"https://bay.example.test/{number}", "publishedAt": DAY,
            "content": TEXT}  # fmt: skip


def arc(number: int) -> dict[str, Any]:
    """Return a story of Arc."""
    return {"_id": str(number), "type": "story", "headlines": {"basic": f"Pier {number}"},
            "canonical_url": f"https://bay.example.test/{number}", "display_date": DAY,
            "credits": {"by": [{"type": "author", "name": "Nora Feld"}]},
            "content_elements": [{"type": "text", "content": text} for text in PARAGRAPHS],
            "taxonomy": {"primary_section": {"name": "Local"}, "tags": [{"text": "harbour"}]}}  # fmt: skip


def wordpress(number: int) -> dict[str, Any]:
    """Return a post of WordPress."""
    return {"id": number, "date_gmt": "2025-03-04T10:00:00", "link": f"https://bay.example.test/{number}",
            "title": {"rendered": f"Pier {number}"}, "content": {"rendered": HTML, "protected": False},
            "status": "publish", "type": "post", "excerpt": {"rendered": ""},
            "_embedded": {"author": [{"name": "Nora Feld"}]}}  # fmt: skip


OBJECTS: dict[str, Callable[[int], dict[str, Any]]] = {
    "plain": plain,
    "newsapi": newsapi,
    "arc": arc,
    "wordpress": wordpress,
}


def write(folder: Path, count: int) -> None:
    """Write a file of each kind."""
    for name, made in OBJECTS.items():
        lines = [json.dumps(made(number)) for number in range(count)]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    table = io.StringIO()
    rows = csv.DictWriter(table, plain(0).keys())
    rows.writeheader()
    rows.writerows(plain(number) for number in range(count))
    (folder / "table.csv").write_text(table.getvalue(), encoding="utf-8")
    items = "".join(
        f"<item><title>Pier {number}</title><link>https://bay.example.test/{number}</link>"
        f"<description><![CDATA[{HTML}]]></description></item>"
        for number in range(count)
    )
    feed = f'<rss version="2.0"><channel><title>Bay Post</title>{items}</channel></rss>'
    (folder / "feed.rss").write_text(feed, encoding="utf-8")


def measure(folder: Path) -> dict[str, float]:
    """Return CPU microseconds an article by kind, of the code that is first on the path."""
    from articles.article import Given
    from articles.forms import read

    found: dict[str, float] = {}
    for path in sorted(folder.iterdir()):
        took = []
        for _ in range(3):
            began = time.process_time()
            count = sum(1 for _ in read(path, name=path.name, given=Given()))
            took.append((time.process_time() - began) / count)
        found[path.stem] = 1e6 * min(took)
    return found


def main() -> None:
    """Read the arguments, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="another checkout")
    parser.add_argument("--articles", type=int, default=1500, help="of each kind")
    parser.add_argument("--pairs", type=int, default=3, help="runs of each")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure is not None:
        print(json.dumps(measure(given.measure)))
        return
    from benchmarks import checkouts  # not while measuring: the other checkout may not have it

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, given.articles)
        checkouts.compare("kind", "us", __file__, folder, against=given.against, pairs=given.pairs)


if __name__ == "__main__":
    main()
