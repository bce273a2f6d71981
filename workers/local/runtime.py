"""The record by which other `copydesk` commands find the system that runs in a data folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

import msgspec
import psutil
from pydantic import SecretStr

from articles.article import Value
from workers.local.errors import ServiceError
from workers.settings import Settings

FILE = "copydesk.json"


class Runtime(Value, frozen=True, kw_only=True):
    """A running `copydesk up`. Kept in ``DATA/copydesk.json``, readable by its owner alone: it contains passwords."""

    pid: int  #: of `copydesk up`
    started: float  #: start of that process, seconds since 1970; distinguishes it from a later one of the same number
    broker_url: str
    elasticsearch_url: str
    #: With the embedded Elasticsearch: a file with a key that reads articles and ledger and may refresh.
    elasticsearch_api_key_file: str | None = None
    #: The same for the commands of `copydesk`, which may do everything with our indices.
    elasticsearch_operator_key_file: str | None = None
    queue: str  #: the queue folder
    prefix: str = ""  #: of index names and broker keys
    web_url: str | None = None  #: the pages
    flower_url: str | None = None
    flower_user: str | None = None
    flower_password: str | None = None

    @classmethod
    def read(cls, data: Path) -> Self | None:
        """Return the system that runs in `data`; None if there is none, or the file cannot be read."""
        try:
            runtime = msgspec.json.decode((data / FILE).read_bytes(), type=cls)
            alive = abs(psutil.Process(runtime.pid).create_time() - runtime.started) < 1
        except (OSError, msgspec.DecodeError, psutil.Error):
            return None
        return runtime if alive else None

    def write(self, data: Path) -> None:
        """Write it into `data`, in one step."""
        temporary = data / f".{FILE}.tmp"
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(self)))
        temporary.replace(data / FILE)

    @staticmethod
    def remove(data: Path) -> None:
        """Remove the record from `data`."""
        (data / FILE).unlink(missing_ok=True)


def own_start() -> float:
    """Return the start of this process, as in `Runtime.started`."""
    return psutil.Process().create_time()


def read_key(path: Path) -> SecretStr:
    """Return the API key in a file.

    Raises:
        ServiceError: it cannot be read.
    """
    try:
        return SecretStr(path.read_text("utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise ServiceError(f"{path} cannot be read ({error}): start 'copydesk up' again.") from error


def settings_with_runtime(settings: Settings) -> Settings:
    """Return the settings, completed from the system that runs in their data folder."""
    runtime = Runtime.read(settings.data)
    if runtime is None:
        return settings
    found: dict[str, object] = {}
    if settings.broker_url is None:
        found["broker_url"] = runtime.broker_url
    if settings.elasticsearch_url is None:
        found["elasticsearch_url"] = runtime.elasticsearch_url
        if runtime.elasticsearch_operator_key_file is not None:
            found["elasticsearch_api_key"] = read_key(Path(runtime.elasticsearch_operator_key_file))
    if settings.queue is None:
        found["queue"] = Path(runtime.queue)
    if not settings.prefix:
        found["prefix"] = runtime.prefix
    return settings.model_copy(update=found)
