"""Place articles: decide which of the two indices each belongs to, before it is written and again afterwards."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.fates import Fate, Reason
from articles.identity import article_id
from articles.wire.hold_decisions import Placement, fate_under, place
from articles.wire.ownership import acts
from search.holds import identities, moving
from search.schema.index_names import Names
from search.transport import bulk
from search.transport.get_by_id import by_id
from search.transport.stored import Stored
from tasks.failures.wait_for_service import ServiceRetry
from tasks.holds.hide_and_release import Keeper, Placed, subject_of
from tasks.stages.arrival import Assessed
from tasks.stages.bulk_plan import Decision, Plan, Standing, article_of, decide

T = TypeVar("T")

_KILL_WAITS = "Its article is not here, or belongs to another source. Should it come from this one, it is kept out."
#: Decisions by which the version that arrived is the one that counts.
_COUNTS = frozenset({Decision.NEW, Decision.UPDATE, Decision.REPAIRED, Decision.WRITTEN})


class Places(Value, frozen=True, kw_only=True):
    """The indices in which articles are and to which they belong, by article id."""

    standing: dict[str, Stored[Standing]]  #: in whichever index
    wanted: dict[str, Placement]


class Placer:
    """Places articles by the holds over them.

    Args:
        client: of Elasticsearch.
        names: of its indices.
        keeper: obeys holds.
        service_retry: retries of calls.
    """

    def __init__(self, *, client: Elasticsearch, names: Names, keeper: Keeper, service_retry: ServiceRetry) -> None:
        self._client = client
        self._names = names
        self._keeper = keeper
        self._service_retry = service_retry

    def look(self, cases: Sequence[Assessed], standing: Mapping[str, Stored[Standing]]) -> Places:
        """Return where these articles are and belong, and enter what they order about themselves.

        Args:
            cases: the articles.
            standing: the documents under their ids that readers can see.
        """
        # Of two versions in one batch the second is looked at when the first is written.
        first = {one.article_id: one for one in reversed(cases)}
        articles = [article_of(one) for one in first.values()]
        known = self._retried(lambda: self._keeper.holds_over(articles))
        if not known and not any(map(acts, articles)):
            return Places(standing=dict(standing), wanted={})
        there = dict(standing)
        for identifier, one in self._retried(
            lambda: by_id(self._client, self._names.withdrawn, first, Standing)
        ).items():
            if identifier not in there or one.version > there[identifier].version:
                there[identifier] = one
        owners = {i: there[i].source.owner if i in there else article_of(one).owner for i, one in first.items()}
        counting = [article_of(one) for i, one in first.items() if decide(one, there.get(i)) in _COUNTS]
        known = self._retried(lambda: self._keeper.take_orders(counting, known, owners))
        now = datetime.now(UTC)
        wanted = {one.id: place(subject_of(one, owners[one.id]), known, now) for one in articles}
        return Places(standing=there, wanted=wanted)

    def document(self, there: Stored[Standing]) -> dict[str, Any] | None:
        """Return the whole document that is to be replaced; None if it was moved or removed since it was looked for."""
        found = self._retried(lambda: by_id(self._client, there.index, [there.id], dict)).get(there.id)
        if found is None:
            return None
        return {name: value for name, value in found.source.items() if name != "withdrawal"}

    def settle(self, plans: Iterable[Plan], places: Places) -> None:
        """Check the holds again after the writes, and move articles that now belong elsewhere."""
        placed = []
        left: dict[str, list[str]] = {}
        for one in plans:
            identifier = one.outcome.article_id
            there = places.standing.get(identifier)
            is_held = places.wanted.get(identifier, Placement()).is_held
            stands_held = there is not None and there.index == self._names.withdrawn
            if one.operations and there is not None and stands_held != is_held:
                left.setdefault(self._names.withdrawn if stands_held else self._names.everything, []).append(identifier)
            article = article_of(one.outcome)
            owner = there.source.owner if there is not None else article.owner
            where = is_held if one.operations or there is None else stands_held
            placed.append(Placed(article=article, owner=owner, was_held=where))
        for index, identifiers in left.items():
            self._retried(partial(bulk.delete, self._client, index, identifiers))
        if left:
            self._retried(lambda: moving.refresh_moved(self._client, self._names))
        self._retried(lambda: self._keeper.settle(placed))

    def release(self, one: Assessed) -> None:
        """Take a producer's id out of the register that led to another owner's article."""
        article = article_of(one)
        if article.producer_key and article.url and article.owner:
            key, url_id, owner = article.producer_key, article_id(article.url, None, ""), article.owner
            self._retried(lambda: identities.release(self._client, self._names, key, url_id, owner))

    def obey(self, orders: Sequence[Assessed]) -> list[Assessed]:
        """Carry out orders to take articles down, or to hold them back; return them with their fates."""
        kills = [article_of(one) for one in orders if one.assessment.reason is Reason.KILLED]
        others = [article_of(one) for one in orders if one.assessment.reason is not Reason.KILLED]
        here = self._retried(partial(self._keeper.kill, kills)) if kills else set()
        older: set[str] = set()
        if others:
            held, older = self._retried(partial(self._keeper.hold_back, others))
            here |= held
        return [_obeyed(one, here, older) for one in orders]

    def _retried(self, call: Callable[[], T]) -> T:
        return self._service_retry.call("holds", call)


def _obeyed(one: Assessed, here: Collection[str], older: Collection[str]) -> Assessed:
    """Return an order with its fate: its article may be here, may not be, or may be a later version."""
    if one.id in older:
        return one.with_fate(Fate.DUPLICATE, Reason.OLDER_VERSION)
    return one if one.id in here else one.with_fate(Fate.REJECTED, Reason.KILL_WAITS, _KILL_WAITS)


def under(plan: Plan, placement: Placement) -> Plan:
    """Return a plan whose outcome says where the article belongs."""
    outcome = plan.outcome
    if not placement.is_held or plan.decision not in _COUNTS:
        return plan
    fate, reason = fate_under(placement, outcome.fate, outcome.assessment.reason)
    return Plan(outcome=outcome.with_fate(fate, reason), decision=plan.decision, operations=plan.operations)


def withdrawal_of(placement: Placement, identifier: str, now: datetime) -> dict[str, Any]:
    """Return the field of a document that says why it is kept from readers."""
    kind, key = placement.withdrawal(identifier)
    return {"withdrawal": {"at": now.isoformat(), "kind": kind, "hold": key}}
