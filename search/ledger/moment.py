"""The ledger as of one moment, so that several questions to it get answers that fit together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from elasticsearch import Elasticsearch

from search.ledger import queries
from search.schema.index_names import Names
from search.transport.client import translated
from search.transport.paging import point_in_time

#: Files that one request asks for.
_FILES = 1000


@dataclass(frozen=True, slots=True)
class LedgerMoment:
    """Answers questions to the ledger as it was when `ledger_now` opened it."""

    client: Elasticsearch
    names: Names
    id: str

    def counts(self) -> queries.Counts:
        """Count files, arrivals and fates."""
        return queries.counts(self.client, self.names, moment=self.id)

    def entered(self, intakes: Sequence[str]) -> set[str]:
        """Return those of the files that the ledger knows."""
        known: set[str] = set()
        for start in range(0, len(intakes), _FILES):
            page = list(intakes[start : start + _FILES])
            with translated():
                answer = self.client.search(
                    pit={"id": self.id},
                    query={"bool": {"filter": [{"term": {"kind": "file"}}, {"terms": {"intake": page}}]}},
                    source=False,
                    size=len(page),
                )
            known.update(hit["_id"] for hit in answer["hits"]["hits"])
        return known

    def settled(self, intakes: Sequence[str]) -> int:
        """Return how many articles of these files have a fate."""
        total = 0
        for start in range(0, len(intakes), _FILES):
            page = list(intakes[start : start + _FILES])
            with translated():
                answer = self.client.search(
                    pit={"id": self.id},
                    size=0,
                    query={"bool": {"filter": [{"term": {"kind": "arrival"}}, {"terms": {"intake": page}}]}},
                    aggs={"arrivals": queries.ARRIVALS},
                )
            total += queries.arrivals_in(answer["aggregations"])
        return total


@contextmanager
def ledger_now(client: Elasticsearch, names: Names) -> Iterator[LedgerMoment]:
    """Yield the ledger with all that was written until now.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: The ledger may not be read.
    """
    with point_in_time(client, names.intake) as moment:
        yield LedgerMoment(client, names, moment)
