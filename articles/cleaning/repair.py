"""Repair of one line: mojibake, composed characters, soft hyphens, invisible characters, HTML entities.

Every repair is a list of pieces, so that the line can be put together again.
"""

from __future__ import annotations

import re

from articles.characters import normalised
from articles.cleaning.pieces import Piece
from articles.cleaning.reasons import CutReason
from articles.markup import unescaped, without_tags

#: Soft hyphen, zero-width space and no-break space, joiners outside their scripts are left alone, byte-order mark,
#: control characters that no text needs.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u0000-\u0008\u000e-\u001f\u007f\ufffe\uffff]")
#: Typical first characters of UTF-8 that was read as Windows-1252 or Latin-1, with a second character that a text
#: in a European language does not put behind them.
_MOJIBAKE = re.compile(
    "[\u00c2\u00c3\u00c4\u00c5\u00ce\u00cf\u00d0\u00d1\u00d8\u00d9\u00e2\u00e3-\u00ef\u0413\u0412\u0420\u0421]"
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_C1 = re.compile("[\u0080-\u009f]")
#: White space inside a line that is not one plain space.
_SPACE = re.compile(
    "[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+ *| [ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+"
)
#: Anything that a repair could be needed for.
_SUSPECT = re.compile(
    "[^\u0020-\u0025\u0027-\u007e\u00a1-\u00ac\u00ae-\u00c1\u00c6-\u00cd\u00d2-\u00d7\u00da-\u00e1\u00f0-\u02ff"
    "\u0370-\u0411\u0414-\u041f\u0422-\u1100\u2010-\u2027\u2030-\u205e\u3001-\ud7ff]|  "
)


def _mend(text: str) -> str:
    """Return the text as it was meant; the same object where nothing is wrong."""
    mended = text
    if "&" in mended:
        mended = unescaped(mended)
        if mended is not text:
            mended = mended.replace("\u00a0", " ")
    if "<" in mended and (untagged := without_tags(mended)) is not mended:
        mended = " ".join(untagged.split())
    if _MOJIBAKE.search(mended) or _C1.search(mended):
        import ftfy  # takes long, and few texts need it: a fifth of the time in which `copydesk clean` starts

        mended = ftfy.fix_encoding(mended)
    if _INVISIBLE.search(mended):
        mended = _INVISIBLE.sub("", mended)
    return normalised("NFC", mended)


def repair_line(text: str) -> list[Piece]:
    """Pieces whose `before` make `text` and whose `after` make the repaired line (no line breaks in either).

    Mojibake is mended by ftfy where its marks are.
    """
    if "<" not in text and not _SUSPECT.search(text):
        return [Piece(text, text)]
    mended = _mend(text)
    pieces: list[Piece] = []
    if mended is text or mended == text:
        pieces.append(Piece(text, text))
    else:
        mended = mended.replace("\r", " ").replace("\n", " ")
        before, after = text.split(" "), mended.split(" ")
        if len(before) == len(after):
            for i, (old, new) in enumerate(zip(before, after, strict=True)):
                if i:
                    pieces.append(Piece(" ", " "))
                if old == new:
                    pieces.append(Piece(old, old))
                else:
                    pieces.extend(_around(old, new))
        else:
            pieces.extend(_around(text, mended))
    return _fold_spaces(pieces)


def repaired(text: str) -> str:
    """Return a line after its repair."""
    return "".join(piece.after for piece in repair_line(text))


def _around(before: str, after: str) -> list[Piece]:
    """Return the change from `before` to `after` without what they begin and end with alike."""
    head = 0
    shorter = min(len(before), len(after))
    while head < shorter and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < shorter - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    pieces = [Piece(before[:head], before[:head])] if head else []
    pieces.append(Piece(before[head : len(before) - tail], after[head : len(after) - tail], CutReason.REPAIR))
    if tail:
        pieces.append(Piece(before[-tail:], before[-tail:]))
    return pieces


def _fold_spaces(pieces: list[Piece]) -> list[Piece]:
    """Turn runs of white space into one plain space."""
    folded: list[Piece] = []
    for piece in pieces:
        if piece.reason is not None:
            folded.append(piece)
            continue
        text, position = piece.before, 0
        for match in _SPACE.finditer(text):
            if match.start() > position:
                folded.append(Piece(text[position : match.start()], text[position : match.start()]))
            folded.append(Piece(match.group(), " ", CutReason.WHITE_SPACE))
            position = match.end()
        if position < len(text):
            folded.append(Piece(text[position:], text[position:]))
    return folded
