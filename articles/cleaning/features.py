"""What the line model knows of each line: its form, its place, its neighbours, its words.

After the experiments that the weights were made with (see `training/cleaning.py`); no list of languages is asked.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from articles.cleaning.context import COLUMNS, GROUPS, Context
from articles.cleaning.survey import Floats, Line, Page, credited

_SENTENCE = re.compile(r"[.!?\u061f\u06d4\u0964][\"'\u201d\u201c\u2019\u00bb\u300d)]*(?:\s|$)")
#: End marks that need no white space after them.
_SENTENCE_ALONE = "\u3002\uff01\uff1f"
_SENTENCE_PLAIN = re.compile(r"[.!?][\"')]*(?:\s|$)")
_DIGIT = re.compile(r"\d")
_QUOTE = re.compile('["\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d]')
_MARKS = re.compile("[|\u00b7\u2022\u00bb\u203a\u2192\u2190\u25b6\u25ba\u2013\u2014\u2191\u2193\u00d7]")
_ADDRESS = re.compile(r"https?://|www\.|\w@\w|\w\.(?:com|org|net|de|co)\b|[@#]\w")
_ADDRESS_HINTS = ("@", "#", "://", "www", ".c", ".o", ".n", ".d")


def _own(line: Line) -> tuple[float, ...]:
    """Return the columns that need nothing but the line."""
    text, tokens = line.text, line.tokens
    length = len(text)
    words = text.split()
    count = max(len(words), 1)
    plain = text.isascii()
    capitals = sum(map(str.isupper, [word[0] for word in words]))
    digits = len(_DIGIT.findall(text)) if length < 400 and "0" in tokens else 0
    return (
        line.words,
        float(length),
        float(line.ended),
        float(text[-1] in ":\uff1a"),
        float(text.endswith(("\u2026", "...", "[\u2026]", "[...]"))),
        float(_sentences(text, plain=plain)),
        float(text.count(",") + text.count("\u3001") + text.count("\uff0c") + text.count("\u060c")),
        capitals / count,
        float(text.isupper()),
        digits / length,
        float(text[0].islower()),
        float(not text[0].isalnum()),
        float(text.count('"') if plain else len(_QUOTE.findall(text))),
        float(text.count("|") if plain else len(_MARKS.findall(text))),
        float(any(hint in text for hint in _ADDRESS_HINTS) and _ADDRESS.search(text) is not None),
        float(credited(text)),
        len("".join(tokens)) / max(len(tokens), 1),
        float(text[-1] == "?"),
    )


def _sentences(text: str, *, plain: bool) -> int:
    """Count the ends of sentences. A set of characters of ASCII is searched for in half of the time."""
    if plain:
        return len(_SENTENCE_PLAIN.findall(text))
    return len(_SENTENCE.findall(text)) + sum(map(text.count, _SENTENCE_ALONE))


_OWN = """
words characters ended colon ellipsis sentences commas capitals upper digits lower symbol quotes marks address credit
token_length question
"""
OWN_NAMES = tuple(_OWN.split())


def features(page: Page) -> Floats:
    """Return a row per line, a column per name in `NAMES`."""
    rows = context(page)
    fill(rows, page, np.ones(len(rows), dtype=bool))
    return rows


def fill(rows: Floats, page: Page, asked: npt.NDArray[np.bool_]) -> None:
    """Fill the columns that need nothing but the line itself (the first ones), for the lines that are asked for."""
    numbers = np.flatnonzero(asked)
    if numbers.size:
        rows[numbers, : len(OWN_NAMES)] = [_own(page.lines[i]) for i in numbers]


#: The columns of `features`.
NAMES: tuple[str, ...] = (
    *OWN_NAMES,
    *(f"lexicon_{reason.value}" for reason in GROUPS),
    *(column.name for column in COLUMNS),
)

_OWN_WORDS, _OWN_ENDED = OWN_NAMES.index("words"), OWN_NAMES.index("ended")


def context(page: Page) -> Floats:
    """Return the rows of `features` with the first columns empty, but for words and end marks."""
    found = Context(page)
    rows = np.zeros((found.n, len(NAMES)), dtype=np.float32)
    rows[:, _OWN_WORDS] = found.all_words
    rows[:, _OWN_ENDED] = found.ended
    marked = np.flatnonzero(found.hit)
    rows[marked, len(OWN_NAMES) + found.lexicon[marked]] = 1.0
    for place, column in enumerate(COLUMNS, start=len(NAMES) - len(COLUMNS)):
        rows[:, place] = column.compute(found)
    return rows


_GAP, _NEAR, _WORDS = NAMES.index("run_gap"), NAMES.index("good_near"), NAMES.index("words")


def in_question(rows: Floats) -> npt.NDArray[np.bool_]:
    """Return which lines of a plain text need a closer look.

    The others are short and far from all running text: of such lines in 193 pages none that is body was ever kept, and
    they are half of all.
    """
    return np.asarray((rows[:, _GAP] < 8) | (rows[:, _NEAR] > 0) | (rows[:, _WORDS] >= 8))
