"""What was set aside: shown, and taken up again after its cause is mended.

A file in ``failed/`` goes back to ``processing/`` in a new *round*. When it is as it was, only what failed is worked
on again; when it was repaired, all of it is, and what it does not hold any more is withdrawn. The ledger keeps what
was before in each arrival's history.

Safe at a crash at any moment. While `reason.json` is there, nothing has begun. Then, in this order: `kept.json` is
written (what stands from before, and what the file looked like), `reason.json` goes, the claim gets its new round,
and the folder is renamed into ``processing/``. Whoever replays again goes on where this stopped; until the rename
nobody else looks at it, and after it the reconciler would find it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import structlog
from redis.exceptions import RedisError

from articles.article import Value
from articles.errors import PermanentError, TransientError
from articles.fates import Fate, Reason
from tasks.context import Desk
from tasks.failures.generations import forget_own
from tasks.spool.layout import Intake, Queue, clear_progress
from tasks.spool.names import META
from tasks.spool.values import Claim, Kept, SettledFate
from tasks.work_item import WorkItem, arrival_of

log = structlog.get_logger()


class FailedArticle(Value, frozen=True, kw_only=True):
    """One article that failed, as `reason.json` has it."""

    number: int = 0
    reason: Reason
    what_happened: str = ""
    tries: int = 1
    traceback: str = ""


class SetAside(Value, frozen=True, kw_only=True):
    """A file in ``failed/``."""

    intake: str
    file: str = ""  #: its path below the inbox, printable
    set_aside_at: str = ""  #: ISO 8601
    articles: tuple[FailedArticle, ...] = ()  #: those that failed
    interrupted: bool = False  #: a replay of it has begun and not come to its end: replay it again


class Replayed(Value, frozen=True, kw_only=True):
    """A file was taken up again."""

    intake: str
    file: str
    round: int
    whole: bool  #: it was changed since it was claimed, so all of it is worked on again
    articles: int  #: how many are worked on again, as far as is known


def set_aside(queue: Queue) -> Iterator[SetAside]:
    """What lies in ``failed/``, oldest first."""
    try:
        with os.scandir(queue.failed) as entries:
            names = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except FileNotFoundError:
        return
    for name in names:
        if not name.startswith("."):
            yield look(queue, name)


def look(queue: Queue, name: str) -> SetAside:
    """One file in ``failed/``.

    Raises:
        PermanentError: there is none of this name.
    """
    folder = _folder(queue, name)
    try:
        raw = (folder / "reason.json").read_bytes()
    except FileNotFoundError:
        claim = Intake(folder).claim()
        kept = Intake(folder).kept()
        return SetAside(intake=name, file=claim.path if claim else "", interrupted=kept is not None)
    try:
        return msgspec.json.decode(raw, type=SetAside)
    except msgspec.DecodeError as error:
        raise PermanentError(f"{folder / 'reason.json'} is not what Copydesk wrote: {error}") from error


def replay(desk: Desk, name: str) -> Replayed:
    """Take a file in ``failed/`` up again.

    Raises:
        PermanentError: there is none of this name, or it is not whole.
        TransientError: the broker is away. Nothing is lost; replay it again.
    """
    folder = _folder(desk.queue, name)
    return _take_up(desk, folder, redo=None)


def retake(desk: Desk, folder: Path, numbers: frozenset[int]) -> Replayed:
    """Take a settled file (in ``done/`` or ``failed/``) up again for these of its articles.

    For what has a fate but is missing in the index. Raises as `replay`.
    """
    return _take_up(desk, folder, redo=numbers)


def _take_up(desk: Desk, folder: Path, *, redo: frozenset[int] | None) -> Replayed:
    intake = Intake(folder)
    claim = intake.claim()
    if claim is None:
        raise PermanentError(f"{folder} has no claim.json: it is not known what was claimed.")
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
    again = kept.articles - len(kept.fates)
    _forget_attempts(desk, claim, kept)
    if not kept.fates:
        forget_own(desk, claim.intake, fates_of(intake) or ())
    clear_progress(folder, keep=("kept.json",))
    (folder / "reason.json").unlink(missing_ok=True)
    intake.write_claim(
        msgspec.structs.replace(claim, generation=kept.generation, size=about.st_size, mtime_ns=about.st_mtime_ns)
    )
    try:
        folder.rename(desk.queue.processing / folder.name)
    except FileNotFoundError as error:
        raise PermanentError(f"{folder.name} is not there any more: another replay was quicker.") from error
    try:
        desk.publisher.process([WorkItem(folder.name)])
    except RedisError as error:
        log.warning("publishing_failed", intake=folder.name, error=str(error), what_now="left to the reconciler")
    log.info("file_replayed", intake=folder.name, name=claim.path, round=kept.generation, articles=again)
    return Replayed(
        intake=folder.name, file=claim.path, round=kept.generation, whole=not kept.fates, articles=max(again, 0)
    )


def _prepare(intake: Intake, claim: Claim, redo: frozenset[int] | None) -> Kept:
    """Decide what stands, and note it."""
    about = intake.file.lstat()
    fates = fates_of(intake)
    whole = fates is None or intake.grew(claim) or _side_changed(intake)
    stand: tuple[SettledFate, ...] = ()
    if fates is not None and not whole:
        stand = tuple(one for one in fates if (one.fate is not Fate.FAILED if redo is None else one.number not in redo))
    kept = Kept(
        generation=claim.generation + 1,
        articles=len(fates or ()),
        size=about.st_size,
        mtime_ns=about.st_mtime_ns,
        fates=tuple(msgspec.structs.replace(one, traceback="") for one in stand),
    )
    intake.write_kept(kept)
    return kept


def fates_of(intake: Intake) -> list[SettledFate] | None:
    """The fates of a file that left `processing/`; None where they are not noted."""
    try:
        return msgspec.json.decode((intake.folder / "fates.json").read_bytes(), type=list[SettledFate])
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _side_changed(intake: Intake) -> bool:
    """Whether the side file was written (or put there) after the fates were noted."""
    try:
        noted = (intake.folder / "fates.json").lstat().st_mtime_ns
        return (intake.folder / META).lstat().st_ctime_ns > noted
    except FileNotFoundError:
        return False


def _forget_attempts(desk: Desk, claim: Claim, kept: Kept) -> None:
    """They start afresh: what had killed its workers is tried as often as if it were new."""
    stand = {one.number for one in kept.fates}
    arrivals = [arrival_of(claim.intake, n) for n in range(max(kept.articles, 1)) if n not in stand]
    if not stand or arrival_of(claim.intake, 0) not in arrivals:
        arrivals.append(arrival_of(claim.intake, 0))  # attempts at reading the file are counted under its first article
    try:
        for start in range(0, len(arrivals), 1000):
            desk.attempts.forget(arrivals[start : start + 1000])
    except RedisError as error:
        raise TransientError(f"The broker does not answer: {error}") from error


def _folder(queue: Queue, name: str) -> Path:
    folder = queue.failed / name
    if name != folder.name or name.startswith(".") or folder.is_symlink() or not folder.is_dir():
        raise PermanentError(f"Nothing of the name {name!r} is set aside. 'copydesk failed list' shows what is.")
    return folder


def as_row(one: SetAside, *, traceback: bool = False) -> dict[str, Any]:
    """For JSON."""
    row: dict[str, Any] = {
        "intake": one.intake,
        "file": one.file,
        "set_aside_at": one.set_aside_at,
        "interrupted": one.interrupted,
        "articles": [],
    }
    for article in one.articles:
        fields = {
            "number": article.number,
            "reason": article.reason.value,
            "what_happened": article.what_happened,
            "tries": article.tries,
        }
        row["articles"].append(fields | ({"traceback": article.traceback} if traceback else {}))
    return row
