"""Why a line would be cut: named first, before anything is decided."""

from __future__ import annotations

import re

from articles.cleaning.features import Page, credited
from articles.cleaning.reasons import CutReason

_NAME = r"[^\W\d_][\w'’.\-]*"
_BYLINE = re.compile(
    rf"(?:by|von|par|por|di|door|av|af|oleh|autor(?:in)?|text|от)[:\s]\s*{_NAME}(?:[\s,&/|]+{_NAME}){{0,11}}[\s,]*",
    re.IGNORECASE,
)

#: Headings that name what stands under them, and for how many lines at most.
_HEADINGS = {
    CutReason.RELATED_LINKS: 12,
    CutReason.COMMENT_FORM: 200,
    CutReason.NEWSLETTER: 4,
    CutReason.COOKIE_NOTICE: 3,
    CutReason.ABOUT_AUTHOR: 3,
}


def name_lines(page: Page) -> list[CutReason]:
    """For every line the reason that it would be cut for."""
    lines, copies = page.lines, page.copies
    first, last = page.core
    reasons: list[CutReason] = []
    heading: CutReason | None = None
    left = 0
    for i, line in enumerate(lines):
        reason = line.lexicon
        words = line.words
        if reason is None and words <= 8 and not line.ended and _BYLINE.fullmatch(line.text):
            reason = CutReason.BYLINE
        if reason is None and words <= 60 and credited(line.text):
            reason = CutReason.CAPTION
        if reason in _HEADINGS and words <= 14:
            heading, left = reason, _HEADINGS[reason]
        elif left > 0:
            left -= 1
        if page.good[i] and first <= i < last:
            left = 0
        if reason is None and copies[i]:
            reason = CutReason.REPEATED
        if reason is None and i and copies[i - 1] == 2 and words <= 40 and not first <= i < last:
            reason = CutReason.TEASER
        under_heading = left > 0 and heading is not None and not first <= i < last
        if reason is None and under_heading and (heading is not CutReason.RELATED_LINKS or not line.ended):
            reason = heading
        if reason is None:
            reason = _by_form(page, i)
        reasons.append(reason)
    return reasons


def _by_form(page: Page, i: int) -> CutReason:
    line = page.lines[i]
    first, last = page.core
    if line.words <= 8 and not line.ended and _dated(line.tokens):
        return CutReason.TIMESTAMP
    if line.words <= 5 and not line.ended:
        return CutReason.NAVIGATION
    if line.text.endswith(("\u2026", "...")) or (not line.ended and line.words <= 30):
        return CutReason.TEASER
    if first <= i < last or line.words < 6:
        return CutReason.TEASER if line.words < 6 else CutReason.OUTSIDE_BODY
    if i + 1 < len(page.lines) and i > 0 and page.copies[i - 1]:
        return CutReason.TEASER
    return CutReason.OUTSIDE_BODY


def _dated(tokens: list[str]) -> bool:
    return tokens.count("0") >= 2 and 2 * tokens.count("0") >= len(tokens)
