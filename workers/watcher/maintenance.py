"""The chores of an installation, done by one process at a time."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol

import structlog
from redis.exceptions import RedisError

from articles.errors import CopydeskError, PermanentError
from tasks.spool.file_names import days_in
from tasks.spool.late_writes import written_late
from tasks.spool.layout import Queue
from workers.watcher.leader import Leader

log = structlog.get_logger()

#: What was settled up to so long before the last audit is looked at in the next one as well, seconds.
AUDIT_OVERLAP = 120.0
#: How far back the first audit goes, seconds: what ended this process may have ended Elasticsearch as well.
FIRST_AUDIT = 3600.0
#: Files that were claimed so long ago are not written to any more, seconds.
LATE_SECONDS = 3600.0
#: An error that stays the same is logged again after so long, not in each pass (two a second), seconds.
SAID_AGAIN_SECONDS = 60.0


@dataclass
class Chore:
    """Something to be done now and then."""

    name: str
    run: Callable[[], object]
    every: float = 0.0  #: seconds; 0: in each pass
    _next: float = field(default=0.0, init=False)

    def do_if_due(self) -> None:
        """Run it if it is due. One that fails is tried again in the next pass."""
        now = time.monotonic()
        if self._next and now < self._next:
            return
        self.run()
        self._next = now + self.every


@dataclass
class Maintenance:
    """Runs the chores while this process is the leader.

    Args:
        leader: decides which process runs them.
        chores: in the order in which they run.
        seconds: between two passes.
        stop: ends it.
    """

    leader: Leader
    chores: Sequence[Chore]
    seconds: float
    stop: threading.Event
    _said: dict[str, tuple[str, float]] = field(default_factory=dict, init=False)

    def run(self) -> None:
        """Make passes until `stop` is set."""
        pause = 0.0  # the first at once: what was claimed before this process started may be overdue
        while not self.stop.wait(pause):
            pause = self.seconds
            self.pass_once()
        try:
            self.leader.resign()
        except RedisError as error:
            log.debug("lease_not_returned", error=str(error))

    def pass_once(self) -> None:
        """Run the chores that are due, if this process is the leader. One that fails keeps no other from running."""
        for chore in self.chores:
            try:
                # Before each: a long one may have outlasted the lease.
                if self.stop.is_set() or not self.leader.leads():
                    return
                chore.do_if_due()
                self._said.pop(chore.name, None)
            except (RedisError, OSError, CopydeskError) as error:
                self._log_failure(chore.name, str(error))
            except Exception:  # without redelivery, what is lost stays lost
                log.exception("reconciler_failed", chore=chore.name, what_now="tries again")

    def _log_failure(self, chore: str, error: str) -> None:
        """Log an error when it is another than the last one of this chore, or was logged a while ago."""
        last, at = self._said.get(chore, ("", 0.0))
        now = time.monotonic()
        if error == last and now - at < SAID_AGAIN_SECONDS:
            return
        self._said[chore] = error, now
        log.warning("reconciler_failed", chore=chore, error=error, what_now="tries again")


@dataclass
class Paced:
    """Does work step by step, with pauses in a step and after it, so that it takes a small share of the time only.

    Args:
        step: does a part of the work, and returns whether more is left. It calls what it is given, which pauses and
            returns whether to go on with the step, as often as it can: what others wait for waits for so long.
        wait: waits so many seconds, and returns whether this process is to end.
        every: seconds from when nothing is left until it is looked again.
        share: of the time that the work may take, 0 to 1.
        gives_way: returns whether there is something more urgent; then work is not begun, but what was begun goes on.
        longest: seconds for which it gives way at most, from when nothing was left.
        step_seconds: that a step lasts, pauses included, before it is asked to end.
    """

    step: Callable[[Callable[[], bool]], bool]
    wait: Callable[[float], bool]
    every: float
    share: float
    gives_way: Callable[[], bool] = lambda: False
    longest: float = 0.0
    step_seconds: float = 60.0
    _began: float = field(default=0.0, init=False)
    _worked_since: float = field(default=0.0, init=False)
    _next: float = field(default=0.0, init=False)
    _latest: float = field(default=0.0, init=False)

    def run(self) -> None:
        """Do a step if the pause is over."""
        began = time.monotonic()
        if began < self._next or (began < self._latest and self.gives_way()):
            return
        self._began = self._worked_since = began
        more = self.step(self._pause)
        now = time.monotonic()
        pause = self._owed(now)
        self._next = now + (pause if more else max(pause, self.every))
        self._latest = 0.0 if more else now + self.longest

    def _pause(self) -> bool:
        """Pause as long as what was done since the last pause asks for; return whether to go on with the step."""
        now = time.monotonic()
        pause = self._owed(now)
        if now + pause - self._began > self.step_seconds or self.wait(pause):
            return False  # the pause comes after the step
        self._worked_since = time.monotonic()
        return True

    def _owed(self, now: float) -> float:
        """Return the seconds to pause for the work since the last pause."""
        return (now - self._worked_since) * (1 / self.share - 1)


class Gap(Protocol):
    """Something that the audit found."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def closed(self) -> bool: ...
    @property
    def what_now(self) -> str: ...


