"""What the line model knows of each line: its form, its place, its neighbours, its words.

After the experiments that the weights were made with (see `training/cleaning.py`); no list of languages is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from articles.cleaning.lexicon import reason_of, tokens_of
from articles.cleaning.reasons import STRONG, CutReason
from articles.cleaning.words import quick_words

Floats = npt.NDArray[np.float32]

_END = re.compile(
    r"[.!?\u2026\u3002\uff01\uff1f\u061f\u06d4\u0964\u0965][\"'\u201d\u201c\u2019\u00bb\u00ab\u300d\u300f)\]\u203a\u2039]*$"
)
_SENTENCE = re.compile(
    r"[.!?\u3002\uff01\uff1f\u061f\u06d4\u0964][\"'\u201d\u201c\u2019\u00bb\u300d)]*(?:\s|$)|[\u3002\uff01\uff1f]"
)
_DIGIT = re.compile(r"\d")
_QUOTE = re.compile('["\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d]')
_MARKS = re.compile("[|\u00b7\u2022\u00bb\u203a\u2192\u2190\u25b6\u25ba\u2013\u2014\u2191\u2193\u00d7]")
_ADDRESS = re.compile(r"https?://|www\.|\w@\w|\w\.(?:com|org|net|de|co)\b|[@#]\w")
_ADDRESS_HINT = re.compile(r"[@#]|://|www|\.[cond]")
_CREDIT = re.compile(
    r"\((?:[^()]{0,40}(?:/|via|:)[^()]{0,40}|AP|AFP|Reuters|dpa|APA)\)\s*$|^\([^()]+\)$|\u00a9|/\s?(?:AP|AFP|Getty|Reuters|dpa|EPA)"
)

#: A line of so many words with an end mark is good body text; without one it takes twice as many.
_GOOD_WORDS, _LONG_WORDS = 12, 25
#: What a line that is not good costs inside the core block, in words.
_BREAK = -6.0

#: Reasons in the order of the model's lexicon columns.
_GROUPS: tuple[CutReason, ...] = tuple(sorted(STRONG))


_GROUP_NUMBER: dict[CutReason | None, int] = {None: -1, **{reason: i for i, reason in enumerate(_GROUPS)}}

#: Reasons whose lines are counted from the start of the core block on.
_COUNTED = (
    CutReason.COMMENT_FORM,
    CutReason.RELATED_LINKS,
    CutReason.NEWSLETTER,
    CutReason.PAYWALL,
    CutReason.CAPTION,
    CutReason.ADVERTISEMENT,
)


class Line(NamedTuple):
    """What is told of a line by itself."""

    text: str
    tokens: list[str]
    words: float
    ended: bool
    lexicon: CutReason | None


def look_at(text: str) -> Line:
    """A line with its words counted and its furniture words looked up."""
    tokens = tokens_of(text)
    return Line(text, tokens, quick_words(text), _END.search(text[-8:]) is not None, reason_of(text, tokens))


class Page(NamedTuple):
    """The lines of a page and what is told of them together."""

    lines: list[Line]
    copies: list[int]  #: 0 where a line stands once, 1 for the first of several, 2 for a later one
    times: list[int]  #: how often the line stands on the page
    core: tuple[int, int]  #: first line of the core block and the one after its last; equal where there is none
    good: list[bool]
    title: int | None  #: number of the headline's line


def core_block(lines: Sequence[Line], copies: Sequence[int]) -> tuple[int, int]:
    """The segment of the lines with the greatest sum: good lines score their words, others cost."""
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
    """Looks at every line of a page. `title` is the number of the headline's line, where one was found."""
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
    """Whether a line names who took a picture."""
    return ("(" in text or "/" in text or "\u00a9" in text) and _CREDIT.search(text) is not None


def _own(line: Line) -> tuple[float, ...]:
    """Columns that need nothing but the line."""
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
        float(len(_SENTENCE.findall(text))),
        float(text.count(",") + text.count("\u3001") + text.count("\uff0c") + text.count("\u060c")),
        capitals / count,
        float(text.isupper()),
        digits / length,
        float(text[0].islower()),
        float(not text[0].isalnum()),
        float(text.count('"') if plain else len(_QUOTE.findall(text))),
        float(text.count("|") if plain else len(_MARKS.findall(text))),
        float(_ADDRESS_HINT.search(text) is not None and _ADDRESS.search(text) is not None),
        float(credited(text)),
        len("".join(tokens)) / max(len(tokens), 1),
        float(text[-1] == "?"),
    )


