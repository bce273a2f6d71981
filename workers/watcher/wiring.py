"""Build the watcher from the parts of a process: its loop, its chores, its metrics."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from elasticsearch import Elasticsearch
from redis.exceptions import RedisError

from articles.errors import PermanentError
from search.entity_index.passes import EntityIndex
from search.lifecycle.create import TooNewError, create_indices, restore_indices
from search.schema.index_names import Names
from search.stories.order import order_unplaced
from tasks import heartbeat
from tasks.failures.wait_for_service import retry_until_available
from tasks.spool import inbox_troubles
from tasks.spool.inbox_troubles import troubles
from tasks.spool.layout import Queue
from tasks.spool.ownership import Ownership, installation_of
from workers.app import health
from workers.app.memory import FreedMemory
from workers.app.wiring import Parts
from workers.settings import Settings
from workers.watcher.backpressure import Backpressure
from workers.watcher.claims import Claimer
from workers.watcher.clocks import ClaimClock, SteadyClock, newest_claim
from workers.watcher.inotify import Events
from workers.watcher.leader import Leader
from workers.watcher.load import load_of
from workers.watcher.loop import Rhythm, Watcher
from workers.watcher.maintenance import Chore, Maintenance, Paced, RecentAudit, empty_done, take_up_late_writes
from workers.watcher.process import WatcherProcess
from workers.watcher.publish import Batches, Publish

if TYPE_CHECKING:
    from workers.watcher.metrics import Metrics

log = structlog.get_logger()

#: How often the rarer chores are done, seconds.
CHORES_SECONDS = 600.0
LATE_WRITES_SECONDS = 60.0
#: How often memory that was freed is given back: what audits and passes over the entities took.
MEMORY_SECONDS = 300.0
#: Seconds between updates of the copies' places in their stories; each update rewrites the copies that moved.
ORDER_SECONDS = 60.0
#: `done/` is emptied by a clock that has not jumped for this long.
STEADY_SECONDS = 3600.0
#: How often it is looked whether an embargo is over, and how long its leader may be silent, seconds.
RELEASE_SECONDS = 0.5
RELEASE_LEASE_SECONDS = 5.0
#: How long after a pass over the entities it is looked what was written since; the share of the time for passes.
ENTITIES_SECONDS = 60.0
ENTITIES_SHARE = 0.05
#: The same while articles wait: names that many have are counted again in each pass, so a few passes cost less.
ENTITIES_BACKLOG_SECONDS = 300.0
#: How often it is looked whether the list of stories was lost, and the share of the time for repairing all of them.
LOST_STORIES_SECONDS = 10.0
LOST_STORIES_SHARE = 0.3
#: How often it is looked whether the next step is due, how long a step lasts with its pauses, and how long its leader
#: may be silent, seconds.
ENTITIES_LOOK_SECONDS = 5.0
ENTITIES_STEP_SECONDS = 60.0
ENTITIES_LEASE_SECONDS = 120.0
#: How long entities are counted without a pause, seconds: 13 kept articles waiting.
ENTITIES_PART_SECONDS = 0.25


def watcher_of(parts: Parts, settings: Settings, stop: threading.Event) -> WatcherProcess:
    """Return the watcher, which ends when `stop` is set."""
    backpressure = Backpressure(load_of(parts, settings))
    return WatcherProcess(
        prepare=partial(_prepare, parts),
        own=lambda: Ownership(parts.queue, installation_of(parts.redis, settings.prefix)),
        loop=lambda ownership: _loop(parts, settings, backpressure, ownership, stop),
        backpressure=backpressure,
        chores=(
            _maintenance(parts, settings, backpressure, stop),
            _releases(parts, settings, stop),
            _passes(parts, settings, stop),
        ),
        stop=stop,
    )


def metrics_of(parts: Parts, paused: Callable[[], str | None]) -> Metrics:
    """Return the metrics of an installation; `paused` says why intake is paused, None when it is not."""
    # `status` needs the load alone, and most watchers serve no metrics: both start without a web server.
    from workers.watcher.metrics import BrokerMetrics, LedgerMetrics, Metrics

    return Metrics(
        broker=BrokerMetrics(backlog=parts.backlog, leases=parts.leases, counters=parts.counters),
        ledger=LedgerMetrics(client=parts.elasticsearch, names=parts.names),
        queue=parts.queue,
        paused=paused,
    )


def _prepare(parts: Parts) -> None:
    parts.queue.prepare()
    retry_until_available(lambda: create_indices(parts.elasticsearch, parts.names), patience=1e9, what="elasticsearch")


def _loop(
    parts: Parts, settings: Settings, backpressure: Backpressure, ownership: Ownership, stop: threading.Event
) -> Watcher:
    events = Events(settings.settle_seconds) if settings.events else None
    hears = events is not None and events.work
    rhythm = Rhythm(
        settle_seconds=settings.settle_seconds,
        scan_seconds=settings.rescan_seconds if hears else settings.poll_seconds,
    )
    batches = Batches(articles=settings.batch_articles, seconds=settings.batch_milliseconds / 1000)
    claimer = Claimer(parts.queue, clock=ClaimClock(newest_claim(parts.queue)))
    return Watcher(
        inbox=parts.queue.inbox,
        claimer=claimer,
        publish=Publish(
            claimer, parts.publisher.process, batches, waiting=parts.backlog.waiting, failed=backpressure.look_again
        ),
        backpressure=backpressure,
        rhythm=rhythm,
        events=events,
        beat=_Beat(health.beating(parts.redis, settings.prefix, "watcher", settings.health_file), ownership.renew),
        stop=stop,
        report=partial(_report, parts.queue),
    )


def _report(queue: Queue, refused: dict[Path, str]) -> None:
    found = troubles(queue.inbox, refused)
    if found != inbox_troubles.read(queue.root):
        with contextlib.suppress(OSError):
            inbox_troubles.write(queue.root, found)


def _maintenance(parts: Parts, settings: Settings, backpressure: Backpressure, stop: threading.Event) -> Maintenance:
    audit = RecentAudit(
        lambda since: parts.recent_audit.find(since=since), lambda: backpressure.outages, every=CHORES_SECONDS
    )
    take_up = partial(parts.replay.retake, numbers=frozenset())
    return Maintenance(
        leader=Leader(parts.redis, settings.prefix, seconds=max(2 * settings.redelivery_seconds, 2)),
        chores=(
            Chore("indices", lambda: _restore_indices(parts.elasticsearch, parts.names)),
            Chore("redelivery", parts.redelivery.run),
            # In a backlog nothing else repairs them, and each repair refreshes the index.
            Chore(
                "stories",
                lambda: parts.story_outbox.repair(parts.elasticsearch, parts.names),
                2 * settings.redelivery_seconds,
            ),
            Chore("order of stories", lambda: order_unplaced(parts.elasticsearch, parts.names), ORDER_SECONDS),
            Chore("late writes", lambda: take_up_late_writes(parts.queue, take_up), LATE_WRITES_SECONDS),
            Chore("done", partial(_empty_done, parts.queue, settings.done_days, SteadyClock()), CHORES_SECONDS),
            Chore("duplicate index", parts.duplicates.evict, CHORES_SECONDS),
            Chore("audit", audit.run),
            Chore("memory", FreedMemory(MEMORY_SECONDS).give_back),
        ),
        seconds=settings.redelivery_seconds,
        stop=stop,
    )


def _releases(parts: Parts, settings: Settings, stop: threading.Event) -> Maintenance:
    """Return what readers wait for, embargoes that end and refreshes: apart, since other chores may take long."""
    return Maintenance(
        leader=Leader(parts.redis, settings.prefix, seconds=RELEASE_LEASE_SECONDS, name="releases"),
        chores=(
            Chore("embargoes", parts.keeper.load_embargoes, LATE_WRITES_SECONDS),
            Chore("releases", parts.keeper.release_due),
            Chore("refresh", partial(_let_it_be_found, parts)),
        ),
        seconds=RELEASE_SECONDS,
        stop=stop,
    )


def _passes(parts: Parts, settings: Settings, stop: threading.Event) -> Maintenance:
    """Return what passes over the whole index, slowly: apart, since others must not wait for it."""

    index = EntityIndex(parts.elasticsearch, parts.names, part_seconds=ENTITIES_PART_SECONDS)
    stories = Paced(
        lambda pause: parts.story_outbox.repair_lost(parts.elasticsearch, parts.names, pause),
        wait=stop.wait,
        every=LOST_STORIES_SECONDS,
        share=LOST_STORIES_SHARE,
    )
    entities = Paced(
        index.step,
        wait=stop.wait,
        every=ENTITIES_SECONDS,
        share=ENTITIES_SHARE,
        gives_way=lambda: parts.backlog.waiting() > 0,
        longest=ENTITIES_BACKLOG_SECONDS,
        step_seconds=ENTITIES_STEP_SECONDS,
    )
    return Maintenance(
        leader=Leader(parts.redis, settings.prefix, seconds=ENTITIES_LEASE_SECONDS, name="entities"),
        chores=(Chore("lost stories", stories.run), Chore("entities", entities.run)),
        seconds=ENTITIES_LOOK_SECONDS,
        stop=stop,
    )


def _restore_indices(client: Elasticsearch, names: Names) -> None:
    """Create an index or an alias again that an administrator removed."""
    try:
        if restore_indices(client, names):
            log.warning("indices_restored", what_now="'copydesk audit' looks for what was lost with them")
    except TooNewError as error:
        log.warning(
            "index_too_new", error=str(error), what_now="articles wait until a version that knows it works here"
        )
    except PermanentError as error:
        log.warning("indices_missing", error=str(error), what_now="run 'copydesk keys' as the administrator")


def _let_it_be_found(parts: Parts) -> None:
    """Repair stories and refresh the index if a task left that to us."""
    if parts.prompt_refresh.take_request():
        parts.story_outbox.repair(parts.elasticsearch, parts.names)
        parts.prompt_refresh.serve()


def _empty_done(queue: Queue, days: int, clock: SteadyClock) -> None:
    """Empty `done/` by a clock that has been steady for long: one that runs ahead would empty it too early."""
    if clock.steady_seconds() >= STEADY_SECONDS:
        empty_done(queue.done, days, today=datetime.now(UTC).date())


class _Beat:
    """Leaves signs of life now and then, in the broker and in the queue folder."""

    def __init__(self, *beats: Callable[[], None]) -> None:
        self._beats = beats
        self._next = 0.0

    def __call__(self) -> None:
        if time.monotonic() < self._next:
            return
        for beat in self._beats:
            with contextlib.suppress(RedisError, OSError):
                beat()
        self._next = time.monotonic() + heartbeat.EVERY_SECONDS
