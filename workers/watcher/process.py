"""The watcher's process: its loop and the chores, wired."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import structlog
from redis.exceptions import RedisError

from articles.errors import PermanentError
from search.lifecycle.create import create_indices
from search.transport.client import answers
from tasks import heartbeat
from tasks.failures.service_retry import retry_until_available
from tasks.spool.ownership import Ownership, installation_of
from workers.app import health
from workers.app.wiring import Parts
from workers.settings import Settings
from workers.watcher.backpressure import Backpressure, Bounds, Load
from workers.watcher.claims import Claimer
from workers.watcher.inotify import Events
from workers.watcher.leader import Leader
from workers.watcher.loop import Publish, Rhythm, Watcher
from workers.watcher.maintenance import Chore, Maintenance, RecentAudit, empty_done, take_up_late_writes

log = structlog.get_logger()

#: How often the rarer chores are done, seconds.
CHORES_SECONDS = 600.0
LATE_WRITES_SECONDS = 60.0


def load_of(parts: Parts, settings: Settings) -> Load:
    """Return what bounds claiming."""
    return Load(
        queue=parts.queue,
        backlog=parts.backlog,
        is_index_there=lambda: answers(parts.elasticsearch),
        bounds=Bounds(
            queue=settings.max_queue,
            processing=settings.max_processing,
            free_bytes=settings.min_free_megabytes << 20,
        ),
    )


class WatcherProcess:
    """Watches one queue folder and looks after the installation.

    Args:
        parts: of this process.
        settings: the settings.
        stop: ends it.
    """

    def __init__(self, parts: Parts, settings: Settings, stop: threading.Event) -> None:
        self._parts = parts
        self._settings = settings
        self._stop = stop
        self._backpressure = Backpressure(load_of(parts, settings))

    def paused(self) -> str | None:
        """Return why nothing is claimed at the moment; None while files are claimed."""
        return self._backpressure.last

    def run(self) -> None:
        """Watch until `stop` is set.

        Raises:
            PermanentError: the queue folder cannot be used, or another installation watches it.
        """
        parts = self._parts
        parts.queue.prepare()
        retry_until_available(
            lambda: create_indices(parts.elasticsearch, parts.names), patience=1e9, what="elasticsearch"
        )
        ownership = Ownership(parts.queue, installation_of(parts.redis, self._settings.prefix))
        ownership.take()
        chores = threading.Thread(target=self._maintenance().run, name="chores", daemon=True)
        chores.start()
        try:
            self._loop(ownership).run()
        finally:
            self._stop.set()
            chores.join(timeout=5)
            with contextlib.suppress(OSError):
                ownership.give_up()

    def _loop(self, ownership: Ownership) -> Watcher:
        settings, parts = self._settings, self._parts
        events = Events(settings.settle_seconds) if settings.events else None
        hears = events is not None and events.work
        rhythm = Rhythm(
            settle_seconds=settings.settle_seconds,
            scan_seconds=settings.rescan_seconds if hears else settings.poll_seconds,
            batch_articles=settings.batch_articles,
            batch_seconds=settings.batch_milliseconds / 1000,
        )
        claimer = Claimer(parts.queue)
        return Watcher(
            inbox=parts.queue.inbox,
            claimer=claimer,
            publish=Publish(claimer, parts.publisher.process, rhythm, failed=self._backpressure.look_again),
            backpressure=self._backpressure,
            rhythm=rhythm,
            events=events,
            beat=_Beat(parts, settings, ownership),
            stop=self._stop,
        )

    def _maintenance(self) -> Maintenance:
        parts, settings = self._parts, self._settings
        audit = RecentAudit(
            lambda since: parts.recent_audit.find(since=since), lambda: self._backpressure.outages, every=CHORES_SECONDS
        )
        take_up = partial(parts.replay.retake, numbers=frozenset())
        return Maintenance(
            leader=Leader(parts.redis, settings.prefix, seconds=max(2 * settings.redelivery_seconds, 2)),
            chores=(
                Chore("indices", partial(_restore_indices, parts)),
                Chore("redelivery", parts.redelivery.run),
                Chore("stories", lambda: parts.story_outbox.repair(parts.elasticsearch, parts.names)),
                Chore("late writes", lambda: take_up_late_writes(parts.queue, take_up), LATE_WRITES_SECONDS),
                Chore("done", partial(_empty_done, parts, settings.done_days), CHORES_SECONDS),
                Chore("duplicate index", parts.duplicates.evict, CHORES_SECONDS),
                Chore("audit", audit.run),
            ),
            seconds=settings.redelivery_seconds,
            stop=self._stop,
        )


def _restore_indices(parts: Parts) -> None:
    """Create an index or an alias again that an administrator removed."""
    try:
        if create_indices(parts.elasticsearch, parts.names):
            log.warning("indices_restored", what_now="'copydesk audit' looks for what was lost with them")
    except PermanentError as error:
        log.warning("indices_missing", error=str(error), what_now="run 'copydesk keys' as the administrator")


def _empty_done(parts: Parts, days: int) -> None:
    empty_done(parts.queue.done, days, today=datetime.now(UTC).date())


class _Beat:
    """Leaves signs of life now and then, in the broker and in the queue folder."""

    def __init__(self, parts: Parts, settings: Settings, ownership: Ownership) -> None:
        self._beats: tuple[Callable[[], None], ...] = (
            health.beating(parts.redis, settings.prefix, "watcher", settings.health_file),
            ownership.renew,
        )
        self._next = 0.0

    def __call__(self) -> None:
        if time.monotonic() < self._next:
            return
        for beat in self._beats:
            with contextlib.suppress(RedisError, OSError):
                beat()
        self._next = time.monotonic() + heartbeat.EVERY_SECONDS
