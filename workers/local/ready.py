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
    host = socket.gethostname()
    try:
        with redis_of(settings)() as client:
            beats = heartbeat.alive(client, settings.prefix)
    except (RedisError, OSError):
        return False
    return any(("watcher", host, pid) == (beat.part, beat.host, beat.pid) for beat in beats)


def flower(runtime: Runtime) -> bool:
    """Return whether Flower takes connections."""
    return _takes_connections(runtime.flower_url)


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
