"""A text and what it was made from, piece by piece, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from articles.article import Removed
from articles.cleaning.reasons import CutReason


class Piece(NamedTuple):
    """`after` replaces `before` in the new text; the same where `reason` is None."""

    before: str
    after: str
    reason: CutReason | None = None


def assemble(pieces: Iterable[Piece]) -> tuple[str, tuple[Removed, ...]]:
    """Return the new text, and what `restore` needs to make the old one of it.

    Neighbours that were cut for one reason become one entry.
    """
    body: list[str] = []
    removed: list[Removed] = []
    texts: list[str] = []  # of the last entry
    length = 0
    for before, after, reason in pieces:
        if reason is None:
            body.append(before)
            length += len(before)
            continue
        if before == after:
            body.append(after)
            length += len(after)
            continue
        end = length + len(after)
        if removed and removed[-1].reason == reason and removed[-1].end == length and not after:
            texts.append(before)
        else:
            _complete(removed, texts)
            texts = [before]
            removed.append(Removed(start=length, end=end, text=before, reason=reason.value))
        body.append(after)
        length = end
    _complete(removed, texts)
    return "".join(body), tuple(removed)


def _complete(removed: list[Removed], texts: list[str]) -> None:
    """Give the last entry the texts of all its pieces."""
    if len(texts) > 1:
        last = removed[-1]
        removed[-1] = Removed(start=last.start, end=last.end, text="".join(texts), reason=last.reason)


def restore(body: str, removed: Sequence[Removed]) -> str:
    """Return the decoded plain text that `body` was made from: each `body[start:end]` becomes its `text` again."""
    parts: list[str] = []
    position = 0
    for piece in removed:
        parts.append(body[position : piece.start])
        parts.append(piece.text)
        position = piece.end
    parts.append(body[position:])
    return "".join(parts)
