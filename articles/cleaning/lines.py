"""A decoded text as paragraphs, and the white space between them."""

from __future__ import annotations

import re
from typing import NamedTuple

from articles.cleaning.pieces import Piece
from articles.cleaning.reasons import CutReason
from articles.cleaning.repair import repair_line

_LINE = re.compile("[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
#: White space and characters that show nothing.
BLANK = " \t\x1f\u00a0\u00ad\u1680" + "".join(map(chr, range(0x2000, 0x200C))) + "\u202f\u205f\u2060\u3000\ufeff"

#: A hard-wrapped text has lines of about this many characters.
_WRAP_MIN, _WRAP_MAX = 35, 120
#: A text of so few breaks shows no habit. One of them was made by a width of at least so many characters.
_FEW_BREAKS, _FEW_BREAKS_MIN = 3, 55
_SENTENCE_ENDS = '.!?\u3002\uff01\uff1f\u2026:"\u201d\u00bb'
_HYPHENS = "-\u00ad\u2010"
#: Tried once a word, so that a word of a hundred thousand letters takes no longer than many short ones.
_WITH_HYPHEN = re.compile(r"(?<![^\W\d_])[^\W\d_]++-[^\W\d_]+")


class Paragraph(NamedTuple):
    """One paragraph: what it says now, the pieces it was made from, and what followed it in the decoded text."""

    text: str
    pieces: list[Piece]
    gap: str  #: white space between this paragraph and the next
    joined: int = 1  #: lines that it was wrapped over


def split(text: str) -> tuple[str, list[Paragraph]]:
    """Return the white space before the first paragraph, and the paragraphs.

    Lines that a fixed width broke are joined again, with the hyphenation at their ends taken back.
    """
    spans: list[tuple[int, int]] = []
    for match in _LINE.finditer(text):
        line = match.group()
        left = len(line) - len(line.lstrip(BLANK))
        if left == len(line):
            continue
        spans.append((match.start() + left, match.end() - (len(line) - len(line.rstrip(BLANK)))))
    if not spans:
        return text, []
    joins = _wrapped(text, spans)
    words = _hyphenated(text) if joins else set()
    paragraphs: list[Paragraph] = []
    pieces: list[Piece] = []
    lines = 0
    for i, (start, end) in enumerate(spans):
        follow = spans[i + 1][0] if i + 1 < len(spans) else len(text)
        gap = text[end:follow]
        pieces.extend(repair_line(text[start:end]))
        lines += 1
        if i in joins:
            _join(pieces, gap, text[spans[i + 1][0] : spans[i + 1][1]], words)
            continue
        paragraphs.append(Paragraph("".join([p.after for p in pieces]), pieces, gap, lines))
        pieces, lines = [], 0
    return text[: spans[0][0]], paragraphs


def _wrapped(text: str, spans: list[tuple[int, int]]) -> set[int]:
    """Return the numbers of the lines that go on in the next one because a fixed width broke them.

    A break was made by the width where the next line's first word would not have fitted. A text is wrapped where
    nearly all its single breaks between full lines are of that kind; elsewhere a line is a paragraph.
    """
    lengths = [end - start for start, end in spans]
    single = [i for i in range(len(spans) - 1) if text.count("\n", spans[i][1], spans[i + 1][0]) <= 1]
    if len(single) < _FEW_BREAKS:
        return _wrapped_once(text, spans, single)
    inner = sorted(lengths[i] for i in single)
    width = inner[min(len(inner) - 1, int(0.97 * len(inner)))]
    if not _WRAP_MIN <= width <= _WRAP_MAX or inner[len(inner) // 2] < 0.7 * width:
        return set()
    if sum(length > 1.15 * width for length in lengths) > 0.02 * len(lengths):
        return set()
    joins = set()
    for i in single:
        start, end = spans[i + 1]
        first = text[start:end].split(None, 1)[0]
        if lengths[i] + 1 + len(first) > 0.92 * width and lengths[i] > 0.5 * width:
            joins.add(i)
    long_breaks = [i for i in single if lengths[i] > 0.5 * width]
    open_ends = sum(text[spans[i][1] - 1] not in _SENTENCE_ENDS for i in joins)
    if len(joins) < 0.6 * len(long_breaks) or open_ends < 0.5 * len(joins):
        return set()
    return joins


def _wrapped_once(text: str, spans: list[tuple[int, int]], single: list[int]) -> set[int]:
    """Return which of one or two single breaks are in the middle of a sentence, for a text too short for a habit.

    The first word after it would not have fitted into the width of the longest line, and begins with a small letter.
    """
    width = max((spans[i][1] - spans[i][0] for i in range(len(spans))), default=0)
    if not _FEW_BREAKS_MIN <= width <= _WRAP_MAX:
        return set()
    joins = set()
    for i in single:
        line, following = text[slice(*spans[i])], text[slice(*spans[i + 1])]
        room = len(line) + 1 + len(following.split(None, 1)[0])
        if room > 0.92 * width and following[0].islower() and line[-1] not in _SENTENCE_ENDS:
            joins.add(i)
    return joins


def _hyphenated(text: str) -> set[str]:
    """Return the words that the text itself writes with a hyphen inside a line."""
    return {word.casefold() for word in _WITH_HYPHEN.findall(text)}


def _join(pieces: list[Piece], gap: str, following: str, words: set[str]) -> None:
    """Join the line in `pieces` to `following`: by a space, or by nothing where a hyphen broke a word."""
    last = pieces[-1]
    if (
        last.reason is None
        and len(last.after) > 1
        and last.after[-1] in _HYPHENS
        and last.after[-2].isalpha()
        and following[:1].islower()
    ):
        head = re.search(r"[^\W\d_]+$", last.after[-60:-1])
        tail = re.match(r"[^\W\d_]+", following)
        word = f"{head.group() if head else ''}-{tail.group() if tail else ''}".casefold()
        if word not in words:
            pieces[-1] = Piece(last.before[:-1], last.after[-60:-1])
            pieces.append(Piece(last.before[-1] + gap, "", CutReason.REPAIR))
            return
        pieces.append(Piece(gap, "", CutReason.REPAIR))
        return
    if last.reason is CutReason.REPAIR and not last.after and last.before == "\u00ad":
        pieces[-1] = Piece(last.before + gap, "", CutReason.REPAIR)
        return
    pieces.append(Piece(gap, " " if not _unspaced(last.after[-1:], following[:1]) else "", CutReason.WHITE_SPACE))


def _unspaced(left: str, right: str) -> bool:
    """Return whether two characters are written without a space between them (Han, kana, Thai)."""
    return bool(left and right) and all(
        "\u3000" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef" or "\u0e00" <= c <= "\u0eff" for c in (left, right)
    )
