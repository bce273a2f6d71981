"""The part of `benchmarks/entities.py` for languages beside English: what is found in each, and what that costs."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from articles.article import Article
from articles.enrichment import Resources, gazetteer_scan, tagging
from articles.enrichment.tagging import Tagger
from articles.entity_models import SHARED_LANGUAGES

Span = tuple[int, int, str]
Row = dict[str, Any]
Score = Callable[[list[Row], list[list[Span]]], dict[str, float]]

WORDS = 600
TEXTS, ROUNDS = 12, 4
#: Sets of sentences in these languages are tagged by what has learnt none of them.
_NONE_LEARNT = ("pl", "uk")
_STOCK = ("core_news_sm", "core_news_md")


def table(folder: Path, rows_of: Callable[[Path], list[Row]], score: Score, english: Callable[[], float]) -> None:
    """Print F1 of each set by model, and the milliseconds of an article beside the English tagger's."""
    resources = Resources(models={})
    print("\nOther languages: exact-span F1 (PER / ORG / LOC), and milliseconds for 600 words of the set\n")
    print(f"{'':18}{'copydesk':30}{'gazetteer mode':18}{'spaCy':22}{'ms':>6}{'of English':>12}")
    for path in sorted(folder.glob("*.jsonl.xz")):
        name = path.name.removesuffix(".jsonl.xz")
        language = name[:2]
        if language not in SHARED_LANGUAGES:
            continue
        rows = rows_of(path)
        tagger = tagging.load("copydesk", language)
        ours = score(rows, [_spans(tagger, row["text"]) for row in rows])
        labels = " / ".join(f"{ours[label]:.3f}" for label in ("PER", "ORG", "LOC"))
        places = score(rows, [_places(row["text"], language, resources) for row in rows])["all"]
        stock = " ".join(f"{score(rows, found)['all']:.3f}" for found in _stock(language, rows)) or "not installed"
        cost, beside = milliseconds(tagger, texts(rows)), english()
        note = "  no text of it in training" if language in _NONE_LEARNT else ""
        print(
            f"{name:18}{ours['all']:.3f} ({labels})".ljust(48)
            + f"{places:<18.3f}{stock:22}{cost:6.2f}{cost / beside:12.2f}{note}",
            flush=True,
        )


def spans(text: str, language: str) -> list[Span]:
    """The mentions of a text by the tagger of its language, or its places by the gazetteer where there is none."""
    if language in SHARED_LANGUAGES:
        return _spans(tagging.load("copydesk", language), text)
    return _places(text, language, _without_models())


@functools.lru_cache(maxsize=1)
def _without_models() -> Resources:
    return Resources(models={})


def _spans(tagger: Tagger, text: str) -> list[Span]:
    return [(span.start, span.end, span.label) for span in tagger.tag(text)]


def _places(text: str, language: str, resources: Resources) -> list[Span]:
    article = Article(arrival="benchmark:0", claimed_at=1, body=text, language=language)
    found = gazetteer_scan.entities(article, resources)
    return [(mention.start, mention.end, "LOC") for entity in found for mention in entity.mentions]


def _stock(language: str, rows: list[Row]) -> Iterator[list[list[Span]]]:
    for model in (f"{language}_{ending}" for ending in _STOCK):
        if find_spec(model):
            tagger = tagging.load(model)
            yield [_spans(tagger, row["text"]) for row in rows]


def texts(rows: list[Row]) -> list[str]:
    """Texts of about 600 words, made of the sentences of a set, ten to a paragraph."""
    made, words = [], 0
    sentences: list[str] = []
    for row in rows:
        sentences.append(row["text"])
        words += len(row["text"].split())
        if words >= WORDS:
            made.append("\n".join(" ".join(sentences[i : i + 10]) for i in range(0, len(sentences), 10)))
            sentences, words = [], 0
    return made[:TEXTS]


def milliseconds(tagger: Tagger, some: list[str]) -> float:
    """The middle one of the texts' times, each the best of some rounds; nothing without texts."""
    best = []
    for text in some:
        times = []
        for _ in range(ROUNDS):
            began = time.process_time()
            tagger.doc(text)
            times.append(1e3 * (time.process_time() - began))
        best.append(min(times))
    return sorted(best)[len(best) // 2] if best else float("nan")
