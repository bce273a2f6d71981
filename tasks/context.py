"""Everything a task works with, put together once per process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

from celery import Celery
from elasticsearch import Elasticsearch
from redis import Redis

from articles.enrichment import Enrichment, build
from articles.forms import Limits
from search.schema.index_names import Names
from tasks.counters import Counters
from tasks.dispatch.backlog import Backlog
from tasks.dispatch.leases import Leases
from tasks.dispatch.publisher import Publisher
from tasks.dispatch.redelivery import Redelivery
from tasks.duplicates.index import DuplicateIndex
from tasks.duplicates.rebuild import Rebuild
from tasks.failures.attempts import Attempts
from tasks.options import Options
from tasks.recurring_lines.store import RecurringLines
from tasks.spool.completion import Completion
from tasks.spool.layout import Queue
from tasks.spool.side_notes import SideNotes
from tasks.story_outbox import StoryOutbox


@dataclass(frozen=True)
class Desk:
    """The services and stages, wired. Connections are made when first used, so after a fork."""

    app: Celery
    options: Options
    connect_redis: Callable[[], Redis]
    connect_elasticsearch: Callable[[], Elasticsearch]

    @cached_property
    def redis(self) -> Redis:
        """The broker's Redis, for the state that the tasks keep there."""
        return self.connect_redis()

    @cached_property
    def elasticsearch(self) -> Elasticsearch:
        """The search engine."""
        return self.connect_elasticsearch()

    @cached_property
    def names(self) -> Names:
        """Index names."""
        return Names(self.options.prefix)

    @cached_property
    def queue(self) -> Queue:
        """The queue folder."""
        return Queue(self.options.queue)

    @cached_property
    def publisher(self) -> Publisher:
        """Puts references on the queues."""
        return Publisher(
            self.app,
            self.leases,
            batch=self.options.batch_articles,
            label=lambda item: self.queue.label(item.intake),
        )

    @cached_property
    def side_notes(self) -> SideNotes:
        """Side files that were not understood."""
        return SideNotes(self.redis, self.options.prefix)

    @cached_property
    def backlog(self) -> Backlog:
        """What waits in the queues."""
        return Backlog(self.redis, self.options.prefix)

    @cached_property
    def completion(self) -> Completion:
        """Moves settled files on."""
        from tasks.failures.generations import forget_own

        return Completion(
            queue=self.queue,
            publish=self.publisher.process,
            release=self.leases.release,
            begin_generation=partial(forget_own, self),
        )

    @cached_property
    def redelivery(self) -> Redelivery:
        """Publishes lost work items again."""
        return Redelivery(
            queue=self.queue,
            backlog=self.backlog,
            leases=self.leases,
            publisher=self.publisher,
            completion=self.completion,
        )

    @cached_property
    def leases(self) -> Leases:
        """What is known of published work items."""
        return Leases(
            self.redis,
            self.options.prefix,
            patience=self.options.lease_seconds,
            working=self.options.overdue_seconds,
        )

    @cached_property
    def attempts(self) -> Attempts:
        """Who was in hand when a child died."""
        return Attempts(self.redis, self.options.prefix)

    @cached_property
    def duplicates(self) -> DuplicateIndex:
        """The duplicate index."""
        return DuplicateIndex(
            self.redis,
            self.options.prefix,
            window_days=self.options.remember_days,
            window_articles=self.options.remember_articles,
            # What is not indexed must not lead.
            earlier_leads=self.options.copies == "index",
        )

    @cached_property
    def rebuild(self) -> Rebuild:
        """Fills the duplicate index."""
        return Rebuild(
            duplicates=self.duplicates,
            redis=self.redis,
            client=self.elasticsearch,
            names=self.names,
            window_days=self.options.remember_days,
        )

    @cached_property
    def story_outbox(self) -> StoryOutbox:
        """Stories that have to be repaired."""
        return StoryOutbox(self.redis, self.options.prefix)

    @cached_property
    def counters(self) -> Counters:
        """What this process counts for Prometheus."""
        return Counters(self.redis, self.options.prefix)

    @cached_property
    def recurring_lines(self) -> RecurringLines:
        """Lines that come back in a source."""
        return RecurringLines(self.redis, self.options.prefix)

    @cached_property
    def limits(self) -> Limits:
        """How much of a file is read at most."""
        return Limits(max_file_bytes=self.options.max_file_bytes, max_article_bytes=self.options.max_article_bytes)

    @cached_property
    def enrichment(self) -> Enrichment:
        """The enrichers. Models are large: `workers.app.wiring` builds this before it forks."""
        return build(self.options.enrichers, models=self.options.models, aliases=self.options.entities_file)


_desks: dict[int, Desk] = {}
_making = threading.Lock()


def install(app: Celery, make: Callable[[], Desk]) -> None:
    """Tell tasks of `app` how their desk is made. Called at the entry point."""
    app.desk_factory = make


def desk_of(app: Celery) -> Desk:
    """The desk of this process, made when first asked for."""
    with _making:
        desk = _desks.get(id(app))
        if desk is None:
            desk = _desks[id(app)] = app.desk_factory()
        return desk


def forget_desks() -> None:
    """Connections do not survive a fork: a child makes its own, but keeps the models that were loaded."""
    with _making:
        for key, old in list(_desks.items()):
            new = Desk(old.app, old.options, old.connect_redis, old.connect_elasticsearch)
            if "enrichment" in old.__dict__:
                new.__dict__["enrichment"] = old.enrichment
            _desks[key] = new
