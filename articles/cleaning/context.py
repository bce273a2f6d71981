"""What the line model knows of a line from the lines around it: a table of columns, in groups.

Each column is computed for all lines of a page at once, from `Context`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from articles.cleaning.reasons import STRONG, CutReason
from articles.cleaning.survey import Floats, Line, Page

#: Reasons in the order of the model's lexicon columns.
GROUPS: tuple[CutReason, ...] = tuple(sorted(STRONG))


GROUP_NUMBER: dict[CutReason | None, int] = {None: -1, **{reason: i for i, reason in enumerate(GROUPS)}}

#: Reasons whose lines are counted from the start of the core block on.
COUNTED = (
    CutReason.COMMENT_FORM,
    CutReason.RELATED_LINKS,
    CutReason.NEWSLETTER,
    CutReason.PAYWALL,
    CutReason.CAPTION,
    CutReason.ADVERTISEMENT,
)


def _dated(line: Line) -> bool:
    """Return whether a line says a date or a time and little else."""
    numbers = line.tokens.count("0")
    return line.words <= 12 and not line.ended and (numbers >= 2 or (numbers == 1 and line.words <= 4))


def _kind(line: Line) -> int:
    """Return the kind of a line's first character: a number, a symbol, a small letter, a capital."""
    first = line.text[0]
    if first.isdigit():
        return 0
    if not first.isalpha():
        return 1
    return 2 if first.islower() else 3


def _content(line: Line) -> set[str]:
    """Return the longer words of a line; pairs of characters where words are not told apart by spaces."""
    content = {token for token in line.tokens if len(token) > 4}
    if line.words > 2 * len(line.tokens):
        text = line.text
        content = {text[i : i + 2] for i in range(len(text) - 1) if text[i] > "\u3040" and text[i + 1] > "\u3040"}
    return content


class _Vocabulary(NamedTuple):
    """The longer words of the core block and of the headline."""

    counts: dict[str, int]  #: word → good lines of the core that have it
    lead: dict[str, int]  #: word → the first good lines that have it, the headline twice
    openers: set[int]  #: numbers of these lines
    headline: set[str]


def _vocabulary(page: Page, contents: list[set[str]]) -> _Vocabulary:
    headline = contents[page.title] if page.title is not None else set()
    counts: dict[str, int] = {}
    lead = dict.fromkeys(headline, 2)
    openers: set[int] = set()
    for i in range(*page.core):
        if page.good[i]:
            for token in contents[i]:
                counts[token] = counts.get(token, 0) + 1
            if len(openers) < 4:
                openers.add(i)
                for token in contents[i]:
                    lead[token] = lead.get(token, 0) + 1
    return _Vocabulary(counts, lead, openers, headline)


_NOTHING_SHARED = (0.0, 0.0, 0.0, 0.0, 0.0)


def _cohesion(page: Page) -> Floats:
    """Five columns: share and number of a line's longer words that are in other good lines of the core, their number
    in the headline, and share and number of those that are in the headline or the first four good lines."""
    first, last = page.core
    contents = [_content(line) if line.words < 150 else set() for line in page.lines]
    counts, lead, openers, headline = _vocabulary(page, contents)
    # a good line of the core does not count itself, nor do the first ones among them
    others = [counts.keys(), {token for token, count in counts.items() if count > 1}]
    leads = [lead.keys(), {token for token, count in lead.items() if count > 1}]
    both = [[other & led for led in leads] for other in others]
    rows: list[tuple[float, ...]] = []
    for i, content in enumerate(contents):
        if not content:
            rows.append(_NOTHING_SHARED)
            continue
        own = first <= i < last and page.good[i]
        shared = len(content & others[own])
        leading = len(content & both[own][i in openers]) if shared else 0
        size = len(content)
        rows.append((shared / size, shared, len(content & headline), leading / size, leading))
    return np.array(rows, dtype=np.float32).reshape(len(rows), 5)


