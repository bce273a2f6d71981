"""Gather rejections: a long run of records that cannot be articles takes a few entries.

A small bomb unpacks to millions of them. The first hundred of a run keep entries of their own; the rest becomes one
entry for each reason, which carries their number. Entries are numbered one after another, so the same file gives the
same entries each time it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from articles.article import Record, Rejection
from articles.cleaning.words import count_words
from articles.fates import REASONS, Fate, Reason

#: Characters beyond which a record is not looked at here.
_LONG = 2_000
#: Rejections in a row that keep entries of their own.
SINGLE = 100


def gathered(items: Iterable[Record | Rejection], *, min_words: int) -> Iterator[Record | Rejection]:
    """Yield the items, with the rejections of a long run gathered.

    Args:
        items: as a form reads them.
        min_words: records that are certain to have fewer words count as rejections too.
    """
    place = run = 0
    rest: dict[Reason, Rejection] = {}
    for item in items:
        rejection = _rejection(item, min_words)
        if rejection is not None and run >= SINGLE:
            first = rest.get(rejection.reason)
            rest[rejection.reason] = (
                rejection if first is None else msgspec.structs.replace(first, count=first.count + rejection.count)
            )
            continue
        run = 0 if rejection is None else run + 1
        for one in (*_entries(rest), item):
            yield one if one.number == place else msgspec.structs.replace(one, number=place)
            place += 1
        rest.clear()
    for one in _entries(rest):
        yield msgspec.structs.replace(one, number=place)
        place += 1


def _rejection(item: Record | Rejection, min_words: int) -> Rejection | None:
    """Return why an item is not an article, if that is certain without cleaning it; None for failures too."""
    if isinstance(item, Rejection):
        return item if item.reason in REASONS[Fate.REJECTED] and item.part is None else None
    if item.whole or item.given.wire is not None or len(item.content) > _LONG:
        return None
    if count_words(item.content) >= min_words:  # markup counts as words here, so a page has no more of them than this
        return None
    empty = not item.content.strip()
    return Rejection(
        reason=Reason.EMPTY if empty else Reason.TOO_SHORT,
        detail="The record holds no text." if empty else f"It has fewer than {min_words} words.",
        number=item.number,
    )


def _entries(rest: dict[Reason, Rejection]) -> Iterator[Rejection]:
    for one in rest.values():
        if one.count > 1:
            detail = f"{one.detail} So are {one.count - 1:,} more after it, without entries of their own.".lstrip()
            one = msgspec.structs.replace(one, detail=detail)
        yield one
