"""Keep how far some work on the indices is in a document, so that it may be killed and run again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import msgspec
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from articles.errors import PermanentError
from search.schema import mapping
from search.schema.index_names import Names
from search.transport.client import translated

T = TypeVar("T", bound=msgspec.Struct)


class OvertakenError(PermanentError):
    """Another program has written the state meanwhile."""


class StateFile(Generic[T]):
    """Reads and writes the state of one kind of work.

    Args:
        client: Elasticsearch, with a key that may create indices if the one for states is missing.
        names: Index names.
        kind: The kind of work; the id of the document.
        of: Type of the state.
    """

    def __init__(self, client: Elasticsearch, names: Names, kind: str, of: type[T]) -> None:
        self._client = client
        self._index = names.state
        self._kind = kind
        self._of = of
        self._unchanged: dict[str, int] = {}

    def read(self) -> T | None:
        """Return the state, or None if such work was never begun."""
        with translated():
            try:
                found = self._client.get(index=self._index, id=self._kind)
            except NotFoundError:
                self._unchanged = {}
                return None
        self._unchanged = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}
        return msgspec.convert(found["_source"]["state"], self._of)

    def write(self, state: T) -> T:
        """Write the state, and return it.

        Raises:
            OvertakenError: Another program has written one since this one read or wrote it.
        """
        document = {
            "kind": self._kind,
            "updated_at": datetime.now(UTC).isoformat(),
            "state": msgspec.to_builtins(state),
        }
        parameters: dict[str, Any] = dict(self._unchanged) or {"op_type": "create"}
        with translated():
            try:
                if not self._client.indices.exists(index=self._index):
                    settings = mapping.other_settings()
                    self._client.indices.create(index=self._index, mappings=mapping.STATE, settings=settings)
                said = self._client.index(index=self._index, id=self._kind, document=document, **parameters)
            except ApiError as error:
                if error.status_code == 409:
                    raise OvertakenError("another program is doing the same at this moment") from error
                raise
        self._unchanged = {"if_seq_no": said["_seq_no"], "if_primary_term": said["_primary_term"]}
        return state
