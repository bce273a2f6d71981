"""From references to judged articles: read, clean, compare with what arrived before, enrich, spill.

Everything here may run twice, at once or years apart, for the same items: what is judged already is not judged
again, and judging again gives the same (`tasks.duplicates.index`).
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TypeAlias, TypeVar

import msgspec
import structlog
from celery.exceptions import SoftTimeLimitExceeded
from redis.exceptions import RedisError

from articles import forms
from articles.article import Article, Given, Record, Rejection, Value
from articles.cleaning import clean, line_hashes
from articles.duplicates import sketch
from articles.errors import PermanentError, TransientError
from articles.fates import Fate, Reason
from articles.identity import article_id, content_hash
from tasks.context import Desk
from tasks.duplicates.index import Candidate, Judgement
from tasks.failures.limits import ArticleTimeoutError, time_limit
from tasks.spool import journal, side_file
from tasks.spool.chunk import Chunk
from tasks.spool.earlier import carry_over, withdrawn
from tasks.spool.layout import Intake
from tasks.spool.values import Assessment, Claim, kind_of
from tasks.summary import Summary
from tasks.work_item import WorkItem, arrival_of

log = structlog.get_logger()
T = TypeVar("T")
#: A record on its way, its article as cleaned, and the sketch of that.
_Cleaned: TypeAlias = "tuple[Work, Article, bytes]"

#: Fates after which there is nothing to write to the article index.
NOTHING_TO_WRITE = frozenset({Fate.DUPLICATE, Fate.REJECTED, Fate.FAILED})


class Work(Value, frozen=True, kw_only=True):
    """One record to be judged."""

    work_item: WorkItem  #: of this record alone
    claim: Claim
    item: Record | Rejection
    tries: int = 1

    @property
    def arrival(self) -> str:
        """Id of the arrival."""
        return arrival_of(self.claim.intake, self.item.number)


def process(desk: Desk, items: Sequence[WorkItem], *, task_id: str, express: bool) -> Summary:
    """Judge what is still to be judged of `items`, and publish them for the index.

    Raises:
        TransientError: a service is away. Nothing is lost: the items are overdue after their lease.
    """
    summary = Summary()
    desk.leases.extend(items)
    try:
        _process(desk, items, task_id, express, summary)
    except SoftTimeLimitExceeded:
        # Many slow articles are nobody's fault. In smaller pieces they fit.
        pieces = [piece for item in items for piece in _pieces(desk, item)]
        desk.publisher.process(pieces, alone=True)
        summary.note("cut into smaller pieces", len(pieces))
        log.warning("task_too_long", items=len(items), pieces=len(pieces))
    except (TransientError, RedisError, OSError):
        raise  # a service or the disk: no article's fault; the items fall due
    except Exception as error:  # noqa: BLE001  # one article must not hold up the others, whatever it does to us
        _unexpected(desk, items, error, summary)
    finally:
        desk.counters.tell()
        desk.attempts.release(task_id)
    return summary


def _unexpected(desk: Desk, items: Sequence[WorkItem], error: Exception, summary: Summary) -> None:
    """An error outside of any one article's turn: find by whom, by trying each alone, and blame who is alone."""
    pieces = [piece for item in items for piece in _pieces(desk, item)]
    log.error("task_failed", pieces=len(pieces), exc_info=error)
    if len(pieces) == 1:
        (piece,) = pieces
        desk.attempts.count(arrival_of(piece.intake, piece.record or 0), _reason_of(error))
    desk.publisher.process(pieces, alone=True)
    summary.note("to be tried alone", len(pieces))


def _pieces(desk: Desk, item: WorkItem) -> list[WorkItem]:
    intake = desk.queue.intake(item.intake)
    if item.record is not None or intake.split() is None:
        return [item]
    try:
        chunk = intake.chunk(item.chunk)
        done = chunk.assessments()
        return [WorkItem(item.intake, item.chunk, r.number) for r in chunk.records() if r.number not in done]
    except FileNotFoundError:
        return []


