"""Begin a new generation of a file: what its articles wrote in the one before must not block them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from elasticsearch import Elasticsearch

from articles.batches import batched
from search.ledger.entries import WRITTEN
from search.schema.index_names import Names
from search.takedown import removal
from tasks.duplicates.index import DuplicateIndex
from tasks.spool.values import Assessment
from tasks.work_item import arrival_of

#: Articles looked at and forgotten at once.
PAGE = 500


class Generations:
    """Takes what files wrote before out of the duplicate index."""

    def __init__(self, client: Elasticsearch, names: Names, duplicates: DuplicateIndex) -> None:
        self._client = client
        self._names = names
        self._duplicates = duplicates

    def forget_own(self, intake: str, fates: Iterable[Assessment]) -> None:
        """Forget what these arrivals left in the duplicate index, so that they are assessed as if for the first time.

        Without this an article that moved to another place in a repaired file would be a duplicate of itself. The
        documents stay until the new generation has written its own (`tasks.stages.index`). Safe to repeat.

        Raises TransientError or a RedisError when a service is away.
        """
        own = [
            (one.article_id, arrival_of(intake, one.number)) for one in fates if one.article_id and one.fate in WRITTEN
        ]
        for page in batched(own, PAGE):
            self._forget(page)

    def _forget(self, own: Sequence[tuple[str, str]]) -> None:
        there = removal.stored(self._client, self._names, [identifier for identifier, _ in own])
        stale = [i for i, arrival in own if i in there and there[i].source.arrival == arrival]
        if stale:
            self._duplicates.forget_articles(stale)
