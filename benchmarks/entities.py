"""How well people, organizations and places are found, and what that costs, beside spaCy's own models.

    python benchmarks/entities.py DATA                              tables, of DATA/entities and DATA/cleaning, and
                                                                    by language where DATA/entities-languages is
    python benchmarks/entities.py FILE.jsonl.xz --out PRED.jsonl    {"ents": [[start, end, label], ...]} for each row,
                                                                    by the tagger of the row's "lang" if it has one
    python benchmarks/entities.py DATA --models copydesk FILE.npz   other models: spaCy packages, folders, weights

Scored are exact spans with their labels, a leading article and a trailing possessive taken off on both sides; MISC does
not count. Everything goes through `articles.enrichment.tagging`, as in ingestion. Times are CPU times of one thread and
one article at a time, the models taking turns on the same articles: compare them within one run only.
"""

from __future__ import annotations

import argparse
import collections
import json
import lzma
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy, which asks once
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from articles.enrichment import tagging
from articles.enrichment.tagging import Tagger, tags
from articles.enrichment.tagging.english_tagger import OwnTagger
from articles.enrichment.tagging.spacy_tagger import StockTagger
from benchmarks import entity_languages

SETS = {"crossner-politics": "crossner-politics-test", "wikigold": "wikigold", "wnut17": "wnut17-test"}
LABELS = ("PER", "ORG", "LOC")
WORDS = 600
ARTICLES = 60
ROUNDS = 5

_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.I)
_POSSESSIVE = re.compile(r"\s*(?:['\u2019]s?)$")

Span = tuple[int, int, str]


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a .jsonl or .jsonl.xz."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def load(model: str) -> Tagger:
    """A model by its name, a file of weights, or the folder of a spaCy model."""
    if model.endswith(".npz"):
        return OwnTagger(Path(model))
    return StockTagger(model) if "/" in model else tagging.load(model)


def spans(tagger: Tagger, text: str) -> list[Span]:
    """The mentions of a text."""
    return [(span.start, span.end, span.label) for span in tagger.tag(text)]


def trimmed(text: str, span: Span) -> Span:
    """A span without a leading article, a trailing possessive, quotation marks and white space."""
    start, end, label = span
    article = _ARTICLE.match(text[start:end])
    start += article.end() if article else 0
    possessive = _POSSESSIVE.search(text[start:end])
    if possessive and possessive.start() > 0:
        end = start + possessive.start()
    while start < end and text[start] in " \"'\u201c\u201d(":
        start += 1
    while end > start and text[end - 1] in " \"'\u201c\u201d),":
        end -= 1
    return start, end, label


def f1(rows: list[dict[str, Any]], found: list[list[Span]]) -> dict[str, float]:
    """Micro F1 over all labels ("all") and of each."""
    counts: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    for row, mentions in zip(rows, found, strict=True):
        text = row["text"]
        gold = {trimmed(text, (a, b, label)) for a, b, label in row["ents"] if label in LABELS}
        ours = {trimmed(text, span) for span in mentions}
        for name in ("all", *LABELS):
            expected = {span for span in gold if name in ("all", span[2])}
            actual = {span for span in ours if name in ("all", span[2])}
            counts[name][0] += 2 * len(expected & actual)
            counts[name][1] += len(expected) + len(actual)
    return {name: both / max(total, 1) for name, (both, total) in counts.items()}


def articles(data: Path) -> list[str]:
    """Real English bodies of about 600 words, paragraphs kept."""
    texts = []
    for row in rows_of(data / "cleaning" / "aeb.plain.jsonl.xz"):
        words = 0
        paragraphs = []
        for paragraph in row["gold"].splitlines():
            paragraphs.append(paragraph)
            words += len(paragraph.split())
            if words >= WORDS:
                texts.append("\n".join(paragraphs))
                paragraphs, words = [], 0
    return texts[:ARTICLES]


def milliseconds(taggers: dict[str, Tagger], texts: list[str]) -> dict[str, tuple[list[float], list[float]]]:
    """Milliseconds of each article with each model, in turns: at first sight, and the best of further rounds."""
    times: dict[str, tuple[list[float], list[float]]] = {}
    for name in taggers:
        times[name] = ([0.0] * len(texts), [float("inf")] * len(texts))
    for round_ in range(ROUNDS):
        for i, text in enumerate(texts):
            for name, tagger in taggers.items():
                began = time.process_time()
                tagger.doc(text)
                spent = 1e3 * (time.process_time() - began)
                first, best = times[name]
                if round_ == 0:
                    first[i] = spent
                else:
                    best[i] = min(best[i], spent)
    return times


