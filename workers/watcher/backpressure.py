"""When to stop claiming, so that what cannot be worked on stays where it is safe: in the inbox."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from redis.exceptions import RedisError

from articles.article import Value
from tasks.dispatch.backlog import Backlog
from tasks.spool.layout import Queue

log = structlog.get_logger()

#: The state is looked at this often, seconds.
LOOK_SECONDS = 1.0
AWAY = "Elasticsearch is away"


class Bounds(Value, frozen=True, kw_only=True):
    """The limits at which claiming pauses.

    They bound the broker's memory: `queue` messages of references, `processing` leases.
    """

    queue: int  #: messages that wait in all queues together
    processing: int  #: files that are claimed and not settled
    free_bytes: int  #: space in the queue folder, at least


@dataclass(frozen=True, slots=True)
class Load:
    """Looks at what bounds claiming.

    Args:
        queue: the queue folder.
        backlog: what waits in the broker.
        is_index_there: tells whether Elasticsearch answers.
        bounds: where claiming pauses.
    """

    queue: Queue
    backlog: Backlog
    is_index_there: Callable[[], bool]
    bounds: Bounds

    def why_paused(self) -> str | None:
        """Return why nothing more should be claimed at this moment; None if nothing speaks against it."""
        return self.measure()[0]

    def measure(self) -> tuple[str | None, int]:
        """Return why nothing more should be claimed, and how many more files may be before that has to be asked again.

        So many files neither fill `processing/` nor, if each gets a message of its own, the queues.
        """
        try:
            waiting = sum(self.backlog.lengths().values())
        except RedisError as error:
            return f"the broker does not answer: {error}", 0
        if waiting >= self.bounds.queue:
            return f"the queues are long: {waiting} messages", 0
        processing = _count(self.queue.processing)
        if processing >= self.bounds.processing:
            return f"much is in processing: {processing} files", 0
        free = shutil.disk_usage(self.queue.root).free
        if free < self.bounds.free_bytes:
            return f"the disk is nearly full: {free >> 20} MB free, {self.bounds.free_bytes >> 20} MB wanted", 0
        if not self.is_index_there():
            return AWAY, 0
        return None, min(self.bounds.queue - waiting, self.bounds.processing - processing)


@dataclass
class Backpressure:
    """Finds out whether claiming should pause and why; logs each change once.

    Args:
        load: what is looked at.
    """

    load: Load
    outages: int = field(default=0, init=False)  #: how often Elasticsearch was found to be away
    _looked: float = field(default=0.0, init=False)
    _left: int = field(default=0, init=False)
    _reason: str | None = field(default=None, init=False)

    def reason(self) -> str | None:
        """Return why claiming should pause; None if it should not."""
        now = time.monotonic()
        used_up = self._left <= 0 and self._reason is None
        if used_up or now - self._looked >= LOOK_SECONDS or self._looked == 0.0:
            self._look()
        return self._reason

    @property
    def last(self) -> str | None:
        """The last result of `reason`."""
        return self._reason

    def claimed(self) -> None:
        """Count a file that was claimed."""
        self._left -= 1

    def look_again(self) -> None:
        """Forget what was seen."""
        self._looked = 0.0

    def _look(self) -> None:
        reason, self._left = self.load.measure()
        self._looked = time.monotonic()
        if reason != self._reason:
            self.outages += reason == AWAY
            if reason is None:
                log.info("intake_resumed")
            elif self._reason is None or reason.split(":")[0] != self._reason.split(":")[0]:
                log.warning("intake_paused", reason=reason)
        self._reason = reason


def _count(folder: Path) -> int:
    with os.scandir(folder) as entries:
        return sum(1 for _ in entries)
