"""Why a line would be cut: named first, before anything is decided."""

from __future__ import annotations

import re

from articles.cleaning.reasons import CutReason
from articles.cleaning.survey import Line, Page, credited

_NAME = r"[^\W\d_][\w'’.\-]*"
_BYLINE = re.compile(
    rf"(?:by|von|par|por|di|door|av|af|oleh|autor(?:in)?|text|от)[:\s]\s*{_NAME}(?:[\s,&/|]+{_NAME}){{0,11}}[\s,]*",
    re.IGNORECASE,
)

#: Headings that name the lines under them, and for how many lines at most.
_HEADINGS = {
    CutReason.RELATED_LINKS: 12,
    CutReason.COMMENT_FORM: 60,
    CutReason.NEWSLETTER: 4,
    CutReason.COOKIE_NOTICE: 3,
    CutReason.ABOUT_AUTHOR: 3,
}


def name_lines(page: Page) -> list[CutReason]:
    """For every line the reason that it would be cut for."""
    first, last = page.core
    reasons: list[CutReason] = []
    heading: CutReason | None = None
    left = 0  # lines that the heading may still speak for
    for i, line in enumerate(page.lines):
        reason = _by_mark(line)
        if reason in _HEADINGS and line.words <= 14:
            heading, left = reason, _HEADINGS[reason]
        else:
            left -= 1
        if left <= 0 or (page.good[i] and first <= i < last):
            heading = None
        reasons.append(reason or _by_copies(page, i) or _by_heading(page, i, heading) or _by_form(page, i))
    return reasons


def _by_mark(line: Line) -> CutReason | None:
    """Return the reason that the line's own words give."""
    if line.lexicon is not None:
        return line.lexicon
    if line.words <= 8 and not line.ended and _BYLINE.fullmatch(line.text):
        return CutReason.BYLINE
    return CutReason.CAPTION if line.words <= 60 and credited(line.text) else None


def _by_copies(page: Page, i: int) -> CutReason | None:
    """Return the reason for a repeated line, or for a line under a repeated headline."""
    line = page.lines[i]
    if page.copies[i]:
        return CutReason.REPEATED if line.words > 3 or line.ended else CutReason.NAVIGATION
    outside = not page.core[0] <= i < page.core[1]
    return CutReason.TEASER if outside and i and page.copies[i - 1] == 2 and 3 < line.words <= 40 else None


def _by_heading(page: Page, i: int, heading: CutReason | None) -> CutReason | None:
    """Return the reason that the heading above gives.

    Links are not sentences. Comments are not single words; the label of a field that must be filled in may be one.
    """
    line = page.lines[i]
    if heading is None or page.core[0] <= i < page.core[1]:
        return None
    if heading is CutReason.RELATED_LINKS:
        fits = not line.ended
    else:
        fits = line.words > 3 or (heading is CutReason.COMMENT_FORM and _is_required_field(line))
    return heading if fits else None


def _is_required_field(line: Line) -> bool:
    """Return whether a line is a label with the mark of a field that must be filled in: "Comment *"."""
    return line.words > 0 and line.text.startswith("*") != line.text.rstrip(" :").endswith("*")


def _by_form(page: Page, i: int) -> CutReason:
    line = page.lines[i]
    if line.words <= 8 and not line.ended and _dated(line.tokens):
        return CutReason.TIMESTAMP
    if line.words <= 5 and not line.ended:
        return CutReason.NAVIGATION
    if line.words < 6 or line.text.endswith(("\u2026", "...")) or (not line.ended and line.words <= 30):
        return CutReason.TEASER
    return CutReason.OUTSIDE_BODY


def _dated(tokens: list[str]) -> bool:
    return tokens.count("0") >= 2 and 2 * tokens.count("0") >= len(tokens)
