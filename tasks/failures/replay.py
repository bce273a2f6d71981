"""Take dead letters up again once their cause is mended.

A file in ``failed/`` goes back to ``processing/`` in a new *generation*. If it is as it was, only what failed is worked
on again; if it was repaired, all of it is, and what it no longer holds is withdrawn. The ledger keeps the fates of
earlier generations in each arrival's history.

Safe at a crash at any moment. While `reason.json` is there, nothing has begun. Then, in this order: `kept.json` is
written (the earlier entries, and what the file looked like), `reason.json` goes, the claim gets its new
generation, and the folder is renamed into ``processing/``. A second replay goes on where the first stopped; until the
rename nothing else looks at it, and after it redelivery would find it.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import structlog
from redis.exceptions import RedisError

from articles.article import Value
from articles.batches import batched
from articles.errors import PermanentError, TransientError
from articles.fates import Fate
from tasks.dispatch.publisher import Publisher
from tasks.failures.attempts import Attempts
from tasks.failures.dead_letters import folder_of
from tasks.failures.generations import Generations
from tasks.spool.file_names import META, name_as_sent
from tasks.spool.layout import Intake, Queue, clear_progress
from tasks.spool.values import Assessment, Claim, Kept
from tasks.work_item import WorkItem, arrival_of

log = structlog.get_logger()


class Replayed(Value, frozen=True, kw_only=True):
    """A file was taken up again."""

    intake: str
    file: str
    round: int
    whole: bool  #: no fate is kept: the file was changed since it was claimed, or all of its articles had failed
    articles: int  #: how many are worked on again, as far as is known


class Replay:
    """Takes settled files up again.

    Args:
        queue: the queue folder.
        publisher: takes what is taken up.
        attempts: counted so far; they start afresh.
        generations: begins the new one.
    """

    def __init__(self, *, queue: Queue, publisher: Publisher, attempts: Attempts, generations: Generations) -> None:
        self._queue = queue
        self._publisher = publisher
        self._attempts = attempts
        self._generations = generations

    def replay(self, name: str) -> Replayed:
        """Take a dead letter up again.

        Raises:
            PermanentError: there is none of this name, or a part of it is missing.
            TransientError: the broker is away. Nothing is lost; replay it again.
        """
        return self._take_up(folder_of(self._queue, name), redo=None)

    def retake(self, folder: Path, numbers: frozenset[int]) -> Replayed:
        """Take a settled file (in ``done/`` or ``failed/``) up again for these of its articles.

        For what has a fate but is missing in the index. Raises as `replay`.
        """
        return self._take_up(folder, redo=numbers)

    def _take_up(self, folder: Path, *, redo: frozenset[int] | None) -> Replayed:
        intake = Intake(folder)
        claim = intake.claim()
        if claim is None:
            raise PermanentError(f"{folder} has no claim.json: it is not known what was claimed.")
        kept = self._begin(intake, claim, redo)
        again = kept.articles - len(kept.fates)
        shown = name_as_sent(claim.path, intake.sent())
        try:
            folder.rename(self._queue.processing / folder.name)
        except FileNotFoundError as error:
            raise PermanentError(f"{folder.name} is not there any more: another replay was quicker.") from error
        try:
            self._publisher.process([WorkItem(folder.name)])
        except RedisError as error:
            log.warning("publishing_failed", intake=folder.name, error=str(error), what_now="left to the reconciler")
        log.info("file_replayed", intake=folder.name, name=claim.path, round=kept.generation, articles=again)
        return Replayed(
            intake=folder.name, file=shown, round=kept.generation, whole=not kept.fates, articles=max(again, 0)
        )

    def _begin(self, intake: Intake, claim: Claim, redo: frozenset[int] | None) -> Kept:
        """Begin the new generation where the file lies."""
        folder = intake.folder
        try:
            about = intake.file.lstat()
        except FileNotFoundError as error:
            raise PermanentError(f"{folder} does not hold its file any more. Put it back as {intake.file}.") from error
        kept = intake.kept()
        if kept is None or (folder / "reason.json").exists() or redo is not None:
            kept = _prepare(intake, claim, redo)
        elif (kept.size, kept.mtime_ns) != (about.st_size, about.st_mtime_ns):
            # It was repaired after a replay had begun.
            kept = msgspec.structs.replace(kept, size=about.st_size, mtime_ns=about.st_mtime_ns, fates=())
            intake.write_kept(kept)
        self._forget_attempts(claim, kept)
        if not kept.fates:
            self._generations.forget_own(claim.intake, fates_of(intake) or ())
        clear_progress(folder, keep=("kept.json",))
        (folder / "reason.json").unlink(missing_ok=True)
        intake.write_claim(
            msgspec.structs.replace(claim, generation=kept.generation, size=about.st_size, mtime_ns=about.st_mtime_ns)
        )
        return kept

    def _forget_attempts(self, claim: Claim, kept: Kept) -> None:
        """Reset the attempts, so that an article that killed its workers gets as many as a new one."""
        settled = {one.number for one in kept.fates}
        # Attempts at reading the file are counted under its first article.
        arrivals = [arrival_of(claim.intake, n) for n in range(max(kept.articles, 1)) if n not in settled or n == 0]
        try:
            for page in batched(arrivals, 1000):
                self._attempts.forget(page)
        except RedisError as error:
            raise TransientError(f"The broker does not answer: {error}") from error


def _prepare(intake: Intake, claim: Claim, redo: frozenset[int] | None) -> Kept:
    """Decide which fates are kept, and note them."""
    about = intake.file.lstat()
    fates = fates_of(intake)
    whole = fates is None or intake.grew(claim) or _side_changed(intake)
    settled: tuple[Assessment, ...] = ()
    if fates is not None and not whole:
        settled = tuple(
            one for one in fates if (one.fate is not Fate.FAILED if redo is None else one.number not in redo)
        )
    kept = Kept(
        generation=claim.generation + 1,
        articles=len(fates or ()),
        size=about.st_size,
        mtime_ns=about.st_mtime_ns,
        fates=tuple(msgspec.structs.replace(one, traceback="") for one in settled),
    )
    intake.write_kept(kept)
    return kept


def fates_of(intake: Intake) -> list[Assessment] | None:
    """Return the fates of a file that left `processing/`; None if they are not noted."""
    try:
        return msgspec.json.decode((intake.folder / "fates.json").read_bytes(), type=list[Assessment])
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _side_changed(intake: Intake) -> bool:
    """Return whether the side file was written or put there after the fates were noted."""
    try:
        noted = (intake.folder / "fates.json").lstat().st_mtime_ns
        return (intake.folder / META).lstat().st_ctime_ns > noted
    except FileNotFoundError:
        return False
