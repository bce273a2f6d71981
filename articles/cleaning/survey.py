"""Looks at every line of a page: its words, its end mark, its furniture words, its copies, the core block."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from articles.cleaning.lexicon import reason_of, tokens_of
from articles.cleaning.reasons import CutReason
from articles.cleaning.words import quick_words

Floats = npt.NDArray[np.float32]

_END = re.compile(
    r"[.!?\u2026\u3002\uff01\uff1f\u061f\u06d4\u0964\u0965][\"'\u201d\u201c\u2019\u00bb\u00ab\u300d\u300f)\]\u203a\u2039]*$"
)

_CREDIT = re.compile(
    r"\((?:[^()]{0,40}(?:/|via|:)[^()]{0,40}|AP|AFP|Reuters|dpa|APA)\)\s*$|^\([^()]+\)$|\u00a9|/\s?(?:AP|AFP|Getty|Reuters|dpa|EPA)"
)

#: A line of so many words with an end mark is good body text; without one it takes twice as many.
_GOOD_WORDS, _LONG_WORDS = 12, 25
#: What a line that is not good costs inside the core block, in words.
_BREAK = -6.0


class Line(NamedTuple):
    """What is told of a line by itself."""

    text: str
    tokens: list[str]
    words: float
    ended: bool
    lexicon: CutReason | None


def look_at(text: str) -> Line:
    """Return a line with its words counted and its furniture words looked up."""
    tokens = tokens_of(text)
    ended = not text[-1:].isalnum() and _END.search(text[-8:]) is not None
    return Line(text, tokens, quick_words(text), ended, reason_of(text, tokens))


class Page(NamedTuple):
    """The lines of a page and what is told of them together."""

    lines: list[Line]
    copies: list[int]  #: 0 where a line occurs once, 1 for the first of several, 2 for a later one
    times: list[int]  #: how often the line occurs on the page
    core: tuple[int, int]  #: first line of the core block and the one after its last; equal where there is none
    good: list[bool]
    title: int | None  #: number of the headline's line


def core_block(lines: Sequence[Line], copies: Sequence[int]) -> tuple[int, int]:
    """Return the segment of the lines with the greatest sum: good lines score their words, others cost."""
    best, best_span, current, start = 0.0, (0, 0), 0.0, 0
    for i, line in enumerate(lines):
        if copies[i] == 2:
            score = _BREAK
        elif line.ended and line.words >= _GOOD_WORDS:
            score = min(line.words, 100.0) if line.lexicon is None or line.words > 20 else 0.0
        elif line.words >= _LONG_WORDS:
            score = 0.5 * min(line.words, 100.0)
        else:
            score = _BREAK
        if current <= 0:
            current, start = 0.0, i
        current += score
        if current > best:
            best, best_span = current, (start, i + 1)
    return best_span


def survey(texts: Sequence[str], title: int | None = None) -> Page:
    """Look at every line of a page. `title` is the number of the headline's line, where one was found."""
    lines = [look_at(text) for text in texts]
    seen: dict[str, int] = {}
    copies = [0] * len(lines)
    firsts = list(range(len(lines)))
    counts = [0] * len(lines)
    for i, line in enumerate(lines):
        key = " ".join(line.tokens)
        if key in seen:
            copies[i] = 2
            copies[seen[key]] = copies[seen[key]] or 1
            firsts[i] = seen[key]
        else:
            seen[key] = i
    for first in firsts:
        counts[first] += 1
    core = core_block(lines, copies)
    good = [
        copies[i] != 2
        and line.lexicon is None
        and line.words >= _GOOD_WORDS
        and (line.ended or line.words >= _LONG_WORDS)
        for i, line in enumerate(lines)
    ]
    return Page(lines, copies, [counts[first] for first in firsts], core, good, title)


def credited(text: str) -> bool:
    """Return whether a line names who took a picture."""
    return ("(" in text or "/" in text or "\u00a9" in text) and _CREDIT.search(text) is not None
