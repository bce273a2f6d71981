"""From judged articles to acknowledged fates: write to Elasticsearch, read every outcome, keep the ledger.

The one place where fates are settled. Safe to run twice at any moment:

- a document is written under an external version (the time of its claim), so that what came later is never
  overwritten by what came earlier;
- what stands in the index already is looked at before writing, so that a judgement made on a lost memory does not
  index an article twice;
- within a round the ledger keeps the first fate (`search.ledger`);
- a fate is noted beside the file only after Elasticsearch has acknowledged it, and the file leaves
  ``processing/`` only after all of its fates are noted.
"""

from __future__ import annotations

import base64
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

import msgspec
import structlog
from redis.exceptions import RedisError

from articles.article import Value
from articles.duplicates.judging import OVERLAP
from articles.duplicates.likeness import compare
from articles.duplicates.sketch import Sketch
from articles.errors import CopydeskError, PermanentError, TransientError
from articles.fates import Fate, Reason
from search import bulk, deletion, ledger
from search.bulk import Operation, Outcome
from search.client import translated
from search.documents import to_document
from search.queries import documents
from tasks.deleting import forget
from tasks.desk import Desk
from tasks.finishing import finish_if_settled
from tasks.intakes import Claim, Judged, SettledFate
from tasks.outage import delays, patiently
from tasks.remembering import entry_of
from tasks.tally import Tally
from tasks.units import Unit, arrival_of, parse_arrival

log = structlog.get_logger()
T = TypeVar("T")

#: How often one process tends stories in a backlog: each time, the index is refreshed.
TEND_SECONDS = 2.0
#: Refusals that say nothing about a document but that a key, a right or an index is missing: an operator's to mend.
_OURS = frozenset({401, 403, 404})
#: What is looked at of a document that stands in the index under our id.
_STANDING = ["arrival", "round", "claimed_at", "content_hash", "revision", "ingested_at", "copies", "sketch"]


class Case(Value, frozen=True, kw_only=True):
    """One judged record on its way to a fate."""

    claim: Claim
    chunk: int
    judged: Judged
    sent: str | None = None

    @property
    def arrival(self) -> str:
        """Id of the arrival."""
        return arrival_of(self.claim.intake, self.judged.number)


class Settled(Value, frozen=True, kw_only=True):
    """A case and the fate it came to."""

    case: Case
    fate: Fate
    reason: Reason
    detail: str = ""
    written: bool = False  #: a document was written for it now


def index(desk: Desk, units: Sequence[Unit], *, task_id: str, prompt: bool) -> Tally:
    """Bring the judged records of `units` to their fates.

    Raises:
        TransientError: Elasticsearch is away for longer than a task may wait. Nothing is lost: the units are
            overdue after their lease.
    """
    tally = Tally()
    desk.publisher.expect(units, time.time() + desk.options.overdue_seconds)
    cases = _cases(desk, units)
    blocked, orphaned = _sort_out(desk, cases)
    tally.note("waiting for another arrival", len(blocked))
    open_cases = [c for c in cases if c.arrival not in blocked and c.arrival not in orphaned]

    settled: dict[str, Settled] = {}
    try:
        with desk.measures.stage("index", 0):
            waiting = _settle(desk, open_cases, orphaned, settled, task_id, tally)
        desk.measures.articles("index", len(settled))
    finally:
        desk.measures.tell()

    _judge_again(desk, [c for c in cases if c.arrival in orphaned], tally)
    _go_on(desk, units, waiting, prompt, tally)
    _tend_stories(desk, prompt=prompt)
    return tally


