"""Write in bulk, and read the outcome of every item."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from elasticsearch import ApiError, Elasticsearch

from articles.errors import TransientError
from search.transport.client import TRANSIENT_STATUS, translated

#: Most characters of an error that are kept: it may quote much of the document.
MAX_ERROR = 500
#: Bytes of a request. Elasticsearch takes no more by default (`http.max_content_length`), and may close the connection
#: of a larger one before it answers 413.
MAX_REQUEST = 100 << 20
#: Bytes of a request that maintenance writes (tombstones, story counters, removals).
MAINTENANCE_BYTES = 8 << 20

_TOO_LARGE = 413
# Indexing pressure names what the operation would take on a shard (four times its size in Elasticsearch 9.4), and the
# most that all may take together.
_PRESSURE = re.compile(r"(primary|coordinating)_operation_bytes=(\d+), max_\1_bytes=(\d+)")
#: What Elasticsearch may count in addition to the bytes of a request.
_OVERHEAD = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One action of a bulk request, and the document that it is about."""

    action: str  #: "index", "create", "update", "delete"
    index: str
    id: str
    body: Mapping[str, Any] | None = None  #: none for "delete"
    parameters: Mapping[str, Any] = field(default_factory=dict)  #: version, version_type, if_seq_no, ...

    def lines(self) -> bytes:
        """Return its NDJSON, with a newline at the end."""
        head = msgspec.json.encode({self.action: {"_index": self.index, "_id": self.id, **self.parameters}})
        return head + b"\n" + (msgspec.json.encode(self.body) + b"\n" if self.body is not None else b"")


