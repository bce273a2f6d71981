"""Ask by Celery's remote control which workers answer, and what they take."""

from __future__ import annotations

from celery import Celery
from kombu.exceptions import OperationalError

from workers.app.services import broker_url
from workers.settings import Settings


def answers(settings: Settings, *, timeout: float = 0.5) -> bool:
    """Return whether a worker answers within `timeout` seconds. The first answer ends the wait."""
    with _app(settings) as app:
        try:
            return bool(app.control.ping(timeout=timeout, limit=1))
        except OperationalError:
            return False


def consumed_queues(settings: Settings, *, timeout: float) -> dict[str, set[str]]:
    """Return the queues that each worker takes messages from, of those that answer within `timeout` seconds."""
    with _app(settings) as app:
        try:
            found = app.control.inspect(timeout=timeout).active_queues() or {}
        except OperationalError:
            return {}
    return {name: {str(queue["name"]) for queue in queues} for name, queues in found.items()}


def _app(settings: Settings) -> Celery:
    app = Celery(broker=broker_url(settings), set_as_current=False)
    app.conf.broker_transport_options = {
        "global_keyprefix": settings.prefix,
        "socket_timeout": 5,
        "socket_connect_timeout": 5,
    }
    app.conf.broker_connection_retry = False
    return app
