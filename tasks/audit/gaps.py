"""Folder, ledger and index compared, one entry after the other: what does not fit is named, and put right.

`tasks.audit.balance` counts; this looks at each. Everything is streamed, in pages, so that it does not matter how many
there are. Nothing stands still meanwhile: what is in `processing/` is in flight and no gap, and what looks like a gap
is looked at once more before it is called one.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import structlog
from elasticsearch.helpers import scan

from articles.article import Value
from articles.errors import PermanentError, TransientError
from articles.fates import Fate, Reason
from search.ledger import entries, queries
from search.ledger.entries import FateEntry, FileEntry
from search.ledger.queries import Entry
from search.takedown import removal, tombstones
from search.transport import bulk
from search.transport.client import translated
from tasks.context import Desk
from tasks.failures import replay as replaying
from tasks.failures.replay import fates_of, retake
from tasks.spool.layout import Intake
from tasks.spool.names import claimed_at
from tasks.stages.settle import file_entry
from tasks.takedown import forget
from tasks.work_item import arrival_of, parse_arrival

log = structlog.get_logger()
T = TypeVar("T")

#: Entries compared at once.
PAGE = 500

#: What a gap may be, and what it says to the user.
KINDS = {
    "replay_interrupted": "a replay of a file that is set aside was cut short",
    "not_in_ledger": "a finished file of which the ledger knows nothing",
    "fates_missing": "a file of which the ledger lacks fates, and that is not in processing/",
    "document_missing": "the ledger says that it is in the index, and it is not",
    "arrival_unknown": "an article in the index of whose arrival the ledger knows nothing",
    "file_unknown": "arrivals in the ledger whose file it does not know",
    "taken_down": "an article in the index that was taken down",
    "stuck": "in processing/ for longer than it should be, and in no queue",
    "unreadable": "a folder that is not as Copydesk left it",
}


class Gap(Value, frozen=True, kw_only=True):
    """Something that does not fit."""

    kind: str  #: one of `KINDS`
    name: str  #: the intake, arrival or article id
    closed: bool  #: it was put right, or is on its way to be
    what_now: str = ""  #: what was done, or is to be done


def find(desk: Desk, *, close: bool = True, patience: float = 600.0, now: float | None = None) -> Iterator[Gap]:
    """Every gap, as it is found (and closed, unless `close` is false).

    What is closed by taking a file up again is in flight afterwards.

    Args:
        desk: the services.
        close: put right what can be.
        patience: age in seconds from which a file in `processing/` is stuck when no message waits.
        now: seconds since 1970; the clock's when None.

    Raises TransientError or a RedisError when a service is away.
    """
    yield from _interrupted(desk, close)
    yield from _folders(desk, close)
    yield from _files(desk, close)
    yield from _arrivals(desk, close)
    yield from _documents(desk, close)
    yield from _stuck(desk, time.time() if now is None else now, patience)


def find_recent(desk: Desk, *, since: float) -> Iterator[Gap]:
    """Gaps of what was settled since then, closed as they are found; what that costs does not grow with the archive.

    For losses of what Elasticsearch had acknowledged: a primary shard lost to a broken disk, a snapshot put back.

    Args:
        desk: the services.
        since: seconds since 1970, by the clock of the file system.

    Raises TransientError or a RedisError when a service is away.
    """
    for page in _pages(_settled_since(desk, since)):
        arrivals = [one.arrival for _, one in page]
        known = queries.fates_of(desk.elasticsearch, desk.names, [*(file.intake for file, _ in page), *arrivals])
        lacking: dict[str, tuple[FileEntry, list[FateEntry]]] = {}
        for file, one in page:
            if file.intake not in known or one.arrival not in known:
                lacking.setdefault(file.intake, (file, []))[1].append(one)
        for name, (file, fates) in lacking.items():
            if not _in_flight(desk, name):
                _write_folder(desk, file, fates)
                yield Gap(kind="fates_missing", name=name, closed=True, what_now="entered from its folder")
        if lacking:
            known = queries.fates_of(desk.elasticsearch, desk.names, arrivals)
        yield from _without_documents(desk, {one: known[one] for one in arrivals if one in known}, close=True)


def _settled_since(desk: Desk, since: float) -> Iterator[tuple[FileEntry, FateEntry]]:
    first = datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%d")
    for folder in _settled_folders(desk, first):
        try:
            if (folder / "fates.json").stat().st_mtime < since:
                continue
            entries = _entries_from(folder)
        except FileNotFoundError:
            continue  # taken up again, or taken away
        if entries is not None:
            file, fates = entries
            yield from ((file, one) for one in fates)


def _interrupted(desk: Desk, close: bool) -> Iterator[Gap]:
    for one in replaying.set_aside(desk.queue):
        if one.interrupted:
            if close:
                replaying.replay(desk, one.intake)
            yield Gap(kind="replay_interrupted", name=one.intake, closed=close, what_now="replayed" if close else "")


# folders the ledger does not know


def _folders(desk: Desk, close: bool) -> Iterator[Gap]:
    for page in _pages(_settled_folders(desk)):
        known = _known(desk, [folder.name for folder in page])
        for folder in page:
            if folder.name in known or not folder.exists():
                continue
            entries = _entries_from(folder)
            if entries is None:
                yield Gap(kind="unreadable", name=str(folder), closed=False, what_now="look at it, and move it away")
                continue
            if close:
                _write_folder(desk, *entries)
            yield Gap(
                kind="not_in_ledger",
                name=folder.name,
                closed=close,
                what_now="entered from its folder" if close else "",
            )


def _settled_folders(desk: Desk, first_day: str = "") -> Iterator[Path]:
    days = [desk.queue.failed]
    if desk.queue.done.is_dir():
        days += sorted(path for path in desk.queue.done.iterdir() if path.is_dir() and path.name >= first_day)
    for above in days:
        try:
            with os.scandir(above) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                        yield Path(entry.path)
        except FileNotFoundError:
            continue


def _entries_from(folder: Path) -> tuple[FileEntry, list[FateEntry]] | None:
    """What the ledger should know of a finished file; None where its folder does not say."""
    intake = Intake(folder)
    claim, fates = intake.claim(), fates_of(intake)
    if claim is None or fates is None:
        return None
    sent = intake.sent()
    at = datetime.fromtimestamp((folder / "fates.json").stat().st_mtime, UTC).isoformat()
    return file_entry(claim, sent=sent, articles=len(fates)), [
        FateEntry(
            intake=claim.intake,
            number=one.number,
            name=claim.path,
            source=claim.source,
            sent=sent,
            claimed_at=claim.claimed_at,
            round=claim.generation,
            fate=one.fate,
            reason=one.reason,
            detail=one.detail,
            article_id=None if one.fate in (Fate.REJECTED, Fate.FAILED) else one.article_id,
            tries=one.tries,
            settled_at=at,
        )
        for one in fates
    ]


# files that lack fates


def _files(desk: Desk, close: bool) -> Iterator[Gap]:
    hits = _scan(desk, desk.names.intake, {"term": {"kind": "file"}}, ["articles"])
    for page in _pages(hits):
        wanted = {hit["_id"]: int(hit["_source"]["articles"]) for hit in page}
        short = _short(desk, wanted)
        short = _short(desk, {name: wanted[name] for name in short}) if short else {}
        for name, number in short.items():
            yield _fates_missing(desk, name, number, close)


def _short(desk: Desk, wanted: Mapping[str, int]) -> dict[str, int]:
    """Which of these files have fewer fates than articles and are not in flight; how many they lack."""
    if not wanted:
        return {}
    with translated():
        desk.elasticsearch.indices.refresh(index=desk.names.intake)
        answer = desk.elasticsearch.search(
            index=desk.names.intake,
            size=0,
            query={"bool": {"filter": [{"term": {"kind": "arrival"}}, {"terms": {"intake": list(wanted)}}]}},
            aggs={"files": {"terms": {"field": "intake", "size": len(wanted)}}},
        )
    have = {bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"]["files"]["buckets"]}
    lacks = {name: number - have.get(name, 0) for name, number in wanted.items() if have.get(name, 0) < number}
    return {name: number for name, number in lacks.items() if not _in_flight(desk, name)}


def _fates_missing(desk: Desk, name: str, number: int, close: bool) -> Gap:
    folder = desk.queue.settled(name)
    entries = _entries_from(folder) if folder else None
    if entries is None:
        advice = f"{number} of its articles have no fate, and its folder is gone; send the file again"
        return Gap(kind="fates_missing", name=name, closed=False, what_now=advice)
    if not close:
        return Gap(kind="fates_missing", name=name, closed=False)
    _write_folder(desk, *entries)
    return Gap(kind="fates_missing", name=name, closed=True, what_now="entered from its folder")


# arrivals whose document is missing


def _arrivals(desk: Desk, close: bool) -> Iterator[Gap]:
    fields = ["intake", "number", "article_id", "fate"]
    hits = _scan(desk, desk.names.intake, {"term": {"kind": "arrival"}}, fields)
    for page in _pages(hits):
        yield from _files_unknown(desk, [hit["_source"]["intake"] for hit in page], close)
        sources = {h["_id"]: msgspec.convert(h["_source"], Entry) for h in page if h["_source"].get("article_id")}
        yield from _without_documents(desk, sources, close=close)


def _without_documents(desk: Desk, arrivals: Mapping[str, Entry], *, close: bool) -> Iterator[Gap]:
    missing = _without_document(desk, arrivals)
    if missing:  # once more: it may have been superseded while we looked
        missing = _without_document(desk, queries.fates_of(desk.elasticsearch, desk.names, sorted(missing)))
    by_intake: dict[str, dict[int, str]] = defaultdict(dict)
    for arrival, identifier in missing.items():
        name, number = parse_arrival(arrival)
        if not _in_flight(desk, name):
            by_intake[name][number] = identifier
    for name, articles in by_intake.items():
        yield from _documents_missing(desk, name, articles, close)


def _without_document(desk: Desk, arrivals: Mapping[str, Entry]) -> dict[str, str]:
    """Arrivals whose article is not in the index and was not taken down, and its id."""
    # What was taken down keeps its article's id, also when its tombstone is lifted.
    arrivals = {a: e for a, e in arrivals.items() if e.article_id and e.fate is not Fate.REJECTED}
    ids = sorted({str(entry.article_id) for entry in arrivals.values()})
    gone = set(ids) - removal.stored(desk.elasticsearch, desk.names, ids).keys()
    gone -= tombstones.present(desk.elasticsearch, desk.names, gone)
    return {arrival: str(entry.article_id) for arrival, entry in arrivals.items() if entry.article_id in gone}


def _documents_missing(desk: Desk, name: str, articles: Mapping[int, str], close: bool) -> Iterator[Gap]:
    folder = desk.queue.settled(name)
    done, what_now = False, "its file is not in done/ any more; send it again"
    if folder is not None and close:
        desk.duplicates.forget_articles(sorted(set(articles.values())))
        try:
            retake(desk, folder, frozenset(articles))
            done, what_now = True, "its file is taken up again"
        except PermanentError as error:
            what_now = str(error)
    elif folder is not None:
        what_now = ""
    for number in sorted(articles):
        yield Gap(kind="document_missing", name=arrival_of(name, number), closed=done, what_now=what_now)


def _files_unknown(desk: Desk, names: Iterable[str], close: bool) -> Iterator[Gap]:
    """Files of settled arrivals that have no entry of their own."""
    wanted = sorted(set(names))
    unknown = [name for name in wanted if name not in _known(desk, wanted)]
    unknown = [name for name in unknown if not _in_flight(desk, name) and name not in _known(desk, [name])]
    for name in unknown:
        if close:
            _enter_file(desk, name)
        yield Gap(kind="file_unknown", name=name, closed=close, what_now="entered with as many articles as have fates")


def _enter_file(desk: Desk, name: str) -> None:
    with translated():
        desk.elasticsearch.indices.refresh(index=desk.names.intake)
        found = desk.elasticsearch.search(
            index=desk.names.intake,
            size=1,
            track_total_hits=True,
            query={"bool": {"filter": [{"term": {"kind": "arrival"}}, {"term": {"intake": name}}]}},
        )["hits"]
    fields = found["hits"][0]["_source"]
    entry = FileEntry(
        intake=name,
        name=fields.get("name", name),
        source=fields.get("source"),
        sent=fields.get("sent"),
        claimed_at=int(claimed_at(name) * 1_000_000),
        articles=found["total"]["value"],
        round=fields.get("round", 0),
    )
    _write(desk, entry, [])


# documents whose arrival is unknown


def _documents(desk: Desk, close: bool) -> Iterator[Gap]:
    fields = ["arrival", "claimed_at", "title", "source", "is_copy", "revision", "round", "story_id", "similarity"]
    for page in _pages(_scan(desk, desk.names.everything, {"match_all": {}}, fields)):
        down = tombstones.present(desk.elasticsearch, desk.names, [hit["_id"] for hit in page])
        if down and close:
            ids = sorted(down)
            removal.remove(desk.elasticsearch, desk.names, ids)
            forget(desk, ids, [hit["_source"].get("story_id", hit["_id"]) for hit in page if hit["_id"] in down])
        for identifier in sorted(down):
            yield Gap(kind="taken_down", name=identifier, closed=close, what_now="removed" if close else "")
        arrivals = {hit["_source"]["arrival"]: hit for hit in page if hit["_id"] not in down}
        unknown = arrivals.keys() - _known(desk, list(arrivals))
        unknown = {arrival for arrival in unknown if not _in_flight(desk, parse_arrival(arrival)[0])}
        unknown -= _known(desk, sorted(unknown))
        entered = []
        for arrival in sorted(unknown):
            if close:
                _write(desk, None, [_entry_of(arrivals[arrival])])
                entered.append(parse_arrival(arrival)[0])
            yield Gap(
                kind="arrival_unknown",
                name=arrival,
                closed=close,
                what_now="entered from the document" if close else "",
            )
        yield from _files_unknown(desk, entered, close)


def _entry_of(hit: Mapping[str, Any]) -> FateEntry:
    """What the ledger should know of the arrival of a document."""
    document = hit["_source"]
    intake, number = parse_arrival(document["arrival"])
    fate, reason = Fate.INDEXED, Reason.NEW
    if document.get("is_copy"):
        fate, reason = Fate.COPY, Reason.NEAR_DUPLICATE
    elif document.get("revision", 1) > 1:
        fate, reason = Fate.UPDATED, Reason.NEW_TEXT
    return FateEntry(
        intake=intake,
        number=number,
        name=intake,
        source=document.get("source"),
        claimed_at=document["claimed_at"],
        round=document.get("round", 0),
        fate=fate,
        reason=reason,
        detail="Entered from the document; the ledger had lost it.",
        article_id=hit["_id"],
        title=document.get("title", "")[:500],
        similarity=document.get("similarity"),
        settled_at=datetime.now(UTC).isoformat(),
    )


# processing/


def _stuck(desk: Desk, now: float, patience: float) -> Iterator[Gap]:
    """Files that are older than they should be, while no message waits that would explain it."""
    if sum(desk.backlog.lengths().values()):
        return
    for name in desk.queue.intakes():
        began = _began(desk, name)
        if began is not None and now - began > patience:
            advice = f"claimed {now - began:.0f} s ago and published again; is a worker running?"
            yield Gap(kind="stuck", name=name, closed=False, what_now=advice)


def _began(desk: Desk, name: str) -> float | None:
    """When a file in `processing/` was claimed, or taken up again."""
    try:
        return (desk.queue.intake(name).folder / "claim.json").stat().st_mtime
    except FileNotFoundError:
        return None


# reading and writing


def _in_flight(desk: Desk, name: str) -> bool:
    return desk.queue.intake(name).folder.exists()


def _known(desk: Desk, ids: Sequence[str]) -> set[str]:
    """Which of these the ledger has an entry of. Sees unrefreshed writes."""
    return queries.known(desk.elasticsearch, desk.names, ids)


def _write(desk: Desk, file: FileEntry | None, fates: Sequence[FateEntry]) -> None:
    files = [file] if file else []
    outcomes = bulk.write(
        desk.elasticsearch,
        entries.operations(desk.names, files=files, fates=fates),
        max_bytes=desk.options.bulk_bytes,
    )
    refused = next((outcome for outcome in outcomes if not outcome.ok), None)
    if refused is not None:
        raise TransientError(f"the ledger did not take an entry ({refused.status}): {refused.error}")


def _write_folder(desk: Desk, file: FileEntry, fates: Sequence[FateEntry]) -> None:
    """Enter a finished file. What was taken down since then is entered as that."""
    ids = [one.article_id for one in fates if one.article_id]
    down = tombstones.present(desk.elasticsearch, desk.names, ids) if ids else set()
    taken = {"fate": Fate.REJECTED, "reason": Reason.DELETED, "detail": "It was taken down."}
    _write(desk, file, [msgspec.structs.replace(one, **taken) if one.article_id in down else one for one in fates])


def _scan(desk: Desk, index: str, query: dict[str, Any], fields: list[str]) -> Iterator[dict[str, Any]]:
    with translated():
        desk.elasticsearch.indices.refresh(index=index)
        yield from scan(desk.elasticsearch, index=index, query={"query": query, "_source": fields}, size=PAGE)


def _pages(items: Iterable[T], size: int = PAGE) -> Iterator[list[T]]:
    walk = iter(items)
    more: Callable[[], list[T]] = lambda: list(islice(walk, size))  # noqa: E731
    while page := more():
        yield page
