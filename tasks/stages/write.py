"""Write assessed articles to the index: look up what is there, plan, submit, resolve.

The document under an article's id is read first, so that an assessment made on a lost duplicate index does not
index an article twice; tombstones are looked at before and after.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

import msgspec
import structlog
from elasticsearch import Elasticsearch
from redis.exceptions import RedisError

from articles.article import Value
from articles.errors import CopydeskError, TransientError
from articles.fates import Fate, Reason
from articles.wire.hold_decisions import Placement
from search.schema.index_names import Names
from search.stories.repair import promote
from search.takedown import removal, tombstones
from search.transport.bulk import Outcome
from search.transport.get_by_id import by_id, make_durable
from search.transport.stored import Stored
from tasks.duplicates.index import DuplicateIndex
from tasks.duplicates.rebuild import Rebuild
from tasks.failures.wait_for_service import ServiceRetry
from tasks.stages.arrival import Assessed
from tasks.stages.bulk_plan import Decision, Plan, Standing, article_of, decide, plan
from tasks.stages.bulk_with_retry import BulkWriter
from tasks.stages.place import Placer, Places, under, withdrawal_of

log = structlog.get_logger()

#: How often an article is looked at again because others wrote under its id meanwhile.
LOOKS = 20
_TAKEN_DOWN = "It was taken down before; a tombstone keeps it from coming back."
_CURRENT_VERSION = re.compile(r"current version \[(\d+)\]")


class Resolved(Value, frozen=True, kw_only=True):
    """The result of a planned write."""

    settled: tuple[Assessed, ...] = ()
    again: tuple[Assessed, ...] = ()  #: others wrote between the look and the write
    versions: dict[str, int] = msgspec.field(default_factory=dict)  #: the versions that were in the way, by article id


def resolve(plans: Sequence[Plan], outcomes: Sequence[Outcome], unwanted: frozenset[str] | set[str]) -> Resolved:
    """Read the outcomes of planned writes.

    Args:
        plans: whose operations were submitted, in order.
        outcomes: of all their operations, in order.
        unwanted: arrivals whose article was taken down meanwhile.
    """
    settled: list[Assessed] = []
    again: list[Assessed] = []
    versions: dict[str, int] = {}
    said = iter(outcomes)
    for one in plans:
        own = [next(said) for _ in one.operations]
        refused = next((outcome for outcome in own if not outcome.ok), None)
        if one.outcome.id in unwanted:
            settled.append(as_taken_down(one.outcome))
        elif own and own[-1].conflict:
            again.append(one.outcome)
            if found := _CURRENT_VERSION.search(own[-1].error):
                versions[one.outcome.article_id] = int(found[1])
        elif refused is not None:
            detail = f"Elasticsearch refused the document: {refused.error}"
            settled.append(one.outcome.with_fate(Fate.FAILED, Reason.REFUSED_BY_INDEX, detail))
        else:
            settled.append(one.outcome)
    return Resolved(settled=tuple(settled), again=tuple(again), versions=versions)


def _is_there(plan: Plan, again: set[str]) -> bool:
    """Return whether the article of a plan is in one of the indices by now."""
    return plan.outcome.id not in again and plan.decision is not Decision.REASSESS


def as_taken_down(one: Assessed) -> Assessed:
    """Return it refused, since it was taken down."""
    return one.with_fate(Fate.REJECTED, Reason.DELETED, _TAKEN_DOWN)


class Writer:
    """Writes assessed articles.

    Args:
        client: of Elasticsearch.
        names: of its indices.
        bulk: submits operations.
        service_retry: retries of reads.
        duplicates: what arrived before.
        rebuild: loads articles into it.
        placer: tells which articles are kept from readers.
        forget_removed: is told which documents were removed, and of which stories (`tasks.takedown`).
    """

    def __init__(
        self,
        *,
        client: Elasticsearch,
        names: Names,
        bulk: BulkWriter,
        service_retry: ServiceRetry,
        duplicates: DuplicateIndex,
        rebuild: Rebuild,
        placer: Placer,
        forget_removed: Callable[[Sequence[str], set[str]], object],
    ) -> None:
        self._client = client
        self._names = names
        self._bulk = bulk
        self._service_retry = service_retry
        self._duplicates = duplicates
        self._rebuild = rebuild
        self._placer = placer
        self._forget_removed = forget_removed

    def write(self, cases: Sequence[Assessed]) -> tuple[list[Assessed], list[Assessed]]:
        """Write what is to be written. Return the settled articles, and those that are to be assessed again.

        Raises:
            TransientError: Elasticsearch is away, or others wrote the same articles each time.
        """
        settled = [one for one in cases if one.assessment.article is None]
        settled += self._placer.obey([one for one in cases if one.assessment.is_order])
        left = [one for one in cases if one.assessment.article is not None and not one.assessment.is_order]
        unlike: list[Assessed] = []
        versions: dict[str, int] = {}
        only_read = False
        conflicts = 0
        while left:
            places, settled_now, left = self._look(left)
            settled += settled_now
            # Two arrivals of one article in one batch: one after the other.
            first = {one.article_id: one.id for one in reversed(left)}
            later = [one for one in left if first[one.article_id] != one.id]
            now = [one for one in left if first[one.article_id] == one.id]
            plans, moved = self._plan(now, places, versions, settled)
            unlike += [one.outcome for one in plans if one.decision is Decision.REASSESS]
            read = [one.outcome for one in plans if not one.operations and one.decision is not Decision.REASSESS]
            only_read = only_read or bool(read)
            settled += read
            resolved = self._submit([one for one in plans if one.operations])
            again = {one.id for one in resolved.again}
            self._placer.settle([one for one in plans if _is_there(one, again)], places)
            settled += resolved.settled
            versions |= resolved.versions
            left = [*resolved.again, *moved, *later]
            conflicts += bool(resolved.again or moved)
            if conflicts == LOOKS:
                raise TransientError(f"others write article {left[0].article_id} at the same time")
        if only_read:
            # A document found there may have been written by another task that never got its answer.
            both = f"{self._names.everything},{self._names.withdrawn}"
            self._service_retry.call("articles", partial(make_durable, self._client, both))
        self._remember(unlike)
        return settled, unlike

    def _look(self, cases: Sequence[Assessed]) -> tuple[Places, list[Assessed], list[Assessed]]:
        """Return where the articles are and belong, those that were taken down (settled so), and the others."""
        standing = self._standing(cases)
        unwanted = self._taken_down(cases)
        # Written by a task that did not live to look again.
        self._take_back([one for one in cases if one.id in unwanted and one.article_id in standing])
        left = [one for one in cases if one.id not in unwanted]
        return (
            self._placer.look(left, standing),
            [as_taken_down(one) for one in cases if one.id in unwanted],
            left,
        )

    def _plan(
        self,
        cases: Sequence[Assessed],
        places: Places,
        versions: Mapping[str, int],
        settled: list[Assessed],
    ) -> tuple[list[Plan], list[Assessed]]:
        """Return the plans, and the articles whose document was moved since the look, which are to be looked at again.

        An article of which no document can be made is settled as failed.
        """
        plans, moved = [], []
        for one in cases:
            there = places.standing.get(one.article_id)
            placement = places.wanted.get(one.article_id, Placement())
            try:
                planned = self._planned(one, there, placement, versions)
            except (CopydeskError, RedisError, OSError):
                raise  # a service: no article's fault
            except Exception as error:
                log.exception("article_not_indexed", arrival=one.id)
                detail = f"No document could be made of it: {error!r}"
                settled.append(one.with_fate(Fate.FAILED, Reason.STAGE_ERROR, detail))
                continue
            if planned is None:
                moved.append(one)
            else:
                plans.append(under(planned, placement))
        return plans, moved

    def _planned(
        self, one: Assessed, there: Stored[Standing] | None, placement: Placement, versions: Mapping[str, int]
    ) -> Plan | None:
        replaced = None
        if there is not None and decide(one, there) is Decision.UPDATE:
            replaced = self._placer.document(there)
            if replaced is None:  # a hold was carried out or ended by another task
                return None
        now = datetime.now(UTC)
        added = withdrawal_of(placement, one.article_id, now) if placement.is_held else {}
        return plan(
            one,
            there,
            now=now,
            replaced=replaced,
            revisions=self._names.revisions,
            articles=self._names.withdrawn if placement.is_held else self._names.everything,
            # A document that was deleted by hand leaves its version in the way for a minute.
            least_version=versions.get(one.article_id, 0) + 1,
            added=added | dict.fromkeys(placement.marks, True),
        )

    def _submit(self, plans: Sequence[Plan]) -> Resolved:
        """Write what is planned, and look at the tombstones once more.

        What is taken down while we write leaves its tombstone first: either it met our document, or we meet that.
        """
        outcomes = self._bulk.write([operation for one in plans for operation in one.operations])
        written = [one.outcome for one in plans]
        unwanted = self._taken_down(written)
        self._take_back([one for one in written if one.id in unwanted])
        self._see_to_leads([one for one in written if one.id not in unwanted])
        return resolve(plans, outcomes, unwanted)

    def _standing(self, cases: Sequence[Assessed]) -> dict[str, Stored[Standing]]:
        """Return the documents in the index under the ids of these articles."""
        ids = sorted({one.article_id for one in cases})
        return self._service_retry.call("articles", lambda: by_id(self._client, self._names.everything, ids, Standing))

    def _taken_down(self, cases: Sequence[Assessed]) -> set[str]:
        """Return the arrivals whose article, or its URL or text, has a tombstone."""
        keys = {}
        for one in cases:
            article = article_of(one)
            keys[one.id] = tombstones.keys(one.article_id, url=article.url, decoded_hash=article.decoded_hash)
        wanted = [key for some in keys.values() for key in some]
        found = self._service_retry.call("tombstones", lambda: tombstones.present(self._client, self._names, wanted))
        return {arrival for arrival, some in keys.items() if not found.isdisjoint(some)}

    def _take_back(self, cases: Sequence[Assessed]) -> None:
        """Remove the documents of articles that were taken down."""
        ids = sorted({one.article_id for one in cases})
        if not ids:
            return
        stories = {article_of(one).story_id for one in cases}
        self._service_retry.call("articles", lambda: removal.remove(self._client, self._names, ids))
        self._service_retry.call("articles", lambda: self._forget_removed(ids, stories))

    def _see_to_leads(self, cases: Sequence[Assessed]) -> None:
        """Find another lead for the story of a copy whose lead was taken down after it was assessed."""
        stories = {a.copy_of: a.story_id for a in map(article_of, cases) if a.copy_of}
        if not stories:
            return
        there = self._service_retry.call("articles", lambda: removal.stored(self._client, self._names, sorted(stories)))
        lost: dict[str, str | None] = {
            story: lead
            for lead, story in stories.items()
            if lead not in there or there[lead].source.is_copy or there[lead].index == self._names.withdrawn
        }
        if lost:
            self._service_retry.call("articles", lambda: promote(self._client, self._names, lost))

    def _remember(self, unlike: Sequence[Assessed]) -> None:
        """Load the articles that the duplicate index had let go, so that these are assessed in their light."""
        for one in unlike:
            self._duplicates.forget([one.id])
            self._placer.release(one)
            self._rebuild.load([one.article_id])
            log.info("url_reused_after_long", arrival=one.id, article_id=one.article_id)
