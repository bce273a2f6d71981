"""Learn how English writes its words, for text set in capitals: `articles/enrichment/casing/casing.npz`.

    python training/casing.py DATA

DATA holds `entities-gold.jsonl.xz` and `entities-silver-wikipedia.jsonl.xz`; of their rows only `text` is read. Counted
is how each word is written inside sentences (small letters, a capital, capitals), and which way follows which. What is
written are hashes of words with log likelihoods in eighths; no text.
"""

from __future__ import annotations

import argparse
import collections
import json
import lzma
import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from articles.enrichment.casing.weights import CAPITAL, CAPITALS, FILE, SMALL, word_key

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:…][\"'”’)]*\s+|\n")
#: A word counts from so many sightings; added to each count.
_SEEN, _ADDED = 2, 0.3
_LIMIT = 15.0


def texts(data: Path) -> Iterator[str]:
    """Sentences in mixed case."""
    for name in ("entities-gold.jsonl.xz", "entities-silver-wikipedia.jsonl.xz"):
        with lzma.open(data / name, "rt", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                text = row["text"]
                if row.get("set") != "btc" and not text.isupper() and "http" not in text and not text.islower():
                    yield text


def way_of(word: str) -> int:
    """How a word is written."""
    if word.islower():
        return SMALL
    return CAPITALS if len(word) > 1 and word.isupper() else CAPITAL


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    words: dict[str, list[float]] = collections.defaultdict(lambda: [0.0, 0.0, 0.0])
    follows = np.ones((3, 3))
    total = np.ones(3)
    for text in texts(data):
        before: int | None = None
        last = 0
        for number, match in enumerate(_WORD.finditer(text)):
            begins = number == 0 or _SENTENCE_END.search(text[last : match.start()]) is not None
            last = match.end()
            way = way_of(match[0])
            if begins and way == CAPITAL:
                before = None
                continue
            words[match[0].lower()][way] += 1
            total[way] += 1
            if before is not None:
                follows[before][way] += 1
            before = way
    share = total / total.sum()
    once = np.ones(3)
    keys: dict[int, list[int]] = {}
    for word, counts in sorted(words.items()):
        if sum(counts) < _SEEN:
            once += np.array(counts)
            continue
        likely = (np.array(counts) + _ADDED * share * 3) / (sum(counts) + 3 * _ADDED)
        scores = np.clip(np.log(likely / share), -_LIMIT, _LIMIT)
        keys[word_key(word)] = [round(8 * float(score)) for score in scores]
    ordered = sorted(keys)
    np.savez_compressed(
        FILE,
        keys=np.array(ordered, dtype=np.uint32),
        scores=np.array([keys[key] for key in ordered], dtype=np.int8),
        follows=np.log(follows / follows.sum(axis=1, keepdims=True)),
        unknown=np.array([math.log(value) for value in (once / once.sum()) / share]),
    )
    rare = (once / once.sum()).round(3)
    print(f"{len(ordered)} words; {FILE.stat().st_size} bytes; ways {share.round(3)}, unknown {rare}")


if __name__ == "__main__":
    main()
