"""Take articles down everywhere, and keep them from coming back.

In this order, so that a crash at any moment leaves what is safe to do again: tombstones in the index, then in the
duplicate index; documents and revisions; what the duplicate index knows of them; their stories' leads; the ledger; the
files in ``done/`` and ``failed/`` if that is asked for. An arrival that is in flight meanwhile meets the tombstone
before or after it is written (`tasks.stages.index`).
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import structlog
from elasticsearch import Elasticsearch

from articles.article import Value
from articles.errors import PermanentError, TransientError
from articles.identity import article_id as id_of
from articles.metadata.url import normalise_url
from search.entity_index.passes import count_now
from search.find.articles import Ask, query_of
from search.ledger import entries, forgotten_names, queries
from search.schema.index_names import Names
from search.stories.repair import promote
from search.takedown import removal, tombstones
from search.takedown.removal import About
from search.takedown.tombstones import Tombstone
from search.transport import bulk
from search.transport.refresh import refresh
from search.transport.stored import Stored
from tasks.duplicates.index import DuplicateIndex
from tasks.failures.replay import fates_of
from tasks.spool.layout import Intake, Queue
from tasks.work_item import parse_arrival

log = structlog.get_logger()

#: Articles taken down at once.
PAGE = 200
#: Entities that are counted again at once.
MOST_ENTITIES = 1000


class TargetError(PermanentError):
    """A text is neither an id nor a URL that an article can have."""


class Deleted(Value, frozen=True, kw_only=True):
    """The result of a takedown."""

    article_ids: tuple[str, ...] = ()  #: which have a tombstone now
    documents: int = 0  #: removed from the index
    revisions: int = 0  #: earlier texts removed
    arrivals: int = 0  #: whose fate says so now
    leads: dict[str, str] = msgspec.field(default_factory=dict)  #: story → the copy that leads it now
    files: tuple[str, ...] = ()  #: removed from done/ and failed/
    kept_files: tuple[str, ...] = ()  #: not removed, since they hold other articles as well

    def and_(self, other: Deleted) -> Deleted:
        """Return the sum of both."""
        return Deleted(
            article_ids=self.article_ids + other.article_ids,
            documents=self.documents + other.documents,
            revisions=self.revisions + other.revisions,
            arrivals=self.arrivals + other.arrivals,
            leads=self.leads | other.leads,
            files=self.files + other.files,
            kept_files=self.kept_files + other.kept_files,
        )


class Takedown:
    """Takes articles down.

    Args:
        client: of Elasticsearch.
        names: of its indices.
        queue: the queue folder.
        duplicates: what arrived before.
        bulk_bytes: of a bulk request at most.
    """

    def __init__(
        self, *, client: Elasticsearch, names: Names, queue: Queue, duplicates: DuplicateIndex, bulk_bytes: int
    ) -> None:
        self._client = client
        self._names = names
        self._queue = queue
        self._duplicates = duplicates
        self._bulk_bytes = bulk_bytes

    def ids_of_url(self, url: str) -> list[str]:
        """Return the ids of the articles of a URL: of which it is the identity, and others that came with it.

        Raises:
            TargetError: no article can have this URL.
        """
        normalised = normalise_url(url)
        if normalised is None:
            raise TargetError(f"{url!r} is not a URL that an article can have.")
        base = id_of(normalised, None, "")
        return [base, *(i for i in removal.ids_of_url(self._client, self._names, normalised) if i != base)]

    def found_by(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield id and title of every article, copies included, that a search for these words finds."""
        yield from removal.found_by(self._client, self._names, query_of(Ask(text=text)))

    def delete(self, article_ids: Iterable[str], *, reason: str = "", done: bool = False) -> Deleted:
        """Take articles down. An article that is not in the index gets a tombstone too, since it may still arrive.

        Args:
            article_ids: of the articles.
            reason: for the ledger and the tombstone.
            done: remove their files from ``done/`` and ``failed/`` as well.

        Raises:
            TargetError: one of these is not an article id.
            TransientError: a service is away. Do it again.
        """
        total = Deleted()
        page: list[str] = []
        for identifier in article_ids:
            if len(identifier) != 64 or not set(identifier) <= set("0123456789abcdef"):
                raise TargetError(f"{identifier!r} is not an article id: those have 64 hexadecimal digits.")
            page.append(identifier)
            if len(page) == PAGE:
                total = total.and_(self._delete(page, reason, done))
                page = []
        return total.and_(self._delete(page, reason, done)) if page else total

    def _delete(self, article_ids: Sequence[str], reason: str, done: bool) -> Deleted:
        now = datetime.now(UTC)
        client, names = self._client, self._names
        ids = list(dict.fromkeys(article_ids))
        about = removal.stored(client, names, ids)
        self._add_tombstones(ids, about, reason, now)
        documents, revisions = removal.remove(client, names, ids)
        leads = self.forget_removed(ids, {doc.source.story_id or i for i, doc in about.items()})
        if leads:
            refresh(client, [names.everything])
        self._forget_names({key for doc in about.values() for key in doc.source.entity_keys})
        arrivals = queries.arrivals_of(client, names, ids)
        detail = f"It was taken down{f': {reason}' if reason else '.'}"
        outcomes = bulk.write(
            client, entries.taken_down(names, arrivals, detail=detail, now=now), max_bytes=self._bulk_bytes
        )
        if any(not outcome.ok for outcome in outcomes):
            raise TransientError("the ledger did not take all of it")
        forgotten_names.forget(client, names, {parse_arrival(arrival)[0] for arrival in arrivals})
        removed, kept = self._remove_files(arrivals, set(ids)) if done else ([], [])
        log.info("articles_deleted", articles=len(ids), documents=documents, files=len(removed))
        return Deleted(
            article_ids=tuple(ids),
            documents=documents,
            revisions=revisions,
            arrivals=sum(outcome.result == "updated" for outcome in outcomes),
            leads=leads,
            files=tuple(removed),
            kept_files=tuple(kept),
        )

    def _forget_names(self, keys: Collection[str]) -> None:
        """Count the entities of what was removed again, if they are few; else the watcher does."""
        if len(keys) > MOST_ENTITIES:
            return
        try:
            count_now(self._client, self._names, sorted(keys))
        except PermanentError as error:  # a key of an earlier version, or no such index
            log.warning("entities_not_counted", error=str(error), what_now="the watcher counts them again")

    def _add_tombstones(
        self, ids: Sequence[str], about: Mapping[str, Stored[About]], reason: str, now: datetime
    ) -> None:
        hashes = sorted({doc.source.decoded_hash for doc in about.values() if doc.source.decoded_hash})
        elsewhere = removal.texts_of_others(self._client, self._names, hashes, ids)
        stones = [_tombstone(i, about.get(i), elsewhere, reason, now) for i in ids]
        tombstones.add(self._client, self._names, stones)
        for one in stones:
            self._duplicates.add_tombstone(article_id=one.article_id, url=one.url, decoded_hash=one.decoded_hash)

    def forget_removed(self, ids: Sequence[str], stories: Iterable[str]) -> dict[str, str]:
        """Forget documents that were removed, and repair their stories.

        Returns the stories whose lead moved, and the article that leads them now.
        """
        moved = self._duplicates.forget_articles(ids)
        # A story whose first lead is gone for good bears the id of what is deleted.
        wanted = {story: moved.get(story) for story in {*stories, *moved, *ids}}
        leads = promote(self._client, self._names, wanted)
        return {story: lead for story, lead in leads.items() if lead not in ids and (story in moved or story in ids)}

    def _remove_files(self, arrivals: Sequence[str], ids: set[str]) -> tuple[list[str], list[str]]:
        removed, kept = [], []
        for name in sorted({parse_arrival(arrival)[0] for arrival in arrivals}):
            folder = self._queue.settled(name)
            if folder is None:
                continue
            if self._holds_others(folder, ids):
                kept.append(str(folder))
            else:
                shutil.rmtree(folder)
                removed.append(str(folder))
        return removed, kept

    def _holds_others(self, folder: Path, ids: set[str]) -> bool:
        fates = fates_of(Intake(folder))
        if fates is None:
            return True
        others = sorted({one.article_id for one in fates if one.article_id} - ids)
        return bool(set(others) - tombstones.present(self._client, self._names, others))

    def remove_tombstones(self, article_ids: Sequence[str]) -> int:
        """Remove tombstones, so that these articles may arrive again; return how many there were."""
        lifted = tombstones.remove(self._client, self._names, article_ids)
        for one in lifted:
            self._duplicates.remove_tombstone(article_id=one.article_id, url=one.url, decoded_hash=one.decoded_hash)
        return len({one.article_id for one in lifted})


def _tombstone(
    identifier: str, about: Stored[About] | None, elsewhere: set[str], reason: str, now: datetime
) -> Tombstone:
    text = about.source.decoded_hash if about else None
    url = about.source.url if about else None
    return Tombstone(
        article_id=identifier,
        # Of two articles that came with one URL, only the first is known by it.
        url=url if url and id_of(url, None, "") == identifier else None,
        # Another publication of the same text stands for itself: it is not kept out with this one.
        decoded_hash=text if text and text not in elsewhere else None,
        reason=reason,
        deleted_at=now,
    )