_OWN = """
words characters ended colon ellipsis sentences commas capitals upper digits lower symbol quotes marks address credit
token_length question
"""
OWN_NAMES = tuple(_OWN.split())


def _dated(line: Line) -> bool:
    """Whether a line says a date or a time and little else."""
    numbers = line.tokens.count("0")
    return line.words <= 12 and not line.ended and (numbers >= 2 or (numbers == 1 and line.words <= 4))


def _kind(line: Line) -> int:
    """What a line begins with: a number, a symbol, a small letter, a capital."""
    first = line.text[0]
    if first.isdigit():
        return 0
    if not first.isalpha():
        return 1
    return 2 if first.islower() else 3


def _content(line: Line) -> set[str]:
    """The longer words of a line; pairs of characters where words are not told apart by spaces."""
    content = {token for token in line.tokens if len(token) > 4}
    if line.words > 2 * len(line.tokens):
        text = line.text
        content = {text[i : i + 2] for i in range(len(text) - 1) if text[i] > "\u3040" and text[i + 1] > "\u3040"}
    return content


def _cohesion(page: Page) -> Floats:
    """Five columns: share and number of a line's longer words that stand in other good lines of the core, their number
    in the headline, and share and number of those that stand in the headline or the first four good lines."""
    lines, _, _, (first, last), good, title = page
    counts: dict[str, int] = {}
    contents = [_content(line) if line.words < 150 else set() for line in lines]
    lead: dict[str, int] = {}
    headline: set[str] = set()
    if title is not None:
        headline = contents[title]
        lead = dict.fromkeys(headline, 2)
    opened = 0
    openers = set()
    for i in range(first, last):
        if good[i]:
            opened += 1
            for token in contents[i]:
                counts[token] = counts.get(token, 0) + 1
            if opened <= 4:
                openers.add(i)
                for token in contents[i]:
                    lead[token] = lead.get(token, 0) + 1
    result = np.zeros((len(lines), 5), dtype=np.float32)
    for i, content in enumerate(contents):
        if content:
            own = 1 if first <= i < last and good[i] else 0
            opener = 1 if i in openers else 0
            shared = leading = 0
            for token in content:
                if counts.get(token, 0) > own:
                    shared += 1
                    if lead.get(token, 0) > opener:
                        leading += 1
            size = len(content)
            result[i] = shared / size, shared, len(content & headline), leading / size, leading
    return result


def features(page: Page) -> Floats:
    """A row per line, a column per name in `NAMES`."""
    rows = context(page)
    fill(rows, page, np.ones(len(rows), dtype=bool))
    return rows


def fill(rows: Floats, page: Page, asked: npt.NDArray[np.bool_]) -> None:
    """Fills the columns that need nothing but the line itself (the first ones), for the lines that are asked for."""
    numbers = np.flatnonzero(asked)
    if numbers.size:
        rows[numbers, : len(OWN_NAMES)] = [_own(page.lines[i]) for i in numbers]


def _named(line: Line) -> bool:
    """Whether a line is a name and nothing else, as that of a reader who comments."""
    return (
        line.words <= 4
        and not line.ended
        and line.lexicon is None
        and all(map(str.isupper, [word[0] for word in line.text.split()]))
    )


_WINDOW = 12  #: lines that are looked at before and after one, at most


class _Sums:
    """Sums of columns over the lines around each line, and over all lines since one of them."""

    def __init__(self, size: int, columns: dict[str, npt.NDArray[Any]]) -> None:
        self._size = size
        self._place = {name: i for i, name in enumerate(columns)}
        # Totals up to each line, and the first and the last again beyond the ends, so that a window is a slice.
        self._padded = np.zeros((len(columns), size + 1 + 2 * _WINDOW))
        self._totals = self._padded[:, _WINDOW : _WINDOW + size + 1]
        np.cumsum(np.stack(list(columns.values())), axis=1, out=self._totals[:, 1:])
        self._padded[:, _WINDOW + size + 1 :] = self._totals[:, -1:]

    def around(self, name: str, before: int, after: int) -> npt.NDArray[np.float64]:
        """Over each line, so many `before` it and so many `after`, `_WINDOW` at most."""
        totals = self._padded[self._place[name]]
        high, low = _WINDOW + after + 1, _WINDOW - before
        return np.asarray(totals[high : high + self._size] - totals[low : low + self._size])

    def since(self, name: str, start: int) -> npt.NDArray[np.float64]:
        """From line `start` up to each line, without it; 0 for lines above `start`."""
        totals = self._totals[self._place[name]]
        return np.asarray(np.maximum(totals[:-1] - totals[start], 0.0))

    def below(self, name: str) -> npt.NDArray[np.float64]:
        """Over all lines below each line."""
        totals = self._totals[self._place[name]]
        return np.asarray(totals[-1] - totals[1:])


