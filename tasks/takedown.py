"""Taking articles down everywhere, and keeping them from coming back.

In this order, so that a crash at any moment leaves what is safe to do again: tombstones in the index, then in the
memory of what arrived; documents and revisions; what is remembered of them; their stories' leads; the ledger; the
files in ``done/`` and ``failed/`` if that is asked for. An arrival that is in flight meanwhile meets the tombstone
before or after it is written (`tasks.stages.index`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import structlog

from articles.article import Value
from articles.errors import PermanentError, TransientError
from articles.identity import article_id as id_of
from articles.metadata.url import normalise_url
from search.find.articles import Ask, query_of
from search.ledger import entries, queries
from search.stories.repair import promote
from search.takedown import removal, tombstones
from search.takedown.removal import About
from search.takedown.tombstones import Tombstone
from search.transport import bulk
from search.transport.stored import Stored
from tasks.context import Desk
from tasks.failures.replay import fates_of
from tasks.spool.layout import Intake
from tasks.work_item import parse_arrival

log = structlog.get_logger()

#: Articles taken down at once.
PAGE = 200


class Deleted(Value, frozen=True, kw_only=True):
    """What taking down did."""

    article_ids: tuple[str, ...] = ()  #: which have a tombstone now
    documents: int = 0  #: removed from the index
    revisions: int = 0  #: earlier texts removed
    arrivals: int = 0  #: whose fate says so now
    leads: dict[str, str] = msgspec.field(default_factory=dict)  #: story → the copy that leads it now
    files: tuple[str, ...] = ()  #: removed from done/ and failed/
    kept_files: tuple[str, ...] = ()  #: not removed, since they hold other articles as well

    def and_(self, other: Deleted) -> Deleted:
        """Both together."""
        return Deleted(
            article_ids=self.article_ids + other.article_ids,
            documents=self.documents + other.documents,
            revisions=self.revisions + other.revisions,
            arrivals=self.arrivals + other.arrivals,
            leads=self.leads | other.leads,
            files=self.files + other.files,
            kept_files=self.kept_files + other.kept_files,
        )


def ids_of_url(desk: Desk, url: str) -> list[str]:
    """Ids of the articles of a URL: the one it is the identity of, and others that came with it (a reused URL).

    Raises:
        PermanentError: it is no URL.
    """
    normalised = normalise_url(url)
    if normalised is None:
        raise PermanentError(f"{url!r} is not a URL that an article can have.")
    base = id_of(normalised, None, "")
    return [base, *(i for i in removal.ids_of_url(desk.elasticsearch, desk.names, normalised) if i != base)]


def found_by(desk: Desk, text: str) -> Iterator[tuple[str, str]]:
    """Id and title of every article, copies included, that a search for these words finds."""
    yield from removal.found_by(desk.elasticsearch, desk.names, query_of(Ask(text=text)))


def delete(desk: Desk, article_ids: Iterable[str], *, reason: str = "", done: bool = False) -> Deleted:
    """Take articles down. What is not in the index gets a tombstone too: it may be on its way.

    Raises:
        PermanentError: one of these is no article id.
        TransientError: a service is away. Do it again.
    """
    total = Deleted()
    page: list[str] = []
    for identifier in article_ids:
        if len(identifier) != 64 or not set(identifier) <= set("0123456789abcdef"):
            raise PermanentError(f"{identifier!r} is not an article id: those have 64 hexadecimal digits.")
        page.append(identifier)
        if len(page) == PAGE:
            total = total.and_(_delete(desk, page, reason, done))
            page = []
    return total.and_(_delete(desk, page, reason, done)) if page else total


def _delete(desk: Desk, ids: Sequence[str], reason: str, done: bool) -> Deleted:
    now = datetime.now(UTC)
    client, names = desk.elasticsearch, desk.names
    ids = list(dict.fromkeys(ids))
    about = removal.stored(client, names, ids)
    hashes = sorted({doc.source.decoded_hash for doc in about.values() if doc.source.decoded_hash})
    elsewhere = removal.texts_of_others(client, names, hashes, ids)
    stones = [_tombstone(i, about.get(i), elsewhere, reason, now) for i in ids]
    tombstones.add(client, names, stones)
    for one in stones:
        desk.duplicates.add_tombstone(article_id=one.article_id, url=one.url, decoded_hash=one.decoded_hash)
    documents, revisions = removal.remove(client, names, ids)
    leads = _pass_on(desk, ids, {doc.source.story_id or i for i, doc in about.items()})
    arrivals = queries.arrivals_of(client, names, ids)
    detail = f"It was taken down{f': {reason}' if reason else '.'}"
    outcomes = bulk.write(
        client, entries.taken_down(names, arrivals, detail=detail, now=now), max_bytes=desk.options.bulk_bytes
    )
    if any(not outcome.ok for outcome in outcomes):
        raise TransientError("the ledger did not take all of it")
    removed, kept = _remove_files(desk, arrivals, set(ids)) if done else ([], [])
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


def forget(desk: Desk, ids: Sequence[str], stories: Iterable[str]) -> dict[str, str]:
    """Documents were removed: forget them, and see to their stories. Returns stories whose lead moved, and to whom."""
    return _pass_on(desk, ids, set(stories))


def _pass_on(desk: Desk, ids: Sequence[str], stories: set[str]) -> dict[str, str]:
    moved = desk.duplicates.forget_articles(ids)
    # A story whose first lead is gone for good bears the id of what is deleted.
    wanted = {story: moved.get(story) for story in stories | moved.keys() | set(ids)}
    leads = promote(desk.elasticsearch, desk.names, wanted)
    return {story: lead for story, lead in leads.items() if lead not in ids and (story in moved or story in ids)}


def _remove_files(desk: Desk, arrivals: Sequence[str], ids: set[str]) -> tuple[list[str], list[str]]:
    removed, kept = [], []
    for name in sorted({parse_arrival(arrival)[0] for arrival in arrivals}):
        folder = desk.queue.settled(name)
        if folder is None:
            continue
        if _holds_others(desk, folder, ids):
            kept.append(str(folder))
        else:
            shutil.rmtree(folder)
            removed.append(str(folder))
    return removed, kept


def _holds_others(desk: Desk, folder: Path, ids: set[str]) -> bool:
    fates = fates_of(Intake(folder))
    if fates is None:
        return True
    others = sorted({one.article_id for one in fates if one.article_id} - ids)
    return bool(set(others) - tombstones.present(desk.elasticsearch, desk.names, others))


def remove_tombstones(desk: Desk, article_ids: Sequence[str]) -> int:
    """Remove tombstones, so that these articles may arrive again; return how many there were."""
    lifted = tombstones.remove(desk.elasticsearch, desk.names, article_ids)
    for one in lifted:
        desk.duplicates.remove_tombstone(article_id=one.article_id, url=one.url, decoded_hash=one.decoded_hash)
    return len({one.article_id for one in lifted})
