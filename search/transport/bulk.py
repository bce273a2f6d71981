"""Bulk writing with the outcome of every item read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from elasticsearch import Elasticsearch

from articles.errors import TransientError
from search.transport.client import TRANSIENT_STATUS, translated

#: Characters of an error that are kept: it may quote much of the document.
MAX_ERROR = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One line of a bulk request: what is to happen, and to which document."""

    action: str  #: "index", "create", "update", "delete"
    index: str
    id: str
    body: dict[str, Any] | None = None  #: none for "delete"
    parameters: dict[str, Any] = field(default_factory=dict)  #: version, version_type, if_seq_no, ...

    def lines(self) -> bytes:
        """Its NDJSON, newline at the end."""
        head = msgspec.json.encode({self.action: {"_index": self.index, "_id": self.id, **self.parameters}})
        return head + b"\n" + (msgspec.json.encode(self.body) + b"\n" if self.body is not None else b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What Elasticsearch said of one operation."""

    id: str
    status: int
    result: str = ""  #: "created", "updated", "noop", "deleted"
    error: str = ""  #: type and reason, one line

    @property
    def ok(self) -> bool:
        """It was done."""
        return 200 <= self.status < 300

    @property
    def conflict(self) -> bool:
        """There is a document of this or a later version."""
        return self.status == 409

    @property
    def transient(self) -> bool:
        """It may be done when tried again."""
        return self.status in TRANSIENT_STATUS


def write(client: Elasticsearch, operations: Sequence[Operation], *, max_bytes: int) -> list[Outcome]:
    """Send `operations` in requests of at most `max_bytes` (one operation at least); outcomes in their order.

    A request that fails as a whole raises (see `search.transport.client.translated`); what was sent before it stays
    done, so every operation here must be one that may be sent twice.
    """
    outcomes: list[Outcome] = []
    with translated():
        for payload in _requests(operations, max_bytes):
            answer = client.perform_request(
                "POST",
                "/_bulk",
                headers={"content-type": "application/x-ndjson", "accept": "application/json"},
                body=payload,
            )
            outcomes.extend(_outcome(item) for item in answer.body["items"])
    if [outcome.id for outcome in outcomes] != [operation.id for operation in operations]:
        # A proxy that mixes up answers, say. What was not acknowledged counts as not done.
        raise TransientError("Elasticsearch's answer is not about what was written")
    return outcomes


def _requests(operations: Iterable[Operation], max_bytes: int) -> Iterator[bytes]:
    pending: list[bytes] = []
    size = 0
    for operation in operations:
        lines = operation.lines()
        if pending and size + len(lines) > max_bytes:
            yield b"".join(pending)
            pending, size = [], 0
        pending.append(lines)
        size += len(lines)
    if pending:
        yield b"".join(pending)


def _outcome(item: dict[str, Any]) -> Outcome:
    (said,) = item.values()
    error = said.get("error") or {}
    cause = (error.get("caused_by") or {}).get("reason", "")
    text = f"{error.get('type', '')}: {error.get('reason', '')}{f' ({cause})' if cause else ''}" if error else ""
    return Outcome(id=said["_id"], status=said["status"], result=said.get("result", ""), error=text[:MAX_ERROR])