def _settle(
    desk: Desk,
    cases: Sequence[Case],
    orphaned: set[str],
    settled: dict[str, Settled],
    task_id: str,
    tally: Tally,
) -> list[str]:
    """Write the cases and acknowledge their fates; fills `settled`, and `orphaned` with those to be judged again.

    Returns the arrivals that were waiting for these.
    """
    for layer in _layers(cases):
        lost = [c for c in layer if any(d in settled and _gone(settled[d]) for d in c.judged.depends_on)]
        lost += [c for c in layer if not orphaned.isdisjoint(c.judged.depends_on)]
        orphaned |= {c.arrival for c in lost}
        written, unlike = _write(desk, [c for c in layer if c.arrival not in orphaned])
        orphaned |= {c.arrival for c in unlike}
        for one in written:
            settled[one.case.arrival] = one
    # Before their fates are acknowledged: should we die now, the next that tends stories takes them along.
    desk.stories.touch(_touched_stories(settled.values()))
    return _acknowledge(desk, list(settled.values()), task_id, tally)


def _touched_stories(settled: Iterable[Settled]) -> set[str]:
    """Stories of which another article than a lone lead was written: who leads and how many follow may be wrong now."""
    return {
        one.case.judged.article.story_id
        for one in settled
        if one.case.judged.article is not None and (one.fate in (Fate.COPY, Fate.UPDATED) or one.case.judged.takes_lead)
    }


_tended = 0.0


def _tend_stories(desk: Desk, *, prompt: bool) -> None:
    """Put leads and counts right: at once after a small drop, every other second in a backlog.

    What is left at the end of a backlog is tended by the watcher's chores.
    """
    global _tended
    if not prompt and time.monotonic() - _tended < TEND_SECONDS:
        return
    try:
        desk.stories.tend(desk.elasticsearch, desk.names)
    except TransientError as error:
        log.warning("stories_left", error=str(error), what_now="tended with the next")
    _tended = time.monotonic()


def _gone(one: Settled) -> bool:
    """What stood on this must be judged again."""
    return one.fate in (Fate.FAILED, Fate.REJECTED)


def _cases(desk: Desk, units: Sequence[Unit]) -> list[Case]:
    """Judged records of the units without an acknowledged fate, in the order of their arrival."""
    cases: list[Case] = []
    for name, chunk in sorted({(unit.intake, unit.chunk) for unit in units}):
        intake = desk.queue.intake(name)
        claim = intake.claim()
        if claim is None:
            continue
        done = intake.settled(chunk)
        sent = intake.sent()
        cases.extend(
            Case(claim=claim, chunk=chunk, judged=one, sent=sent)
            for number, one in sorted(intake.judged(chunk).items())
            if number not in done
        )
    return cases


def _sort_out(desk: Desk, cases: Sequence[Case]) -> tuple[set[str], set[str]]:
    """Which cases must wait for an arrival that is in flight elsewhere, and which stand on one that failed."""
    here = {case.arrival for case in cases}
    outside = sorted({d for case in cases for d in case.judged.depends_on} - here)
    known = _patiently(desk, "ledger", lambda: ledger.fates_of(desk.elasticsearch, desk.names, outside))
    failed = {d for d, doc in known.items() if doc.get("fate") in (Fate.FAILED, Fate.REJECTED)}
    waiting = set(outside) - known.keys()
    blocked: set[str] = set()
    orphaned: set[str] = set()
    # What stands on something that waits, waits as well.
    changed = True
    while changed:
        changed = False
        for case in cases:
            if case.arrival in blocked | orphaned:
                continue
            stands_on = set(case.judged.depends_on) - {case.arrival}
            if stands_on & (failed | orphaned):
                orphaned.add(case.arrival)
            elif stands_on & (waiting | blocked):
                blocked.add(case.arrival)
            else:
                continue
            changed = True
    return blocked, orphaned


def _layers(cases: Sequence[Case]) -> Iterable[list[Case]]:
    """Cases in layers, each standing on earlier ones only."""
    left = {case.arrival: case for case in cases}
    while left:
        layer = [
            case for case in left.values() if not any(d in left and d != case.arrival for d in case.judged.depends_on)
        ]
        if not layer:  # a circle cannot come from `judge`; if it does, nobody shall wait for ever
            layer = list(left.values())
        yield layer
        for case in layer:
            del left[case.arrival]


# writing


