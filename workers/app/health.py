"""Touch a file as a sign of life, for health checks that must cost nothing: its age is all that they look at."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from celery import signals
from redis import Redis

from tasks import heartbeat


def touch(file: Path | None) -> None:
    """Touch the file, if one is set; a folder that is missing or full does not stop the work."""
    if file is not None:
        with contextlib.suppress(OSError):
            file.touch()


def beating(redis: Redis, prefix: str, part: str, file: Path | None) -> Callable[[], None]:
    """Return a function that leaves a sign of life in the broker and then touches the file.

    Args:
        redis: the broker's.
        prefix: of the broker's keys.
        part: which part lives.
        file: the file to touch.
    """

    def beat() -> None:
        heartbeat.beat(redis, prefix, part)
        touch(file)

    return beat


def of_worker(file: Path | None) -> None:
    """Touch the file whenever this worker has sent its heartbeat to the broker."""

    def sent(**_: Any) -> None:
        touch(file)

    signals.heartbeat_sent.connect(sent, weak=False)
