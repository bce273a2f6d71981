"""Take an export in again: documents as they are, under the ids and versions that they had.

They do not go through the stages. Each file is entered in the ledger as an arrival of its own, under an id that is
found again by the file's checksum; so a run that was interrupted is simply run again, and nothing is written twice.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from elasticsearch import Elasticsearch

from articles.article import Value
from articles.errors import PermanentError, TransientError
from articles.fates import Fate, Reason
from articles.wire.hold_decisions import Subject, place, story_key
from search.documents import from_document, upgraded
from search.exchange import parquet
from search.exchange.export import sha256
from search.exchange.rows import DERIVED
from search.holds import hold_records
from search.ledger import entries
from search.ledger.entries import FateEntry, FileEntry
from search.lifecycle.mapping_guard import MappingGuard
from search.schema.index_names import Names
from search.schema.times import to_microseconds
from search.takedown import tombstones
from search.transport import bulk
from search.transport.bulk import MAINTENANCE_BYTES, Operation, Outcome, require_done
from search.transport.client import translated
from search.transport.get_by_id import by_id
from search.transport.refresh import refresh

#: Articles written at once.
PAGE = 200

Progress = Callable[[int, int], None]


class Restored(Value, frozen=True, kw_only=True):
    """The fates of the articles of a file."""

    file: str
    intake: str  #: its id in the ledger
    articles: int
    fates: dict[str, int]  #: "reason" → articles


class _Line(Value, frozen=True, kw_only=True):
    number: int
    id: str = ""
    version: int = 0
    document: dict[str, Any] = msgspec.field(default_factory=dict)
    problem: str = ""


class _Arrival(Value, frozen=True, kw_only=True):
    arrival: str = ""


def restore(
    client: Elasticsearch, names: Names, path: Path, *, progress: Progress = lambda done, total: None
) -> Restored:
    """Take in an export. Safe to run again, wherever it was interrupted.

    Args:
        client: Elasticsearch.
        names: Index names.
        path: JSON lines or Parquet, as `copydesk export` writes them.
        progress: Told the articles that are done, and those that there are.

    Raises:
        PermanentError: The file is not an export, or differs from its checksum.
        TransientError: Elasticsearch does not answer, or its index has a newer mapping than this program knows. Run it
            again.
    """
    guard = MappingGuard(client, names)
    guard.check()
    digest = _checked(path)
    total = sum(1 for _ in _raw(path))
    file = _file_entry(client, names, path, digest, total)
    fates: Counter[str] = Counter()
    done = 0
    lines = (_read(number, line) for number, line in enumerate(_raw(path)))
    while page := list(islice(lines, PAGE)):
        guard.check()
        settled = _settle(client, names, file, page)
        require_done(bulk.write(client, entries.operations(names, fates=settled), max_bytes=MAINTENANCE_BYTES))
        fates.update(entry.reason.value for entry in settled)
        done += len(page)
        progress(done, total)
    refresh(client, [names.everything, names.intake])
    return Restored(file=str(path), intake=file.intake, articles=total, fates=dict(fates))


def _checked(path: Path) -> str:
    digest = sha256(path)
    beside = path.with_name(path.name + ".sha256")
    if beside.exists() and digest not in beside.read_text("utf-8", "replace").split():
        raise PermanentError(f"{path} differs from its checksum in {beside.name}: it is damaged, or was changed")
    return digest


def _raw(path: Path) -> Iterator[bytes]:
    if path.suffix == ".parquet":
        yield from parquet.lines_of(path)
        return
    with path.open("rb") as file:
        yield from (line for line in file if line.strip())


def _read(number: int, line: bytes) -> _Line:
    try:
        document = msgspec.json.decode(line, type=dict[str, Any])
        identifier, version = document.pop("_id"), document.pop("_version")
        if not (isinstance(identifier, str) and identifier and isinstance(version, int) and version > 0):
            return _Line(number=number, problem="_id or _version is not as an export has it")
        for field in DERIVED:
            document.pop(field, None)
        from_document(identifier, document)  # it must be one
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, KeyError) as error:
        return _Line(number=number, problem=f"not a line of an export: {error}")
    return _Line(number=number, id=identifier, version=version, document=upgraded(document))


def _file_entry(client: Elasticsearch, names: Names, path: Path, digest: str, total: int) -> FileEntry:
    """Return the entry of the file in the ledger, as it is there or now made."""
    sent = f"import-{digest[:40]}"
    refresh(client, [names.intake])
    with translated():
        answer = client.search(
            index=names.intake,
            size=1,
            query={"bool": {"filter": [{"term": {"kind": "file"}}, {"term": {"sent": sent}}]}},
            source={"includes": ["intake", "claimed_at"]},
        )
    now = datetime.now(UTC)
    intake = f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    claimed_at = to_microseconds(now)
    for hit in answer["hits"]["hits"]:
        intake = hit["_source"]["intake"]
        claimed_at = to_microseconds(datetime.fromisoformat(hit["_source"]["claimed_at"]))
    entry = FileEntry(
        intake=intake,
        name=path.name,
        sent=sent,
        claimed_at=claimed_at,
        size=path.stat().st_size,
        articles=total,
    )
    require_done(bulk.write(client, entries.operations(names, files=[entry]), max_bytes=MAINTENANCE_BYTES))
    return entry


def _settle(client: Elasticsearch, names: Names, file: FileEntry, page: Sequence[_Line]) -> list[FateEntry]:
    """Write a page of documents, and return the fate of each."""
    readable = [line for line in page if not line.problem]
    kept_out = _kept_out(client, names, readable)
    wanted = [line for line in readable if line.id not in kept_out]
    operations = [
        Operation(
            action="index",
            index=names.everything,
            id=line.id,
            body=line.document | {"arrival": f"{file.intake}:{line.number}", "round": 0},
            parameters={"version": line.version, "version_type": "external"},
        )
        for line in wanted
    ]
    written = bulk.write(client, operations, max_bytes=MAINTENANCE_BYTES)
    outcomes = dict(zip((line.number for line in wanted), written, strict=True))
    away = next((outcome for outcome in written if outcome.transient and not outcome.ok), None)
    if away is not None:
        raise TransientError(f"Elasticsearch did not do it ({away.status}): {away.error}. Run the import again.")
    there = by_id(client, names.everything, [o.id for o in written if o.conflict], _Arrival)
    if gone := [o.id for o in written if o.conflict and o.id not in there]:
        # Elasticsearch remembers the version of what was deleted for a minute, and refuses what is not later.
        raise TransientError(f"{gone[0]} was deleted a moment ago; run the import again in a minute")
    ours = {key for key, stored in there.items() if stored.source.arrival.startswith(f"{file.intake}:")}
    return [_entry(file, line, outcomes.get(line.number), line.id in ours) for line in page]


def _kept_out(client: Elasticsearch, names: Names, lines: Sequence[_Line]) -> set[str]:
    """Return those of the articles that were taken down, or are to be kept from readers at this time."""
    subjects = [
        Subject(
            article_id=line.id,
            story_id=line.document.get("story_id", line.id),
            owner=line.document.get("owner"),
            claimed_at=line.document.get("claimed_at", 0),
        )
        for line in lines
    ]
    ids = [one.article_id for one in subjects]
    found = hold_records.read(client, names, ids + [story_key(one.story_id) for one in subjects])
    now = datetime.now(UTC)
    held = {one.article_id for one in subjects if place(one, found, now).is_held}
    return tombstones.present(client, names, ids) | held


def _entry(file: FileEntry, line: _Line, outcome: Outcome | None, ours: bool) -> FateEntry:
    fate, reason, detail = _fate(line, outcome, ours)
    document = line.document
    return FateEntry(
        intake=file.intake,
        number=line.number,
        name=file.name,
        source=document.get("source"),
        sent=file.sent,
        claimed_at=file.claimed_at,
        fate=fate,
        reason=reason,
        detail=detail,
        article_id=line.id if fate is not Fate.REJECTED and fate is not Fate.FAILED else None,
        title=str(document.get("title", ""))[:500] if fate is not Fate.REJECTED else "",
        similarity=document.get("similarity") if fate is Fate.COPY else None,
        settled_at=datetime.now(UTC).isoformat(),
    )


def _fate(line: _Line, outcome: Outcome | None, ours: bool) -> tuple[Fate, Reason, str]:
    if line.problem:
        return Fate.REJECTED, Reason.MALFORMED, line.problem[:500]
    if outcome is None:
        return Fate.REJECTED, Reason.DELETED, "It was taken down, or is kept from readers; the import leaves it out."
    if outcome.ok or (outcome.conflict and ours):
        if line.document.get("is_copy"):
            return Fate.COPY, Reason.NEAR_DUPLICATE, "imported"
        return Fate.INDEXED, Reason.NEW, "imported"
    if outcome.conflict:
        return Fate.DUPLICATE, Reason.OLDER_VERSION, "The index has this article already, in this or a later version."
    return Fate.FAILED, Reason.REFUSED_BY_INDEX, outcome.error
