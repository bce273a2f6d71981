"""What the line model knows of each line: its form, its place, its neighbours, its words.

After the experiments that the weights were made with (see `training/cleaning.py`); no list of languages is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

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


def context(page: Page) -> Floats:
    """The rows of `features` with the first columns empty, but for words and end marks."""
    lines, copies, times, core, good, title = page
    n = len(lines)
    own = np.zeros((n, len(OWN_NAMES)), dtype=np.float32)
    own[:, 0] = [line.words for line in lines]
    own[:, 2] = [line.ended for line in lines]
    words = np.minimum(own[:, 0], 100.0)
    ended = own[:, 2] > 0
    is_good = np.array(good)
    first, last = core
    index = np.arange(n)
    inside = (index >= first) & (index < last)
    copy = np.array(copies, dtype=np.float32)
    lexicon = np.array([-1 if line.lexicon is None else _GROUPS.index(line.lexicon) for line in lines])
    hit = lexicon >= 0
    onehot = (lexicon[:, None] == np.arange(len(_GROUPS))[None, :]).astype(np.float32)

    def window(values: npt.NDArray[np.float32], before: int, after: int) -> npt.NDArray[np.float32]:
        total = np.concatenate(([0.0], np.cumsum(values)))
        low = np.maximum(index - before, 0)
        high = np.minimum(index + after + 1, n)
        return (total[high] - total[low]).astype(np.float32)

    good_words = words * is_good
    ended_words = words * ended
    short = (words < 6).astype(np.float32)
    # distances, in lines, to the nearest good and the nearest furniture line on both sides
    hard = hit | ((words < 5) & ~ended)
    far = np.float32(60)

    def since(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
        marks = np.where(flags, index, -1000)
        return np.minimum(index - np.concatenate(([-1000], np.maximum.accumulate(marks)[:-1])), far).astype(np.float32)

    def until(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
        return since(flags[::-1])[::-1]

    total_words = float(words.sum()) or 1.0
    before_words = np.concatenate(([0.0], np.cumsum(words)[:-1]))
    core_words = float(words[inside].sum())
    core_good = int(is_good[inside].sum())
    distance = np.where(index < first, index - first, np.where(index >= last, index - last + 1, 0)).astype(np.float32)
    hits = np.concatenate(([0.0], np.cumsum(hit)))
    hits_in_core = np.where(index >= first, hits[index] - hits[min(first, n)], 0.0)
    strong_after = hits[n] - hits[index + 1]
    cohesion = _cohesion(page)
    near_cohesion = window(cohesion[:, 0] * words, 3, 3) / np.maximum(window(words, 3, 3), 1.0)
    # runs of good lines with at most three others between them
    marks = np.flatnonzero(is_good)
    run_words = np.zeros(n, dtype=np.float32)
    run_far = np.zeros(n, dtype=np.float32)
    run_gap = np.zeros(n, dtype=np.float32)
    if marks.size:
        starts = np.concatenate(([True], np.diff(marks) > 4))
        number = np.cumsum(starts) - 1
        sums = np.bincount(number, weights=words[marks])
        main = int(sums.argmax())
        after = np.searchsorted(marks, index, side="right") - 1
        before_run = number[np.maximum(after, 0)]
        after_run = number[np.minimum(after + 1, marks.size - 1)]
        left = np.abs(index - marks[np.maximum(after, 0)])
        right = np.abs(marks[np.minimum(after + 1, marks.size - 1)] - index)
        mine = np.where(left <= right, before_run, after_run)
        run_words = (sums[mine] / sums[main]).astype(np.float32)
        run_far = (mine - main).astype(np.float32)
        run_gap = np.minimum(left, right).astype(np.float32)
    dated = np.array([_dated(line) for line in lines], dtype=np.float32)
    named = np.array([_named(line) for line in lines], dtype=np.float32)
    groups = [np.concatenate(([0.0], np.cumsum(lexicon == _GROUPS.index(reason)))) for reason in _COUNTED]
    since_core = [np.where(index >= first, group[index] - group[min(first, n)], 0.0) for group in groups]
    since_group = [since(lexicon == _GROUPS.index(reason)) for reason in _COUNTED]
    open_short = ((words < 8) & ~ended).astype(np.float32)
    total_open = np.concatenate(([0.0], np.cumsum(open_short)))
    loose = np.where(
        index >= first, (total_open[index] - total_open[min(first, n)]) / np.maximum(index - first, 1), 0.0
    )
    ones = np.ones(n, dtype=np.float32)
    # from the headline on
    head = title if title is not None else first
    since_title = np.clip(index - head, -30, 120)
    title_words = np.where(index > head, before_words - before_words[min(head, n - 1)], 0.0)
    title_hits = np.where(index > head, hits[index] - hits[min(head, n)], 0.0)
    title_comments = np.where(index > head, groups[0][index] - groups[0][min(head, n)], 0.0)
    # lines that a page repeats: between readers' comments, between the entries of a list
    often = np.log1p(np.array(times, dtype=np.float32) - 1)
    repeats = (often > 1).astype(np.float32)
    log_words = np.log1p(words)
    change = np.abs(np.diff(log_words, prepend=log_words[:1]))
    kinds = np.array([_kind(line) for line in lines])
    same = np.concatenate(([False], kinds[1:] == kinds[:-1])).astype(np.float32)
    numbered = (kinds == 0).astype(np.float32)
    in_core = words[inside & is_good]
    typical = float(np.median(in_core)) if in_core.size else 0.0
    columns = [
        own,
        onehot,
        hit[:, None],
        copy[:, None] > 0,
        copy[:, None] > 1,
        inside[:, None],
        distance[:, None],
        np.abs(distance)[:, None],
        (index / n)[:, None],
        (before_words / total_words)[:, None],
        np.minimum(index, 50)[:, None],
        np.minimum(n - 1 - index, 50)[:, None],
        ((before_words - before_words[min(first, n - 1)]) / max(core_words, 1.0))[:, None],
        window(words, 1, 0)[:, None] - words[:, None],
        window(words, 0, 1)[:, None] - words[:, None],
        window(words, 3, 3)[:, None],
        window(good_words, 1, 1)[:, None],
        window(good_words, 3, 0)[:, None],
        window(good_words, 0, 3)[:, None],
        window(ended_words, 3, 3)[:, None],
        window(good_words, 6, 6)[:, None],
        window(good_words, 12, 0)[:, None],
        window(good_words, 0, 12)[:, None],
        window(short, 3, 0)[:, None],
        window(short, 0, 3)[:, None],
        window(short, 8, 8)[:, None],
        window(hit.astype(np.float32), 4, 0)[:, None],
        window(hit.astype(np.float32), 0, 4)[:, None],
        since(is_good)[:, None],
        until(is_good)[:, None],
        since(hard)[:, None],
        until(hard)[:, None],
        since(hit)[:, None],
        hits_in_core[:, None],
        strong_after[:, None],
        cohesion,
        near_cohesion[:, None],
        run_words[:, None],
        run_far[:, None],
        run_gap[:, None],
        dated[:, None],
        window(dated, 3, 0)[:, None],
        window(dated, 0, 3)[:, None],
        named[:, None],
        window(named, 3, 3)[:, None],
        *(column[:, None] for column in since_core),
        *(column[:, None] for column in since_group),
        loose[:, None],
        change[:, None],
        np.concatenate((change[1:], [0.0]))[:, None],
        window(change, 3, 3)[:, None],
        window(same, 3, 3)[:, None],
        numbered[:, None],
        window(numbered, 4, 4)[:, None],
        window(open_short * (1 - hit), 3, 3)[:, None],
        since_title[:, None],
        (ones * float(title is not None))[:, None],
        title_words[:, None],
        title_hits[:, None],
        title_comments[:, None],
        often[:, None],
        window(often, 3, 3)[:, None],
        window(repeats, 0, 4)[:, None],
        window(repeats, 4, 0)[:, None],
        (ones * float(repeats.sum()) / n)[:, None],
        (ones * core_words / total_words)[:, None],
        (ones * core_good)[:, None],
        (ones * min(n, 400))[:, None],
        (ones * typical)[:, None],
        (words / max(typical, 5.0))[:, None],
        (ones * float(is_good.sum()))[:, None],
    ]
    return np.concatenate([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


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

#: The columns of `features`.
NAMES: tuple[str, ...] = (
    *OWN_NAMES,
    *(f"lexicon_{reason.value}" for reason in _GROUPS),
    *_CONTEXT.split(),
)

_GAP, _NEAR, _WORDS = NAMES.index("run_gap"), NAMES.index("good_near"), NAMES.index("words")


def in_question(rows: Floats) -> npt.NDArray[np.bool_]:
    """Which lines of a plain text need a closer look. The others are short and far from all running text: of such lines
    in 193 pages none that is body was ever kept, and they are half of all."""
    return np.asarray((rows[:, _GAP] < 8) | (rows[:, _NEAR] > 0) | (rows[:, _WORDS] >= 8))
