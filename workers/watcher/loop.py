"""The watcher's loop: claim what is complete in the inbox, and publish references to it. It never parses a file."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from tasks.spool.file_names import printable_name
from tasks.work_item import WorkItem
from workers.watcher.backpressure import Backpressure
from workers.watcher.claims import Claimer
from workers.watcher.inotify import Events
from workers.watcher.publish import Publish
from workers.watcher.scan import Scan
from workers.watcher.turns import Turns, source_of

log = structlog.get_logger()

#: Files claimed before the watcher listens for others.
CLAIMS_AT_ONCE = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """The intervals of the watcher's looks."""

    settle_seconds: float  #: how long a file must have been unchanged
    scan_seconds: float  #: between two scans of the inbox


@dataclass
class Watcher:
    """Watches one queue folder.

    Args:
        inbox: the folder.
        claimer: claims files.
        publish: publishes claimed files.
        backpressure: tells when to stop claiming.
        rhythm: how often to look.
        events: of the inbox; None if they are switched off.
        beat: leaves a sign of life; called in every turn.
        stop: ends the loop.
        report: is told after each scan of the folders whose files stay in the inbox, and why.
    """

    inbox: Path
    claimer: Claimer
    publish: Publish
    backpressure: Backpressure
    rhythm: Rhythm
    events: Events | None
    beat: Callable[[], None]
    stop: threading.Event
    report: Callable[[dict[Path, str]], None] = lambda refused: None
    _refused: set[Path] = field(default_factory=set, init=False)
    _told: set[Path] = field(default_factory=set, init=False)
    _next_scan: float = field(default=0.0, init=False)
    _turns: Turns = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing heard."""
        self._turns = Turns(self.inbox)

    def run(self) -> None:
        """Watch until `stop` is set."""
        log.info("watching", inbox=str(self.inbox), events=self.events is not None and self.events.work)
        try:
            while not self.stop.is_set():
                self._turn()
        finally:
            self.publish.publish()
            if self.events is not None:
                self.events.close()

    def _turn(self) -> None:
        self.beat()
        self._hear(0.0 if self._turns else None)
        if self.backpressure.reason() is not None:
            self._next_scan = 0.0  # the scan finds afterwards what events tell meanwhile
            self._turns.clear()
            self.publish.flush()
            self.stop.wait(0.2)
            return
        self._claim_heard()
        self._plan_scan()
        if time.monotonic() >= self._next_scan:
            unsettled = self._scan()
            soon = max(self.rhythm.settle_seconds / 2, 0.05) if unsettled else self.rhythm.scan_seconds
            self._next_scan = time.monotonic() + min(soon, self.rhythm.scan_seconds)
        self.publish.flush()

    def _plan_scan(self) -> None:
        """Scan sooner if events say so."""
        if self.events is None:
            return
        if self.events.overflowed:
            self.events.overflowed = False
            self._next_scan = 0.0
        if self.events.created:
            self.events.created = False
            self._next_scan = min(self._next_scan, time.monotonic() + self.rhythm.settle_seconds)

    def _hear(self, timeout: float | None = None) -> None:
        """Wait for events, by default until something else is to be done."""
        if timeout is None:
            timeout = self.publish.seconds_left()
        if timeout is None:
            timeout = min(0.2, max(0.01, self._next_scan - time.monotonic()))
        if self.events is None or not self.events.work:
            self.stop.wait(timeout)
            return
        for path in self.events.wait(timeout):
            self._turns.add(path)

    def _claim_heard(self) -> None:
        """Claim some of what was heard of, a file of each source in turn."""
        for _ in range(CLAIMS_AT_ONCE):
            if not self._turns or self.backpressure.reason() is not None:
                return
            self._claim(self._turns.take())

    def _scan(self) -> bool:
        """Claim all that is complete; return whether there are files that are not complete yet."""
        scan = Scan(self.inbox, self.rhythm.settle_seconds, self._told)
        seen = 0
        for number, path in enumerate(scan, 1):
            if self.stop.is_set() or self.backpressure.reason() is not None:
                return True
            seen = self._watch_folders(scan, seen)
            self._claim(path)
            if number % CLAIMS_AT_ONCE == 0:
                self._hear(0.0)
                for completed in scan.completed():
                    self._turns.add(completed)
                self._claim_heard()
            self.publish.flush()
            self.beat()
        self._watch_folders(scan, seen)
        self.report(scan.refused)
        return scan.unsettled > 0

    def _watch_folders(self, scan: Scan, seen: int) -> int:
        if self.events is not None:
            for folder in scan.folders[seen:]:
                self.events.watch(folder)
        return len(scan.folders)

    def _claim(self, path: Path) -> None:
        try:
            claim = self.claimer.claim(path)
        except OSError as error:
            if path not in self._refused:
                self._refused.add(path)
                name = printable_name(str(path))
                log.error("claim_refused", path=name, error=str(error), what_now="left in the inbox")
            self.backpressure.look_again()
            return
        if claim is None:
            return
        log.debug("file_claimed", intake=claim.intake, path=claim.path, size=claim.size)
        self.backpressure.claimed()
        self.publish.add(WorkItem(claim.intake), source_of(path, self.inbox))
