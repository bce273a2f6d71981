"""Rebuild the index of articles under the current mapping while articles arrive, and go back if need be.

The new index is filled beside the old one, first with everything and then with what was written meanwhile, until that
is little. Then the old index takes no writes for a moment (the workers wait and try again), the rest is copied, both
are compared, and the aliases move in one step. The old index is kept: `rollback` copies what the new one took since
back into it and moves the aliases back, in the same way.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import msgspec
import structlog
from elasticsearch import Elasticsearch

from articles.errors import CopydeskError, PermanentError
from search.documents import upgraded
from search.lifecycle import copying
from search.lifecycle.copying import DifferenceError, Document, Marks
from search.lifecycle.create import LEADS_ONLY, add_fields, current_index
from search.lifecycle.state import Phase, State, state_file
from search.schema import mapping
from search.schema.index_names import Names
from search.transport.client import translated
from search.transport.state_file import StateFile

log = structlog.get_logger()

_VERSION = re.compile(r"-v(\d+)(?:-(\d+))?$")

#: So few documents are left when writers are paused.
FEW = 200
#: How often the rest is copied before writers are paused, at most: a stream may be faster than copying.
PASSES = 20
#: How often the pause is tried again.
PAUSES = 3
#: Documents between two notes of how far the copying is.
_NOTE = 2000

Progress = Callable[[int, int], None]


def reindex(client: Elasticsearch, names: Names, *, progress: Progress = lambda done, total: None) -> str:
    """Copy all articles into a new index under the current mapping, and move both aliases to it in one step.

    Can be killed anywhere and run again: it goes on. An earlier index that was kept for `rollback` is deleted when a
    new rebuild begins.

    Args:
        client: Elasticsearch, with a key that may create and delete indices.
        names: Index names.
        progress: Gets the documents copied so far, and in all.

    Returns:
        Name of the new index.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses, or another program rebuilds the index.
    """
    file = state_file(client, names)
    if moved := _moved(client, names, file, back=False):
        return moved
    state = _settled(client, names, file)
    if state is None or state.phase is Phase.KEPT:
        state = _begin(client, names, file)
    elif state.back:
        raise PermanentError("a rollback was interrupted: `copydesk index rollback` goes on with it")
    return _Switch(client, names, file, state, progress, convert=upgraded).run()


def rollback(client: Elasticsearch, names: Names, *, progress: Progress = lambda done, total: None) -> str:
    """Move the aliases back to the index before the last rebuild, with everything that was written since.

    Returns:
        Name of the index that is used now. A second `rollback` goes forward again.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: No earlier index is kept.
    """
    file = state_file(client, names)
    if moved := _moved(client, names, file, back=True):
        return moved
    state = _settled(client, names, file)
    if state is None:
        raise PermanentError("no earlier index is kept: nothing was rebuilt, or it was released")
    if state.phase is not Phase.KEPT:
        if not state.back:
            raise PermanentError(
                f"{state.target} is being filled and nothing has moved yet: `copydesk index reindex` goes on with it"
            )
        return _Switch(client, names, file, state, progress).run()
    if not _exists(client, state.source):
        raise PermanentError(f"{state.source} is not there any more")
    back = State(phase=Phase.COPYING, source=state.target, target=state.source, back=True, done=state.since)
    with translated():
        add_fields(client, back.target, mapping.ARTICLE)
        _block(client, back.target, on=False)
    return _Switch(client, names, file, file.write(back), progress).run()


def release(client: Elasticsearch, names: Names) -> str | None:
    """Delete the index that is kept for a rollback; return its name, or None if none is kept."""
    file = state_file(client, names)
    state = _settled(client, names, file)
    if state is None or state.phase is not Phase.KEPT or not _exists(client, state.source):
        return None
    with translated():
        client.indices.delete(index=state.source)
    return state.source


def state_of(client: Elasticsearch, names: Names) -> State | None:
    """Return how far the last rebuild is; None if there was none."""
    return state_file(client, names).read()


def _exists(client: Elasticsearch, index: str) -> bool:
    with translated():
        return bool(client.indices.exists(index=index))


def _moved(client: Elasticsearch, names: Names, file: StateFile[State], *, back: bool) -> str | None:
    """Note that the aliases have moved, where a run was killed before it could, and return to which index.

    Return None if nothing is left to note, or it is of the other direction.
    """
    state = file.read()
    if state is None or state.phase is Phase.KEPT or state.back is not back:
        return None
    return _kept(client, file, state).target if _has_moved(client, names, state) else None


def _has_moved(client: Elasticsearch, names: Names, state: State) -> bool:
    """Return whether the aliases point to the target.

    If a run was killed while writers paused, they may write to the source again first. That is done after what the run
    had asked for: its request to move the aliases may have been under way.
    """
    if current_index(client, names) != state.target and state.phase is Phase.SWITCHING:
        _block(client, state.source, on=False)
    return current_index(client, names) == state.target


def _settled(client: Elasticsearch, names: Names, file: StateFile[State]) -> State | None:
    """Return the state, after what a killed run left half done was put right."""
    state = file.read()
    if state is None:
        return None
    if state.phase is not Phase.KEPT and _has_moved(client, names, state):
        return _kept(client, file, state)
    if state.phase is Phase.SWITCHING:
        return file.write(msgspec.structs.replace(state, phase=Phase.COPYING))
    current = current_index(client, names)
    if current != (state.target if state.phase is Phase.KEPT else state.source):
        return None  # somebody moved the aliases by hand, or put a snapshot back
    if state.phase is Phase.COPYING and not _exists(client, state.target):
        return None
    return state


def _kept(client: Elasticsearch, file: StateFile[State], state: State) -> State:
    """Note that the aliases have moved; the source takes no writes from now on."""
    if _exists(client, state.source):
        _block(client, state.source, on=True)
    with translated():
        client.indices.put_settings(index=state.target, settings={"index.gc_deletes": None})
    return file.write(msgspec.structs.replace(state, phase=Phase.KEPT))


def _begin(client: Elasticsearch, names: Names, file: StateFile[State]) -> State:
    old = current_index(client, names)
    with translated():
        there = [index for index in client.indices.get(index=names.versions) if _VERSION.search(index)]
    new = _unused(names, there)
    settings = mapping.article_settings() | {"refresh_interval": "-1", "gc_deletes": "0s"}
    state = file.write(State(phase=Phase.COPYING, source=old, target=new))
    with translated():
        for index in there:
            if index != old:
                client.indices.delete(index=index, ignore_unavailable=True)
        client.indices.create(index=new, mappings=mapping.ARTICLE, settings=settings)
    return state


def _unused(names: Names, there: Sequence[str]) -> str:
    """Return the name of the next index under the current mapping.

    No index has it, so that one of this name can only be what this rebuild has made: an earlier index, which `rollback`
    kept, takes no writes.
    """
    versions = (_VERSION.search(index) for index in there)
    serials = [int(found[2] or 0) for found in versions if found and int(found[1]) == mapping.VERSION]
    return names.version(mapping.VERSION) + (f"-{max(serials) + 1}" if serials else "")


def _block(client: Elasticsearch, index: str, *, on: bool) -> None:
    """Let an index take no writes, once those that are under way are done; or let it take them again."""
    with translated():
        if on:
            client.indices.add_block(index=index, block="write")
        else:
            client.indices.put_settings(index=index, settings={"index.blocks.write": None})


class _Switch:
    """Fills the target and moves the aliases to it."""

    def __init__(
        self,
        client: Elasticsearch,
        names: Names,
        file: StateFile[State],
        state: State,
        progress: Progress,
        *,
        convert: Callable[[Document], Document] = lambda document: document,
    ) -> None:
        self._client = client
        self._names = names
        self._file = file
        self._state = state
        self._progress = progress
        self._convert = convert
        self._copied = 0
        self._noted = 0
        self._total = 0

    def run(self) -> str:
        """Do all that is left to do, and return the name of the target."""
        source, target = self._state.source, self._state.target
        with translated():
            self._client.indices.put_settings(index=target, settings={"index.gc_deletes": "0s"})
            self._total = int(self._client.count(index=source)["count"])
        self._catch_up()
        with translated():
            refresh = mapping.article_settings()["refresh_interval"]
            self._client.indices.put_settings(index=target, settings={"index.refresh_interval": refresh})
        copying.remove_deleted(self._client, source, target)
        self._mend()
        for _ in range(PAUSES):
            try:
                seconds = self._pause_and_switch()
            except DifferenceError as difference:
                log.warning("reindex_differs", error=str(difference), what_now="copied again")
                self._catch_up()
                continue
            log.info("index_switched", source=source, target=target, pause_seconds=round(seconds, 2))
            return target
        raise PermanentError(f"{target} differs from {source} each time; the aliases stay at {source}")

    def _catch_up(self) -> None:
        for _ in range(PASSES):
            if self._copy() <= FEW:
                break

    def _copy(self) -> int:
        state = self._state
        marks, copied = copying.copy_changes(
            self._client, state.source, state.target, state.done, convert=self._convert, save=self._note
        )
        self._save(marks)
        return copied

    def _note(self, marks: Marks, copied: int) -> None:
        self._copied += copied
        self._progress(min(self._copied, self._total), self._total)
        if self._copied - self._noted >= _NOTE:
            self._save(marks)

    def _save(self, marks: Marks, **changes: Any) -> None:
        self._noted = self._copied
        self._state = self._file.write(msgspec.structs.replace(self._state, done=dict(marks), **changes))

    def _mend(self) -> None:
        """Copy what is missing, or older than in the source: a few documents alone, many from the beginning."""
        state = self._state
        if not copying.differing(self._client, state.source, state.target):
            return
        self._copy()  # what was written meanwhile is not a difference
        missing = copying.differing(self._client, state.source, state.target)
        if len(missing) > FEW:
            log.warning("reindex_differs", error=f"{len(missing):,} documents are missing", what_now="copied again")
            self._save({})
            self._catch_up()
        elif missing:
            copying.copy_documents(self._client, state.source, state.target, missing, convert=self._convert)

    def _pause_and_switch(self) -> float:
        """Move the aliases while nothing is written; return for how long that was."""
        state = self._state
        self._save(state.done, phase=Phase.SWITCHING)
        began = time.monotonic()
        try:
            _block(self._client, state.source, on=True)
            marks, _ = copying.copy_changes(
                self._client, state.source, state.target, self._state.done, convert=self._convert
            )
            copying.remove_deleted(self._client, state.source, state.target)
            copying.compare(self._client, state.source, state.target)
            since = copying.operations_done(self._client, state.target)
            self._save(marks, since=since)
            self._move()
        except BaseException:
            with suppress(CopydeskError):
                if current_index(self._client, self._names) == state.source:
                    _block(self._client, state.source, on=False)
                    self._save(self._state.done, phase=Phase.COPYING)
            raise
        seconds = time.monotonic() - began
        self._state = _kept(self._client, self._file, self._state)
        return seconds

    def _move(self) -> None:
        everything, leads = self._names.everything, self._names.articles
        source, target = self._state.source, self._state.target
        with translated():
            self._client.indices.update_aliases(
                actions=[
                    {"remove": {"index": source, "aliases": [everything, leads]}},
                    {"add": {"index": target, "alias": everything, "is_write_index": True}},
                    {"add": {"index": target, "alias": leads, "filter": LEADS_ONLY}},
                ]
            )