def parts(tagger: OwnTagger, texts: list[str]) -> dict[str, float]:
    """Where our tagger's time goes: median milliseconds an article, the best of some rounds each."""
    spent: dict[str, list[float]] = collections.defaultdict(list)

    def timed(name: str, call: Callable[[], Any]) -> Any:
        best = float("inf")
        for _ in range(ROUNDS):
            began = time.process_time()
            result = call()
            best = min(best, 1e3 * (time.process_time() - began))
        spent[name].append(best)
        return result

    tokens, words = tagger.tokens, tagger.words
    for text in texts:
        read = timed("tokens", partial(tokens.read, text))
        timed("words, already seen", partial(words.rows, read.attributes))
        tagged = timed("tags", partial(tagger.tags, read))
        timed("mentions", partial(tags.mentions, tagged))
        timed("everything", partial(tagger.doc, text))
        spent["tokens in an article"].append(len(read.words))
        spent["words in an article"].append(len(text.split()))
    return {name: statistics.median(times) for name, times in spent.items()}


def memory(model: str) -> float:
    """Megabytes that a fresh process takes at most to load a model and tag an article."""
    program = (
        "import sys; sys.path.insert(0, '.'); from benchmarks.entities import load, peak; "
        "load(sys.argv[1]).doc('Joe Biden met Xi Jinping in Hong Kong. ' * 100); print(peak())"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", program, model], cwd=root, capture_output=True, text=True, check=True)
    return float(done.stdout)


def peak() -> float:
    """The most memory this process has had so far, in MB."""
    status = Path("/proc/self/status")  # getrusage counts what the parent had before exec
    if status.exists():
        return int(re.findall(r"VmHWM:\s+(\d+) kB", status.read_text())[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)


def installed() -> Iterator[str]:
    """Our model, and spaCy's that are there."""
    yield "copydesk"
    yield "en_core_web_sm"
    if find_spec("en_core_web_md"):
        yield "en_core_web_md"


def tables(data: Path, models: list[str]) -> None:
    """Print what the models find and cost."""
    taggers = {model: load(model) for model in models}
    width = max(map(len, models)) + 2
    print("Exact-span F1 (PER / ORG / LOC)\n")
    print(" " * width + "".join(f"{name:32}" for name in SETS))
    for model, tagger in taggers.items():
        print(f"{model:{width}}", end="")
        for name in SETS.values():
            rows = rows_of(data / "entities" / f"{name}.jsonl.xz")
            score = f1(rows, [spans(tagger, row["text"]) for row in rows])
            labels = " / ".join(f"{score[label]:.3f}" for label in LABELS)
            print(f"{score['all']:.3f} ({labels})".ljust(32), end="", flush=True)
        print()
    texts = articles(data)
    print(f"\nMilliseconds for an article of {WORDS} words ({len(texts)} articles, one core), and memory\n")
    print(f"{'':{width}}{'median':>10}{'slowest':>10}{'first sight':>14}{'MB at most':>14}")
    for model, (first, times) in milliseconds(taggers, texts).items():
        figures = f"{statistics.median(times):10.2f}{max(times):10.2f}{statistics.median(first):14.2f}"
        print(f"{model:{width}}{figures}{memory(model):14.0f}")
    print("\nFirst sight: of words that the model has not met; a stream of news is between that and the median.")
    others = data / "entities-languages"
    if others.is_dir() and "copydesk" in taggers:
        english = taggers["copydesk"]
        few = texts[: entity_languages.TEXTS]
        entity_languages.table(others, rows_of, f1, lambda: entity_languages.milliseconds(english, few))
    for model, tagger in taggers.items():
        if isinstance(tagger, OwnTagger):
            print(f"\nWhere the time of {model} goes, milliseconds an article (median)\n")
            for name, value in parts(tagger, texts).items():
                print(f"  {name:24}{value:8.2f}")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder of evaluation data, or one file of it")
    parser.add_argument("--out", type=Path, help="write the spans of FILE there")
    parser.add_argument("--models", nargs="+", help="copydesk, spaCy packages or folders, files of weights")
    options = parser.parse_args()
    models = options.models or list(installed())
    if not options.data.exists():
        sys.exit(f"{options.data} does not exist: give the folder of evaluation data, or one file of it")
    if options.data.is_dir():
        if not (options.data / "entities").is_dir():
            sys.exit(f"{options.data} has no folder 'entities': give the folder of evaluation data")
        tables(options.data, models)
        return
    if not options.out:
        sys.exit("a file wants --out PRED.jsonl")
    english = load(models[0])
    with options.out.open("w", encoding="utf-8") as out:
        for row in rows_of(options.data):
            language = row.get("lang", "en")
            own = language == "en" or options.models
            found = spans(english, row["text"]) if own else entity_languages.spans(row["text"], language)
            print(json.dumps({"ents": found}), file=out)


if __name__ == "__main__":
    main()
