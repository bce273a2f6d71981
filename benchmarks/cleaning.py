"""How much of the body is kept and how much of the rest goes, beside what today's packages do with the same pages.

    python benchmarks/cleaning.py DATA                  tables, of DATA/cleaning/*.jsonl.xz and DATA/seed/*.txt
    python benchmarks/cleaning.py FILE.jsonl.xz --field html --out PRED.jsonl    predictions: {"id", "text"} per row
    python benchmarks/cleaning.py FILE.jsonl.xz --field main --policy safe --out PRED.jsonl

Rows have `id`, `gold` (or `with` and `without`), and `html`, `full` or `main`. Scored are word 4-grams, counts scaled
to sum to one per page (as article-extraction-benchmark does). Everything goes through `articles.cleaning.clean`, as in
ingestion. Times are CPU seconds of this process; compare them within one run only.

Weights that were trained on these very pages flatter themselves here: `training/cleaning.py` reports the honest
numbers, cross-validated by site.
"""

from __future__ import annotations

import argparse
import collections
import json
import logging
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from articles.article import Record, Rejection
from articles.cleaning import clean
from articles.cleaning.decide import Policy
from training.cleaning_scores import rows_of, score, segments

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")

_ENDED = re.compile(r"[.!?\u2026\u3002\uff01\uff1f][\"'\u201d\u2019\u00bb)\]]*$")

Method = Callable[[str], str]


def ours(*, is_html: bool, policy: Policy = "default") -> Method:
    """Cleaning as ingestion does it."""

    def method(content: str) -> str:
        record = Record(number=0, content=content, is_html=is_html, form="html" if is_html else "plain")
        article = clean(record, arrival="benchmark:0", claimed_at=1, policy=policy, min_words=1)
        return "" if isinstance(article, Rejection) else article.body

    return method


def trafilatura_with(**options: Any) -> Method:
    """`bare_extraction` with metadata, as most programs call it."""
    import trafilatura

    def method(content: str) -> str:
        document = trafilatura.bare_extraction(content, with_metadata=True, include_comments=False, **options)
        return getattr(document, "text", None) or ""

    return method


def readability(content: str) -> str:
    """readability-lxml's summary, a line per block."""
    from lxml import html
    from readability import Document

    try:
        tree = html.fromstring(Document(content).summary())
    except Exception:  # noqa: BLE001
        return ""
    blocks = tree.iter("p", "h1", "h2", "h3", "h4", "li", "blockquote", "td", "pre")
    return "\n".join("".join(map(str, element.itertext())).strip() for element in blocks) or "".join(
        map(str, tree.itertext())
    )


def everything(content: str) -> str:
    """The text as it came."""
    return content


def long_lines(content: str) -> str:
    """Lines of ten words that end in punctuation, each once."""
    lines = dict.fromkeys(line for line in content.split("\n") if line.strip())
    return "\n".join(line for line in lines if len(line.split()) >= 10 and _ENDED.search(line.strip()))


HTML_METHODS: dict[str, Callable[[], Method]] = {
    "copydesk": lambda: ours(is_html=True),
    "copydesk, safe": lambda: ours(is_html=True, policy="safe"),
    "trafilatura": lambda: trafilatura_with(),
    "trafilatura, precision": lambda: trafilatura_with(favor_precision=True),
    "readability-lxml": lambda: readability,
}
PLAIN_METHODS: dict[str, Callable[[], Method]] = {
    "copydesk": lambda: ours(is_html=False),
    "copydesk, safe": lambda: ours(is_html=False, policy="safe"),
    "long lines": lambda: long_lines,
    "everything": lambda: everything,
}


def run(method: Method, contents: list[str]) -> tuple[list[str], float]:
    """What a method finds in each, and CPU seconds for all. The first call is made twice and not timed."""
    method(contents[0])
    start = time.process_time()
    found = [method(content) for content in contents]
    return found, time.process_time() - start