def _named(line: Line) -> bool:
    """Return whether a line is a name and nothing else, as that of a reader who comments."""
    return (
        line.words <= 4
        and not line.ended
        and line.lexicon is None
        and all(map(str.isupper, [word[0] for word in line.text.split()]))
    )


_WINDOW = 12  #: lines that are looked at before and after one, at most


class Sums:
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
        """Return the sum over each line, so many `before` it and so many `after`, `_WINDOW` at most."""
        totals = self._padded[self._place[name]]
        high, low = _WINDOW + after + 1, _WINDOW - before
        return np.asarray(totals[high : high + self._size] - totals[low : low + self._size])

    def since(self, name: str, start: int) -> npt.NDArray[np.float64]:
        """Return the sum from line `start` up to each line, without it; 0 for lines above `start`."""
        totals = self._totals[self._place[name]]
        return np.asarray(np.maximum(totals[:-1] - totals[start], 0.0))

    def below(self, name: str) -> npt.NDArray[np.float64]:
        """Return the sum over all lines below each line."""
        totals = self._totals[self._place[name]]
        return np.asarray(totals[-1] - totals[1:])


def _lines_since(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Return, by row of flags and line, how many lines above it the last flagged one is; 60 at most."""
    count = flags.shape[1]
    index = np.arange(count)
    marks = np.full((flags.shape[0], count + 1), -1000)
    np.maximum.accumulate(np.where(flags, index, -1000), axis=1, out=marks[:, 1:])
    return np.minimum(index - marks[:, :-1], 60)


def _runs(words: Floats, good: npt.NDArray[np.bool_]) -> tuple[Any, Any, Any]:
    """Describe, for each line, the nearest run of good lines (with at most three others between them).

    Return its words as a share of the longest run's, how many runs away that is, and the distance to it in lines.
    """
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


class Context:
    """The lines of a page as arrays, and the sums over them that several columns need."""

    def __init__(self, page: Page) -> None:
        lines = page.lines
        self.n = len(lines)
        self.title = page.title
        self.first, self.last = page.core
        self.index = np.arange(self.n)
        self.all_words = np.array([line.words for line in lines], dtype=np.float32)
        self.ended = np.array([line.ended for line in lines], dtype=np.float32)
        self.words = np.minimum(self.all_words, 100.0)
        self.good = np.array(page.good)
        self.lexicon = np.array([GROUP_NUMBER[line.lexicon] for line in lines])
        self.hit = self.lexicon >= 0
        self.copy = np.array(page.copies)
        self.inside = (self.index >= self.first) & (self.index < self.last)
        self.change = np.zeros(self.n + 1)
        self.change[1:-1] = np.abs(np.diff(np.log1p(self.words)))
        self.often = np.log1p(np.array(page.times) - 1.0)
        self.repeats = self.often > 1
        self.dated = np.array([_dated(line) for line in lines])
        self.named = np.array([_named(line) for line in lines])
        self.kinds = np.array([_kind(line) for line in lines])
        self.numbered = self.kinds == 0
        self.cohesion = _cohesion(page)
        self._sum()
        self._relate()

    def _sum(self) -> None:
        """Sum over the neighbours of each line, and find the nearest lines of a kind."""
        ended = self.ended > 0
        same = np.zeros(self.n)
        same[1:] = self.kinds[1:] == self.kinds[:-1]
        open_short = (self.words < 8) & ~ended
        counted = {reason.value: self.lexicon == GROUP_NUMBER[reason] for reason in COUNTED}
        self.sums = Sums(
            self.n,
            {
                "words": self.words,
                "good": self.words * self.good,
                "ended": self.words * ended,
                "short": self.words < 6,
                "hits": self.hit,
                "dated": self.dated,
                "named": self.named,
                "change": self.change[:-1],
                "same": same,
                "numbered": self.numbered,
                "open": open_short,
                "plain_open": open_short & ~self.hit,
                "often": self.often,
                "repeats": self.repeats,
                "cohesion": self.cohesion[:, 0] * self.words,
                **counted,
            },
        )
        flags = np.stack([self.good, self.hit | ((self.words < 5) & ~ended), self.hit, *counted.values()])
        self.above = _lines_since(flags)
        self.below = _lines_since(flags[:2, ::-1])[:, ::-1]
        self.run_words, self.run_far, self.run_gap = _runs(self.words, self.good)

    def _relate(self) -> None:
        """Relate the lines to the page, its core block and its headline."""
        first, last = self.first, self.last
        self.total = float(self.words.sum()) or 1.0
        self.core_words = float(self.words[first:last].sum())
        self.core_good = self.words[first:last][self.good[first:last]]
        self.typical = float(np.median(self.core_good)) if self.core_good.size else 0.0
        self.so_far = self.sums.since("words", 0)
        self.head = self.title if self.title is not None else min(first, self.n - 1)
        self.distance = np.minimum(self.index - first, 0) + np.maximum(self.index - last + 1, 0)


class Column(NamedTuple):
    """A column of the model's input."""

    name: str
    compute: Callable[[Context], Any]  #: an array with a number per line, or one number for all


Group = tuple[Column, ...]

#: Where a line is.
_PLACE: Group = (
    Column("hit", lambda c: c.hit),
    Column("copied", lambda c: c.copy > 0),
    Column("later_copy", lambda c: c.copy > 1),
    Column("inside", lambda c: c.inside),
    Column("distance", lambda c: c.distance),
    Column("far", lambda c: np.abs(c.distance)),
    Column("place", lambda c: c.index / c.n),
    Column("word_place", lambda c: c.so_far / c.total),
    Column("from_top", lambda c: np.minimum(c.index, 50)),
    Column("from_bottom", lambda c: np.minimum(c.n - 1 - c.index, 50)),
    Column("core_place", lambda c: (c.so_far - c.so_far[min(c.first, c.n - 1)]) / max(c.core_words, 1.0)),
)

#: The lines before and after it.
_NEIGHBOURS: Group = (
    Column("words_before", lambda c: c.sums.around("words", 1, 0) - c.words),
    Column("words_after", lambda c: c.sums.around("words", 0, 1) - c.words),
    Column("words_near", lambda c: c.sums.around("words", 3, 3)),
    Column("good_near", lambda c: c.sums.around("good", 1, 1)),
    Column("good_before", lambda c: c.sums.around("good", 3, 0)),
    Column("good_after", lambda c: c.sums.around("good", 0, 3)),
    Column("ended_near", lambda c: c.sums.around("ended", 3, 3)),
    Column("good_wide", lambda c: c.sums.around("good", 6, 6)),
    Column("good_wide_before", lambda c: c.sums.around("good", 12, 0)),
    Column("good_wide_after", lambda c: c.sums.around("good", 0, 12)),
    Column("short_before", lambda c: c.sums.around("short", 3, 0)),
    Column("short_after", lambda c: c.sums.around("short", 0, 3)),
    Column("short_near", lambda c: c.sums.around("short", 8, 8)),
    Column("hits_before", lambda c: c.sums.around("hits", 4, 0)),
    Column("hits_after", lambda c: c.sums.around("hits", 0, 4)),
    Column("since_good", lambda c: c.above[0]),
    Column("until_good", lambda c: c.below[0]),
    Column("since_hard", lambda c: c.above[1]),
    Column("until_hard", lambda c: c.below[1]),
    Column("since_hit", lambda c: c.above[2]),
    Column("hits_in_core", lambda c: c.sums.since("hits", c.first)),
    Column("hits_below", lambda c: c.sums.below("hits")),
)

#: What it shares with the body, and the run of good lines nearest to it.
_COHESION: Group = (
    Column("cohesion", lambda c: c.cohesion[:, 0]),
    Column("shared", lambda c: c.cohesion[:, 1]),
    Column("headline", lambda c: c.cohesion[:, 2]),
    Column("lead", lambda c: c.cohesion[:, 3]),
    Column("lead_shared", lambda c: c.cohesion[:, 4]),
    Column("near_cohesion", lambda c: c.sums.around("cohesion", 3, 3) / np.maximum(c.sums.around("words", 3, 3), 1.0)),
    Column("run_words", lambda c: c.run_words),
    Column("run_far", lambda c: c.run_far),
    Column("run_gap", lambda c: c.run_gap),
)

#: Dates and names, as beside the comments of readers.
_COMMENTS: Group = (
    Column("dated", lambda c: c.dated),
    Column("dated_before", lambda c: c.sums.around("dated", 3, 0)),
    Column("dated_after", lambda c: c.sums.around("dated", 0, 3)),
    Column("named", lambda c: c.named),
    Column("named_near", lambda c: c.sums.around("named", 3, 3)),
)


def _furniture_in_core(name: str) -> Column:
    """Return how many lines with these furniture words there are from the start of the core block on."""
    return Column(f"core_{name}", lambda c: c.sums.since(name, c.first))


def _since_furniture(number: int, name: str) -> Column:
    """Return how many lines above the last line with these furniture words is."""
    return Column(f"since_{name}", lambda c: c.above[3 + number])


#: Furniture words by their kind.
_FURNITURE: Group = (
    *(_furniture_in_core(reason.value) for reason in COUNTED),
    *(_since_furniture(number, reason.value) for number, reason in enumerate(COUNTED)),
)

#: What kind of line it is, and whether its neighbours are of that kind.
_KINDS: Group = (
    Column("loose", lambda c: c.sums.since("open", c.first) / np.maximum(c.index - c.first, 1)),
    Column("change", lambda c: c.change[:-1]),
    Column("change_after", lambda c: c.change[1:]),
    Column("change_near", lambda c: c.sums.around("change", 3, 3)),
    Column("same_kind", lambda c: c.sums.around("same", 3, 3)),
    Column("numbered", lambda c: c.numbered),
    Column("numbered_near", lambda c: c.sums.around("numbered", 4, 4)),
    Column("open_near", lambda c: c.sums.around("plain_open", 3, 3)),
)

#: From the headline on.
_TITLE: Group = (
    Column("since_title", lambda c: np.clip(c.index - c.head, -30, 120)),
    Column("title_found", lambda c: c.title is not None),
    Column("title_words", lambda c: np.maximum(c.so_far - c.so_far[c.head], 0.0)),
    Column("title_hits", lambda c: c.sums.since("hits", c.head)),
    Column("title_comments", lambda c: c.sums.since(CutReason.COMMENT_FORM.value, c.head)),
)

#: Lines that are on the page more than once.
_REPEATS: Group = (
    Column("often", lambda c: c.often),
    Column("often_near", lambda c: c.sums.around("often", 3, 3)),
    Column("repeats_after", lambda c: c.sums.around("repeats", 0, 4)),
    Column("repeats_before", lambda c: c.sums.around("repeats", 4, 0)),
    Column("repeats_share", lambda c: float(c.repeats.sum()) / c.n),
)

#: The page as a whole, and the line in relation to it.
_PAGE: Group = (
    Column("core_share", lambda c: c.core_words / c.total),
    Column("core_lines", lambda c: c.core_good.size),
    Column("lines", lambda c: min(c.n, 400)),
    Column("typical", lambda c: c.typical),
    Column("relative", lambda c: c.words / max(c.typical, 5.0)),
    Column("good_lines", lambda c: int(c.good.sum())),
)

#: All columns, in the order in which the model was trained with them.
COLUMNS: Group = (*_PLACE, *_NEIGHBOURS, *_COHESION, *_COMMENTS, *_FURNITURE, *_KINDS, *_TITLE, *_REPEATS, *_PAGE)
