"""The ledger: the fate of every arrival, kept for good in the index `intake`.

It holds two kinds of documents. A *file* (`_id` is the intake) says how many articles were found in a claimed file; an
*arrival* (`_id` is ``<intake>:<number>``) says what became of one of them. Both are written by `operations` alone, and
writing them twice changes nothing:

- within a round (a file is in round 0 until it is replayed, then in round 1, ...) the first fate is kept;
- the fate of a later round replaces the current one, and the earlier ones stay in `history`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from articles.article import Value
from articles.fates import Fate, Reason
from search.schema.index_names import Names
from search.schema.times import to_iso
from search.transport.bulk import Operation, scripted

#: Fates of arrivals that have a document of their own.
WRITTEN = frozenset({Fate.INDEXED, Fate.UPDATED, Fate.COPY})

#: How often Elasticsearch tries an update again when somebody else writes to the entry.
_RETRY = {"retry_on_conflict": 5}


class FileEntry(Value, frozen=True, kw_only=True):
    """A claimed file whose articles have been counted."""

    intake: str
    name: str
    source: str | None = None
    sent: str | None = None  #: id of the sending, by which a sender finds what it sent
    claimed_at: int  #: microseconds since 1970
    size: int = 0  #: bytes
    articles: int
    round: int = 0


class FateEntry(Value, frozen=True, kw_only=True):
    """The fate of one arrival."""

    intake: str
    number: int
    name: str
    source: str | None = None
    folder: str | None = None  #: the first folder level, where the source is another
    sent: str | None = None
    claimed_at: int  #: microseconds since 1970
    round: int = 0
    fate: Fate
    reason: Reason
    detail: str = ""
    article_id: str | None = None
    title: str = ""
    similarity: float | None = None
    tries: int = 1
    count: int = 1  #: how many records in a row it stands for, if they were rejected
    settled_at: str = ""  #: ISO 8601

    @property
    def arrival(self) -> str:
        """Its `_id`."""
        return f"{self.intake}:{self.number}"


# An arrival that has a fate in this round keeps it: a second worker that did the same work changes nothing.
_SETTLE = """
if (ctx._source.fate != null && ctx._source.round >= params.entry.round) { ctx.op = 'noop'; return }
def history = ctx._source.history == null ? [] : ctx._source.history;
history.add(params.step);
ctx._source.putAll(params.entry);
ctx._source.history = history;
"""
_FILE = """
if (ctx._source.round != null && ctx._source.round >= params.entry.round) { ctx.op = 'noop'; return }
ctx._source.putAll(params.entry);
"""


def operations(names: Names, *, files: Iterable[FileEntry] = (), fates: Iterable[FateEntry] = ()) -> list[Operation]:
    """Return the bulk operations that write these entries. They are safe to send twice."""
    made = []
    for file in files:
        made.append(_upsert(names, file.intake, _FILE, {"entry": _fields(file) | {"kind": "file"}}))
    for fate in fates:
        entry = _fields(fate) | {"kind": "arrival"}
        if fate.count == 1 and fate.round == 0:
            del entry["count"]
        step = {"fate": fate.fate, "reason": fate.reason, "round": fate.round, "at": fate.settled_at}
        if fate.article_id:
            step["article_id"] = fate.article_id
        made.append(_upsert(names, fate.arrival, _SETTLE, {"entry": entry, "step": step}))
    return made


# An arrival whose article was taken down. The title goes: it is part of what was taken down.
_TAKEN_DOWN = """
if (ctx._source.reason == 'deleted') { ctx.op = 'noop'; return }
def history = ctx._source.history == null ? [] : ctx._source.history;
history.add(params.step);
ctx._source.history = history;
ctx._source.fate = params.step.fate; ctx._source.reason = params.step.reason; ctx._source.settled_at = params.step.at;
ctx._source.detail = params.detail; ctx._source.remove('title');
"""


def taken_down(names: Names, arrivals: Iterable[str], *, detail: str, now: datetime) -> list[Operation]:
    """Return the bulk operations that give settled arrivals the fate of a takedown. They are safe to send twice."""
    step = {"fate": Fate.REJECTED, "reason": Reason.DELETED, "at": now.isoformat()}
    params = {"step": step, "detail": detail}
    return [scripted(names.intake, arrival, _TAKEN_DOWN, params, _RETRY) for arrival in arrivals]


def _fields(entry: FileEntry | FateEntry) -> dict[str, Any]:
    fields = msgspec.structs.asdict(entry) | {"claimed_at": to_iso(entry.claimed_at)}
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def _upsert(names: Names, identifier: str, source: str, params: Mapping[str, Any]) -> Operation:
    return scripted(names.intake, identifier, source, params, _RETRY, scripted_upsert=True, upsert={})