def tables(data: Path) -> Iterator[str]:
    """Lines of the report."""
    folder = data / "cleaning"
    head = f"{'aeb F1':>9}{'P':>7}{'R':>7}{'fundus F1':>11}{'P':>7}{'R':>7}{'seg. F1':>9}{'gone':>7}{'ms/page':>9}"
    yield f"{'html':24}{head}"
    sets = {name: rows_of(folder / f"{name}.html.jsonl.xz") for name in ("aeb", "fundus", "segments")}
    worst: list[tuple[float, str]] = []
    languages: dict[str, list[tuple[str, str]]] = collections.defaultdict(list)
    for name, make in HTML_METHODS.items():
        cells, seconds, pages = "", 0.0, 0
        for number, (kind, rows) in enumerate(sets.items()):
            found, spent = run(make(), [row["html"] for row in rows])
            seconds, pages = seconds + spent, pages + len(rows)
            if kind == "segments":
                f1, _, gone = segments(rows, found)
                cells += f"{f1:9.4f}{gone:7.4f}"
                continue
            pairs = [(row["gold"], text) for row, text in zip(rows, found, strict=True)]
            f1, precision, recall = score(pairs)
            cells += f"{f1:{11 if number else 9}.4f}{precision:7.3f}{recall:7.3f}"
            if name == "copydesk":
                worst += [(score([pair])[0], row["id"]) for pair, row in zip(pairs, rows, strict=True)]
        yield f"{name:24}{cells}{1000 * seconds / pages:9.1f}"
    yield ""
    head = "".join(f"{name:>16}" for name in ("aeb full", "aeb main", "fundus full", "fundus main"))
    yield f"{'plain, F1 (recall)':24}{head}{'ms/page':>9}"
    plain = {name: rows_of(folder / f"{name}.plain.jsonl.xz") for name in ("aeb", "fundus")}
    for name, make in PLAIN_METHODS.items():
        cells, seconds, pages = "", 0.0, 0
        for rows in plain.values():
            for field in ("full", "main"):
                found, spent = run(make(), [row[field] for row in rows])
                seconds, pages = seconds + spent, pages + len(rows)
                pairs = [(row["gold"], text) for row, text in zip(rows, found, strict=True)]
                f1, _, recall = score(pairs)
                cells += f"{f1:8.4f} ({recall:.3f})"
                if name == "copydesk":
                    for row, pair in zip(rows, pairs, strict=True):
                        languages[row["lang"]].append(pair)
        yield f"{name:24}{cells}{1000 * seconds / pages:9.1f}"
    yield ""
    yield "plain by language, F1 of all four: " + ", ".join(
        f"{language} {score(pairs)[0]:.3f} ({len(pairs) // 2} pages)"
        for language, pairs in sorted(languages.items(), key=lambda item: -len(item[1]))
        if len(pairs) >= 20
    )
    yield "worst pages, html: " + ", ".join(f"{name} {f1:.2f}" for f1, name in sorted(worst)[:10])
    for path in sorted((data / "seed").glob("*.txt")):
        yield from seed(path.read_text(encoding="utf-8"))


def seed(text: str) -> Iterator[str]:
    """The seed document: its body goes from the dateline to the last sentence before the comment form."""
    lines = [line for line in text.split("\n") if line.strip()]
    last = max(i for i, line in enumerate(lines) if "increasingly difficult spot." in line)
    gold = "\n\n".join(lines[1 : last + 1])
    method = ours(is_html=False)
    start, rounds = time.process_time(), 200
    for _ in range(rounds):
        found = method(text)
    spent = time.process_time() - start
    yield f"seed: F1 {score([(gold, found)])[0]:.4f}, {rounds / spent:.0f} texts per CPU second"


def main() -> None:
    """Reads the arguments and prints, or writes predictions."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of the evaluation data, or one .jsonl.xz of it")
    parser.add_argument("--field", choices=("html", "full", "main"))
    parser.add_argument("--policy", choices=("default", "safe"), default="default")
    parser.add_argument("--out", type=Path, help="where predictions go, with --field")
    arguments = parser.parse_args()
    if not arguments.data.exists():
        sys.exit(f"{arguments.data} does not exist: give the folder of the evaluation data, or one file of it.")
    if arguments.field is None:
        if not (arguments.data / "cleaning").is_dir():
            sys.exit(f"{arguments.data} has no folder 'cleaning' with the evaluation pages.")
        for line in tables(arguments.data):
            print(line, flush=True)
        return
    if arguments.out is None:
        sys.exit("--field writes predictions: say where with --out.")
    method = ours(is_html=arguments.field == "html", policy=arguments.policy)
    with arguments.out.open("w", encoding="utf-8") as file:
        for row in rows_of(arguments.data):
            file.write(json.dumps({"id": row["id"], "text": method(row[arguments.field])}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
