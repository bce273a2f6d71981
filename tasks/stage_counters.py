"""Count what all workers do together, for Prometheus: time by stage, answers of Elasticsearch, waits for services.

Worker children come and go, and none can be asked from outside; so each adds what it counted to one hash in the
broker's Redis when a task ends, and the watcher serves the sums (`workers.watcher.metrics`). After a wipe the counters
start from 0, which Prometheus takes for a restart.
"""

from __future__ import annotations

import contextlib
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import cast

from redis import Redis
from redis.exceptions import RedisError

from articles.article import Value
from search.transport.bulk import Outcome

STAGES = ("read", "clean", "judge", "enrich", "index")
#: Of operations in a bulk request: done; met a later version; to be tried again; refused for good.
OUTCOMES = ("done", "conflict", "busy", "refused")
#: What workers wait for (`tasks.failures.wait_for_service`).
SERVICES = ("elasticsearch",)


class Counted(Value, frozen=True, kw_only=True):
    """Sums over all workers, since the broker was empty."""

    seconds: dict[str, float]  #: by stage
    articles: dict[str, int]  #: by stage
    outcomes: dict[str, int]  #: of operations in bulk requests
    waits: dict[str, int]  #: for a service that was away or busy, by service
    waited: dict[str, float]  #: seconds of these waits, by service


class StageCounters:
    """Counts of one process, kept until they are added to the sums."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis = redis
        self._key = f"{prefix}copydesk:measures"
        self._seconds: dict[str, float] = defaultdict(float)
        self._counts: dict[str, int] = defaultdict(int)

    @contextlib.contextmanager
    def stage(self, name: str, articles: int = 1) -> Iterator[None]:
        """Count the time that passes inside, and `articles`, even when it raises."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[f"seconds:{name}"] += time.perf_counter() - started
            self.articles(name, articles)

    def articles(self, name: str, number: int) -> None:
        """Count articles whose number is only known after their time was counted."""
        self._counts[f"articles:{name}"] += number

    def outcomes(self, outcomes: Iterable[Outcome]) -> None:
        """Count the outcomes of the operations in a bulk request."""
        for one in outcomes:
            said = "done" if one.ok else "conflict" if one.conflict else "busy" if one.transient else "refused"
            self._counts[f"bulk:{said}"] += 1

    def waited(self, service: str, seconds: float) -> None:
        """Count a wait for a service."""
        self._seconds[f"waited:{service}"] += seconds
        self._counts[f"waits:{service}"] += 1

    def flush(self) -> None:
        """Add what was counted to the sums. If the broker is down, the counts are kept and sent with the next batch."""
        if not self._counts and not self._seconds:
            return
        pipe = self._redis.pipeline(transaction=True)
        for name, seconds in self._seconds.items():
            pipe.hincrbyfloat(self._key, name, round(seconds, 6))
        for name, number in self._counts.items():
            pipe.hincrby(self._key, name, number)
        with contextlib.suppress(RedisError):
            pipe.execute()
            self._seconds.clear()
            self._counts.clear()

    def read(self) -> Counted:
        """Return the sums. Raises a RedisError if the broker is down."""
        raw = cast("dict[bytes, bytes]", self._redis.hgetall(self._key))
        found = {name.decode(): value for name, value in raw.items()}
        return Counted(
            seconds={stage: float(found.get(f"seconds:{stage}", 0)) for stage in STAGES},
            articles={stage: int(found.get(f"articles:{stage}", 0)) for stage in STAGES},
            outcomes={said: int(found.get(f"bulk:{said}", 0)) for said in OUTCOMES},
            waits={service: int(found.get(f"waits:{service}", 0)) for service in SERVICES},
            waited={service: float(found.get(f"waited:{service}", 0)) for service in SERVICES},
        )
