"""Export what a query finds to a file: page by page, and after an interruption from where it stopped.

The rows are written to FILE.part in the order in which the articles were first indexed, which no later change of an
article alters. After each page FILE.part.json says how much of the file counts. When everything is written, the file
gets its name, and FILE.sha256 its checksum.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from elasticsearch import Elasticsearch

from articles.article import Value
from articles.errors import PermanentError
from search.exchange import rows
from search.exchange.rows import DERIVED, line_of, table_row
from search.transport.client import translated
from search.transport.paging import pages
from search.transport.query import Query
from search.transport.refresh import refresh
from search.transport.stored import Stored

#: Bytes read at once to make a checksum.
_BLOCK = 1 << 20
#: Articles read at once.
PAGE = 500

Progress = Callable[[int, int], None]
Made = Callable[[datetime], Query]


class State(Value, frozen=True, kw_only=True):
    """The progress of an export: the content of FILE.part.json."""

    what: str  #: what is exported, in words; another export must not go on with it
    started: str  #: ISO 8601; articles that are indexed later are left out
    total: int  #: articles that the query found at the start
    size: int = 0  #: bytes of FILE.part that count
    rows: int = 0
    last: str | None = None  #: `ingested_at` of the last article that was written
    at_last: tuple[str, ...] = ()  #: ids of those with this `ingested_at`


class Exported(Value, frozen=True, kw_only=True):
    """A finished export."""

    file: str
    rows: int
    found: int  #: articles that the query found at the start; more than rows if some were taken down meanwhile
    bytes: int
    sha256: str


class Export:
    """Writes what a query finds to a file.

    Args:
        client: Elasticsearch.
        index: An alias of articles.
        path: The file. Its folder must exist.
        what: What is exported, in words.
        table: Rows of CSV instead of JSON lines.
    """

    def __init__(self, client: Elasticsearch, index: str, path: Path, *, what: str, table: bool) -> None:
        self._client = client
        self._index = index
        self._path = path
        self._part = path.with_name(path.name + ".part")
        self._state_path = path.with_name(path.name + ".part.json")
        self._what = what
        self._table = table

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other exports from writing this file meanwhile: two at once would write each article twice, or mix rows.

        Raises:
            PermanentError: Another export is writing it.
        """
        path = self._part.with_name(self._part.name + ".lock")
        with path.open("wb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                held = os.path.samestat(os.fstat(file.fileno()), path.stat())
            except (BlockingIOError, FileNotFoundError):
                held = False  # or it was held, and removed by its holder, between opening and locking it
            if not held:
                raise PermanentError(f"another export is writing {self._path}; wait until it has ended")
            try:
                yield
            finally:
                path.unlink(missing_ok=True)

    def started(self) -> State | None:
        """Return how far an interrupted export to this file is; None if there was none.

        Raises:
            PermanentError: It is one of something else.
        """
        try:
            state = msgspec.json.decode(self._state_path.read_bytes(), type=State)
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        if state.what != self._what:
            raise PermanentError(
                f"{self._part} belongs to another export ({state.what}); finish that one, or use --restart"
            )
        return state if self._part.exists() and self._part.stat().st_size >= state.size else None

    def forget(self) -> None:
        """Remove what an interrupted export left."""
        self._part.unlink(missing_ok=True)
        self._state_path.unlink(missing_ok=True)

    def run(self, query_at: Made, *, progress: Progress = lambda done, total: None) -> State:
        """Write all rows to FILE.part, going on where an earlier run stopped.

        Args:
            query_at: Makes the query as of a time, that of the first run.
            progress: Told the rows that are written, and those that there are.

        Raises:
            TransientError: Elasticsearch does not answer. Run it again.
            PermanentError: It refuses the query, or the rest of another export is in the way.
        """
        state = self.started()
        with self._part.open("r+b" if state else "wb") as file:
            if state is None:
                state = self._begin(query_at, file)
            file.truncate(state.size)
            file.seek(state.size)
            query = _since(query_at(datetime.fromisoformat(state.started)), state)
            for page in self._pages(query):
                new = [stored for stored in page if stored.id not in state.at_last]
                file.writelines(self._row(stored) for stored in new)
                state = _after(state, new, file.tell())
                self._save(state, file)
                progress(state.rows, state.total)
        return state

    def _begin(self, query_at: Made, file: BinaryIO) -> State:
        now = datetime.now(UTC)
        refresh(self._client, [self._index])
        with translated():
            total = self._client.count(index=self._index, query=_until(query_at(now), now.isoformat()))["count"]
        if self._table:
            file.write(rows.header())
        state = State(what=self._what, started=now.isoformat(), total=total, size=file.tell())
        self._save(state, file)
        return state

    def _pages(self, query: Query) -> Iterator[list[Stored[dict[str, Any]]]]:
        yield from pages(
            self._client,
            self._index,
            query,
            dict,
            sort=({"ingested_at": "asc"}, {"arrival": "asc"}),
            excludes=DERIVED,
            size=PAGE,
        )

    def _row(self, stored: Stored[dict[str, Any]]) -> bytes:
        return table_row(stored.id, stored.source) if self._table else line_of(stored)

    def _save(self, state: State, file: BinaryIO) -> None:
        """Note how far the file counts; what it says must be on disk before."""
        file.flush()
        os.fsync(file.fileno())
        beside = self._state_path.with_name(self._state_path.name + ".tmp")
        beside.write_bytes(msgspec.json.encode(state))
        beside.rename(self._state_path)

    def finish(self, state: State, convert: Callable[[Path, Path], None] | None = None) -> Exported:
        """Give the file its name, and write its checksum beside it.

        Args:
            state: What `run` returned.
            convert: Makes the file from FILE.part, where it is to have another form.
        """
        if convert is None:
            self._part.rename(self._path)
        else:
            beside = self._path.with_name(self._path.name + ".part.converted")
            convert(self._part, beside)
            beside.rename(self._path)
        digest = sha256(self._path)
        self._path.with_name(self._path.name + ".sha256").write_bytes(os.fsencode(f"{digest}  {self._path.name}\n"))
        self.forget()
        return Exported(
            file=str(self._path),
            rows=state.rows,
            found=state.total,
            bytes=self._path.stat().st_size,
            sha256=digest,
        )


def _after(state: State, page: list[Stored[dict[str, Any]]], size: int) -> State:
    """Return the state after a page. Of what was written, only the ids with the latest time have to be known."""
    if not page:
        return state
    last = _time(page[-1].source)
    same = tuple(stored.id for stored in page if _time(stored.source) == last)
    return msgspec.structs.replace(
        state,
        size=size,
        rows=state.rows + len(page),
        last=last,
        at_last=(*state.at_last, *same) if last == state.last else same,
    )


def _time(document: Mapping[str, Any]) -> str:
    """Return `ingested_at` in milliseconds, as the index compares it."""
    moment = datetime.fromisoformat(document["ingested_at"]).astimezone(UTC)
    return moment.isoformat(timespec="milliseconds")


def _until(query: Query, moment: str) -> Query:
    return {"bool": {"filter": [query, {"range": {"ingested_at": {"lte": moment}}}]}}


def _since(query: Query, state: State) -> Query:
    whole = _until(query, state.started)
    if state.last:
        whole["bool"]["filter"].append({"range": {"ingested_at": {"gte": state.last}}})
    return whole


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
