"""Prometheus metrics of the whole installation, served by the watcher; docs/reference/metrics.md lists them.

Queues, folders and the ledger are read when Prometheus asks: they are more reliable than counters of processes that
die. Seconds and outcomes cannot be read so; the workers add them up in the broker's Redis (`tasks.stage_counters`).
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import structlog
from elasticsearch import Elasticsearch
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from articles.errors import CopydeskError, PermanentError
from search.ledger import queries
from search.ledger.queries import Counts
from search.schema.index_names import Names
from tasks.dispatch.backlog import Backlog
from tasks.dispatch.leases import Leases
from tasks.spool.layout import Queue
from tasks.stage_counters import StageCounters

log = structlog.get_logger()

#: The ledger is counted at most this often, seconds; in between the last count is returned again.
COUNT_SECONDS = 10.0


class BrokerMetrics:
    """Queues, leases, and what the workers added up in the broker's Redis.

    Args:
        backlog: what waits in the queues.
        leases: what tasks have in hand.
        counters: of all workers.
    """

    def __init__(self, *, backlog: Backlog, leases: Leases, counters: StageCounters) -> None:
        self._backlog = backlog
        self._leases = leases
        self._counters = counters

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics. Raises a RedisError if the broker is away."""
        now = time.time()
        queues = GaugeMetricFamily(
            "copydesk_queue_messages", "Messages waiting in the broker, by queue.", labels=["queue"]
        )
        for name, length in self._backlog.lengths().items():
            queues.add_metric([name], length)
        yield queues
        oldest = self._backlog.oldest_waiting()
        age = now - oldest if oldest is not None else 0.0
        yield _gauge("copydesk_queue_oldest_seconds", "Age of the oldest waiting message.", age)
        number, since = self._leases.in_hand()
        yield _gauge("copydesk_unacknowledged_messages", "Work items that a task has in hand.", number)
        age = now - since if since is not None else 0.0
        yield _gauge(
            "copydesk_unacknowledged_oldest_seconds", "How long a task has had the oldest work item in hand.", age
        )
        yield from self._counted()

    def _counted(self) -> Iterator[Metric]:
        counted = self._counters.read()
        stages = SummaryMetricFamily("copydesk_stage_seconds", "Seconds in a stage, by article.", labels=["stage"])
        for stage, seconds in counted.seconds.items():
            stages.add_metric([stage], count_value=counted.articles[stage], sum_value=seconds)
        yield stages
        bulk = CounterMetricFamily(
            "copydesk_bulk_operations",
            "Operations in bulk requests, by what Elasticsearch answered.",
            labels=["outcome"],
        )
        for outcome, count in counted.outcomes.items():
            bulk.add_metric([outcome], count)
        yield bulk
        waits = SummaryMetricFamily(
            "copydesk_service_wait_seconds",
            "How long tasks waited for a service that was down or busy.",
            labels=["service"],
        )
        for service, seconds in counted.waited.items():
            waits.add_metric([service], count_value=counted.waits[service], sum_value=seconds)
        yield waits


class LedgerMetrics:
    """Fates, counted by Elasticsearch.

    Args:
        client: of Elasticsearch.
        names: of its indices.
    """

    def __init__(self, *, client: Elasticsearch, names: Names) -> None:
        self._client = client
        self._names = names
        self._counted: tuple[float, Counts] | None = None

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics. Raises a CopydeskError if Elasticsearch is away."""
        # A gauge: a replay may change a fate.
        arrivals = GaugeMetricFamily(
            "copydesk_arrivals", "Arrivals in the ledger, by fate and reason.", labels=["fate", "reason"]
        )
        for fate, reasons in self._count().reasons.items():
            for reason, number in reasons.items():
                arrivals.add_metric([fate, reason], number)
        yield arrivals

    def _count(self) -> Counts:
        if self._counted is None or time.monotonic() - self._counted[0] >= COUNT_SECONDS:
            counts = queries.counts(self._client, self._names, refresh=False)
            self._counted = time.monotonic(), counts
        return self._counted[1]


class Metrics(Collector):
    """All metrics of the installation.

    Args:
        broker: the broker's metrics.
        ledger: the ledger's.
        queue: the queue folder.
        paused: why intake is paused; None when it is not.
    """

    def __init__(
        self, *, broker: BrokerMetrics, ledger: LedgerMetrics, queue: Queue, paused: Callable[[], str | None]
    ) -> None:
        self._services = (("broker", broker.collect), ("elasticsearch", ledger.collect))
        self._queue = queue
        self._paused = paused
        self._lock = threading.Lock()

    def describe(self) -> Iterable[Metric]:
        """Return nothing, so that registering the collector reads nothing."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics. If a service is unavailable, report that and leave its metrics out."""
        up = GaugeMetricFamily("copydesk_service_up", "1 if the service answers, else 0.", labels=["service"])
        with self._lock:
            for service, collect in self._services:
                try:
                    found = list(collect())
                except (RedisError, CopydeskError) as error:
                    log.debug("metrics_incomplete", service=service, error=str(error))
                    up.add_metric([service], 0)
                    continue
                up.add_metric([service], 1)
                yield from found
            yield from self._folders()
        yield up
        reason = self._paused()
        yield _gauge(
            "copydesk_intake_paused", "1 while the watcher does not claim files, else 0.", float(reason is not None)
        )

    def _folders(self) -> Iterator[Metric]:
        number, oldest = 0, None
        for folder in _folders_in(self._queue.processing):
            number += 1
            began = _modified(folder / "claim.json")
            oldest = began if oldest is None or (began is not None and began < oldest) else oldest
        age = time.time() - oldest if oldest is not None else 0.0
        yield _gauge("copydesk_processing_files", "Files in processing/: claimed and not finished.", number)
        yield _gauge("copydesk_processing_oldest_seconds", "Age of the oldest file in processing/.", age)
        aside = sum(1 for _ in _folders_in(self._queue.failed))
        yield _gauge("copydesk_failed_files", "Files in failed/: dead letters.", aside)


def _gauge(name: str, says: str, value: float) -> Metric:
    gauge = GaugeMetricFamily(name, says)
    gauge.add_metric([], max(value, 0.0))
    return gauge


def _folders_in(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith("."):
                yield Path(entry.path)


def _modified(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except OSError:
        return None


def serve(metrics: Metrics, *, address: str, port: int) -> Callable[[], None]:
    """Serve the metrics on ``http://ADDRESS:PORT/metrics``; return a function that stops it.

    Raises:
        PermanentError: the port is in use, or not ours to take.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(metrics)
    try:
        server, thread = start_http_server(port, addr=address, registry=registry)
    except OSError as error:
        raise PermanentError(f"Metrics cannot be served on {address}:{port}: {error.strerror}.") from error
    log.info("metrics_served", address=address, port=server.server_port)

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)

    return stop
