"""The ledger as of one moment, so that several questions to it get answers that fit together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from elastic_transport import ObjectApiResponse
from elasticsearch import Elasticsearch

from articles.batches import batched
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
        answers = self._asked("file", intakes, source=False, size=_FILES)
        return {hit["_id"] for answer in answers for hit in answer["hits"]["hits"]}

    def settled(self, intakes: Sequence[str]) -> int:
        """Return how many articles of these files have a fate."""
        answers = self._asked("arrival", intakes, size=0, aggs={"arrivals": queries.ARRIVALS})
        return sum(queries.arrivals_in(answer["aggregations"]) for answer in answers)

    def _asked(self, kind: str, intakes: Sequence[str], **wanted: Any) -> Iterator[ObjectApiResponse[Any]]:
        """Ask for the entries of a kind that these files have; yield an answer for each page of files."""
        for page in batched(intakes, _FILES):
            query = {"bool": {"filter": [{"term": {"kind": kind}}, {"terms": {"intake": page}}]}}
            with translated():
                answer = self.client.search(pit={"id": self.id}, query=query, **wanted)
            yield answer


@contextmanager
def ledger_now(client: Elasticsearch, names: Names) -> Iterator[LedgerMoment]:
    """Yield the ledger with all that was written until now.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: The ledger may not be read.
    """
    with point_in_time(client, names.intake) as moment:
        yield LedgerMoment(client, names, moment)
