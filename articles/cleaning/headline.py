"""Which line of a plain text is its headline."""

from __future__ import annotations

from articles.cleaning.lexicon import tokens_of
from articles.cleaning.survey import Page

#: How many lines above the body a headline may be.
_REACH = 60


def find_headline(page: Page, given: str | None = None) -> int | None:
    """Return the number of the headline's line: the one that says what was given, else the best above the body.

    A headline has three to thirty words, no full stop, no furniture words, and shares words with the body. The first
    line may have two words if the body follows directly and begins with sentences about one of them.
    """
    lines = page.lines
    first, last = page.core
    if given:
        wanted = tokens_of(given)
        for i, line in enumerate(lines[: max(first, 0) + _REACH]):
            if line.tokens == wanted:
                return i
        return None
    if _is_short_headline(page):
        return 0
    if last == first:
        # no running text: the first line, if a blank line parts it from at least one more
        return 0 if len(lines) > 1 and _fits(page, 0) else None
    body: set[str] = set()
    for line in lines[first:last]:
        body.update([token for token in line.tokens if len(token) > 3])
    best, best_score = None, 0.0
    for i in range(max(0, first - _REACH), min(first + 1, len(lines))):
        if not _fits(page, i):
            continue
        line = lines[i]
        content = {token for token in line.tokens if len(token) > 3}
        shared = len(content & body) / len(content) if content else 0.0
        score = 2.0 * shared + min(len(content), 6) / 6 - 0.02 * (first - i) + (0.5 if i == 0 else 0.0)
        if score > best_score:
            best, best_score = i, score
    return best if best_score > 0.8 else None


def _is_short_headline(page: Page) -> bool:
    """Return whether the first line is a headline of two words ("Mayor resigns") directly above the body."""
    first, last = page.core
    line = page.lines[0]
    if first != 1 or round(line.words) != 2 or line.ended or line.lexicon is not None or page.copies[0]:
        return False
    opening = {token for body in page.lines[1 : min(last, 3)] for token in body.tokens}
    return any(len(token) > 3 and token in opening for token in line.tokens)


def _fits(page: Page, i: int) -> bool:
    line = page.lines[i]
    if page.good[i] or not 3 <= line.words <= 30:
        return False
    return not (line.ended and line.text.endswith((".", "\u3002"))) and line.lexicon is None