def _write(desk: Desk, cases: Sequence[Case]) -> tuple[list[Settled], list[Case]]:
    """Write what is to be written, and say what became of each case, and which are to be judged again."""
    unlike: list[Case] = []
    settled = [_as_judged(case) for case in cases if case.judged.article is None]
    open_cases = [case for case in cases if case.judged.article is not None]
    while open_cases:
        standing = _standing(desk, open_cases)
        unwanted = _taken_down(desk, open_cases)
        # Written by a task that did not live to look again.
        _take_back(desk, [c for c in open_cases if c.arrival in unwanted and str(c.judged.article_id) in standing])
        settled.extend(_as_deleted(case) for case in open_cases if case.arrival in unwanted)
        open_cases = [case for case in open_cases if case.arrival not in unwanted]
        operations: list[Operation] = []
        written: list[tuple[Case, Settled, bool]] = []
        later: list[Case] = []
        taken: set[str] = set()
        for case in open_cases:
            identifier = str(case.judged.article_id)
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
                settled.append(_as_failed(case, Reason.STAGE_ERROR, f"No document could be made of it: {error!r}"))
                continue
            if not needed:
                settled.append(decided)
                continue
            taken.add(identifier)
            operations.extend(needed)
            written.append((case, decided, len(needed) > 1))
        outcomes = iter(_bulk(desk, operations))
        # What is taken down while we wrote leaves its tombstone first: either it met our document, or we meet that.
        unwanted = _taken_down(desk, [case for case, _, _ in written])
        _take_back(desk, [case for case, _, _ in written if case.arrival in unwanted])
        _see_to_leads(desk, [case for case, _, _ in written if case.arrival not in unwanted])
        for case, decided, revised in written:
            kept = next(outcomes) if revised else None
            outcome = next(outcomes)
            if case.arrival in unwanted:
                settled.append(_as_deleted(case))
            elif outcome.conflict:
                later.append(case)  # somebody wrote between our look and our write: look again
            elif not outcome.ok or (kept is not None and not kept.ok):
                refusal = outcome.error if not outcome.ok else kept.error if kept else ""
                detail = f"Elasticsearch refused the document: {refusal}"
                settled.append(_as_failed(case, Reason.REFUSED_BY_INDEX, detail))
            else:
                settled.append(decided)
        open_cases = later
    return settled, unlike


def _as_judged(case: Case, *, written: bool = False) -> Settled:
    one = case.judged
    return Settled(case=case, fate=one.fate, reason=one.reason, detail=one.detail, written=written)


def _as_failed(case: Case, reason: Reason, detail: str) -> Settled:
    return Settled(case=case, fate=Fate.FAILED, reason=reason, detail=detail)


def _as_deleted(case: Case) -> Settled:
    detail = "It was taken down before; a tombstone keeps it from coming back."
    return Settled(case=case, fate=Fate.REJECTED, reason=Reason.DELETED, detail=detail)


def _taken_down(desk: Desk, cases: Sequence[Case]) -> set[str]:
    """The arrivals whose article, or its URL or text, has a tombstone."""
    keys = {}
    for case in cases:
        article = case.judged.article
        assert article is not None
        keys[case.arrival] = deletion.keys_of(
            str(case.judged.article_id), url=article.url, decoded_hash=article.decoded_hash
        )
    wanted = [key for some in keys.values() for key in some]
    found = _patiently(desk, "tombstones", lambda: deletion.buried(desk.elasticsearch, desk.names, wanted))
    return {arrival for arrival, some in keys.items() if not found.isdisjoint(some)}


def _take_back(desk: Desk, cases: Sequence[Case]) -> None:
    """Remove what stands under the ids of these, which were taken down."""
    ids = sorted({str(case.judged.article_id) for case in cases})
    if not ids:
        return
    stories = {case.judged.article.story_id for case in cases if case.judged.article is not None}
    _patiently(desk, "articles", lambda: deletion.remove(desk.elasticsearch, desk.names, ids))
    _patiently(desk, "articles", lambda: forget(desk, ids, stories))