def _lines_since(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """For each row of flags and each line how many lines above it the last flagged one is; 60 at most."""
    count = flags.shape[1]
    index = np.arange(count)
    marks = np.full((flags.shape[0], count + 1), -1000)
    np.maximum.accumulate(np.where(flags, index, -1000), axis=1, out=marks[:, 1:])
    return np.minimum(index - marks[:, :-1], 60)


def _runs(words: Floats, good: npt.NDArray[np.bool_]) -> tuple[Any, Any, Any]:
    """Of the run of good lines (with at most three others between them) nearest to each line: its words in those of
    the longest run, how many runs away that is, and the distance to it in lines."""
    marks = np.flatnonzero(good)
    if not marks.size:
        return 0.0, 0.0, 0.0
    index = np.arange(words.size)
    number = np.zeros(marks.size, dtype=np.int64)
    np.cumsum(np.diff(marks) > 4, out=number[1:])
    sums = np.bincount(number, weights=words[marks])
    longest = int(sums.argmax())
    after = np.searchsorted(marks, index, side="right")
    above, below = np.maximum(after - 1, 0), np.minimum(after, marks.size - 1)
    left, right = np.abs(index - marks[above]), np.abs(marks[below] - index)
    mine = np.where(left <= right, number[above], number[below])
    return sums[mine] / sums[longest], mine - longest, np.minimum(left, right)


def context(page: Page) -> Floats:
    """The rows of `features` with the first columns empty, but for words and end marks."""
    lines, copies, times, _, good, title = page
    first, last = page.core
    n = len(lines)
    index = np.arange(n)
    rows = np.zeros((n, len(NAMES)), dtype=np.float32)
    rows[:, 0] = [line.words for line in lines]
    rows[:, 2] = [line.ended for line in lines]
    words = np.minimum(rows[:, 0], 100.0)
    ended = rows[:, 2] > 0
    is_good = np.array(good)
    lexicon = np.array([_GROUP_NUMBER[line.lexicon] for line in lines])
    marked = np.flatnonzero(lexicon >= 0)
    rows[marked, len(OWN_NAMES) + lexicon[marked]] = 1.0
    hit = lexicon >= 0
    copy = np.array(copies)
    inside = (index >= first) & (index < last)
    kinds = np.array([_kind(line) for line in lines])
    same = np.zeros(n)
    same[1:] = kinds[1:] == kinds[:-1]
    log_words = np.log1p(words)
    change = np.zeros(n + 1)
    change[1:-1] = np.abs(np.diff(log_words))
    often = np.log1p(np.array(times) - 1.0)
    repeats = often > 1
    open_short = (words < 8) & ~ended
    cohesion = _cohesion(page)
    counted = {reason.value: lexicon == _GROUP_NUMBER[reason] for reason in _COUNTED}
    columns = {
        "words": words,
        "good": words * is_good,
        "ended": words * ended,
        "short": words < 6,
        "hits": hit,
        "dated": np.array([_dated(line) for line in lines]),
        "named": np.array([_named(line) for line in lines]),
        "change": change[:-1],
        "same": same,
        "numbered": kinds == 0,
        "open": open_short,
        "plain_open": open_short & ~hit,
        "often": often,
        "repeats": repeats,
        "cohesion": cohesion[:, 0] * words,
        **counted,
    }
    sums = _Sums(n, columns)
    flags = np.stack([is_good, hit | ((words < 5) & ~ended), hit, *counted.values()])
    above = _lines_since(flags)
    below = _lines_since(flags[:2, ::-1])[:, ::-1]
    run_words, run_far, run_gap = _runs(words, is_good)
    total = float(words.sum()) or 1.0
    core_words = float(words[first:last].sum())
    core_good = words[first:last][is_good[first:last]]
    typical = float(np.median(core_good)) if core_good.size else 0.0
    so_far = sums.since("words", 0)
    head = title if title is not None else min(first, n - 1)
    distance = np.minimum(index - first, 0) + np.maximum(index - last + 1, 0)
    around = sums.around
    found: dict[str, Any] = {
        "hit": hit,
        "copied": copy > 0,
        "later_copy": copy > 1,
        "inside": inside,
        "distance": distance,
        "far": np.abs(distance),
        "place": index / n,
        "word_place": so_far / total,
        "from_top": np.minimum(index, 50),
        "from_bottom": np.minimum(n - 1 - index, 50),
        "core_place": (so_far - so_far[min(first, n - 1)]) / max(core_words, 1.0),
        "words_before": around("words", 1, 0) - words,
        "words_after": around("words", 0, 1) - words,
        "words_near": around("words", 3, 3),
        "good_near": around("good", 1, 1),
        "good_before": around("good", 3, 0),
        "good_after": around("good", 0, 3),
        "ended_near": around("ended", 3, 3),
        "good_wide": around("good", 6, 6),
        "good_wide_before": around("good", 12, 0),
        "good_wide_after": around("good", 0, 12),
        "short_before": around("short", 3, 0),
        "short_after": around("short", 0, 3),
        "short_near": around("short", 8, 8),
        "hits_before": around("hits", 4, 0),
        "hits_after": around("hits", 0, 4),
        "since_good": above[0],
        "until_good": below[0],
        "since_hard": above[1],
        "until_hard": below[1],
        "since_hit": above[2],
        "hits_in_core": sums.since("hits", first),
        "hits_below": sums.below("hits"),
        "cohesion": cohesion[:, 0],
        "shared": cohesion[:, 1],
        "headline": cohesion[:, 2],
        "lead": cohesion[:, 3],
        "lead_shared": cohesion[:, 4],
        "near_cohesion": around("cohesion", 3, 3) / np.maximum(around("words", 3, 3), 1.0),
        "run_words": run_words,
        "run_far": run_far,
        "run_gap": run_gap,
        "dated": columns["dated"],
        "dated_before": around("dated", 3, 0),
        "dated_after": around("dated", 0, 3),
        "named": columns["named"],
        "named_near": around("named", 3, 3),
        **{f"core_{name}": sums.since(name, first) for name in counted},
        **{f"since_{name}": above[3 + i] for i, name in enumerate(counted)},
        "loose": sums.since("open", first) / np.maximum(index - first, 1),
        "change": change[:-1],
        "change_after": change[1:],
        "change_near": around("change", 3, 3),
        "same_kind": around("same", 3, 3),
        "numbered": columns["numbered"],
        "numbered_near": around("numbered", 4, 4),
        "open_near": around("plain_open", 3, 3),
        "since_title": np.clip(index - head, -30, 120),
        "title_found": title is not None,
        "title_words": np.maximum(so_far - so_far[head], 0.0),
        "title_hits": sums.since("hits", head),
        "title_comments": sums.since(CutReason.COMMENT_FORM.value, head),
        "often": often,
        "often_near": around("often", 3, 3),
        "repeats_after": around("repeats", 0, 4),
        "repeats_before": around("repeats", 4, 0),
        "repeats_share": float(repeats.sum()) / n,
        "core_share": core_words / total,
        "core_lines": core_good.size,
        "lines": min(n, 400),
        "typical": typical,
        "relative": words / max(typical, 5.0),
        "good_lines": int(is_good.sum()),
    }
    for place, name in enumerate(_CONTEXT_NAMES, start=len(NAMES) - len(_CONTEXT_NAMES)):
        rows[:, place] = found[name]
    return rows


_CONTEXT = """
hit copied later_copy inside distance far place word_place from_top from_bottom core_place words_before words_after
words_near good_near good_before good_after ended_near good_wide good_wide_before good_wide_after short_before
short_after short_near hits_before hits_after since_good until_good since_hard until_hard since_hit hits_in_core
hits_below cohesion shared headline lead lead_shared near_cohesion run_words run_far run_gap dated dated_before
dated_after named named_near core_comment_form core_related_links core_newsletter core_paywall core_caption
core_advertisement since_comment_form since_related_links since_newsletter since_paywall since_caption
since_advertisement loose change change_after change_near same_kind numbered numbered_near open_near since_title
title_found title_words title_hits title_comments often often_near repeats_after repeats_before repeats_share
core_share core_lines lines typical relative good_lines
"""

_CONTEXT_NAMES = tuple(_CONTEXT.split())

#: The columns of `features`.
NAMES: tuple[str, ...] = (
    *OWN_NAMES,
    *(f"lexicon_{reason.value}" for reason in _GROUPS),
    *_CONTEXT_NAMES,
)

_GAP, _NEAR, _WORDS = NAMES.index("run_gap"), NAMES.index("good_near"), NAMES.index("words")


def in_question(rows: Floats) -> npt.NDArray[np.bool_]:
    """Which lines of a plain text need a closer look. The others are short and far from all running text: of such lines
    in 193 pages none that is body was ever kept, and they are half of all."""
    return np.asarray((rows[:, _GAP] < 8) | (rows[:, _NEAR] > 0) | (rows[:, _WORDS] >= 8))
