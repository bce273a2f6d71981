"""Plan the bulk: what is to be written for an assessed article, by the current state of the index.

Pure. A document is written under an external version, the time of its claim, so that what came later is never
overwritten by what came earlier.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from articles.article import Article, Signal, Value
from articles.duplicates.decide import OVERLAP
from articles.duplicates.likeness import compare
from articles.duplicates.sketch import Sketch
from articles.fates import Fate, Reason
from articles.wire.edits import edits, known_names
from articles.wire.versions import Relation, Version, relation
from articles.wire.versions import version_of as version_of_wire
from search.documents import to_document
from search.transport.bulk import Operation
from search.transport.stored import Stored
from tasks.stages.arrival import Assessed
from tasks.work_item import parse_arrival

#: Entries of `corrections` that a document keeps; `article-revisions` keeps all.
_MOST_CORRECTIONS = 50


class StandingWire(Value, frozen=True, kw_only=True):
    """The version of a document in the index, as its producer counts."""

    id: str | None = None
    version: str | None = None
    updated: str | None = None


class Standing(Value, frozen=True, kw_only=True):
    """The fields that are needed of a document in the index under the article's id."""

    arrival: str
    round: int = 0
    claimed_at: int
    content_hash: str = ""
    revision: int = 1
    ingested_at: str
    copies: int = 0
    sketch: str = ""
    owner: str | None = None
    producer_key: str | None = None
    wire: StandingWire | None = None


class Decision(StrEnum):
    """The relation of an assessed article to the document in the index under its id."""

    NEW = "new"  #: nothing is there
    WRITTEN = "written"  #: its own document, written by a task that ended before it could say so
    REPAIRED = "repaired"  #: a document of an earlier generation of its file: written over
    UPDATE = "update"  #: another text of an earlier claim: kept as a revision, and written over
    SAME = "same"  #: the same text of another arrival
    OLDER = "older"  #: a document of a later claim
    REASSESS = "reassess"  #: another article altogether, which the duplicate index had let go


class Plan(Value, frozen=True, kw_only=True):
    """The outcome for an assessed article, and the operations that it needs."""

    outcome: Assessed
    decision: Decision
    operations: tuple[Operation, ...] = ()


def article_of(one: Assessed) -> Article:
    """Return the article that is to be written."""
    assert one.assessment.article is not None
    return one.assessment.article


def decide(one: Assessed, standing: Stored[Standing] | None) -> Decision:
    """Compare an assessed article with the document in the index under its id."""
    claim = one.arrival.claim
    if standing is None:
        return Decision.NEW
    there = standing.source
    earlier_generation = there.round < claim.generation
    if there.arrival == one.id:
        return Decision.REPAIRED if earlier_generation else Decision.WRITTEN
    if is_another_article(one, there):
        return Decision.REASSESS
    if (told := _told_by_versions(one, there)) is not None:
        return told
    # An article may be at another place in a repaired file than before.
    if parse_arrival(there.arrival)[0] == claim.intake and earlier_generation:
        return Decision.REPAIRED
    if there.content_hash == article_of(one).content_hash:
        return Decision.SAME
    return Decision.OLDER if standing.version >= version_of(one) else Decision.UPDATE


def _told_by_versions(one: Assessed, standing: Standing) -> Decision | None:
    """Return what follows from the versions of a producer's item; None if nothing does, or it is not the same item."""
    article = article_of(one)
    if article.wire is None or article.producer_key is None or article.producer_key != standing.producer_key:
        return None
    wire = standing.wire or StandingWire()
    told = relation(Version(version=wire.version, updated=wire.updated), version_of_wire(article.wire))
    return {Relation.NEWER: Decision.UPDATE, Relation.OLDER: Decision.OLDER, Relation.SAME: Decision.SAME}.get(told)


def plan(
    one: Assessed,
    standing: Stored[Standing] | None,
    *,
    now: datetime,
    replaced: Mapping[str, Any] | None = None,
    revisions: str = "",
    articles: str = "",
    least_version: int = 0,
    added: Mapping[str, Any] = {},
) -> Plan:
    """Plan the write of an assessed article.

    Args:
        one: the article.
        standing: the document under its id.
        now: time of the write.
        replaced: the whole document that an update replaces (`Decision.UPDATE`).
        revisions: name of the index of earlier texts.
        articles: name of the index that the article belongs to: that of articles, or of those kept from readers.
        least_version: the document's version is at least this.
        added: further fields of the document: marks, and why it is kept from readers.
    """
    decision = decide(one, standing)
    outcome = _outcome(one, decision, standing)
    if decision not in (Decision.NEW, Decision.REPAIRED, Decision.UPDATE):
        return Plan(outcome=outcome, decision=decision)
    version = max(version_of(one), least_version)
    revision = standing.source.revision if standing else 1
    kept: tuple[Operation, ...] = ()
    correction: dict[str, Any] = {}
    if decision is Decision.REPAIRED and standing:
        version = max(version, standing.version + 1)
    elif decision is Decision.UPDATE:
        assert replaced is not None
        revision += 1
        correction = _correction(one, replaced, revision, now)
        kept = (_keep(one.article_id, replaced, correction, index=revisions),)
        # A higher version may have been claimed before the one that it replaces.
        version = max(version, (standing.version if standing else 0) + 1)
    document = to_document(
        article_of(one), now=now, round_=one.arrival.claim.generation, revision=revision, sketch=one.assessment.sketch
    )
    if standing is not None:
        document |= {
            "ingested_at": standing.source.ingested_at,
            "copies": standing.source.copies,
            "updated_at": now.isoformat(),
        }
    if replaced is not None:
        document |= _carried_over(document, replaced)
        document["corrections"] = [*replaced.get("corrections", ()), correction][-_MOST_CORRECTIONS:]
    document |= added
    put = Operation(
        action="index",
        index=articles,
        id=one.article_id,
        body=document,
        parameters={"version": version, "version_type": "external"},
    )
    return Plan(outcome=outcome, decision=decision, operations=(*kept, put))