def _see_to_leads(desk: Desk, cases: Sequence[Case]) -> None:
    """A copy whose lead was taken down after it was judged finds its story another lead, or is it itself."""
    stories = {a.copy_of: a.story_id for c in cases if (a := c.judged.article) is not None and a.copy_of}
    if not stories:
        return
    there = _patiently(desk, "articles", lambda: deletion.standing(desk.elasticsearch, desk.names, sorted(stories)))
    for lead, story in sorted(stories.items()):
        if lead not in there or there[lead].get("is_copy"):
            call = partial(deletion.pass_on, desk.elasticsearch, desk.names, story, preferred=lead)
            _patiently(desk, "articles", call)


def _standing(desk: Desk, cases: Sequence[Case]) -> dict[str, dict[str, Any]]:
    """What stands in the index under the ids of these cases."""
    ids = sorted({str(case.judged.article_id) for case in cases})

    def look() -> dict[str, dict[str, Any]]:
        with translated():
            answer = desk.elasticsearch.mget(index=desk.names.everything, ids=ids, source_includes=_STANDING)
        return {
            doc["_id"]: doc["_source"] | {"_version": doc["_version"]} for doc in answer["docs"] if doc.get("found")
        }

    return _patiently(desk, "articles", look)


def _is_forgotten(desk: Desk, case: Case, standing: Mapping[str, Any] | None) -> bool:
    """Whether another article stands under our id, which the memory had let go: its URL was used again.

    Then it is remembered once more, and our case is to be judged in its light.
    """
    judged = case.judged
    if standing is None or judged.reason is Reason.NEW_TEXT or not judged.article or not judged.article.url:
        return False
    if standing["arrival"] == case.arrival or not standing.get("sketch") or not judged.sketch:
        return False
    likeness = compare(Sketch.from_bytes(judged.sketch), Sketch.from_bytes(base64.b64decode(standing["sketch"])))
    if likeness.containment >= OVERLAP:
        return False
    identifier = str(judged.article_id)
    desk.remembered.forget([case.arrival])
    desk.remembered.load([entry_of(identifier, documents(desk.elasticsearch, desk.names, [identifier])[identifier])])
    log.info("url_reused_after_long", arrival=case.arrival, article_id=identifier)
    return True


def _decide(desk: Desk, case: Case, standing: Mapping[str, Any] | None) -> tuple[Settled, list[Operation]]:
    """What is to become of a case, given what stands in the index under its id, and the writes this needs."""
    judged, claim = case.judged, case.claim
    article = judged.article
    assert article is not None
    version = claim.claimed_at + claim.round
    fate = _as_judged(case, written=True)
    if standing is None:
        if judged.fate is Fate.UPDATED:  # what it was to update is gone: taken down, or never written
            fate = msgspec.structs.replace(fate, fate=Fate.INDEXED, reason=Reason.NEW)
        return fate, [_put(desk, case, version=version)]
    ours = standing["arrival"] == case.arrival
    if ours and standing.get("round", 0) >= claim.round:  # written before, by a task that did not live to say so
        return _as_judged(case), []
    # An article may stand at another place in a repaired file than before.
    earlier = parse_arrival(standing["arrival"])[0] == claim.intake and standing.get("round", 0) < claim.round
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
    article = case.judged.article
    assert article is not None
    now = datetime.now(UTC)
    document = to_document(
        article,
        now=now,
        round_=case.claim.round,
        revision=revision or (standing or {}).get("revision", 1),
        sketch=case.judged.sketch,
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
        id=str(case.judged.article_id),
        body=document,
        parameters={"version": version, "version_type": "external"},
    )


def _revision(desk: Desk, identifier: str) -> list[Operation]:
    """Keep the text that is about to be replaced."""

    def look() -> dict[str, Any]:
        with translated():
            return dict(desk.elasticsearch.get(index=desk.names.everything, id=identifier)["_source"])

    old = _patiently(desk, "articles", look)
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


