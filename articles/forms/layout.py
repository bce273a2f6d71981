"""Join lines on a page, by their places, to paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

#: A gap this much larger than that between most lines begins a paragraph.
_GAP = 1.25
#: Letters that differ this much in height belong to another paragraph: a headline, a caption.
_OTHER_HEIGHT = 0.15
#: An indent of this many heights of a line begins a paragraph.
_INDENT = (0.8, 4.0)
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010\ufffe]$")
#: "Sozial- und Gesundheitspolitik": the hyphen stands for a shared part.
_SHARED = re.compile(r"(?:und|oder|bzw|and|or|en|of|och|eller|og)\b")
#: Characters at the end of a line in which a sentence's end is looked for.
_TAIL = 64
_SENTENCE_END = re.compile(r"[.!?:…。！？][\"'»”’)\]]*$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of text; places in points, from the lower left corner of the page."""

    text: str
    left: float
    bottom: float
    height: float
    right: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A paragraph, and the height of its first line."""

    text: str
    height: float = 0.0


def blocks(lines: Sequence[Line]) -> list[Block]:
    """Join the lines of one page, in reading order, to paragraphs; words that were divided are joined again.

    A paragraph begins after a larger gap, with an indent, in another size, or in
    another column; but never in the middle of a sentence that goes on in lower case
    there.
    """
    lines = [line for line in lines if line.text.strip()]
    # in heights of a line, so that headlines and small print have the same
    gaps = [(above.bottom - below.bottom) / max(below.height, 1) for above, below in pairwise(lines)]
    usual = sorted(gap for gap in gaps if 0 < gap < 3)
    # not the median: where paragraphs have two lines each, half of the gaps are those between paragraphs
    pitch = usual[len(usual) // 4] if usual else 0.0
    margin = min((line.left for line in lines), default=0.0)
    found: list[list[Line]] = []
    for number, line in enumerate(lines):
        if number and not _begins(lines[number - 1], line, gaps[number - 1], pitch, margin):
            found[-1].append(line)
        else:
            found.append([line])
    return [Block(text=joined([line.text.strip() for line in some]), height=some[0].height) for some in found]


def joined(texts: Sequence[str]) -> str:
    """Join the lines of one paragraph. A hyphen before a small letter divided a word, unless "and" follows."""
    pieces = [texts[0]]
    for before, after in pairwise(texts):
        if _HYPHEN.search(before[-2:]) and after[:1].islower() and not _SHARED.match(after):
            pieces[-1] = before[:-1]
        else:
            pieces.append(" ")
        pieces.append(after)
    return "".join(pieces)


def over_pages(pages: Sequence[Sequence[Block]]) -> Iterator[Block]:
    """Return the paragraphs of all pages; one that a page's end cuts is put together."""
    held: list[Block] = []
    for page in pages:
        for number, paragraph in enumerate(page):
            if held and not (number == 0 and _goes_on(held[-1].text, paragraph.text)):
                yield _whole(held)
                held = []
            held.append(paragraph)
    if held:
        yield _whole(held)


def _whole(pieces: Sequence[Block]) -> Block:
    return replace(pieces[0], text=joined([piece.text for piece in pieces]))


def _begins(above: Line, below: Line, gap: float, pitch: float, margin: float) -> bool:
    if abs(above.height - below.height) > _OTHER_HEIGHT * max(above.height, below.height, 1):
        return True
    if gap <= 0 or gap > 6:  # another column, or past a picture
        return not _goes_on(above.text.strip(), below.text.strip())
    if pitch and gap > _GAP * pitch:
        return True
    indent = below.left - min(above.left, margin)
    return (
        _INDENT[0] * below.height < indent < _INDENT[1] * below.height
        and above.left < below.left - _INDENT[0] * below.height
    )


def _goes_on(before: str, after: str) -> bool:
    return not _SENTENCE_END.search(before[-_TAIL:]) and after[:1].islower()
