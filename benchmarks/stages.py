"""What the pure stages cost: CPU milliseconds an article of reading, cleaning, sketching and every enricher.

    python -m benchmarks.stages DATA                      this code, by stage
    python -m benchmarks.stages DATA --against FOLDER     beside another checkout, run in turn: old, new, old, new

DATA is the folder of the evaluation data: its pages (`cleaning/*.html.jsonl.xz`) and its plain texts
(`near_duplicates/`). Measured is CPU time of one process after a first pass that is not counted; the ratio is the
median over the pairs of runs, so a machine that others use hardly moves it.
"""

from __future__ import annotations

import argparse
import collections
import json
import lzma
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SETS = ("html", "plain")
ENRICHERS = ("language", "reading", "entities", "dateline", "dates", "quotes", "keywords")


def rows(path: Path) -> list[dict[str, Any]]:
    """Rows of a data file."""
    if not path.exists():
        sys.exit(f"{path} is not there. Give the folder with the evaluation data.")
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def contents(data: Path, kind: str, count: int) -> list[bytes]:
    """Files of a kind, evenly taken from all that there are."""
    if kind == "html":
        names = ("aeb", "fundus", "segments")
        found = [row["html"] for name in names for row in rows(data / "cleaning" / f"{name}.html.jsonl.xz")]
    else:
        found = [
            "\n\n".join(part for part in (row.get("title"), row["text"]) if part)
            for row in rows(data / "near_duplicates" / "pairs-and-clusters.jsonl.xz")
        ]
    step = max(len(found) // count, 1)
    return [text.encode("utf-8", "surrogatepass") for text in found[::step][:count]]


class Clock:
    """CPU seconds by stage."""

    def __init__(self) -> None:
        self.seconds: collections.defaultdict[str, float] = collections.defaultdict(float)
        self._since = time.process_time()

    def lap(self, stage: str) -> None:
        """Count the time since the last lap as of a stage."""
        now = time.process_time()
        self.seconds[stage] += now - self._since
        self._since = now

    def skip(self) -> None:
        """Do not count the time since the last lap."""
        self._since = time.process_time()


def measure(folder: Path, *, all_languages: bool) -> dict[str, float]:
    """CPU milliseconds an article by stage, of the code that is first on the path.

    Args:
        folder: the files.
        all_languages: find names with the models of all languages, as a worker does; else with the English one alone,
            the only one that older checkouts have.
    """
    import articles.cleaning as cleaning
    from articles.article import Given, Rejection
    from articles.duplicates import sketch
    from articles.enrichment import build
    from articles.enrichment import chain as enrichment
    from articles.forms import read

    there = [
        name for name in ENRICHERS if name in getattr(enrichment, "REGISTRY", ENRICHERS)
    ]  # an older checkout has fewer
    models = {"en": "copydesk"}
    if all_languages:
        from articles.entity_models import DEFAULT_MODELS

        models = dict(DEFAULT_MODELS)
    chain = build(tuple(there), models=models)
    chain.preload()
    paths = sorted(folder.iterdir())
    opened = getattr(cleaning, "Opened", None)
    clock = Clock()
    for counted in (False, True):
        if counted:
            clock = Clock()
        for path in paths if counted else paths[: len(paths) // 4 + 1]:
            clock.skip()
            items = list(read(path, name=path.name, given=Given()))
            clock.lap("read")
            for item in items:
                if isinstance(item, Rejection):
                    continue
                record: Any = item if opened is None else opened(item)
                _ = cleaning.line_hashes(item) if opened is None else record.line_hashes
                clock.lap("lines")
                article = cleaning.clean(record, arrival="benchmark:0", claimed_at=1)
                clock.lap("clean")
                if isinstance(article, Rejection):
                    continue
                sketch(article.title, article.body, article.language).to_bytes()
                clock.lap("sketch")
                for name in there:
                    article = chain.enrich(article, only=(name,))
                    clock.lap(name)
    found = {stage: 1000 * seconds / len(paths) for stage, seconds in clock.seconds.items()}
    return {**found, "all": sum(found.values())}


def main() -> None:
    """Read the arguments, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--against", type=Path, help="another checkout")
    parser.add_argument("--articles", type=int, default=120, help="of each kind")
    parser.add_argument("--kinds", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--pairs", type=int, default=3, help="runs of each")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--all-languages", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure is not None:
        print(json.dumps(measure(given.measure, all_languages=given.all_languages)))
        return
    if given.data is None:
        parser.error("give the folder of the evaluation data")
    from benchmarks import checkouts  # not while measuring: the other checkout may not have it

    for kind in given.kinds:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            suffix = "html" if kind == "html" else "txt"
            for number, content in enumerate(contents(given.data, kind, given.articles)):
                (folder / f"{number:05}.{suffix}").write_bytes(content)
            pairs = given.pairs if given.against else 1
            checkouts.compare(kind, "ms", __file__, folder, against=given.against, pairs=pairs)


if __name__ == "__main__":
    main()
