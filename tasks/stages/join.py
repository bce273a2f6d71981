"""Join the parts of packages with the articles of their texts, in whichever order they arrive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

import structlog
from elasticsearch import Elasticsearch

from articles.wire.ownership import producer_key
from articles.wire.packages import Entry, entry_of
from search import packages
from search.schema.index_names import Names
from tasks.failures.wait_for_service import ServiceRetry
from tasks.stages.arrival import Assessed

log = structlog.get_logger()


class Joiner:
    """Joins what was written with the packages that name it, and the parts that came with what is there."""

    def __init__(self, *, client: Elasticsearch, names: Names, service_retry: ServiceRetry) -> None:
        self._client = client
        self._names = names
        self._service_retry = service_retry

    def join(self, decided: Sequence[Assessed]) -> None:
        """Enter the parts among these, and give the texts that they or their packages concern what is theirs.

        Before the fates are acknowledged, so that a task that dies here is repeated.

        Raises:
            TransientError: Elasticsearch is away for longer than a task may wait.
        """
        parts = list(parts_of(decided))
        keys = {
            article.producer_key
            for one in decided
            if (article := one.assessment.article) is not None and article.producer_key
        }
        if not parts and not keys:
            return
        self._service_retry.call("packages", lambda: self._join(parts, keys))

    def _join(self, parts: Sequence[tuple[str, Entry]], keys: set[str]) -> None:
        wanted = keys | packages.enter(self._client, self._names, parts)
        changed = packages.join(self._client, self._names, sorted(wanted), datetime.now(UTC))
        if changed:
            log.debug("packages_joined", articles=len(changed))


def parts_of(decided: Iterable[Assessed]) -> Iterator[tuple[str, Entry]]:
    """Yield the parts of packages with their keys."""
    for one in decided:
        part, owner = one.assessment.part, one.assessment.owner
        if part is not None and owner is not None and part.wire.id:
            yield producer_key(owner, None, part.wire.id), entry_of(part, owner)
