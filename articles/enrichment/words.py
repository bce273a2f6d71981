"""Words and sentences, and how common words are."""

from __future__ import annotations

import functools
import gzip
import importlib.util
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

#: Languages that write every noun with a capital.
NOUNS_WITH_CAPITALS = frozenset({"de", "lb"})
#: A word: letters and digits, with signs inside ("don't", "2,500", "follow-up").
WORD = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘„«(\[¿¡]*[^\W\d_a-zß-öø-ÿ])|[。！？](?:[」』”’]*)|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|sen|rep|gov|gen|col|lt|sgt|st|jr|sr|vs|no|inc|corp|co|ltd|u\.s|u\.k|u\.n|e\.u"
    r"|a\.m|p\.m|d\.c|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|bzw|ca|z\.b|nr)|\b[a-z])\.$",
    re.IGNORECASE,
)
#: A run of characters of a script without spaces: Chinese, Japanese, Thai.
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\uf900-\ufaff]+")

#: Characters of a script without spaces that make one word, about: what Chinese and Japanese corpora average.
UNSPACED_PER_WORD = 1.8
#: Languages whose words wordfreq has under another code.
_SAME = {"hr": "sh", "sr": "sh", "bs": "sh", "no": "nb", "nn": "nb"}
COMMON_ZIPF = 4.0


def count_words(text: str) -> int:
    """Count the words; in scripts without spaces, an estimate from their characters."""
    unspaced = sum(map(len, UNSPACED.findall(text))) if not text.isascii() else 0
    if unspaced:
        text = UNSPACED.sub(" ", text)
    return len(WORD.findall(text)) + round(unspaced / UNSPACED_PER_WORD)


def count_sentences(text: str) -> int:
    """Count the sentences; a paragraph ends one, the full stop of an abbreviation or initial does not."""
    count, last = 0, 0
    for end in _SENTENCE_END.finditer(text):
        piece = text[last : end.end()]
        if end[0].startswith(".") and _ABBREVIATION.search(text, max(0, end.start() - 6), end.start() + 1):
            continue
        count += bool(piece.strip())
        last = end.end()
    return count + bool(text[last:].strip())


@functools.lru_cache(maxsize=32)
def frequencies(language: str) -> Mapping[str, float]:
    """Word → share of all words (wordfreq's small list, 1 word in 1,000,000 and up); empty for unknown languages.

    The file of the package is read without the package, which takes twenty times as long to import.
    """
    file = _lists() / f"small_{_SAME.get(language, language)}.msgpack.gz"
    if not language.isalpha() or not file.is_file():
        return {}
    header, *lists = msgspec.msgpack.decode(gzip.decompress(file.read_bytes()), type=list[Any])
    if header != {"format": "cB", "version": 1}:
        raise RuntimeError(f"{file} is not as wordfreq 3 writes its lists: {header}")
    shares: dict[str, float] = {}
    for place, words in enumerate(lists):
        shares.update(dict.fromkeys(words, 10 ** (-place / 100)))
    return shares


@functools.lru_cache(maxsize=1)
def _lists() -> Path:
    """The folder of wordfreq's lists: words of one frequency side by side, the n-th list at 10^(-n/100)."""
    package = importlib.util.find_spec("wordfreq")
    if package is None or not package.submodule_search_locations:
        raise ImportError("wordfreq is not installed")
    return Path(package.submodule_search_locations[0]) / "data"


def is_common(word: str, language: str = "en") -> bool:
    """Return whether a lower-case word is one of the commonest (Zipf 4 and up: 10 in a million)."""
    return frequencies(language).get(word, 0.0) >= 10 ** (COMMON_ZIPF - 9)


def is_unspaced(text: str) -> bool:
    """Return whether a text is mostly in a script without spaces (Chinese, Japanese, Thai)."""
    return bool(text) and not text.isascii() and 3 * sum(map(len, UNSPACED.findall(text[:2000]))) > len(text[:2000])
