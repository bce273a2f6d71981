"""Keep the progress of a rebuild of the articles' index in a document, so that it may be killed and run again."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from articles.article import Value
from articles.errors import PermanentError
from search.schema import mapping
from search.schema.index_names import Names
from search.transport.client import translated

_ID = "reindex"


class Phase(StrEnum):
    """The step that is in progress."""

    COPYING = "copying"  #: the source takes writes, the target is being filled
    SWITCHING = "switching"  #: writers pause, the aliases are about to move
    KEPT = "kept"  #: the target takes writes, the source is kept for a rollback


class State(Value, frozen=True, kw_only=True):
    """A rebuild, or the way back from one."""

    phase: Phase
    source: str  #: the index that is copied
    target: str  #: the index that is filled
    back: bool = False  #: the target is the earlier index
    done: dict[str, int] = msgspec.field(default_factory=dict)  #: shard of the source → last operation that was copied
    since: dict[str, int] = msgspec.field(default_factory=dict)  #: shard of the target → last operation of the copying


class StateFile:
    """Reads and writes the state.

    Args:
        client: Elasticsearch, with a key that may create indices.
        names: Index names.
    """

    def __init__(self, client: Elasticsearch, names: Names) -> None:
        self._client = client
        self._index = names.state
        self._unchanged: dict[str, int] = {}

    def read(self) -> State | None:
        """Return the state, or None if nothing was ever rebuilt."""
        with translated():
            try:
                found = self._client.get(index=self._index, id=_ID)
            except NotFoundError:
                return None
        self._unchanged = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}
        return msgspec.convert(found["_source"]["state"], State)

    def write(self, state: State) -> State:
        """Write the state, and return it.

        Raises:
            PermanentError: Another program has written one meanwhile.
        """
        document = {
            "kind": _ID,
            "updated_at": datetime.now(UTC).isoformat(),
            "state": msgspec.to_builtins(state),
        }
        parameters: dict[str, Any] = dict(self._unchanged) or {"op_type": "create"}
        with translated():
            try:
                if not self._client.indices.exists(index=self._index):
                    settings = mapping.other_settings()
                    self._client.indices.create(index=self._index, mappings=mapping.STATE, settings=settings)
                said = self._client.index(index=self._index, id=_ID, document=document, **parameters)
            except ApiError as error:
                if error.status_code == 409:
                    raise PermanentError("another program is rebuilding the index at this moment") from error
                raise
        self._unchanged = {"if_seq_no": said["_seq_no"], "if_primary_term": said["_primary_term"]}
        return state
