"""Score cleaned texts against gold bodies, or against strings that must stay and strings that must go.

Scored are word 4-grams, counts scaled to sum to one per page (as article-extraction-benchmark does).
"""

from __future__ import annotations

import collections
import json
import lzma
import re
from pathlib import Path
from typing import Any

_CJK = "\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Read the rows of a .jsonl or .jsonl.xz."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def shingles(text: str, size: int = 4) -> collections.Counter[tuple[str, ...]]:
    """Count the word 4-grams of a text; a character of a script without spaces is a word."""
    tokens = TOKEN.findall(text)
    if len(tokens) < size:
        return collections.Counter([tuple(tokens)] if tokens else [])
    return collections.Counter(tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1))


def overlap(gold: str, found: str) -> tuple[float, float, float]:
    """Return the true, false and missing share of a page; they sum to one."""
    expected, actual = shingles(gold), shingles(found)
    both = float((expected & actual).total())
    extra, missing = float((actual - expected).total()), float((expected - actual).total())
    total = both + extra + missing or 1.0
    return both / total, extra / total, missing / total


def score(pairs: list[tuple[str, str]]) -> tuple[float, float, float]:
    """Return F1, precision and recall of (gold, found) pairs."""
    parts = [overlap(gold, found) for gold, found in pairs]
    both, extra, missing = (sum(part[i] for part in parts) for i in range(3))
    precision = both / (both + extra) if both + extra else 0.0
    recall = both / (both + missing) if both + missing else 0.0
    return (2 * precision * recall / (precision + recall) if precision + recall else 0.0), precision, recall


def segments(rows: list[dict[str, Any]], found: list[str]) -> tuple[float, float, float]:
    """Return F1 over strings that must stay, recall of them, and the share of strings that must go and went."""
    kept = lost = left = gone = 0
    for row, text in zip(rows, found, strict=True):
        text = re.sub(r"\s+", " ", text)
        for string in row["with"]:
            there = re.sub(r"\s+", " ", string) in text
            kept, lost = kept + there, lost + (not there)
        for string in row["without"]:
            there = re.sub(r"\s+", " ", string) in text
            left, gone = left + there, gone + (not there)
    precision, recall = kept / max(kept + left, 1), kept / max(kept + lost, 1)
    return 2 * precision * recall / max(precision + recall, 1e-9), recall, gone / max(gone + left, 1)
