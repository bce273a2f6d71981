"""Rebuild the duplicate index from Elasticsearch after the broker lost it, and load older articles when needed."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import structlog
from elasticsearch import Elasticsearch
from redis import Redis

from articles.article import Value
from articles.duplicates.values import IndexedArticle
from articles.errors import TransientError
from search.find.archive_lookup import find, holds_older
from search.schema.index_names import Names
from search.schema.times import to_microseconds
from search.takedown.tombstones import Tombstone
from search.transport.client import translated
from search.transport.get_by_id import anywhere
from search.transport.paging import pages
from search.transport.refresh import refresh
from search.transport.stored import Stored
from tasks.duplicates.index import DuplicateIndex
from tasks.story_outbox import StoryOutbox

T = TypeVar("T")
log = structlog.get_logger()

#: How long a process that rebuilds may be silent before another takes over, seconds.
_SILENCE = 60.0


class IndexRebuildingError(TransientError):
    """The duplicate index is not complete yet. Those who wait for it give their turn to others, and ask again."""


class _Document(Value, frozen=True, kw_only=True):
    """The fields of an article's document that the duplicate index needs."""

    arrival: str
    claimed_at: int
    url: str | None = None
    source: str | None = None
    decoded_hash: str = ""
    content_hash: str = ""
    published_at: datetime | None = None
    sketch: str = ""
    story_id: str | None = None
    copy_of: str | None = None
    similarity: float | None = None
    is_copy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuild:
    """Fills the duplicate index from the search index.

    Args:
        duplicates: the duplicate index.
        redis: the broker, for a lock.
        client: Elasticsearch.
        names: index names.
        stories: gets to know that its list was lost with the duplicate index.
        window_days: articles that were claimed in so many days are loaded.
        turn_seconds: a task loads, or waits, for so long at most: less than the time limit of a task.
    """

    duplicates: DuplicateIndex
    redis: Redis
    client: Elasticsearch
    names: Names
    stories: StoryOutbox
    window_days: float
    turn_seconds: float

    def ensure_complete(self) -> None:
        """Block until the duplicate index is complete, and rebuild it if needed.

        One process rebuilds it, the others wait. Judging by half of it would take copies for new articles. A turn loads
        500 articles at least, and the next one goes on where it ended, so a large index needs several.

        Raises:
            IndexRebuildingError: It takes longer than a turn.
            TransientError: Elasticsearch or the broker is away.
        """
        if self.duplicates.is_complete():
            return
        over = time.monotonic() + self.turn_seconds
        lock = self.redis.lock(self._lock, timeout=_SILENCE, blocking=False)
        while not lock.acquire(blocking=False):
            if self.duplicates.is_complete():
                return
            if time.monotonic() > over:
                raise IndexRebuildingError("the duplicate index is being rebuilt")
            time.sleep(0.2)

        def progress(done: int, total: int) -> None:
            lock.reacquire()
            if done < total and time.monotonic() > over:
                log.info("memory_filling", articles=done, left=total - done)
                raise IndexRebuildingError(f"the duplicate index is being rebuilt, with {total - done:,} articles left")

        try:
            if not self.duplicates.is_complete():
                self.run(progress=progress)
                log.info("memory_filled", articles=self.duplicates.count())
        finally:
            if lock.owned():
                lock.release()

    def run(self, *, progress: Callable[[int, int], object] = lambda done, total: None) -> None:
        """Load the articles of the window and all tombstones, and mark the index complete.

        A run that was ended is continued by the next.

        Args:
            progress: Gets the number of articles loaded in this run, and of those that it is to load. What it raises
                ends the run.

        Raises:
            TransientError: Elasticsearch or the broker is away.
        """
        since = self._since()
        window = _left(since, self.duplicates.loaded_until())
        refresh(self.client, [self.names.everything])
        done, total = 0, self._count(window)
        # In the order of their claims: eviction begins with what was loaded first.
        order = ({"claimed_at": "asc"}, {"arrival": "asc"})
        for page in _ahead(pages(self.client, self._indices, window, _Document, sort=order)):
            self.duplicates.load(_indexed(one) for one in page)
            self.duplicates.mark_loaded(page[-1].source.claimed_at, page[-1].source.arrival)
            done += len(page)
            progress(done, total)
        for stones in pages(self.client, self.names.tombstones, {"match_all": {}}, Tombstone):
            for stone in stones:
                one = stone.source
                self.duplicates.add_tombstone(article_id=one.article_id, url=one.url, decoded_hash=one.decoded_hash)
        left_out = holds_older(self.client, self.names, since)
        self.stories.mark_lost()
        self.duplicates.mark_complete(since - 1 if left_out else 0)

    def left(self) -> int:
        """Return how many articles have to be loaded before anything can be judged.

        Raises:
            TransientError: Elasticsearch or the broker is away.
        """
        if self.duplicates.is_complete():
            return 0
        return self._count(_left(self._since(), self.duplicates.loaded_until()))

    def is_under_way(self) -> bool:
        """Return whether a process has its turn now."""
        return bool(self.redis.exists(self._lock))

    @property
    def _lock(self) -> str:
        return f"{self.names.prefix}copydesk:remembering"

    @property
    def _indices(self) -> str:
        """The indices of articles, with those that are kept from readers: copies of them still arrive."""
        return f"{self.names.everything},{self.names.withdrawn}"

    def _since(self) -> int:
        """Return the beginning of the window, microseconds since 1970."""
        return to_microseconds(datetime.now(UTC) - timedelta(days=self.window_days))

    def _count(self, query: dict[str, Any]) -> int:
        with translated():
            return int(self.client.count(index=self._indices, query=query)["count"])

    def load_older(self, sketches: Sequence[bytes]) -> int:
        """Load articles from before the window that these may be copies of, before they are judged; return how many.

        Raises:
            TransientError: Elasticsearch or the broker is away.
        """
        until = self.duplicates.evicted_until()
        if not until:
            return 0
        found = find(self.client, self.names, sketches, before=until + 1)
        return self.load([one for one in found if one is not None])

    def load(self, article_ids: Sequence[str]) -> int:
        """Load those of the articles that are in the search index; return how many were new.

        Raises:
            TransientError: Elasticsearch or the broker is away.
        """
        found = anywhere(self.client, self.names, article_ids, _Document)
        return self.duplicates.load(_indexed(one) for one in found.values())


