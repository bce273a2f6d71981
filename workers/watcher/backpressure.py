"""When to stop claiming, so that what cannot be worked on stays where it is safe: in the inbox."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass, field

import structlog
from redis.exceptions import RedisError

from articles.article import Value
from search.transport.client import answers
from tasks.context import Desk

log = structlog.get_logger()

#: The state is looked at this often, seconds.
LOOK_SECONDS = 1.0
AWAY = "Elasticsearch is away"


class Bounds(Value, frozen=True, kw_only=True):
    """Above (or below) which claiming pauses.

    The broker's memory is bounded by them: `queue` messages of references, `processing` due times.
    """

    queue: int  #: messages waiting in all queues
    processing: int  #: files claimed and not settled
    free_bytes: int  #: space in the queue folder


@dataclass
class Backpressure:
    """Says why claiming should pause, if it should; logs each change once."""

    desk: Desk
    bounds: Bounds
    outages: int = field(default=0, init=False)  #: how often Elasticsearch was found to be away
    _looked: float = field(default=0.0, init=False)
    _reason: str | None = field(default=None, init=False)

    def reason(self) -> str | None:
        """Why claiming should pause; None when it should not."""
        now = time.monotonic()
        if now - self._looked >= LOOK_SECONDS or self._looked == 0.0:
            reason = self._look()
            self._looked = time.monotonic()
            if reason != self._reason:
                self.outages += reason == AWAY
                if reason is None:
                    log.info("intake_resumed")
                elif self._reason is None or reason.split(":")[0] != self._reason.split(":")[0]:
                    log.warning("intake_paused", reason=reason)
            self._reason = reason
        return self._reason

    @property
    def last(self) -> str | None:
        """What `reason` said last."""
        return self._reason

    def look_again(self) -> None:
        """Forget what was seen: much was claimed since."""
        self._looked = 0.0

    def _look(self) -> str | None:
        return why_paused(self.desk, self.bounds)


def why_paused(desk: Desk, bounds: Bounds) -> str | None:
    """What stands against claiming more at this moment, in words."""
    try:
        waiting = sum(desk.backlog.lengths().values())
    except RedisError as error:
        return f"the broker does not answer: {error}"
    if waiting >= bounds.queue:
        return f"the queues are long: {waiting} messages"
    processing = sum(1 for _ in os.scandir(desk.queue.processing))
    if processing >= bounds.processing:
        return f"much is in processing: {processing} files"
    free = shutil.disk_usage(desk.queue.root).free
    if free < bounds.free_bytes:
        return f"the disk is nearly full: {free >> 20} MB free, {bounds.free_bytes >> 20} MB wanted"
    if not answers(desk.elasticsearch):
        return AWAY
    return None
