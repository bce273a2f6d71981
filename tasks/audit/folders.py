"""Audit the folders: finished files that the ledger does not know, replays cut short, files that are stuck."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from articles.batches import batched
from search.ledger.entries import FateEntry, FileEntry
from tasks.audit.discrepancy import Discrepancy
from tasks.audit.entries import Entries
from tasks.dispatch.backlog import Backlog
from tasks.failures.dead_letters import dead_letters
from tasks.failures.replay import Replay, fates_of
from tasks.spool.layout import Intake, Queue
from tasks.stages.settle import fate_entry, file_entry

#: Folders compared with the ledger at once.
BATCH = 500


def settled_folders(queue: Queue, first_day: str = "") -> Iterator[Path]:
    """Yield the folders of finished files, of ``done/`` from `first_day` on."""
    days = [queue.failed]
    if queue.done.is_dir():
        days += sorted(path for path in queue.done.iterdir() if path.is_dir() and path.name >= first_day)
    for above in days:
        try:
            with os.scandir(above) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                        yield Path(entry.path)
        except FileNotFoundError:
            continue


def entries_from(folder: Path) -> tuple[FileEntry, list[FateEntry]] | None:
    """Return what the ledger should know of a finished file; None if its folder does not say."""
    intake = Intake(folder)
    claim, fates = intake.claim(), fates_of(intake)
    if claim is None or fates is None:
        return None
    sent = intake.sent()
    at = datetime.fromtimestamp((folder / "fates.json").stat().st_mtime, UTC).isoformat()
    return file_entry(claim, sent=sent, articles=sum(one.count for one in fates)), [
        fate_entry(claim, one, sent=sent, settled_at=at) for one in fates
    ]


class FolderAudit:
    """Goes over the queue folder."""

    def __init__(self, *, queue: Queue, backlog: Backlog, replay: Replay, entries: Entries) -> None:
        self._queue = queue
        self._backlog = backlog
        self._replay = replay
        self._entries = entries

    def interrupted(self, close: bool) -> Iterator[Discrepancy]:
        """Find replays that were cut short."""
        for one in dead_letters(self._queue):
            if one.interrupted:
                if close:
                    self._replay.replay(one.intake)
                yield Discrepancy(
                    kind="replay_interrupted", name=one.intake, closed=close, what_now="replayed" if close else ""
                )

    def folders(self, close: bool) -> Iterator[Discrepancy]:
        """Find finished files that the ledger does not know."""
        for page in batched(settled_folders(self._queue), BATCH):
            known = self._entries.known([folder.name for folder in page])
            for folder in page:
                if folder.name in known or not folder.exists():
                    continue
                entries = entries_from(folder)
                if entries is None:
                    yield Discrepancy(
                        kind="unreadable", name=str(folder), closed=False, what_now="look at it, and move it away"
                    )
                    continue
                if close:
                    self._entries.write_folder(*entries)
                yield Discrepancy(
                    kind="not_in_ledger",
                    name=folder.name,
                    closed=close,
                    what_now="entered from its folder" if close else "",
                )

    def stuck(self, now: float, patience: float) -> Iterator[Discrepancy]:
        """Find files that are older than they should be, while no message waits that would explain it."""
        if sum(self._backlog.lengths().values()):
            return
        for name in self._queue.intakes():
            began = self._began(name)
            if began is not None and now - began > patience:
                advice = f"claimed {now - began:.0f} s ago and published again; is a worker running?"
                yield Discrepancy(kind="stuck", name=name, closed=False, what_now=advice)

    def _began(self, name: str) -> float | None:
        """Return when a file in `processing/` was claimed, or taken up again."""
        try:
            return (self._queue.intake(name).folder / "claim.json").stat().st_mtime
        except FileNotFoundError:
            return None