def scripted(
    index: str, identifier: str, source: str, params: Mapping[str, Any], parameters: Mapping[str, Any], **body: Any
) -> Operation:
    """Return an update by a Painless script.

    Args:
        index: Index or alias.
        identifier: The document's id.
        source: The script.
        params: What the script reads as `params`.
        parameters: `retry_on_conflict`, or `if_seq_no` and `if_primary_term`.
        body: Further members of the request's body, such as `upsert`.
    """
    script = {"source": source, "params": params}
    return Operation(
        action="update", index=index, id=identifier, body={**body, "script": script}, parameters=parameters
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Elasticsearch's answer to one operation."""

    id: str
    status: int
    result: str = ""  #: "created", "updated", "noop", "deleted"
    error: str = ""  #: type and reason, in one line

    @property
    def ok(self) -> bool:
        """Was it done?"""
        return 200 <= self.status < 300

    @property
    def conflict(self) -> bool:
        """Return whether the index holds a document of this or a later version."""
        return self.status == 409

    @property
    def missing(self) -> bool:
        """Return whether the document does not exist."""
        return self.status == 404

    @property
    def transient(self) -> bool:
        """Return whether a retry may succeed. A blocked index is one that is about to be replaced."""
        return self.status in TRANSIENT_STATUS or (self.status == 403 and self.error.startswith("cluster_block"))


def write(
    client: Elasticsearch, operations: Sequence[Operation], *, max_bytes: int, refresh: bool = False
) -> list[Outcome]:
    """Send operations in requests of limited size, and return their outcomes in the same order.

    A request that is too large for Elasticsearch is split until the operation that is too large is alone; its
    outcome has the status 413.

    Args:
        client: Elasticsearch.
        operations: What to do. Each must be safe to send twice.
        max_bytes: Size of a request; a single operation may be larger.
        refresh: Let searches find what was done before Elasticsearch answers.

    Raises:
        TransientError: A request failed as a whole, and may succeed later. Earlier requests stay done.
        PermanentError: Elasticsearch refuses the request.
    """

    def send(some: Sequence[Lines]) -> list[Outcome]:
        answer = client.perform_request(
            "POST",
            "/_bulk",
            params={"refresh": "true"} if refresh else None,
            headers={"content-type": "application/x-ndjson", "accept": "application/json"},
            body=b"".join(one.data for one in some),
        )
        return [_outcome(item) for item in answer.body["items"]]

    outcomes: list[Outcome] = []
    with translated():
        for request in _requests(operations, max_bytes):
            outcomes.extend(send_in_parts(request, send))
    return outcomes


def require_done(outcomes: Iterable[Outcome], *, unless: Callable[[Outcome], bool] = lambda outcome: False) -> None:
    """Check that every operation was done, for writes that are safe to repeat as a whole.

    Raises:
        TransientError: One was not done, and `unless` does not excuse it.
    """
    for outcome in outcomes:
        if not outcome.ok and not unless(outcome):
            raise TransientError(f"Elasticsearch did not do it ({outcome.status}): {outcome.error}")


def delete(client: Elasticsearch, index: str, ids: Iterable[str]) -> None:
    """Delete documents; missing ones are passed over. Safe to repeat. Raises as `require_done`."""
    operations = [Operation(action="delete", index=index, id=identifier) for identifier in ids]
    require_done(write(client, operations, max_bytes=MAINTENANCE_BYTES), unless=lambda outcome: outcome.missing)


@dataclass(frozen=True, slots=True)
class Lines:
    """An operation as it is sent."""

    id: str
    data: bytes


def _requests(operations: Iterable[Operation], max_bytes: int) -> Iterator[list[Lines]]:
    pending: list[Lines] = []
    size = 0
    for operation in operations:
        lines = Lines(operation.id, operation.lines())
        if pending and size + len(lines.data) > max_bytes:
            yield pending
            pending, size = [], 0
        pending.append(lines)
        size += len(lines.data)
    if pending:
        yield pending


def send_in_parts(request: Sequence[Lines], send: Callable[[Sequence[Lines]], list[Outcome]]) -> list[Outcome]:
    """Send a request; split it where it, or an operation in it, is refused for its size.

    Raises:
        TransientError: The answer is not about what was sent.
        ApiError: Elasticsearch refuses the request for another reason.
    """
    size = sum(len(lines.data) for lines in request)
    if size > MAX_REQUEST:
        return _split(request, send, "the request is larger than Elasticsearch accepts")
    try:
        outcomes = send(request)
    except ApiError as error:
        if error.status_code != _TOO_LARGE and not (error.status_code == 429 and never_fits(str(error), size)):
            raise
        return _split(request, send, f"{error.message}: {error}")
    if [outcome.id for outcome in outcomes] != [lines.id for lines in request]:
        # For example, a proxy that mixes up answers. What was not acknowledged counts as not done.
        raise TransientError("Elasticsearch's answer is not about what was written")
    refused = [place for place, outcome in enumerate(outcomes) if outcome.transient and never_fits(outcome.error, size)]
    if refused:
        again = _split([request[place] for place in refused], send, outcomes[refused[0]].error)
        for place, outcome in zip(refused, again, strict=True):
            outcomes[place] = outcome
    return outcomes


def _split(request: Sequence[Lines], send: Callable[[Sequence[Lines]], list[Outcome]], error: str) -> list[Outcome]:
    if len(request) == 1:
        only = request[0]
        text = f"the document of {len(only.data):,} bytes is too large for Elasticsearch: {error}"
        return [Outcome(id=only.id, status=_TOO_LARGE, error=text[:MAX_ERROR])]
    half = len(request) // 2
    return [*send_in_parts(request[:half], send), *send_in_parts(request[half:], send)]


def never_fits(error: str, size: int) -> bool:
    """Return whether a rejection by indexing pressure is for good: the request alone exceeds the limit.

    Elasticsearch answers 429 both to this and to an operation that only has to wait for others. What the operation
    takes on a shard comes to what the request takes on the node that received it.

    Args:
        error: The answer.
        size: Bytes of the request.
    """
    return any(
        int(needed) + (size + _OVERHEAD if role == "primary" else 0) > int(most)
        for role, needed, most in _PRESSURE.findall(error)
    )


def _outcome(item: dict[str, Any]) -> Outcome:
    (said,) = item.values()
    error = said.get("error") or {}
    cause = (error.get("caused_by") or {}).get("reason", "")
    text = f"{error.get('type', '')}: {error.get('reason', '')}{f' ({cause})' if cause else ''}" if error else ""
    return Outcome(id=said["_id"], status=said["status"], result=said.get("result", ""), error=text[:MAX_ERROR])
