"""Ready checks of our own processes, one for each part that `copydesk up` starts."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import psutil
from redis.exceptions import RedisError

from tasks import heartbeat
from workers.app.services import redis_of
from workers.local import ping
from workers.local.runtime import Runtime
from workers.settings import Settings


def worker(settings: Settings) -> bool:
    """Return whether a worker answers."""
    return ping.answers(settings)


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


def web(runtime: Runtime | None, pid: int | None) -> bool:
    """Return whether the pages with this process id take connections: another program on their port does not count."""
    return runtime is not None and pid is not None and _listens(pid, urlsplit(runtime.web_url or "").port)


def _listens(pid: int, port: int | None) -> bool:
    try:
        connections = psutil.Process(pid).net_connections(kind="tcp")
    except psutil.Error:
        return False
    return any(each.status == psutil.CONN_LISTEN and each.laddr.port == port for each in connections)
