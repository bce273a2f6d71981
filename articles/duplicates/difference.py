"""Compare two texts word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import StrEnum

from articles.article import Value

#: Words, marks, and single characters of scripts without spaces; with the white space before them.
_PIECE = re.compile(
    r"(\s*)([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\w+|[^\w\s])"
)
#: Beyond so many words, words that are everywhere are not looked at as anchors: else it takes minutes.
_MANY = 4000


class Kind(StrEnum):
    """Which of the two texts has a piece."""

    SAME = "same"  #: in both
    REMOVED = "removed"  #: in the first only
    ADDED = "added"  #: in the second only


class Piece(Value, frozen=True, kw_only=True):
    """Some words in a row, with the white space before each."""

    kind: Kind
    text: str


def difference(first: str, second: str) -> list[Piece]:
    """Return what to remove from `first`, and what to add, to get `second`.

    White space makes no difference: what both have is shown as in the second. The pieces that are not
    `REMOVED` have the words of the second text, those that are not `ADDED` the words of the first.
    """
    old, new = _PIECE.findall(first), _PIECE.findall(second)
    matcher = SequenceMatcher(
        None, [word for _, word in old], [word for _, word in new], autojunk=max(len(old), len(new)) > _MANY
    )
    pieces: list[Piece] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        removed, added = _joined(old[i:j]), _joined(new[k:m])
        if tag == "equal":
            if pieces and pieces[-1].kind is Kind.REMOVED and added[:1].strip():
                added = old[i][0] + added  # what was removed before is not to be glued to it
            pieces.append(Piece(kind=Kind.SAME, text=added))
            continue
        if removed:
            pieces.append(Piece(kind=Kind.REMOVED, text=removed))
        if added:
            pieces.append(Piece(kind=Kind.ADDED, text=added))
    return pieces


def _joined(pieces: list[tuple[str, str]]) -> str:
    return "".join(space + word for space, word in pieces)
