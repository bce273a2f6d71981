"""Tells other `copydesk` commands where the system that runs in a data folder answers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

import msgspec
import psutil

from articles.article import Value
from workers.settings import Settings

FILE = "copydesk.json"


class Runtime(Value, frozen=True, kw_only=True):
    """What runs in a data folder. Kept in ``DATA/copydesk.json``, readable by its owner alone: it holds passwords."""

    pid: int  #: of `copydesk up`
    started: float  #: when that process started, seconds since 1970; tells it from a later one of the same number
    broker_url: str
    elasticsearch_url: str
    queue: str  #: the queue folder
    flower_url: str | None = None
    flower_user: str | None = None
    flower_password: str | None = None

    @classmethod
    def read(cls, data: Path) -> Self | None:
        """What runs in `data`; None when nothing does (or the file may not be read)."""
        try:
            runtime = msgspec.json.decode((data / FILE).read_bytes(), type=cls)
            alive = abs(psutil.Process(runtime.pid).create_time() - runtime.started) < 1
        except (OSError, msgspec.DecodeError, psutil.Error):
            return None
        return runtime if alive else None

    def write(self, data: Path) -> None:
        """Put it into `data`, in one step."""
        temporary = data / f".{FILE}.tmp"
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(self)))
        temporary.replace(data / FILE)

    @staticmethod
    def remove(data: Path) -> None:
        """Nothing runs in `data` any more."""
        (data / FILE).unlink(missing_ok=True)


def own_start() -> float:
    """When this process started, as `Runtime.started` wants it."""
    return psutil.Process().create_time()


def settings_with_runtime(settings: Settings) -> Settings:
    """The settings with the services of what runs in their data folder, where they name none themselves."""
    runtime = Runtime.read(settings.data)
    if runtime is None:
        return settings
    found: dict[str, object] = {}
    if settings.broker_url is None:
        found["broker_url"] = runtime.broker_url
    if settings.elasticsearch_url is None:
        found["elasticsearch_url"] = runtime.elasticsearch_url
    if settings.queue is None:
        found["queue"] = Path(runtime.queue)
    return settings.model_copy(update=found)
