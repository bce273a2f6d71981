"""Filling the memory of what arrived before again, from the index, after the broker lost it."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from elasticsearch.helpers import scan

from articles.errors import TransientError
from search.find import archive_lookup as older
from search.find.articles import documents
from search.stories.repair import tend_all
from search.transport.client import translated
from tasks.context import Desk
from tasks.duplicates.index import Entry

log = structlog.get_logger()

#: How many articles are read and remembered at once.
PAGE = 500
#: How long a process waits for another that fills the memory, seconds.
PATIENCE = 600.0


def ensure_memory(desk: Desk) -> None:
    """Return when the memory is complete: at once, as a rule; after a wipe when it has been filled again.

    One process fills it, the others wait. Judging on half a memory would take copies for new articles.

    Raises:
        TransientError: it takes too long, or Elasticsearch is away.
    """
    if desk.remembered.is_complete():
        return
    lock = desk.redis.lock(f"{desk.options.prefix}copydesk:remembering", timeout=60, blocking=False)
    waited_until = time.monotonic() + PATIENCE
    while not lock.acquire(blocking=False):
        if desk.remembered.is_complete():
            return
        if time.monotonic() > waited_until:
            raise TransientError("the memory of what arrived before is being filled again; that takes long")
        time.sleep(0.2)
    try:
        if not desk.remembered.is_complete():
            number = remember(desk, progress=lambda done, total: lock.reacquire())
            log.info("memory_filled", articles=number)
            # Which stories were still to be tended was forgotten too.
            tend_all(desk.elasticsearch, desk.names, progress=lambda done: lock.reacquire())
    finally:
        if lock.owned():
            lock.release()


def remember(desk: Desk, *, progress: Callable[[int, int], object] = lambda done, total: None) -> int:
    """Load what is to be remembered from the index, and say that the memory is complete; how many articles."""
    since = int((datetime.now(UTC) - timedelta(days=desk.options.remember_days)).timestamp() * 1e6)
    query = {"range": {"claimed_at": {"gte": since}}}
    with translated():
        desk.elasticsearch.indices.refresh(index=desk.names.everything)
        total = desk.elasticsearch.count(index=desk.names.everything, query=query)["count"]
    done = 0
    page: list[Entry] = []
    for entry in _entries(desk, query):
        page.append(entry)
        if len(page) == PAGE:
            desk.remembered.load(page)
            done += len(page)
            page = []
            progress(done, total)
    desk.remembered.load(page)
    done += len(page)
    for tombstone in _scan(desk, desk.names.tombstones, {"match_all": {}}):
        fields = tombstone["_source"]
        desk.remembered.bury(
            article_id=fields["article_id"], url=fields.get("url"), decoded_hash=fields.get("decoded_hash")
        )
    left_out = older.holds_older(desk.elasticsearch, desk.names, since)
    desk.remembered.mark_complete(since - 1 if left_out else 0)
    progress(done, total)
    return done


def recall(desk: Desk, sketches: Sequence[bytes]) -> int:
    """Remember once more the older articles that these may be copies of; how many.

    The memory has a window; the index has not. To be called before they are judged.

    Raises:
        TransientError: Elasticsearch is away.
    """
    let_go = desk.remembered.let_go()
    if not let_go:
        return 0
    client, names = desk.elasticsearch, desk.names
    found = [one for one in older.find(client, names, sketches, before=let_go + 1) if one is not None]
    return desk.remembered.load(entry_of(*one) for one in documents(client, names, found).items())


def _entries(desk: Desk, query: dict[str, Any]) -> Iterator[Entry]:
    # In the order of their claims, as they came: eviction begins with what was remembered first.
    unread = ["body", "entities", "quotes", "removed"]
    for hit in _scan(desk, desk.names.everything, query, excludes=unread, sort="claimed_at"):
        yield entry_of(hit["_id"], hit["_source"])


def entry_of(identifier: str, document: dict[str, Any]) -> Entry:
    """What is remembered of an indexed article."""
    published = document.get("published_at")
    return Entry(
        arrival=document["arrival"],
        claimed_at=document["claimed_at"],
        article_id=identifier,
        url=document.get("url"),
        source=document.get("source"),
        decoded_hash=document.get("decoded_hash", ""),
        content_hash=document.get("content_hash", ""),
        published_at=datetime.fromisoformat(published) if published else None,
        sketch=base64.b64decode(document["sketch"]) if document.get("sketch") else b"",
        story_id=document.get("story_id", identifier),
        copy_of=document.get("copy_of"),
        similarity=document.get("similarity"),
        is_copy=document.get("is_copy", False),
    )


def _scan(
    desk: Desk, index: str, query: dict[str, Any], *, excludes: Sequence[str] = (), sort: str = "_doc"
) -> Iterator[dict[str, Any]]:
    with translated():
        yield from scan(
            desk.elasticsearch,
            index=index,
            query={"query": query, "sort": [sort], "_source": {"excludes": list(excludes)}},
            size=PAGE,
            preserve_order=True,
        )