def version_of(one: Assessed) -> int:
    """Return the external version of an article's document: later claims and generations win."""
    return one.arrival.claim.claimed_at + one.arrival.claim.generation


def _outcome(one: Assessed, decision: Decision, standing: Stored[Standing] | None) -> Assessed:
    fate, reason = one.fate, one.assessment.reason
    match decision:
        case Decision.NEW if fate is Fate.UPDATED:  # what it was to update is gone: taken down, or never written
            return one.with_fate(Fate.INDEXED, Reason.NEW)
        case Decision.REPAIRED:
            was_update = standing is not None and standing.source.revision > 1
            if fate is Fate.UPDATED and not was_update:  # repaired with its own text
                return one.with_fate(Fate.INDEXED, Reason.NEW)
            if reason is Reason.NEW and was_update:  # it was an update in the generation before
                return one.with_fate(Fate.UPDATED, Reason.NEW_TEXT)
        case Decision.UPDATE:
            return one.with_fate(Fate.UPDATED, _reason_of_update(one))
        case Decision.WRITTEN if fate is Fate.UPDATED:
            return one.with_fate(fate, _reason_of_update(one))
        case Decision.SAME:
            return one.with_fate(Fate.DUPLICATE, Reason.SAME_ARTICLE)
        case Decision.OLDER:
            return one.with_fate(Fate.DUPLICATE, Reason.OLDER_VERSION)
    return one


def _reason_of_update(one: Assessed) -> Reason:
    wire = article_of(one).wire
    return Reason.CORRECTED if wire is not None and wire.signal is Signal.CORRECTION else Reason.NEW_TEXT


def _carried_over(document: Mapping[str, Any], replaced: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an update keeps of the document that it replaces: its owner and the history of its corrections.

    An update by the URL alone, from another source maybe, neither takes the article over nor forgets its version.
    """
    names = ["owner", "embargo_broken", "killed_elsewhere"]
    if document.get("producer_key") != replaced.get("producer_key") and replaced.get("producer_key"):
        names += ["producer_key", "wire"]
    return {name: replaced[name] for name in names if replaced.get(name)}


def is_another_article(one: Assessed, standing: Standing) -> bool:
    """Return whether the document under the article's id is another article, because its URL was used again.

    The duplicate index would have known, had it not let that article go; or the document is another owner's, who
    brought it by its URL at the same instant.
    """
    assessment, article = one.assessment, article_of(one)
    if article.producer_key and article.producer_key == standing.producer_key:
        return False
    is_foreign = article.producer_key is not None and standing.owner not in (None, article.owner)
    if (assessment.reason is Reason.NEW_TEXT and not is_foreign) or not article.url:
        return False
    if not standing.sketch or not assessment.sketch:
        return False
    likeness = compare(Sketch.from_bytes(assessment.sketch), Sketch.from_bytes(base64.b64decode(standing.sketch)))
    return likeness.containment < OVERLAP


def _correction(one: Assessed, old: Mapping[str, Any], revision: int, now: datetime) -> dict[str, Any]:
    """Return what an update changed: when, by which signal, with which note, and the classes of its edits."""
    article = article_of(one)
    entities = [one.name for one in article.entities] + [one.get("name", "") for one in old.get("entities") or ()]
    found = edits(
        (old.get("title", ""), old.get("body", "")),
        (article.title, article.body),
        names=known_names(article.language, entities),
    )
    note = article.wire.note if article.wire is not None else None
    signal = article.wire.signal if article.wire is not None else None
    correction = {"at": now.isoformat(), "revision": revision, "quiet": found.is_quiet(note)}
    told = {"classes": [edit.value for edit in found.classes], "signal": signal and signal.value, "note": note}
    return correction | {name: value for name, value in told.items() if value}


def _keep(identifier: str, old: Mapping[str, Any], correction: Mapping[str, Any], *, index: str) -> Operation:
    """Return the operation that keeps the text about to be replaced, with the kind of the change."""
    revision = old.get("revision", 1)
    told = {name: correction[name] for name in ("classes", "signal", "note", "quiet") if name in correction}
    kept = (
        told
        | {
            "article_id": identifier,
            "revision": revision,
            "replaced_at": correction["at"],
            "claimed_at": old["claimed_at"],
            "arrival": old["arrival"],
            "title": old.get("title", ""),
            "body": old.get("body", ""),
            "content_hash": old.get("content_hash", ""),
            "document": {k: v for k, v in old.items() if k not in ("title", "body")},
        }
        | {name: old[name] for name in ("url", "entity_keys") if old.get(name)}
    )
    return Operation(action="index", index=index, id=f"{identifier}:{revision}", body=kept)
