"""Move a file to `done/`, or to `failed/` as a dead letter, when every article in it has a fate."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import structlog

from articles.fates import Fate
from tasks.spool import atomic
from tasks.spool.chunk import GROUP
from tasks.spool.finished_chunks import FinishedChunks
from tasks.spool.layout import Intake, Queue, clear_progress
from tasks.spool.open_files import is_open_for_writing
from tasks.spool.values import Assessment, Claim, Kept, Split
from tasks.work_item import WorkItem

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """Finishes chunks and files.

    Args:
        queue: the queue folder.
        publish: publishes work items for the stages.
        release: ends the leases of work items.
        begin_generation: forgets what the articles of an earlier generation of a file wrote.
    """

    queue: Queue
    publish: Callable[[Sequence[WorkItem]], object]
    release: Callable[[Iterable[WorkItem]], None]
    begin_generation: Callable[[str, Iterable[Assessment]], None]

    def finish(self, items: Iterable[WorkItem]) -> int:
        """Finish the chunks of these items, and their files if nothing else is open; return how many files.

        Safe to repeat.
        """
        chunks: dict[str, set[int]] = {}
        for item in items:
            chunks.setdefault(item.intake, set()).add(item.chunk)
        ended: list[WorkItem] = []
        try:
            return sum(self._finish(name, sorted(numbers), ended) for name, numbers in chunks.items())
        finally:
            # All at once. Should we die before, the redelivery ends the leases of what is not in the folder any more.
            self.release(ended)

    def finish_file(self, name: str) -> bool:
        """Finish a file of which nothing is open; return whether it was. Safe to repeat."""
        intake = self.queue.intake(name)
        split = intake.split()
        ended: list[WorkItem] = []
        # one chunk of each group
        finished = self._finish(name, [0] if split is None else range(0, split.chunks, GROUP), ended)
        self.release(ended)
        return finished

    def _finish(self, name: str, chunks: Sequence[int], ended: list[WorkItem]) -> bool:
        """Finish chunks of a file, and the file if nothing else is open; note in `ended` whose lease is to end."""
        intake = self.queue.intake(name)
        claim = intake.claim()
        if claim is None:
            ended += [WorkItem(name, chunk) for chunk in chunks]
            return False
        split = intake.split()
        if split is None:
            articles = intake.articles()
            if articles is None or len(intake.chunk(0).settled()) < articles:
                return False
        elif not self._finish_chunks(intake, split, chunks):
            return False
        return self._finish_file(intake, claim, ended)

    def _finish_chunks(self, intake: Intake, split: Split, chunks: Sequence[int]) -> bool:
        """Finish these chunks; return whether the whole file is finished by that."""
        finished = FinishedChunks(intake.folder, split)
        groups = [finished.add(chunk) for chunk in chunks if chunk < split.chunks]
        done = [chunk for chunk in chunks if chunk >= split.chunks or intake.split_chunk(chunk).is_finished()]
        self.release([WorkItem(intake.name, chunk) for chunk in done])
        return any(groups) and finished.are_all()

    def _finish_file(self, intake: Intake, claim: Claim, ended: list[WorkItem]) -> bool:
        if claim.kind == "file" and is_open_for_writing(intake.file):
            return False  # the redelivery looks again
        if intake.grew(claim):
            self._take_up_again(intake, claim)
            return False
        articles = intake.articles()
        target = move_out(self.queue, intake, claim, now=datetime.now(UTC))
        ended.append(WorkItem(intake.name))
        if target is not None:
            log.info("file_finished", intake=intake.name, name=claim.path, articles=articles, to=target.parent.name)
        return target is not None

    def _take_up_again(self, intake: Intake, claim: Claim) -> None:
        """Begin a new generation of a file that was written to after its claim."""
        about = intake.file.lstat()
        self.begin_generation(intake.name, intake.fates())
        # In this order: a crash in between costs a second look at the file, and nothing is taken for settled.
        later = msgspec.structs.replace(
            claim, generation=claim.generation + 1, size=about.st_size, mtime_ns=about.st_mtime_ns
        )
        articles = intake.articles() or 0
        intake.write_kept(
            Kept(generation=later.generation, articles=articles, size=later.size, mtime_ns=later.mtime_ns)
        )
        intake.forget_progress()
        intake.write_claim(later)
        self.publish([WorkItem(intake.name)])
        log.info("file_grew", intake=intake.name, name=claim.path, size=about.st_size)


def move_out(queue: Queue, intake: Intake, claim: Claim, *, now: datetime) -> Path | None:
    """Move a file, all of whose articles have a fate, out of `processing/`. Safe to repeat.

    Args:
        queue: the queue folder.
        intake: the file.
        claim: its claim.
        now: names the day's folder in `done/`.

    Returns:
        The folder in `failed/` if an article failed, else in `done/`; None if another worker was quicker.
    """
    try:
        failed = _write_fates(intake)
        target = queue.failed / intake.name if failed else queue.done / now.strftime("%Y-%m-%d") / intake.name
        target.parent.mkdir(exist_ok=True)
        if failed:
            reasons = msgspec.json.encode(_reasons(claim, failed, now))
            atomic.write(intake.folder / "reason.json", msgspec.json.format(reasons))
        intake.folder.rename(target)
    except FileNotFoundError:
        return None
    with contextlib.suppress(FileNotFoundError):  # taken up again, or emptied, meanwhile
        clear_progress(target)
    return target


def _write_fates(intake: Intake) -> list[Assessment]:
    """Write `fates.json` and return the failures among the fates."""
    split = intake.split()
    if split is not None:
        finished = FinishedChunks(intake.folder, split)
        atomic.write(intake.folder / "fates.json", finished.content(), durable=True)
        return finished.failed()
    chunk, noted = intake.chunk(0), intake.folder / "fates.json"
    fates = sorted(chunk.settled().values(), key=lambda one: one.number)
    journal = chunk.only_journal_of_fates()
    if journal is None or not _is_named_so(journal, noted):
        atomic.write(noted, msgspec.json.encode(fates))
    return [one for one in fates if one.fate is Fate.FAILED]


def _is_named_so(journal: Path, noted: Path) -> bool:
    """Give the only journal of fates the name under which they stay: a new file costs ten times as much.

    Returns whether that was possible: not where there are fates of an earlier generation, or no links.
    """
    try:
        noted.hardlink_to(journal)
    except FileNotFoundError:
        raise
    except OSError:
        return False
    os.utime(noted)  # its time says when the file was finished
    return True


def _reasons(claim: Claim, failed: Sequence[Assessment], now: datetime) -> dict[str, object]:
    return {
        "file": claim.path,
        "intake": claim.intake,
        "set_aside_at": now.isoformat(),
        "articles": [
            {
                "number": one.number,
                "reason": one.reason,
                "what_happened": one.detail,
                "tries": one.tries,
                "traceback": one.traceback,
            }
            for one in sorted(failed, key=lambda one: one.number)
        ],
    }
