"""The watcher: claims what is complete in the inbox and publishes references. It never parses.

It also runs the reconciler, looks again at what was settled lately, empties `done/` after its time, and keeps the
memory of texts in its bounds: chores of which one process at a time takes care (`_lead`).
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import structlog
from redis.exceptions import RedisError

from articles.errors import CopydeskError, PermanentError
from search.lifecycle.create import create_indices
from tasks import heartbeat
from tasks.audit.gaps import find_recent
from tasks.context import Desk
from tasks.failures.backoff import patiently
from tasks.work_item import WorkItem
from workers.settings import Settings
from workers.watcher.backpressure import Backpressure, Bounds
from workers.watcher.claims import Claimer
from workers.watcher.scan import Events, Scan

log = structlog.get_logger()

#: A drop of no more files than this in `BURST_SECONDS` goes to the express queues.
SMALL_DROP = 16
BURST_SECONDS = 2.0
#: References in one express message: small, so that all children of a worker share a small drop.
EXPRESS_BATCH = 4
#: How often chores other than reconciling are done, seconds.
CHORES_SECONDS = 600.0
#: What was settled up to so long before the last audit is looked at in the next one as well, seconds.
AUDIT_OVERLAP = 120.0
#: How far back the first audit goes, seconds: whatever ended us may have ended Elasticsearch as well.
FIRST_AUDIT = 3600.0


@dataclass
class Watcher:
    """Watches one queue folder."""

    desk: Desk
    settings: Settings
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Wire what it works with."""
        self._claimer = Claimer(self.desk.queue)
        self._backpressure = Backpressure(
            self.desk,
            Bounds(
                queue=self.settings.max_queue,
                processing=self.settings.max_processing,
                free_bytes=self.settings.min_free_megabytes << 20,
            ),
        )
        self._batch: list[WorkItem] = []
        self._batch_since = 0.0
        self._recent: deque[float] = deque()
        self._refused: set[Path] = set()
        self._token = secrets.token_hex(8)
        self._next_beat = 0.0

    def paused(self) -> str | None:
        """Why nothing is claimed at the moment; None while it is."""
        return self._backpressure.last

    def run(self) -> None:
        """Watch until `stop` is set.

        Raises:
            PermanentError: the queue folder cannot be used.
        """
        self.desk.queue.prepare()
        patiently(lambda: create_indices(self.desk.elasticsearch, self.desk.names), patience=1e9, what="elasticsearch")
        chores = threading.Thread(target=self._chores, name="chores", daemon=True)
        chores.start()
        events = Events(self.desk.queue.inbox) if self.settings.events else None
        log.info("watching", inbox=str(self.desk.queue.inbox), events=events is not None and events.work)
        try:
            self._watch(events)
        finally:
            self._publish()
            if events is not None:
                events.close()
            self.stop.set()
            chores.join(timeout=5)

    def _watch(self, events: Events | None) -> None:
        next_scan = 0.0
        hears = events is not None and events.work
        every = self.settings.rescan_seconds if hears else self.settings.poll_seconds
        while not self.stop.is_set():
            self._beat()
            complete = self._hear(events, next_scan)
            if self._backpressure.reason() is not None:
                next_scan = 0.0  # what events tell meanwhile is found by the scan afterwards
                self._flush()
                self.stop.wait(0.2)
                continue
            for path in complete:
                self._claim(path)
            if events is not None and events.overflowed:
                events.overflowed = False
                next_scan = 0.0
            if events is not None and events.created:
                events.created = False
                next_scan = min(next_scan, time.monotonic() + self.settings.settle_seconds)
            if time.monotonic() >= next_scan:
                unsettled = self._scan(events)
                soon = max(self.settings.settle_seconds / 2, 0.05) if unsettled else every
                next_scan = time.monotonic() + min(soon, every)
            self._flush()

    def _beat(self) -> None:
        """Leave a sign of life now and then; without the broker there is none."""
        if time.monotonic() < self._next_beat:
            return
        with contextlib.suppress(RedisError):
            heartbeat.beat(self.desk.redis, self.settings.prefix, "watcher")
        self._next_beat = time.monotonic() + heartbeat.EVERY_SECONDS

    def _hear(self, events: Events | None, next_scan: float) -> list[Path]:
        timeout = self._batch_timeout() if self._batch else min(0.2, max(0.01, next_scan - time.monotonic()))
        if events is not None and events.work:
            return events.wait(timeout)
        self.stop.wait(timeout)
        return []

    def _scan(self, events: Events | None) -> bool:
        """Claim all that is complete; True when something is there that is not yet."""
        scan = Scan(self.desk.queue.inbox, self.settings.settle_seconds)
        seen = 0
        for path in scan:
            if self.stop.is_set() or self._backpressure.reason() is not None:
                return True
            self._watch_folders(scan, events, seen)
            seen = len(scan.folders)
            self._claim(path)
            self._flush()
        self._watch_folders(scan, events, seen)
        return scan.unsettled > 0

    def _watch_folders(self, scan: Scan, events: Events | None, seen: int) -> None:
        if events is not None:
            for folder in scan.folders[seen:]:
                events.watch(folder)

    def _claim(self, path: Path) -> None:
        try:
            claim = self._claimer.claim(path)
        except OSError as error:
            if path not in self._refused:
                self._refused.add(path)
                log.error("claim_refused", path=str(path), error=str(error), what_now="left in the inbox")
            self._backpressure.look_again()
            return
        if claim is None:
            return
        log.debug("file_claimed", intake=claim.intake, path=claim.path, size=claim.size)
        now = time.monotonic()
        if not self._batch:
            self._batch_since = now
        self._batch.append(WorkItem(claim.intake))
        self._recent.append(now)
        while self._recent and now - self._recent[0] > BURST_SECONDS:
            self._recent.popleft()
        if len(self._batch) >= self.settings.batch_articles:
            self._publish()

    def _batch_timeout(self) -> float:
        return max(0.0, self._batch_since + self.settings.batch_milliseconds / 1000 - time.monotonic())

    def _flush(self) -> None:
        if self._batch and self._batch_timeout() == 0.0:
            self._publish()

    def _publish(self) -> None:
        """Publish what was claimed. If that fails, the reconciler does it: a claimed file without a due time is due."""
        if not self._batch:
            return
        batch, self._batch = self._batch, []
        try:
            self._claimer.sync()
            express = len(self._recent) <= SMALL_DROP
            size = EXPRESS_BATCH if express else len(batch)
            for start in range(0, len(batch), size):
                self.desk.publisher.process(batch[start : start + size], express=express)
        except (RedisError, OSError, CopydeskError) as error:
            log.warning("publishing_failed", files=len(batch), error=str(error), what_now="left to the reconciler")
            self._backpressure.look_again()

    # chores

    def _chores(self) -> None:
        last = -CHORES_SECONDS
        audited, due, outages = time.time() - FIRST_AUDIT, True, 0
        pause = 0.0  # the first round at once: what was claimed before we started may be overdue
        while not self.stop.wait(pause):
            pause = self.settings.redelivery_seconds
            try:
                if not self._lead():
                    continue
                self._restore_indices()
                self.desk.redelivery.run()
                self.desk.story_outbox.repair(self.desk.elasticsearch, self.desk.names)
                if time.monotonic() - last >= CHORES_SECONDS:
                    last = time.monotonic()
                    empty_done(self.desk.queue.done, self.settings.done_days, today=datetime.now(UTC).date())
                    self.desk.duplicates.evict()
                    due = True
                if self._backpressure.outages != outages:  # what was away may have come back without all it had
                    outages, due = self._backpressure.outages, True
                if due:
                    now = time.time()
                    audit(self.desk, since=audited - AUDIT_OVERLAP)
                    audited, due = now, False
            except (RedisError, OSError, CopydeskError) as error:
                log.warning("reconciler_failed", error=str(error), what_now="tries again")
            except Exception:  # without a reconciler what is lost stays lost
                log.exception("reconciler_failed", what_now="tries again")

    def _restore_indices(self) -> None:
        """Create an index or an alias again that an administrator removed."""
        try:
            if create_indices(self.desk.elasticsearch, self.desk.names):
                log.warning("indices_restored", what_now="'copydesk reconcile' looks for what was lost with them")
        except PermanentError as error:
            log.warning("indices_missing", error=str(error), what_now="run 'copydesk keys' as the administrator")

    def _lead(self) -> bool:
        """Whether this process is the one that does the chores; that lasts for two rounds without a sign of life."""
        key = f"{self.settings.prefix}copydesk:leader"
        ttl = int(max(2 * self.settings.redelivery_seconds, 2) * 1000)
        if self.desk.redis.set(key, self._token, nx=True, px=ttl):
            return True
        if self.desk.redis.get(key) == self._token.encode():
            self.desk.redis.pexpire(key, ttl)
            return True
        return False


def audit(desk: Desk, *, since: float) -> None:
    """Look whether what was settled since then is where it should be, and put right what is not.

    Elasticsearch may lose what it has acknowledged: a disk breaks, somebody puts a snapshot back.
    """
    gaps = 0
    for gap in find_recent(desk, since=since):
        gaps += 1
        log.warning("gap_found", kind=gap.kind, name=gap.name, closed=gap.closed, what_now=gap.what_now)
    log.info("settled_audited", gaps=gaps, since=datetime.fromtimestamp(since, UTC).isoformat(timespec="seconds"))


def empty_done(done: Path, days: int, *, today: date) -> list[str]:
    """Remove days of `done/` that are older than `days` (0 keeps all); returns their names."""
    if days <= 0:
        return []
    removed = []
    for folder in sorted(done.iterdir()):
        try:
            day = date.fromisoformat(folder.name)
        except ValueError:
            continue
        if day < today - timedelta(days=days):
            shutil.rmtree(folder)
            removed.append(folder.name)
    if removed:
        log.info("done_emptied", days=removed)
    return removed
