"""Build the parts of a process: services, stages, and what commands and the watcher use.

This is the one place that knows which part needs which. Each part is made when it is first used, so connections are
made after a fork; the models are loaded before it and shared.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from search.schema.index_names import Names
from tasks.failures.in_hand import InHand
from workers.app.services import elasticsearch_of, redis_of
from workers.settings import Settings

if TYPE_CHECKING:
    from celery import Celery
    from elasticsearch import Elasticsearch
    from redis import Redis

    from articles.enrichment import Enrichment
    from articles.fields.mapping import FieldMap
    from articles.forms import Limits
    from search.lifecycle.mapping_guard import MappingGuard
    from tasks.audit.entries import Entries
    from tasks.audit.fate_counts import FateCounts
    from tasks.audit.full import FullAudit
    from tasks.audit.ledger import LedgerAudit
    from tasks.audit.recent import RecentAudit
    from tasks.celery_tasks import Stages
    from tasks.dispatch.backlog import Backlog
    from tasks.dispatch.leases import Leases
    from tasks.dispatch.publisher import Publisher
    from tasks.dispatch.redelivery import Redelivery
    from tasks.duplicates.index import DuplicateIndex
    from tasks.duplicates.rebuild import Rebuild
    from tasks.failures.attempts import Attempts
    from tasks.failures.crash_isolation import Crashes
    from tasks.failures.generations import Generations
    from tasks.failures.guarded_call import GuardedCalls
    from tasks.failures.isolated_call import IsolatedCalls
    from tasks.failures.replay import Replay
    from tasks.failures.retry_policy import RetryPolicy
    from tasks.failures.wait_for_service import ServiceRetry
    from tasks.holds.hide_and_release import Keeper
    from tasks.prompt_refresh import PromptRefresh
    from tasks.recurring_lines.store import RecurringLines
    from tasks.spool.completion import Completion
    from tasks.spool.input_warnings import InputWarnings
    from tasks.spool.layout import Queue
    from tasks.stage_counters import StageCounters
    from tasks.stages.bulk_with_retry import BulkWriter
    from tasks.stages.enrich import EnrichmentLike
    from tasks.stages.file_metadata import GivenReader
    from tasks.stages.index import Indexer
    from tasks.stages.process import Processor
    from tasks.stages.split import Splitter
    from tasks.stages.write import Writer
    from tasks.story_outbox import StoryOutbox
    from tasks.takedown import Takedown

#: Share of the soft time limit that a task may wait for a service.
PATIENCE = 0.7
#: Share of it that a task may fill the duplicate index, or wait for it, until it gives its turn to another.
REBUILD_SHARE = 0.5


class Models:
    """The enrichers with their models: large, loaded once, shared by the children of a fork."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._enrichment: Enrichment | None = None

    @property
    def enrichment(self) -> Enrichment:
        """The chain of enrichers."""
        from articles.enrichment import build

        if self._enrichment is None:
            told = self._settings
            self._enrichment = build(told.enrichers, models=told.models, aliases=told.entities_file)
        return self._enrichment

    @cached_property
    def field_map(self) -> FieldMap:
        """The user's rules for the fields of producers."""
        from articles.fields.mapping import load_field_map

        return load_field_map(self._settings.fields_file)

    def preload(self) -> None:
        """Load the models and the libraries that read files: before the fork, so that the children share them."""
        from articles.forms import registry

        registry.preload()
        self.enrichment.preload()
        _ = self.field_map  # a file that cannot be used is said now, not with the first article