class RecentAudit:
    """Looks whether what was settled lately is where it should be.

    Elasticsearch may lose what it has acknowledged: a disk breaks, an operator restores a snapshot.

    Args:
        find: yields the gaps among what was settled since a time (seconds since 1970), and closes them.
        outages: how often Elasticsearch was found to be away so far.
        every: seconds between two audits if there was no outage.
    """

    def __init__(self, find: Callable[[float], Iterable[Gap]], outages: Callable[[], int], *, every: float) -> None:
        self._find = find
        self._outages = outages
        self._every = every
        self._audited = time.time() - FIRST_AUDIT
        self._seen = 0
        self._next = 0.0

    def run(self) -> None:
        """Audit if it is time, or if Elasticsearch was away, since it may have lost data."""
        outages = self._outages()
        if time.monotonic() < self._next and outages == self._seen:
            return
        now = time.time()
        self.audit(since=self._audited - AUDIT_OVERLAP)
        self._audited, self._seen, self._next = now, outages, time.monotonic() + self._every

    def audit(self, *, since: float) -> None:
        """Audit what was settled since then (seconds since 1970)."""
        gaps = 0
        for gap in self._find(since):
            gaps += 1
            log.warning("gap_found", kind=gap.kind, name=gap.name, closed=gap.closed, what_now=gap.what_now)
        log.info("settled_audited", gaps=gaps, since=datetime.fromtimestamp(since, UTC).isoformat(timespec="seconds"))


def take_up_late_writes(queue: Queue, take_up: Callable[[Path], object]) -> int:
    """Take up files that were written to after they were claimed; return how many.

    Args:
        queue: the queue folder.
        take_up: begins a new generation of the file in a folder of `done/`.
    """
    number = 0
    for folder in written_late(queue, since=time.time() - LATE_SECONDS):
        try:
            take_up(folder)
        except PermanentError as error:
            log.warning("late_write_left", intake=folder.name, error=str(error), what_now="send the file again")
            continue
        log.info("file_grew", intake=folder.name, name=folder.name, what_now="taken up again from done/")
        number += 1
    return number


def empty_done(done: Path, days: int, *, today: date) -> list[str]:
    """Remove old days of `done/`.

    Args:
        done: the folder.
        days: how many days are kept; 0 keeps all.
        today: the day from which they are counted.

    Returns:
        The names of the removed days.
    """
    if days <= 0:
        return []
    removed = []
    for name, day in days_in(done).items():
        if day < today - timedelta(days=days):
            shutil.rmtree(done / name)
            removed.append(name)
    if removed:
        log.info("done_emptied", days=removed)
    return removed
