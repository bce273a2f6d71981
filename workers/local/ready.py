"""Ready checks of our own processes, one for each part that `copydesk up` starts."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from redis.exceptions import RedisError

from tasks import heartbeat
from workers.app.services import redis_of
from workers.local.ping import answering_workers
from workers.local.runtime import Runtime
from workers.settings import Settings


def worker(settings: Settings) -> bool:
    """Return whether a worker answers."""
    return bool(answering_workers(settings))


def watcher(settings: Settings, pid: int | None) -> bool:
    """Return whether the watcher with this process id has given a sign of life."""
    return _is_alive(settings, "watcher", pid)


def flower(settings: Settings, pid: int | None) -> bool:
    """Return whether the Flower with this process id has given a sign of life: it takes connections."""
    return _is_alive(settings, "flower", pid)


def _is_alive(settings: Settings, part: str, pid: int | None) -> bool:
    host = socket.gethostname()
    try:
        with redis_of(settings)() as client:
            beats = heartbeat.alive(client, settings.prefix)
    except (RedisError, OSError):
        return False
    return any((part, host, pid) == (beat.part, beat.host, beat.pid) for beat in beats)


def web(runtime: Runtime) -> bool:
    """Return whether the pages take connections."""
    return _takes_connections(runtime.web_url)


def _takes_connections(url: str | None) -> bool:
    address = urlsplit(url or "")
    try:
        socket.create_connection((address.hostname or "", address.port or 0), timeout=1).close()
    except OSError:
        return False
    return True
