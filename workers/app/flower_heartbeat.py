"""Leave a sign of life for Flower while it takes connections."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tasks import heartbeat
from workers.app import health

#: Until the first sign: `copydesk up` waits for it.
_STARTING_SECONDS = 0.2


def start(
    connect: Callable[[], Redis], prefix: str, *, address: str, port: int, file: Path | None = None
) -> threading.Thread:
    """Begin in a thread of its own.

    Args:
        connect: makes a connection to the broker.
        prefix: of the broker's keys.
        address: where Flower listens; a wildcard is asked on loopback.
        port: the port that it listens on.
        file: touched with each sign.
    """
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(address, address)  # noqa: S104
    thread = threading.Thread(target=_run, args=(connect, prefix, host, port, file), name="heartbeat", daemon=True)
    thread.start()
    return thread


def _run(connect: Callable[[], Redis], prefix: str, host: str, port: int, file: Path | None) -> None:
    beat = health.beating(connect(), prefix, "flower", file)
    pause = _STARTING_SECONDS
    while True:
        with contextlib.suppress(OSError, RedisError):
            socket.create_connection((host, port), timeout=2).close()
            beat()
            pause = heartbeat.EVERY_SECONDS
        time.sleep(pause)