class Parts:
    """The parts of one process. None survives a fork (`Wiring.after_fork`)."""

    def __init__(
        self,
        settings: Settings,
        make_app: Callable[[], Celery],
        models: Models,
        notes: InHand,
        *,
        publisher: Publisher | None = None,
        enrichment: EnrichmentLike | None = None,
    ) -> None:
        """Take the settings; tests put a publisher and enrichment of their own in place of ours."""
        self.settings = settings
        self._make_app = make_app
        self._models = models
        self._notes = notes
        self._publisher = publisher
        self._enrichment = enrichment
        self._connect_redis = redis_of(settings)
        self._connect_elasticsearch = elasticsearch_of(settings)

    @property
    def app(self) -> Celery:
        """The Celery app."""
        return self._make_app()

    # services

    @cached_property
    def redis(self) -> Redis:
        """The broker's Redis, for the state that the tasks keep there."""
        return self._connect_redis()

    @cached_property
    def elasticsearch(self) -> Elasticsearch:
        """The search engine."""
        return self._connect_elasticsearch()

    @cached_property
    def names(self) -> Names:
        """Index names."""
        return Names(self.settings.prefix)

    @cached_property
    def queue(self) -> Queue:
        """The queue folder."""
        from tasks.spool.layout import Queue

        return Queue(self.settings.queue_folder)

    @property
    def enrichment(self) -> EnrichmentLike:
        """The enrichers."""
        return self._enrichment or self._models.enrichment

    # state in the broker's Redis

    @cached_property
    def leases(self) -> Leases:
        """The leases of published work items."""
        from tasks.dispatch.leases import Leases, overdue_seconds

        return Leases(
            self.redis,
            self.settings.prefix,
            patience=self.settings.lease_seconds,
            working=overdue_seconds(self.settings.hard_time_limit, self.settings.lease_seconds),
        )

    @cached_property
    def publisher(self) -> Publisher:
        """Puts work items on the queues."""
        from tasks.dispatch.publisher import Publisher

        return self._publisher or Publisher(
            self._make_app,
            self.leases,
            batch=self.settings.batch_articles,
            label=lambda item: self.queue.label(item.intake),
        )

    @cached_property
    def backlog(self) -> Backlog:
        """The number of messages that wait in the queues."""
        from tasks.dispatch.backlog import Backlog

        return Backlog(self.redis, self.settings.prefix)

    @cached_property
    def completion(self) -> Completion:
        """Moves settled files on."""
        from tasks.spool.completion import Completion

        return Completion(
            queue=self.queue,
            publish=self.publisher.process,
            release=self.leases.release,
            begin_generation=self.generations.forget_own,
        )

    @cached_property
    def redelivery(self) -> Redelivery:
        """Publishes lost work items again."""
        from tasks.dispatch.redelivery import Redelivery

        return Redelivery(
            queue=self.queue,
            backlog=self.backlog,
            leases=self.leases,
            publisher=self.publisher,
            completion=self.completion,
        )

    @cached_property
    def attempts(self) -> Attempts:
        """The counts of failed attempts, by article in hand."""
        from tasks.failures.attempts import Attempts

        return Attempts(self.redis, self.settings.prefix)

    @cached_property
    def duplicates(self) -> DuplicateIndex:
        """The duplicate index."""
        from tasks.duplicates.index import DuplicateIndex

        return DuplicateIndex(
            self.redis,
            self.settings.prefix,
            window_days=self.settings.duplicate_days,
            window_articles=self.settings.duplicate_articles,
            # What is not indexed must not lead.
            earlier_leads=self.settings.copies == "index",
        )

    @cached_property
    def rebuild(self) -> Rebuild:
        """Fills the duplicate index."""
        from tasks.duplicates.rebuild import Rebuild

        return Rebuild(
            duplicates=self.duplicates,
            redis=self.redis,
            client=self.elasticsearch,
            names=self.names,
            stories=self.story_outbox,
            window_days=self.settings.duplicate_days,
            turn_seconds=self.settings.soft_time_limit * REBUILD_SHARE,
        )

    @cached_property
    def story_outbox(self) -> StoryOutbox:
        """Stories that have to be repaired."""
        from tasks.story_outbox import StoryOutbox

        return StoryOutbox(self.redis, self.settings.prefix)

    @cached_property
    def prompt_refresh(self) -> PromptRefresh:
        """Refreshes of the index that tasks ask for."""
        from search.transport.refresh import refresh
        from tasks.prompt_refresh import PromptRefresh

        indices = (self.names.everything, self.names.intake)
        return PromptRefresh(self.redis, self.settings.prefix, lambda: refresh(self.elasticsearch, indices))

    @cached_property
    def counters(self) -> StageCounters:
        """The counters of this process for Prometheus."""
        from tasks.stage_counters import StageCounters

        return StageCounters(self.redis, self.settings.prefix)

    @cached_property
    def recurring_lines(self) -> RecurringLines:
        """Lines that come back in a source."""
        from tasks.recurring_lines.store import RecurringLines

        return RecurringLines(self.redis, self.settings.prefix)

    # failures

    @cached_property
    def policy(self) -> RetryPolicy:
        """The policy that decides what an error means."""
        from tasks.failures.retry_policy import RetryPolicy

        return RetryPolicy(self.attempts, most=self.settings.attempts)

    @cached_property
    def guarded_calls(self) -> GuardedCalls:
        """Calls of a stage for one article each."""
        from tasks.failures.guarded_call import GuardedCalls

        return GuardedCalls(self._notes, self.policy, seconds=self.settings.article_seconds)

    @cached_property
    def service_retry(self) -> ServiceRetry:
        """Retries of calls to Elasticsearch."""
        from tasks.failures.wait_for_service import ServiceRetry

        patience = max(self.settings.soft_time_limit * PATIENCE, 1.0)
        return ServiceRetry("elasticsearch", patience=patience, counters=self.counters)

    @cached_property
    def mapping_guard(self) -> MappingGuard:
        """What keeps this program from an index of a newer version."""
        from search.lifecycle.mapping_guard import MappingGuard

        return MappingGuard(self.elasticsearch, self.names)

    @cached_property
    def crashes(self) -> Crashes:
        """The handling of lost child processes."""
        from tasks.failures.crash_isolation import Crashes

        return Crashes(self._notes, self.policy, self.publisher)

    @cached_property
    def generations(self) -> Generations:
        """Begins new generations of files."""
        from tasks.failures.generations import Generations

        return Generations(self.elasticsearch, self.names, self.duplicates)

    @cached_property
    def replay(self) -> Replay:
        """Takes settled files up again."""
        from tasks.failures.replay import Replay

        return Replay(queue=self.queue, publisher=self.publisher, attempts=self.attempts, generations=self.generations)

    # stages

    @cached_property
    def limits(self) -> Limits:
        """The limits on how much of a file is read."""
        from articles.forms import Limits

        return Limits(
            max_file_bytes=self.settings.max_file_megabytes << 20,
            max_article_bytes=self.settings.max_article_megabytes << 20,
        )

    @cached_property
    def isolated_calls(self) -> IsolatedCalls:
        """Calls of libraries that may end their process."""
        from tasks.failures.isolated_call import MOST_MEGABYTES, IsolatedCalls

        megabytes = min(self.settings.max_memory_megabytes, MOST_MEGABYTES)
        return IsolatedCalls(seconds=self.settings.article_seconds, megabytes=megabytes)

    @cached_property
    def side_file_warnings(self) -> InputWarnings:
        """Side files that were not understood."""
        from tasks.spool.input_warnings import InputWarnings

        return InputWarnings(self.redis, self.settings.prefix, "side-files")

    @cached_property
    def date_warnings(self) -> InputWarnings:
        """Dates that were not understood."""
        from tasks.spool.input_warnings import InputWarnings

        return InputWarnings(self.redis, self.settings.prefix, "dates")

    @cached_property
    def givens(self) -> GivenReader:
        """Reads what is known of a file from outside."""
        from tasks.stages.file_metadata import GivenReader

        return GivenReader(self.side_file_warnings)

    @cached_property
    def splitter(self) -> Splitter:
        """The stage that cuts files into chunks."""
        from tasks.stages.split import Splitter

        return Splitter(
            queue=self.queue,
            publisher=self.publisher,
            notes=self._notes,
            policy=self.policy,
            counters=self.counters,
            limits=self.limits,
            field_map=self._models.field_map,
            isolation=self.isolated_calls,
            givens=self.givens,
            min_words=self.settings.min_words,
            chunk_articles=self.settings.chunk_articles,
            leases=self.leases,
            seconds=self.settings.article_seconds,
        )

    @cached_property
    def processor(self) -> Processor:
        """The stage that turns references into assessed articles."""
        from articles.wire.ownership import provider_name
        from search.holds.identities import known, resolve
        from search.takedown.tombstones import present
        from tasks.stages.assess import Assessor
        from tasks.stages.clean import Cleaner
        from tasks.stages.enrich import Enricher
        from tasks.stages.file_metadata import UnreadDates
        from tasks.stages.owners import Owners
        from tasks.stages.process import Processor
        from tasks.stages.read import Reader

        trusted = {
            folder: tuple(map(provider_name, names.split("|"))) for folder, names in self.settings.providers.items()
        }
        return Processor(
            queue=self.queue,
            publisher=self.publisher,
            reader=Reader(
                queue=self.queue,
                guarded_calls=self.guarded_calls,
                counters=self.counters,
                limits=self.limits,
                givens=self.givens,
                field_map=self._models.field_map,
                isolation=self.isolated_calls,
            ),
            cleaner=Cleaner(
                recurring_lines=self.recurring_lines,
                policy=self.settings.cleaning,
                min_words=self.settings.min_words,
                trusted=trusted,
            ),
            assessor=Assessor(
                duplicates=self.duplicates,
                ensure_complete=self.rebuild.ensure_complete,
                load_older=self.rebuild.load_older,
                counters=self.counters,
                copies=self.settings.copies,
                owners=Owners(
                    trusted=trusted,
                    known=lambda keys: self.service_retry.call(
                        "identities", lambda: known(self.elasticsearch, self.names, keys)
                    ),
                ),
                identities=lambda asked: self.service_retry.call(
                    "identities", lambda: resolve(self.elasticsearch, self.names, asked)
                ),
                taken_down=lambda keys: self.service_retry.call(
                    "tombstones", lambda: present(self.elasticsearch, self.names, keys)
                ),
            ),
            enricher=Enricher(self.enrichment),
            guarded_calls=self.guarded_calls,
            attempts=self.attempts,
            counters=self.counters,
            most_attempts=self.settings.attempts,
            leases=self.leases,
            unread_dates=UnreadDates(self.date_warnings),
        )

    @cached_property
    def bulk(self) -> BulkWriter:
        """Submits bulk operations."""
        from tasks.stages.bulk_with_retry import BulkWriter

        return BulkWriter(
            self.elasticsearch,
            service_retry=self.service_retry,
            counters=self.counters,
            max_bytes=self.settings.bulk_megabytes << 20,
        )

    @cached_property
    def writer(self) -> Writer:
        """Writes assessed articles."""
        from tasks.stages.place import Placer
        from tasks.stages.write import Writer

        return Writer(
            client=self.elasticsearch,
            names=self.names,
            bulk=self.bulk,
            service_retry=self.service_retry,
            duplicates=self.duplicates,
            rebuild=self.rebuild,
            placer=Placer(
                client=self.elasticsearch,
                names=self.names,
                keeper=self.keeper,
                service_retry=self.service_retry,
            ),
            forget_removed=self.takedown.forget_removed,
        )

    @cached_property
    def indexer(self) -> Indexer:
        """The stage that turns assessed articles into fates."""
        from tasks.stages.index import Indexer
        from tasks.stages.join import Joiner
        from tasks.stages.settle import Settler

        return Indexer(
            client=self.elasticsearch,
            names=self.names,
            queue=self.queue,
            publisher=self.publisher,
            writer=self.writer,
            joiner=Joiner(client=self.elasticsearch, names=self.names, service_retry=self.service_retry),
            settler=Settler(
                client=self.elasticsearch,
                names=self.names,
                queue=self.queue,
                bulk=self.bulk,
                service_retry=self.service_retry,
                duplicates=self.duplicates,
                rebuild=self.rebuild,
                attempts=self.attempts,
            ),
            finish=self.completion.finish,
            duplicates=self.duplicates,
            outbox=self.story_outbox,
            prompt_refresh=self.prompt_refresh,
            is_behind=self.backlog.is_behind,
            service_retry=self.service_retry,
            mapping_guard=self.mapping_guard,
            counters=self.counters,
            leases=self.leases,
        )

    @cached_property
    def stages(self) -> Stages:
        """The stages that the Celery tasks call."""
        from tasks.celery_tasks import Stages
        from tasks.spool.submission import Submission

        return Stages(
            splitter=self.splitter,
            processor=self.processor,
            indexer=self.indexer,
            submit=Submission(self.queue, self.redis, self.settings.prefix).drop,
        )

    # beside the stages

    @cached_property
    def keeper(self) -> Keeper:
        """Keeps articles from readers that their producers hold back."""
        from articles.wire.hold_decisions import Copies
        from tasks.holds.embargoes import Embargoes
        from tasks.holds.hide_and_release import Keeper

        return Keeper(
            client=self.elasticsearch,
            names=self.names,
            embargoes=Embargoes(self.redis, self.settings.prefix),
            agencies=self.settings.agencies,
            copies=Copies(self.settings.killed_copies),
        )

    @cached_property
    def takedown(self) -> Takedown:
        """Takes articles down."""
        from tasks.takedown import Takedown

        return Takedown(
            client=self.elasticsearch,
            names=self.names,
            queue=self.queue,
            duplicates=self.duplicates,
            bulk_bytes=self.settings.bulk_megabytes << 20,
        )

    @cached_property
    def fate_counts(self) -> FateCounts:
        """Counts arrivals, fates and what is in flight."""
        from tasks.audit.fate_counts import FateCounts

        return FateCounts(client=self.elasticsearch, names=self.names, queue=self.queue, backlog=self.backlog)

    @cached_property
    def _entries(self) -> Entries:
        from tasks.audit.entries import Entries

        return Entries(
            client=self.elasticsearch,
            names=self.names,
            queue=self.queue,
            bulk_bytes=self.settings.bulk_megabytes << 20,
        )

    @cached_property
    def _ledger_audit(self) -> LedgerAudit:
        from tasks.audit.ledger import LedgerAudit

        return LedgerAudit(
            client=self.elasticsearch,
            names=self.names,
            queue=self.queue,
            duplicates=self.duplicates,
            replay=self.replay,
            entries=self._entries,
        )

    @cached_property
    def audit(self) -> FullAudit:
        """Compares folder, ledger and index."""
        from tasks.audit.documents import DocumentAudit
        from tasks.audit.folders import FolderAudit
        from tasks.audit.full import FullAudit

        return FullAudit(
            folders=FolderAudit(queue=self.queue, backlog=self.backlog, replay=self.replay, entries=self._entries),
            ledger=self._ledger_audit,
            documents=DocumentAudit(
                client=self.elasticsearch,
                names=self.names,
                takedown=self.takedown,
                ledger=self._ledger_audit,
                entries=self._entries,
            ),
        )

    @cached_property
    def recent_audit(self) -> RecentAudit:
        """The audit of what was settled recently."""
        from tasks.audit.recent import RecentAudit

        return RecentAudit(
            client=self.elasticsearch,
            names=self.names,
            queue=self.queue,
            ledger=self._ledger_audit,
            entries=self._entries,
        )


class Wiring:
    """Makes the parts of a process when they are first asked for, and anew after a fork."""

    def __init__(self, settings: Settings, make_app: Callable[[Wiring], Celery], models: Models | None = None) -> None:
        """Take the settings, what makes the Celery app, and models that are loaded already."""
        self._settings = settings
        self._make_app = make_app
        self._models = models or Models(settings)
        self._notes = InHand()  # shared with the children
        self._parts: Parts | None = None
        self._making = threading.RLock()

    @cached_property
    def app(self) -> Celery:
        """The Celery app."""
        return self._make_app(self)

    @property
    def parts(self) -> Parts:
        """The parts of this process."""
        with self._making:
            if self._parts is None:
                self._parts = self.make()
            return self._parts

    def make(self, *, publisher: Publisher | None = None, enrichment: EnrichmentLike | None = None) -> Parts:
        """Return parts with connections of their own, for example for a thread."""
        return Parts(
            self._settings, lambda: self.app, self._models, self._notes, publisher=publisher, enrichment=enrichment
        )

    def after_fork(self) -> None:
        """Drop the parts: connections do not survive a fork. The models stay."""
        with self._making:
            self._parts = None