def _bulk(desk: Desk, operations: Sequence[Operation]) -> list[Outcome]:
    """Write, trying again what Elasticsearch was only too busy for; every outcome is final.

    Raises:
        TransientError: it stayed too busy, or away.
    """
    outcomes: dict[int, Outcome] = {}
    left = list(range(len(operations)))
    started = time.monotonic()
    for delay in delays():
        batch = [operations[place] for place in left]
        said = _patiently(
            desk, "bulk", partial(bulk.write, desk.elasticsearch, batch, max_bytes=desk.options.bulk_bytes)
        )
        desk.measures.outcomes(said)
        for place, outcome in zip(left, said, strict=True):
            outcomes[place] = outcome
        left = [place for place in left if outcomes[place].transient or outcomes[place].status in _OURS]
        if not left:
            break
        if time.monotonic() - started > _patience(desk):
            raise TransientError(f"Elasticsearch does not take {len(left)} documents: {outcomes[left[0]].error}")
        log.warning("index_busy", documents=len(left), error=outcomes[left[0]].error)
        time.sleep(delay)
    return [outcomes[place] for place in range(len(operations))]


def _patience(desk: Desk) -> float:
    return max(desk.options.soft_time_limit * 0.7, 1.0)


def _patiently(desk: Desk, what: str, call: Callable[[], T]) -> T:
    return patiently(call, patience=_patience(desk), what=f"elasticsearch {what}")


# settling


def _acknowledge(desk: Desk, settled: Sequence[Settled], task_id: str, tally: Tally) -> list[str]:
    """Write the fates into the ledger; note beside the files what was acknowledged; tell the memory.

    Returns the arrivals that were waiting for these.
    """
    if not settled:
        return []
    _supersede(desk, settled)
    now = datetime.now(UTC).isoformat()
    files = [
        entry
        for claim in {one.case.claim.intake: one.case for one in settled}.values()
        if (entry := _file_entry(desk, claim)) is not None
    ]
    fates = [_fate_entry(one, now) for one in settled]
    outcomes = _bulk(desk, ledger.operations(desk.names, files=files, fates=fates))
    refused = [outcome for outcome in outcomes if not outcome.ok]
    if any(outcome.conflict for outcome in refused):
        raise TransientError("others write the same entries of the ledger")
    if refused:
        raise PermanentError(f"the ledger refused an entry: {refused[0].error}")
    final = _as_the_ledger_has_it(desk, settled, outcomes[len(files) :])

    by_chunk: dict[tuple[str, int], list[SettledFate]] = defaultdict(list)
    for one in final:
        judged = one.case.judged
        tally.fate(one.fate, one.reason)
        log.info(
            "article_settled", arrival=one.case.arrival, fate=one.fate, reason=one.reason, article_id=judged.article_id
        )
        by_chunk[one.case.claim.intake, one.case.chunk].append(
            SettledFate(
                number=judged.number,
                fate=one.fate,
                reason=one.reason,
                detail=one.detail,
                traceback=judged.traceback,
                article_id=judged.article_id,
                tries=judged.tries,
            )
        )
    for (name, chunk), ones in by_chunk.items():
        try:
            desk.queue.intake(name).write_settled(chunk, f"{ones[0].number:09}-{task_id[-12:]}", ones)
        except FileNotFoundError:
            log.info("settled_by_another", intake=name)
    desk.attempts.forget([one.case.arrival for one in final])
    fine = [one.case.arrival for one in final if not _gone(one)]
    # Asked before they are told: telling takes them off the list.
    waiting = desk.remembered.standing_on(fine)
    desk.remembered.settle(fine)
    return waiting + desk.remembered.forget([one.case.arrival for one in final if _gone(one)])


