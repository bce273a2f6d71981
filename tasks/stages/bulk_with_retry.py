"""Submit bulk operations; wait and repeat those that Elasticsearch is too busy for (429) until each has an outcome."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from elasticsearch import Elasticsearch

from search.transport import bulk
from search.transport.bulk import Operation, Outcome
from tasks.failures.wait_for_service import BusyError, ServiceRetry
from tasks.stage_counters import StageCounters

log = structlog.get_logger()

#: Refusals that say nothing about a document but that a key, a right or an index is missing: for an operator to fix.
_OURS = frozenset({401, 403, 404})


class BulkWriter:
    """Writes in bulk, and repeats operations that Elasticsearch refused because it was busy."""

    def __init__(
        self, client: Elasticsearch, *, service_retry: ServiceRetry, counters: StageCounters, max_bytes: int
    ) -> None:
        self._client = client
        self._service_retry = service_retry
        self._counters = counters
        self._max_bytes = max_bytes

    def write(self, operations: Sequence[Operation]) -> list[Outcome]:
        """Return the final outcome of each operation, in order.

        Raises:
            TransientError: Elasticsearch stayed too busy, or away.
        """
        outcomes: dict[int, Outcome] = {}
        left = list(range(len(operations)))

        def attempt() -> None:
            nonlocal left
            said = bulk.write(self._client, [operations[place] for place in left], max_bytes=self._max_bytes)
            self._counters.outcomes(said)
            outcomes.update(zip(left, said, strict=True))
            left = [place for place in left if outcomes[place].transient or outcomes[place].status in _OURS]
            if left:
                error = outcomes[left[0]].error
                log.warning("index_busy", documents=len(left), error=error)
                raise BusyError(f"Elasticsearch does not take {len(left)} documents: {error}")

        if operations:
            self._service_retry.call("bulk", attempt)
        return [outcomes[place] for place in range(len(operations))]
