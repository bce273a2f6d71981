"""Assessment records on their way to a fate, and the fates they come to."""

from __future__ import annotations

from articles.article import Value
from articles.fates import Fate, Reason
from tasks.spool.values import Assessment, Claim
from tasks.work_item import arrival_of


class Case(Value, frozen=True, kw_only=True):
    """One judged record on its way to a fate."""

    claim: Claim
    chunk: int
    assessment: Assessment
    sent: str | None = None

    @property
    def arrival(self) -> str:
        """Id of the arrival."""
        return arrival_of(self.claim.intake, self.assessment.number)


class Settled(Value, frozen=True, kw_only=True):
    """A case and the fate it came to."""

    case: Case
    fate: Fate
    reason: Reason
    detail: str = ""
    written: bool = False  #: a document was written for it now


def gone(one: Settled) -> bool:
    """What stood on this must be judged again."""
    return one.fate in (Fate.FAILED, Fate.REJECTED)


def as_judged(case: Case, *, written: bool = False) -> Settled:
    """The fate that the stages decided."""
    one = case.assessment
    return Settled(case=case, fate=one.fate, reason=one.reason, detail=one.detail, written=written)


def as_failed(case: Case, reason: Reason, detail: str) -> Settled:
    """Set aside."""
    return Settled(case=case, fate=Fate.FAILED, reason=reason, detail=detail)


def as_deleted(case: Case) -> Settled:
    """Refused: it was taken down before."""
    detail = "It was taken down before; a tombstone keeps it from coming back."
    return Settled(case=case, fate=Fate.REJECTED, reason=Reason.DELETED, detail=detail)