def _supersede(desk: Desk, settled: Sequence[Settled]) -> None:
    """Take back what an earlier round of these arrivals had written and this one has not.

    Before the ledger is told, so that whoever does it again still reads there what that was.
    """
    later = {one.case.arrival: one for one in settled if one.case.claim.round > 0 and one.fate is not Fate.FAILED}
    if not later:
        return
    client, names = desk.elasticsearch, desk.names
    before = _patiently(desk, "ledger", lambda: ledger.written_before(client, names, sorted(later)))
    for arrival, old in sorted(before.items()):
        if old == later[arrival].case.judged.article_id and later[arrival].fate is not Fate.REJECTED:
            continue
        if _patiently(desk, "articles", partial(deletion.supersede, client, names, old, arrival)):
            desk.remembered.forget_articles([old])
            # What stands there now, if anything, is another arrival's.
            desk.remembered.load(entry_of(*found) for found in documents(client, names, [old]).items())
            log.info("article_superseded", arrival=arrival, article_id=old)


def _as_the_ledger_has_it(desk: Desk, settled: Sequence[Settled], outcomes: Sequence[Outcome]) -> list[Settled]:
    """Where another worker settled an arrival before us, its fate stands."""
    before = [one.case.arrival for one, said in zip(settled, outcomes, strict=True) if said.result == "noop"]
    if not before:
        return list(settled)
    known = _patiently(desk, "ledger", lambda: ledger.fates_of(desk.elasticsearch, desk.names, before))
    return [
        msgspec.structs.replace(
            one,
            fate=Fate(known[one.case.arrival]["fate"]),
            reason=Reason(known[one.case.arrival]["reason"]),
            detail=known[one.case.arrival].get("detail", ""),
        )
        if one.case.arrival in known
        else one
        for one in settled
    ]


def _file_entry(desk: Desk, case: Case) -> ledger.FileEntry | None:
    claim = case.claim
    articles = desk.queue.intake(claim.intake).articles()
    if articles is None:
        return None
    return ledger.FileEntry(
        intake=claim.intake,
        name=claim.path,
        source=claim.source,
        sent=case.sent,
        claimed_at=claim.claimed_at,
        size=claim.size,
        articles=articles,
        round=claim.round,
    )


def _fate_entry(one: Settled, now: str) -> ledger.FateEntry:
    claim, judged = one.case.claim, one.case.judged
    nowhere = one.fate in (Fate.REJECTED, Fate.FAILED) or (one.fate is Fate.COPY and judged.article is None)
    return ledger.FateEntry(
        intake=claim.intake,
        number=judged.number,
        name=claim.path,
        source=claim.source,
        sent=one.case.sent,
        claimed_at=claim.claimed_at,
        round=claim.round,
        fate=one.fate,
        reason=one.reason,
        detail=one.detail,
        article_id=None if nowhere else judged.article_id,
        title=judged.title[:500],
        similarity=judged.similarity,
        tries=judged.tries,
        settled_at=now,
    )


# afterwards


def _judge_again(desk: Desk, cases: Sequence[Case], tally: Tally) -> None:
    """What these stood on has failed: forget the judgement, and publish them for the stages."""
    if not cases:
        return
    desk.remembered.forget([case.arrival for case in cases])
    units = []
    for case in cases:
        desk.queue.intake(case.claim.intake).drop_judged(case.chunk, [case.judged.number])
        units.append(Unit(case.claim.intake, case.chunk, case.judged.number))
    desk.publisher.process(units)
    tally.note("to be judged again", len(units))


def _go_on(desk: Desk, units: Sequence[Unit], waiting: Iterable[str], prompt: bool, tally: Tally) -> None:
    """Finish files that are complete; wake what waited for these arrivals."""
    for name in dict.fromkeys(unit.intake for unit in units):
        finish_if_settled(desk, name)
    wake = set()
    for arrival in waiting:
        name, number = parse_arrival(arrival)
        intake = desk.queue.intake(name)
        if intake.claim() is not None:
            wake.add(Unit(name, intake.chunk_of(number)))
    desk.publisher.index(sorted(wake - {Unit(u.intake, u.chunk) for u in units}), prompt=prompt)
    tally.note("woken", len(wake))