def _process(desk: Desk, items: Sequence[WorkItem], task_id: str, express: bool, summary: Summary) -> None:
    work: list[Work] = []
    for item in items:
        with structlog.contextvars.bound_contextvars(intake=item.intake):
            work.extend(_open(desk, item, task_id, summary))
    work = _isolate(desk, work, summary)

    judged: list[tuple[Work, Assessment]] = []
    cleaned: list[_Cleaned] = []
    for one in work:
        with structlog.contextvars.bound_contextvars(intake=one.claim.intake):
            with desk.counters.stage("clean"):
                result = _tried(desk, task_id, one, partial(_clean, desk, one))
            if result is None:
                summary.note("to be tried alone")
            elif isinstance(result, Assessment):
                judged.append((one, result))
            else:
                cleaned.append((one, *result))
    judged.extend(_judge_and_enrich(desk, cleaned, task_id, summary))
    judged = _with_side_file(desk, judged)

    spilled = ((work.work_item.intake, work.work_item.chunk, one) for work, one in judged)
    journal.append(desk.queue, spilled, task_id, Chunk.append_assessments)
    for _, one_judged in judged:
        summary.fate(one_judged.fate, one_judged.reason)
    # Items whose records were judged before (by a task that died after spilling) go on as well.
    gone_on = {WorkItem(w.work_item.intake, w.work_item.chunk) for w, _ in judged} | {
        WorkItem(u.intake, u.chunk) for u in items if desk.queue.intake(u.intake).chunk(u.chunk).assessments()
    }
    desk.publisher.index(sorted(gone_on), express=express)


def _open(desk: Desk, item: WorkItem, task_id: str, summary: Summary) -> list[Work]:
    """The records of an item that are not judged yet."""
    intake = desk.queue.intake(item.intake)
    claim = intake.claim()
    if claim is None:
        summary.note("gone before")
        return []
    split = intake.split()
    try:
        if split is not None:
            records = intake.chunk(item.chunk).records()
        else:
            with desk.counters.stage("read", 0):
                read = _read(desk, intake, claim, task_id)
            if isinstance(read, _NotReadError):
                # The reconciler tries it again: what a disk refuses now it may give later.
                log.warning("file_not_read", intake=claim.intake, error=str(read))
                summary.note("not read this time")
                return []
            if read is None:
                desk.publisher.split(WorkItem(item.intake))
                summary.note("to be split")
                return []
            desk.counters.articles("read", len(read))
            records = [*read, *withdrawn(intake, read)]
            carry_over(intake, len(read))
            intake.write_whole(len(records))
    except FileNotFoundError:
        # Settled and moved away while we looked.
        summary.note("gone before")
        return []
    chunk = intake.chunk(item.chunk)
    known = chunk.assessments().keys() | chunk.settled().keys()
    return [
        Work(work_item=WorkItem(item.intake, item.chunk, record.number), claim=claim, item=record)
        for record in records
        if record.number not in known and item.record in (None, record.number)
    ]


class _NotReadError(TransientError):
    """The file could not be read this time."""


def _read(desk: Desk, intake: Intake, claim: Claim, task_id: str) -> list[Record | Rejection] | _NotReadError | None:
    """The records of a file; None when it may hold many and is to be split first."""
    refusal = refuse(intake)
    if refusal is not None:
        return [refusal]
    arrival = arrival_of(claim.intake, 0)
    count, reason = desk.attempts.of([arrival]).get(arrival, (0, Reason.STAGE_ERROR))
    if count >= desk.options.attempts:
        return [Rejection(reason=reason, detail=_SENTENCES[reason])]
    desk.attempts.take(task_id, arrival)
    try:
        with time_limit(desk.options.article_seconds):
            if forms.holds_many(intake.file, name=claim.name):
                return None
            return list(
                forms.read(intake.file, name=claim.name, given=given_of(desk, intake, claim), limits=desk.limits)
            )
    except (FileNotFoundError, TransientError, SoftTimeLimitExceeded, RedisError):
        raise
    except Exception as error:  # noqa: BLE001  # whatever a form may raise concerns this file alone
        reason = _reason_of(error)
        if isinstance(error, PermissionError) or desk.attempts.count(arrival, reason) >= desk.options.attempts:
            return [Rejection(reason=reason, detail=_SENTENCES[reason])]
        if not isinstance(error, OSError):
            desk.publisher.process([WorkItem(claim.intake)], alone=True)
        return _NotReadError(f"{claim.path}: {error!r}")


