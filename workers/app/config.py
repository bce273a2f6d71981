"""Celery's configuration; ARCHITECTURE.md gives the reasons."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from kombu.entity import Exchange
from kombu.entity import Queue as CeleryQueue

from tasks.dispatch.queues import QUEUES
from workers.settings import Settings

TASKS = ("tasks.celery_tasks",)
#: After the hard time limit a worker that is shutting down waits so much longer for what that leaves to be done.
SHUTDOWN_GRACE_SECONDS = 15.0


def configuration(settings: Settings, url: str) -> dict[str, Any]:
    """Return Celery's settings, for the broker at `url`."""
    return {
        "broker_url": url,
        **({"broker_use_ssl": tls_options(url)} if urlsplit(url).scheme == "rediss" else {}),
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
        # A task in hand may finish. Less than the containers' stop_grace_period.
        "worker_soft_shutdown_timeout": settings.hard_time_limit + SHUTDOWN_GRACE_SECONDS,
        "worker_enable_soft_shutdown_on_idle": False,
        "worker_max_memory_per_child": settings.max_memory_megabytes * 1024,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        "worker_proc_alive_timeout": 60.0,
        # What runs goes on when the broker goes: cancelling would kill children, and blame what they had in hand.
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        # Valkey refuses a command while its disk or memory is full: connect again, as after a lost connection. Without
        # this a worker gives up, and Celery may then wait for its children for ever.
        "broker_channel_error_retry": True,
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


def tls_options(url: str) -> dict[str, Any]:
    """Return what a `rediss://` address says of certificates in its query; {} if nothing.

    kombu reads it from the address, Flower's page of the broker from Celery's `broker_use_ssl` alone.
    """
    said = dict(parse_qsl(urlsplit(url).query))
    return {name: value for name, value in said.items() if name.startswith("ssl_")}


def _queue(name: str) -> CeleryQueue:
    """Return a queue with an exchange of its own: under Celery's default exchange all would get every message."""
    return CeleryQueue(name, exchange=Exchange(name, type="direct"), routing_key=name)  # type: ignore[no-untyped-call]
