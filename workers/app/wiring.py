"""The Celery app, wired from the settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import structlog
from celery import Celery, signals
from elasticsearch import Elasticsearch
from kombu.entity import Exchange
from kombu.entity import Queue as CeleryQueue
from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from articles.errors import PermanentError
from search.transport.client import connect
from tasks import context as desks
from tasks.context import Desk
from tasks.dispatch.queues import QUEUES
from tasks.failures.crashes import child_lost
from tasks.failures.limits import limit_memory
from tasks.options import Options
from workers.app import transport
from workers.settings import Settings

log = structlog.get_logger()

TASKS = ("tasks.celery_tasks",)


def broker_url(settings: Settings) -> str:
    """The broker's URL with its password.

    Raises:
        PermanentError: no broker is set, and none of our own runs here.
    """
    if settings.broker_url is None:
        raise PermanentError(
            "No broker is known. Set COPYDESK_BROKER_URL, or start everything here with 'copydesk up' "
            f"(looked for a running one in {settings.data})."
        )
    if settings.broker_password is None:
        return settings.broker_url
    parts = urlsplit(settings.broker_url)
    host = parts.netloc.rpartition("@")[2]
    secret = quote(settings.broker_password.get_secret_value(), safe="")
    return urlunsplit(parts._replace(netloc=f":{secret}@{host}"))


def redis_of(settings: Settings) -> Callable[[], Redis]:
    """How to connect to the broker's Redis, for state of our own."""
    url = broker_url(settings).replace("redis+socket://", "unix://")
    if url.startswith("unix://"):
        url = url.replace("virtual_host=", "db=")

    def connect_redis() -> Redis:
        return Redis.from_url(
            url,
            socket_timeout=30,
            socket_connect_timeout=5,
            health_check_interval=25,
            retry=Retry(ExponentialBackoff(cap=2, base=0.1), 6),
        )

    return connect_redis


def elasticsearch_of(settings: Settings) -> Callable[[], Elasticsearch]:
    """How to connect to Elasticsearch.

    Raises:
        PermanentError: none is set, and none of our own runs here.
    """
    if settings.elasticsearch_url is None:
        raise PermanentError(
            "No Elasticsearch is known. Set COPYDESK_ELASTICSEARCH_URL, or start everything here with 'copydesk up' "
            f"(looked for a running one in {settings.data})."
        )
    url = settings.elasticsearch_url
    key = settings.elasticsearch_api_key.get_secret_value() if settings.elasticsearch_api_key else None
    return lambda: connect(url, api_key=key, ca=settings.elasticsearch_ca)


def options_of(settings: Settings) -> Options:
    """What the tasks are told of the settings."""
    return Options(
        queue=settings.queue_folder,
        prefix=settings.prefix,
        batch_articles=settings.batch_articles,
        chunk_articles=settings.chunk_articles,
        max_file_bytes=settings.max_file_megabytes << 20,
        max_article_bytes=settings.max_article_megabytes << 20,
        min_words=settings.min_words,
        cleaning=settings.cleaning,
        copies=settings.copies,
        remember_days=settings.duplicate_days,
        remember_articles=settings.duplicate_articles,
        enrichers=settings.enrichers,
        models=settings.models,
        entities_file=settings.entities_file,
        article_seconds=settings.article_seconds,
        soft_time_limit=settings.soft_time_limit,
        hard_time_limit=settings.hard_time_limit,
        lease_seconds=settings.lease_seconds,
        attempts=settings.attempts,
        bulk_bytes=settings.bulk_megabytes << 20,
        max_memory_bytes=settings.max_memory_megabytes << 20,
    )


def desk_from(settings: Settings, app: Celery) -> Desk:
    """The desk of this process."""
    return Desk(app, options_of(settings), redis_of(settings), elasticsearch_of(settings))


def create_app(settings: Settings) -> Celery:
    """The Celery app. Every process of an installation must be given the same settings here."""
    transport.install()
    app = Celery("copydesk", set_as_current=True)
    url = broker_url(settings)
    app.conf.update(_configuration(settings, url))
    desks.install(app, lambda: desk_from(settings, app))
    _connect_signals(app)
    return app


def _configuration(settings: Settings, url: str) -> dict[str, Any]:
    """Celery's settings; ARCHITECTURE.md gives the reasons."""
    return {
        "broker_url": url,
        "include": TASKS,
        "task_queues": [_queue(name) for name in QUEUES],
        "task_default_queue": "process",
        "task_create_missing_queues": False,
        "task_serializer": "json",
        "accept_content": ["json"],
        "worker_consumer": "workers.app.consumer:Consumer",
        "result_backend": None,
        "task_ignore_result": True,
        "task_acks_late": False,
        "task_acks_on_failure": True,
        "task_acks_on_timeout": True,
        "task_reject_on_worker_lost": False,
        "task_track_started": True,
        "task_send_sent_event": True,
        "worker_send_task_events": True,
        "task_soft_time_limit": settings.soft_time_limit,
        "task_time_limit": settings.hard_time_limit,
        "worker_prefetch_multiplier": 1,
        "worker_disable_prefetch": True,
        "worker_soft_shutdown_timeout": 30.0,
        "worker_enable_soft_shutdown_on_idle": False,
        "worker_max_memory_per_child": settings.max_memory_megabytes * 1024,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        "worker_proc_alive_timeout": 60.0,
        # What runs goes on when the broker goes: cancelling would kill children, and blame what they had in hand.
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {
            "visibility_timeout": settings.visibility_timeout,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "queue_order_strategy": "sorted",
            "socket_timeout": 30,
            "socket_connect_timeout": 5,
            "socket_keepalive": True,
            "health_check_interval": 25,
            "global_keyprefix": settings.prefix,
        },
    }


def _queue(name: str) -> CeleryQueue:
    """A queue with an exchange of its own: under Celery's default exchange all would get every message."""
    return CeleryQueue(name, exchange=Exchange(name, type="direct"), routing_key=name)  # type: ignore[no-untyped-call]


def _connect_signals(app: Celery) -> None:
    @signals.worker_process_init.connect(weak=False)  # type: ignore[untyped-decorator]
    def begin(**_: Any) -> None:
        desks.forget_desks()
        limit_memory(desks.desk_of(app).options.max_memory_bytes)

    @signals.task_prerun.connect(weak=False)  # type: ignore[untyped-decorator]
    def bind(task_id: str, task: Any, **_: Any) -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(task_id=task_id, task=task.name)

    @signals.task_postrun.connect(weak=False)  # type: ignore[untyped-decorator]
    def unbind(**_: Any) -> None:
        structlog.contextvars.clear_contextvars()

    @signals.task_failure.connect(weak=False)  # type: ignore[untyped-decorator]
    def lost(sender: Any, task_id: str, exception: BaseException, args: Any, **_: Any) -> None:
        if args:
            child_lost(desks.desk_of(app), task=sender.name, task_id=task_id, items=args[0], exception=exception)