def refuse(intake: Intake) -> Rejection | None:
    """What is no file is not opened.

    Looked at where it lies now, out of reach of whoever dropped it: in the inbox it may have changed after a look.
    """
    kind = kind_of(intake.file.lstat().st_mode)
    if kind == "file":
        return None
    what = "symbolic link" if kind == "link" else "device, pipe or socket"
    return Rejection(reason=Reason.NOT_A_FILE, detail=f"This is a {what}; only regular files are read.")


def given_of(desk: Desk, intake: Intake, claim: Claim) -> Given:
    """Return what is known of a file from outside: its side file, and the folder it lay in."""
    side = side_file.read(intake.folder)
    if side.problems:
        sentence = side_file.sentence(side.problems)
        log.warning("side_file_not_understood", intake=claim.intake, name=claim.path, problems=sentence)
        desk.side_notes.add(claim.path, sentence)
    given = side.given
    return given if given.source else msgspec.structs.replace(given, source=claim.source)


def _with_side_file(desk: Desk, judged: Sequence[tuple[Work, Assessment]]) -> list[tuple[Work, Assessment]]:
    """Say in the detail of each article what was not understood in the side file of its file."""
    names = {work.claim.intake for work, _ in judged}
    said = {n: side_file.sentence(side_file.read(desk.queue.intake(n).folder).problems) for n in names}
    return [
        (work, msgspec.structs.replace(one, detail=f"{one.detail} {said[work.claim.intake]}".strip()))
        if said[work.claim.intake]
        else (work, one)
        for work, one in judged
    ]


def _isolate(desk: Desk, work: list[Work], summary: Summary) -> list[Work]:
    """Leave out what came to harm before, to be tried by itself, unless it is by itself already."""
    attempts = desk.attempts.of([one.arrival for one in work])
    if not attempts:
        return work
    tried = [
        msgspec.structs.replace(one, tries=attempts[one.arrival][0] + 1) if one.arrival in attempts else one
        for one in work
    ]
    if len(tried) == 1:
        return tried
    alone = [one for one in tried if 1 < one.tries <= desk.options.attempts]
    desk.publisher.process([one.work_item for one in alone], alone=True)
    summary.note("to be tried alone", len(alone))
    return [one for one in tried if one not in alone]


_SENTENCES = {
    Reason.UNREADABLE: "The file system did not let us read the file; look at its owner and permissions.",
    Reason.TIMED_OUT: "The article took longer than one may, every time it was tried.",
    Reason.OUT_OF_MEMORY: "The article took more memory than one may, every time it was tried.",
    Reason.KILLED_WORKER: "The process that worked on the article died, every time it was tried.",
    Reason.STAGE_ERROR: "Copydesk made an error on this article; the traceback in reason.json helps us mend it.",
}


def _reason_of(error: BaseException) -> Reason:
    match error:
        case ArticleTimeoutError():
            return Reason.TIMED_OUT
        case MemoryError():
            return Reason.OUT_OF_MEMORY
        case OSError():
            return Reason.UNREADABLE
        case _:
            return Reason.STAGE_ERROR


def _tried(desk: Desk, task_id: str, work: Work, call: Callable[[], T]) -> T | Assessment | None:
    """Call with the article noted as in hand; None when it is to be tried again, a failure after the last try."""
    count, last = (
        desk.attempts.of([work.arrival]).get(work.arrival, (0, Reason.STAGE_ERROR))
        if work.tries > 1
        else (
            0,
            Reason.STAGE_ERROR,
        )
    )
    if count >= desk.options.attempts:
        return _failure(work, last, tries=count)
    desk.attempts.take(task_id, work.arrival)
    try:
        with time_limit(desk.options.article_seconds):
            return call()
    except (TransientError, SoftTimeLimitExceeded, RedisError):
        raise
    except PermanentError as error:
        if not isinstance(error, ArticleTimeoutError):
            return _failure(work, Reason.STAGE_ERROR, tries=count + 1, error=error)
        return _again(desk, work, error)
    except Exception as error:  # noqa: BLE001  # whatever a stage may raise concerns this article alone
        return _again(desk, work, error)


def _again(desk: Desk, work: Work, error: Exception) -> Assessment | None:
    reason = _reason_of(error) if not isinstance(error, OSError) else Reason.STAGE_ERROR
    count = desk.attempts.count(work.arrival, reason)
    log.warning("article_failed", arrival=work.arrival, reason=reason.value, tries=count, error=repr(error))
    if count >= desk.options.attempts:
        return _failure(work, reason, tries=count, error=error)
    desk.publisher.process([work.work_item], alone=True)
    return None


