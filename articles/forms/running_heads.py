"""Find running heads, feet and numbers of pages, which are not text of the article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from articles.forms.layout import Line
from articles.metadata.dates import dates_in_text

#: The share of a page's height at its top, and at its bottom, where heads and feet are.
_MARGIN = 0.13
#: Points by which their height on the page may differ.
_SAME_PLACE = 8.0
#: How many pages lie between two with the same head: left and right pages have different ones.
_REACH = 3
_MOST_WORDS = 25
#: Words of a head that no other page repeats, as where there is one page.
_MOST_WORDS_ALONE = 12
_PAGE = r"(?:page|pages|pg|p|seite|s|página|pagina|pág|pag|sida|side|sivu|strona|str|стр|страница|oldal|blz)\.?"
_NUMBER = re.compile(
    rf"\W{{0,3}}(?:{_PAGE}\s*)?\d{{1,4}}(?:\s*(?:of|von|de|di|van|sur|av|af|z|/|\|)\s*\d{{1,4}})?\W{{0,3}}", re.I
)
_WITH_NUMBER = re.compile(rf"(?:.*\W)?{_PAGE}\s*\d{{1,4}}\b.*|\d{{1,4}}\s*[|•·–—].*|.*[|•·–—]\s*\d{{1,4}}", re.I)


@dataclass(frozen=True, kw_only=True, slots=True)
class PageLines:
    """The lines of a page, and how high it is."""

    lines: Sequence[Line]
    height: float


def without_running_heads(pages: Sequence[PageLines]) -> list[list[Line]]:
    """Return the lines of each page without heads and feet.

    A line in the margin is one where a page nearby has the same line, but for its numbers, at the same place; where it
    is a page's number; or where it repeats the title in smaller letters.
    """
    margins = [_in_margin(page) for page in pages]
    large: dict[str, float] = {}
    kept: list[list[Line]] = []
    for number, page in enumerate(pages):
        near = [line for other in range(max(0, number - _REACH), number + _REACH + 1)
                if other != number and other < len(pages) for line in margins[other]]  # fmt: skip
        in_margin = set(map(id, margins[number]))
        usual = _usual_height(page.lines)
        left = []
        for line in page.lines:
            if id(line) in in_margin and (
                _NUMBER.fullmatch(line.text)
                or any(_same(line, other) for other in near)
                or line.height < 0.9 * large.get(_folded(line.text), 0.0)
                or _names_page_or_issue(line, usual)
            ):
                continue
            left.append(line)
        large.update((_folded(line.text), line.height) for line in left if line.height > 1.1 * usual)
        kept.append(left)
    return kept


def _names_page_or_issue(line: Line, usual: float) -> bool:
    """Return whether a short line has a page number, or, in smaller letters than the text, the issue's day."""
    if len(line.text.split()) > _MOST_WORDS_ALONE or line.height > 1.1 * usual:
        return False
    if _WITH_NUMBER.fullmatch(line.text):
        return True
    return line.height < 0.95 * usual and next(dates_in_text(line.text), None) is not None


def _in_margin(page: PageLines) -> list[Line]:
    """Return the lines at the top and the bottom that have no text beyond them."""
    if not page.lines:
        return []
    top, bottom = page.height * (1 - _MARGIN), page.height * _MARGIN
    return [
        line
        for line in page.lines
        if (line.bottom >= top or line.bottom <= bottom) and len(line.text.split()) <= _MOST_WORDS
    ]


def _same(line: Line, other: Line) -> bool:
    return (
        abs(line.bottom - other.bottom) < _SAME_PLACE
        and abs(line.height - other.height) < 0.15 * max(line.height, other.height, 1)
        and _folded(line.text) == _folded(other.text)
    )


def _folded(text: str) -> str:
    """Return a line's words in lower case without numbers, with one token for any month or day."""
    return " ".join(re.sub(r"\d+", "#", text.casefold()).split())


def _usual_height(lines: Sequence[Line]) -> float:
    heights: dict[float, int] = {}
    for line in lines:
        height = round(line.height, 1)
        heights[height] = heights.get(height, 0) + len(line.text)
    return max(heights, key=heights.__getitem__) if heights else 0.0
