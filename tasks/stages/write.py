"""Writing judged articles to the index, in the light of what stands there.

A document is written under an external version, the time of its claim, so that what came later is never overwritten
by what came earlier. What stands under its id is looked at first, so that a judgement made on a lost memory does not
index an article twice; tombstones are looked at before and after.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog
from redis.exceptions import RedisError

from articles.article import Value
from articles.duplicates.judging import OVERLAP
from articles.duplicates.likeness import compare
from articles.duplicates.sketch import Sketch
from articles.errors import CopydeskError
from articles.fates import Fate, Reason
from search.documents import to_document
from search.stories.repair import promote
from search.takedown import removal, tombstones
from search.transport.bulk import Operation
from search.transport.client import translated
from search.transport.get_by_id import by_id, make_durable
from tasks.context import Desk
from tasks.failures.asking import ask, write_all
from tasks.stages.outcomes import Case, Settled, as_deleted, as_failed, as_judged
from tasks.takedown import forget
from tasks.work_item import parse_arrival

log = structlog.get_logger()


class _Standing(Value, frozen=True, kw_only=True):
    """What is looked at of a document that stands in the index under our id."""

    arrival: str
    round: int = 0
    claimed_at: int
    content_hash: str = ""
    revision: int = 1
    ingested_at: str
    copies: int = 0
    sketch: str = ""


def write_cases(desk: Desk, cases: Sequence[Case]) -> tuple[list[Settled], list[Case]]:
    """Write what is to be written, and say what became of each case, and which are to be judged again."""
    unlike: list[Case] = []
    settled = [as_judged(case) for case in cases if case.assessment.article is None]
    open_cases = [case for case in cases if case.assessment.article is not None]
    only_read = False
    while open_cases:
        standing = _standing(desk, open_cases)
        unwanted = _taken_down(desk, open_cases)
        # Written by a task that did not live to look again.
        _take_back(desk, [c for c in open_cases if c.arrival in unwanted and str(c.assessment.article_id) in standing])
        settled.extend(as_deleted(case) for case in open_cases if case.arrival in unwanted)
        open_cases = [case for case in open_cases if case.arrival not in unwanted]
        operations: list[Operation] = []
        written: list[tuple[Case, Settled, bool]] = []
        later: list[Case] = []
        taken: set[str] = set()
        for case in open_cases:
            identifier = str(case.assessment.article_id)
            if identifier in taken:
                later.append(case)  # two arrivals of one article in one batch: one after the other
                continue
            if _is_forgotten(desk, case, standing.get(identifier)):
                unlike.append(case)
                continue
            try:
                decided, needed = _decide(desk, case, standing.get(identifier))
            except (CopydeskError, RedisError, OSError):
                raise  # a service: no article's fault
            except Exception as error:
                log.exception("article_not_indexed", arrival=case.arrival)
                settled.append(as_failed(case, Reason.STAGE_ERROR, f"No document could be made of it: {error!r}"))
                continue
            if not needed:
                settled.append(decided)
                only_read = True
                continue
            taken.add(identifier)
            operations.extend(needed)
            written.append((case, decided, len(needed) > 1))
        outcomes = iter(write_all(desk, operations))
        # What is taken down while we wrote leaves its tombstone first: either it met our document, or we meet that.
        unwanted = _taken_down(desk, [case for case, _, _ in written])
        _take_back(desk, [case for case, _, _ in written if case.arrival in unwanted])
        _see_to_leads(desk, [case for case, _, _ in written if case.arrival not in unwanted])
        for case, decided, revised in written:
            kept = next(outcomes) if revised else None
            outcome = next(outcomes)
            if case.arrival in unwanted:
                settled.append(as_deleted(case))
            elif outcome.conflict:
                later.append(case)  # somebody wrote between our look and our write: look again
            elif not outcome.ok or (kept is not None and not kept.ok):
                refusal = outcome.error if not outcome.ok else kept.error if kept else ""
                detail = f"Elasticsearch refused the document: {refusal}"
                settled.append(as_failed(case, Reason.REFUSED_BY_INDEX, detail))
            else:
                settled.append(decided)
        open_cases = later
    if only_read:
        # What we found there may be the write of another task that was never told that it is done.
        ask(desk, "articles", lambda: make_durable(desk.elasticsearch, desk.names.everything))
    return settled, unlike


def _taken_down(desk: Desk, cases: Sequence[Case]) -> set[str]:
    """The arrivals whose article, or its URL or text, has a tombstone."""
    keys = {}
    for case in cases:
        article = case.assessment.article
        assert article is not None
        keys[case.arrival] = tombstones.keys(
            str(case.assessment.article_id), url=article.url, decoded_hash=article.decoded_hash
        )
    wanted = [key for some in keys.values() for key in some]
    found = ask(desk, "tombstones", lambda: tombstones.present(desk.elasticsearch, desk.names, wanted))
    return {arrival for arrival, some in keys.items() if not found.isdisjoint(some)}


def _take_back(desk: Desk, cases: Sequence[Case]) -> None:
    """Remove what stands under the ids of these, which were taken down."""
    ids = sorted({str(case.assessment.article_id) for case in cases})
    if not ids:
        return
    stories = {case.assessment.article.story_id for case in cases if case.assessment.article is not None}
    ask(desk, "articles", lambda: removal.remove(desk.elasticsearch, desk.names, ids))
    ask(desk, "articles", lambda: forget(desk, ids, stories))


def _see_to_leads(desk: Desk, cases: Sequence[Case]) -> None:
    """A copy whose lead was taken down after it was judged finds its story another lead, or is it itself."""
    stories = {a.copy_of: a.story_id for c in cases if (a := c.assessment.article) is not None and a.copy_of}
    if not stories:
        return
    there = ask(desk, "articles", lambda: removal.stored(desk.elasticsearch, desk.names, sorted(stories)))
    lost: dict[str, str | None] = {
        story: lead for lead, story in stories.items() if lead not in there or there[lead].source.is_copy
    }
    if lost:
        ask(desk, "articles", lambda: promote(desk.elasticsearch, desk.names, lost))


def _standing(desk: Desk, cases: Sequence[Case]) -> dict[str, dict[str, Any]]:
    """What stands in the index under the ids of these cases."""
    ids = sorted({str(case.assessment.article_id) for case in cases})

    def look() -> dict[str, dict[str, Any]]:
        found = by_id(desk.elasticsearch, desk.names.everything, ids, _Standing)
        return {key: msgspec.structs.asdict(doc.source) | {"_version": doc.version} for key, doc in found.items()}

    return ask(desk, "articles", look)


def _is_forgotten(desk: Desk, case: Case, standing: Mapping[str, Any] | None) -> bool:
    """Whether another article stands under our id, which the memory had let go: its URL was used again.

    Then it is remembered once more, and our case is to be judged in its light.
    """
    judged = case.assessment
    if standing is None or judged.reason is Reason.NEW_TEXT or not judged.article or not judged.article.url:
        return False
    if standing["arrival"] == case.arrival or not standing.get("sketch") or not judged.sketch:
        return False
    likeness = compare(Sketch.from_bytes(judged.sketch), Sketch.from_bytes(base64.b64decode(standing["sketch"])))
    if likeness.containment >= OVERLAP:
        return False
    identifier = str(judged.article_id)
    desk.duplicates.forget([case.arrival])
    desk.rebuild.load([identifier])
    log.info("url_reused_after_long", arrival=case.arrival, article_id=identifier)
    return True


def _decide(desk: Desk, case: Case, standing: Mapping[str, Any] | None) -> tuple[Settled, list[Operation]]:
    """What is to become of a case, given what stands in the index under its id, and the writes this needs."""
    judged, claim = case.assessment, case.claim
    article = judged.article
    assert article is not None
    version = claim.claimed_at + claim.generation
    fate = as_judged(case, written=True)
    if standing is None:
        if judged.fate is Fate.UPDATED:  # what it was to update is gone: taken down, or never written
            fate = msgspec.structs.replace(fate, fate=Fate.INDEXED, reason=Reason.NEW)
        return fate, [_put(desk, case, version=version)]
    ours = standing["arrival"] == case.arrival
    if ours and standing.get("round", 0) >= claim.generation:  # written before, by a task that did not live to say so
        return as_judged(case), []
    # An article may stand at another place in a repaired file than before.
    earlier = parse_arrival(standing["arrival"])[0] == claim.intake and standing.get("round", 0) < claim.generation
    if ours or earlier:
        version = max(version, standing["_version"] + 1)
        updates = standing.get("revision", 1) > 1
        if judged.fate is Fate.UPDATED and not updates:  # nobody's text but its own, repaired
            fate = msgspec.structs.replace(fate, fate=Fate.INDEXED, reason=Reason.NEW)
        elif judged.reason is Reason.NEW and updates:  # it was an update in the round before
            fate = msgspec.structs.replace(fate, fate=Fate.UPDATED, reason=Reason.NEW_TEXT)
        return fate, [_put(desk, case, version=version, standing=standing)]
    if standing["content_hash"] == article.content_hash:
        return msgspec.structs.replace(fate, fate=Fate.DUPLICATE, reason=Reason.SAME_ARTICLE, written=False), []
    if standing["_version"] >= version:
        return msgspec.structs.replace(fate, fate=Fate.DUPLICATE, reason=Reason.OLDER_VERSION, written=False), []
    revised = _revision(desk, str(judged.article_id))
    put = _put(desk, case, version=version, standing=standing, revision=standing.get("revision", 1) + 1)
    return msgspec.structs.replace(fate, fate=Fate.UPDATED, reason=Reason.NEW_TEXT), [*revised, put]


def _put(
    desk: Desk, case: Case, *, version: int, standing: Mapping[str, Any] | None = None, revision: int | None = None
) -> Operation:
    article = case.assessment.article
    assert article is not None
    now = datetime.now(UTC)
    document = to_document(
        article,
        now=now,
        round_=case.claim.generation,
        revision=revision or (standing or {}).get("revision", 1),
        sketch=case.assessment.sketch,
    )
    if standing is not None:
        document |= {
            "ingested_at": standing["ingested_at"],
            "copies": standing.get("copies", 0),
            "updated_at": now.isoformat(),
        }
    return Operation(
        action="index",
        index=desk.names.everything,
        id=str(case.assessment.article_id),
        body=document,
        parameters={"version": version, "version_type": "external"},
    )


def _revision(desk: Desk, identifier: str) -> list[Operation]:
    """Keep the text that is about to be replaced."""

    def look() -> dict[str, Any]:
        with translated():
            return dict(desk.elasticsearch.get(index=desk.names.everything, id=identifier)["_source"])

    old = ask(desk, "articles", look)
    revision = old.get("revision", 1)
    kept = {
        "article_id": identifier,
        "revision": revision,
        "replaced_at": datetime.now(UTC).isoformat(),
        "claimed_at": old["claimed_at"],
        "arrival": old["arrival"],
        "title": old.get("title", ""),
        "body": old.get("body", ""),
        "content_hash": old.get("content_hash", ""),
        "document": {k: v for k, v in old.items() if k not in ("title", "body")},
    } | ({"url": old["url"]} if old.get("url") else {})
    return [Operation(action="index", index=desk.names.revisions, id=f"{identifier}:{revision}", body=kept)]