def _ahead(found: Iterator[T]) -> Iterator[T]:
    """Yield what is found while the next is read: Elasticsearch and the broker each have work half of the time."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, found, None)
        while (one := coming.result()) is not None:
            coming = reader.submit(next, found, None)
            yield one


def _left(since: int, last: tuple[int, str] | None) -> dict[str, Any]:
    """Return a query for the articles that were claimed since a time and come behind the last one that was loaded."""
    window = {"range": {"claimed_at": {"gte": since}}}
    if last is None:
        return window
    claimed_at, arrival = last
    # All records of a file have one time.
    of_its_time = {"bool": {"filter": [{"term": {"claimed_at": claimed_at}}, {"range": {"arrival": {"gt": arrival}}}]}}
    behind = [{"range": {"claimed_at": {"gt": claimed_at}}}, of_its_time]
    return {"bool": {"filter": window, "should": behind, "minimum_should_match": 1}}


def _indexed(document: Stored[_Document]) -> IndexedArticle:
    one = document.source
    return IndexedArticle(
        arrival=one.arrival,
        claimed_at=one.claimed_at,
        article_id=document.id,
        url=one.url,
        source=one.source,
        decoded_hash=one.decoded_hash,
        content_hash=one.content_hash,
        published_at=one.published_at,
        sketch=base64.b64decode(one.sketch),
        story_id=one.story_id or document.id,
        copy_of=one.copy_of,
        similarity=one.similarity,
        is_copy=one.is_copy,
    )
