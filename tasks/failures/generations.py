"""Beginning a new round of a file: what its articles wrote in the round before is not to stand in their way."""

from __future__ import annotations

from collections.abc import Iterable

from search.ledger.entries import WRITTEN
from search.takedown import removal
from tasks.context import Desk
from tasks.spool.values import SettledFate
from tasks.work_item import arrival_of

#: Articles looked at and forgotten at once.
PAGE = 500


def forget_own(desk: Desk, intake: str, fates: Iterable[SettledFate]) -> None:
    """Forget what the memory knows from these arrivals, so that they are judged as if for the first time.

    Without this an article that moved to another place in a repaired file would be a duplicate of itself. The documents
    stay until the new round has written its own (`tasks.stages.index`). Safe to repeat.

    Raises TransientError or a RedisError when a service is away.
    """
    page: dict[str, str] = {}
    for one in fates:
        if one.article_id and one.fate in WRITTEN:
            page[one.article_id] = arrival_of(intake, one.number)
        if len(page) == PAGE:
            _forget(desk, page)
            page.clear()
    if page:
        _forget(desk, page)


def _forget(desk: Desk, arrivals: dict[str, str]) -> None:
    there = removal.stored(desk.elasticsearch, desk.names, list(arrivals))
    own = [identifier for identifier, about in there.items() if about.source.arrival == arrivals[identifier]]
    if own:
        desk.duplicates.forget_articles(own)
