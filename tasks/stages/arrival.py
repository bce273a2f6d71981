"""Define an article of a claimed file on its way through the stages, and their results."""

from __future__ import annotations

import msgspec

from articles.article import Record, Rejection, Value
from articles.fates import Fate, Reason
from tasks.spool.values import Assessment, Claim
from tasks.work_item import WorkItem, arrival_of

#: Fates after which others that depend on the arrival are assessed again.
GONE = frozenset({Fate.FAILED, Fate.REJECTED})


class Arrival(Value, frozen=True, kw_only=True):
    """One article of a claimed file."""

    claim: Claim
    chunk: int
    number: int
    tries: int = 1  #: attempts, this one included
    sent: str | None = None  #: the sender's own id

    @property
    def id(self) -> str:
        """Its name in the ledger and in the duplicate index."""
        return arrival_of(self.claim.intake, self.number)

    @property
    def item(self) -> WorkItem:
        """The work item that names it alone."""
        return WorkItem(self.claim.intake, self.chunk, self.number)

    @property
    def chunk_item(self) -> WorkItem:
        """The work item of its whole chunk."""
        return WorkItem(self.claim.intake, self.chunk)


class Unassessed(Value, frozen=True, kw_only=True):
    """An arrival with its record, before the stages."""

    arrival: Arrival
    record: Record | Rejection


class Assessed(Value, frozen=True, kw_only=True):
    """An arrival with the result of the stages, which becomes its fate once Elasticsearch has acknowledged it."""

    arrival: Arrival
    assessment: Assessment

    @property
    def id(self) -> str:
        """Its name in the ledger and in the duplicate index."""
        return self.arrival.id

    @property
    def fate(self) -> Fate:
        """The fate of the arrival."""
        return self.assessment.fate

    @property
    def article_id(self) -> str:
        """Id of the document that is to be written for it."""
        return str(self.assessment.article_id)

    def with_fate(self, fate: Fate, reason: Reason, detail: str | None = None) -> Assessed:
        """Return it with another fate."""
        return msgspec.structs.replace(
            self,
            assessment=msgspec.structs.replace(
                self.assessment,
                fate=fate,
                reason=reason,
                detail=self.assessment.detail if detail is None else detail,
            ),
        )