def _failure(work: Work, reason: Reason, *, tries: int, error: Exception | None = None) -> Assessment:
    return Assessment(
        number=work.item.number,
        fate=Fate.FAILED,
        reason=reason,
        detail=_SENTENCES[reason],
        traceback="".join(traceback.format_exception(error)) if error else "",
        tries=tries,
    )


def _clean(desk: Desk, work: Work) -> tuple[Article, bytes] | Assessment:
    """The cleaned article and its sketch, or why there is none."""
    item = work.item
    if isinstance(item, Rejection):
        return _rejected(work, item)
    source = item.given.source or work.claim.source or ""
    hashes = line_hashes(item)
    standing = desk.recurring_lines.known(source, hashes, work.arrival) if source else frozenset()
    result = clean(
        item,
        arrival=work.arrival,
        claimed_at=work.claim.claimed_at,
        policy=desk.options.cleaning,
        standing=standing,
        min_words=desk.options.min_words,
        today=datetime.fromtimestamp(work.claim.claimed_at / 1e6, UTC),
    )
    if isinstance(result, Rejection):
        return _rejected(work, result)
    if source:
        desk.recurring_lines.learn(source, hashes, work.arrival)
    article = msgspec.structs.replace(
        result,
        id=article_id(result.url, result.source, result.decoded_hash),
        content_hash=content_hash(result.title, result.body),
    )
    return article, sketch(article.title, article.body, article.language).to_bytes()


def _rejected(work: Work, rejection: Rejection) -> Assessment:
    failed = rejection.reason in _SENTENCES  # a file that could not be read is set aside, not refused
    return Assessment(
        number=work.item.number,
        fate=Fate.FAILED if failed else Fate.REJECTED,
        reason=rejection.reason,
        detail=rejection.detail,
        tries=work.tries,
    )


def _judge_and_enrich(
    desk: Desk, cleaned: Sequence[_Cleaned], task_id: str, summary: Summary
) -> Iterable[tuple[Work, Assessment]]:
    if not cleaned:
        return []
    desk.rebuild.ensure_complete()
    candidates = [
        Candidate(
            arrival=article.arrival,
            claimed_at=article.claimed_at,
            article_id=article.id,
            url=article.url,
            source=article.source,
            decoded_hash=article.decoded_hash,
            content_hash=article.content_hash,
            published_at=article.published_at,
            sketch=drawn,
        )
        for _, article, drawn in cleaned
    ]
    with desk.counters.stage("judge", len(candidates)):
        desk.rebuild.load_older([drawn for _, _, drawn in cleaned])
        judgements = desk.duplicates.judge(candidates)
    judged: list[tuple[Work, Assessment]] = []
    for (work, article, drawn), judgement in zip(cleaned, judgements, strict=True):
        one = _assessed(desk, work, article, judgement, drawn)
        if one.article is not None:
            bound = structlog.contextvars.bound_contextvars(intake=work.claim.intake, article_id=one.article_id)
            with bound, desk.counters.stage("enrich"):
                enriched = _tried(desk, task_id, work, partial(desk.enrichment.enrich, one.article))
            if enriched is None:
                summary.note("to be tried alone")
                continue
            one = enriched if isinstance(enriched, Assessment) else msgspec.structs.replace(one, article=enriched)
        judged.append((work, one))
    return judged


def _assessed(desk: Desk, work: Work, article: Article, judgement: Judgement, drawn: bytes) -> Assessment:
    fate, reason = judgement.verdict.fate, judgement.verdict.reason
    article = msgspec.structs.replace(
        article,
        id=judgement.article_id,
        story_id=judgement.story_id or judgement.article_id,
        copy_of=judgement.copy_of if judgement.is_copy else None,
        similarity=judgement.similarity,
    )
    written = fate not in NOTHING_TO_WRITE and not (fate is Fate.COPY and desk.options.copies == "drop")
    return Assessment(
        number=work.item.number,
        fate=fate,
        reason=reason,
        article=article if written else None,
        article_id=judgement.article_id,
        title=article.title,
        similarity=judgement.similarity,
        sketch=drawn if written else b"",
        depends_on=judgement.depends_on,
        takes_lead=judgement.copy_of if judgement.takes_lead else None,
        tries=work.tries,
    )
