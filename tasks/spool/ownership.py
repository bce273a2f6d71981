"""Notice two installations that watch one queue folder: each would take files from the other without a word."""

from __future__ import annotations

import contextlib
import os
import socket
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from redis import Redis

from articles.article import Value
from articles.errors import PermanentError
from tasks.spool import atomic
from tasks.spool.layout import Queue

#: A sign of life older than this counts as none, seconds.
FRESH_SECONDS = 20.0
#: Who takes the folder looks again after so many seconds: another may have looked in the same moment.
SAME_MOMENT_SECONDS = 0.3


class Watched(Value, frozen=True, kw_only=True):
    """The installation that watches a queue folder; the file's time is that of its last sign of life."""

    installation: str
    host: str
    pid: int


def installation_of(redis: Redis, prefix: str) -> str:
    """Return the id of the installation with this broker and prefix, made when it is first asked for.

    Raises:
        RedisError: the broker is away.
    """
    key = f"{prefix}copydesk:installation"
    redis.set(key, uuid.uuid4().hex, nx=True)
    return cast("bytes", redis.get(key)).decode()


@dataclass(frozen=True, slots=True)
class Ownership:
    """The claim of one installation to a queue folder.

    Args:
        queue: the queue folder.
        installation: the installation's id.
    """

    queue: Queue
    installation: str

    def take(self) -> None:
        """Say that this installation watches the folder.

        Raises:
            PermanentError: another one does.
        """
        self._refuse_another()
        self._write()
        time.sleep(SAME_MOMENT_SECONDS)
        self._refuse_another()

    def renew(self) -> None:
        """Give a sign of life.

        Raises:
            PermanentError: another one has taken the folder, since this one gave no sign of life for long.
        """
        self._refuse_another()
        self._write()

    def give_up(self) -> None:
        """Say that this process watches the folder no more."""
        row = atomic.read_json(self._path, Watched)
        if row is not None and (row.installation, row.pid) == (self.installation, os.getpid()):
            self._path.unlink(missing_ok=True)

    def _write(self) -> None:
        row = Watched(installation=self.installation, host=socket.gethostname(), pid=os.getpid())
        atomic.write_json(self._path, row)

    def _refuse_another(self) -> None:
        other = self._other()
        if other is not None:
            raise PermanentError(
                f"The queue folder {self.queue.root} is watched by another installation "
                f"(process {other.pid} on {other.host}). Stop that one, or give this one a folder of its own "
                "(COPYDESK_QUEUE)."
            )

    @property
    def _path(self) -> Path:
        return self.queue.root / ".watched.json"

    def _other(self) -> Watched | None:
        row = atomic.read_json(self._path, Watched)
        if row is None or row.installation == self.installation:
            return None
        # Both times are those of the folder's file system, whose clock may not be ours.
        with contextlib.suppress(FileNotFoundError):
            probe = self.queue.root / f".probe-{os.getpid()}"
            try:
                probe.touch()
                age = probe.stat().st_mtime - self._path.stat().st_mtime
            finally:
                probe.unlink(missing_ok=True)
            return row if age < FRESH_SECONDS else None
        return None
