from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from elasticsearch import Elasticsearch

from search.lifecycle.mapping_guard import MappingGuard, NewerIndexError
from search.schema import mapping
from search.schema.index_names import Names


class Server:
    """Answers with a mapping of this version, and counts how often."""

    version: int | None = mapping.VERSION
    asked = 0

    def get_mapping(self, **_: Any) -> dict[str, Any]:
        """Return the version of an index, if it has one."""
        self.asked += 1
        return {} if self.version is None else {"articles-v9": {"mappings": {"_meta": {"copydesk": self.version}}}}


class Time:
    """A clock that is set."""

    now = 0.0

    def __call__(self) -> float:
        """Return what it is set to."""
        return self.now


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def guard(server: Server, clock: Time) -> MappingGuard:
    return MappingGuard(cast("Elasticsearch", SimpleNamespace(indices=server)), Names(), clock=clock)


def test_it_looks_now_and_then(guard: MappingGuard, server: Server, clock: Time) -> None:
    """Not for each task."""
    for clock.now in (0.0, 1.0, 59.0, 61.0, 100.0):
        guard.check()
    assert 2 == server.asked


def test_a_newer_index_is_refused_until_it_is_gone(guard: MappingGuard, server: Server, clock: Time) -> None:
    """Each time, so that a rollback is noticed at once; the error says what to do."""
    server.version = mapping.VERSION + 1
    for _ in range(2):
        with pytest.raises(NewerIndexError, match=r"articles-v9 has mapping .* start the newer version"):
            guard.check()
    server.version = mapping.VERSION
    guard.check()
    assert 3 == server.asked


@pytest.mark.parametrize("version", [None, mapping.VERSION - 1])
def test_an_earlier_index_and_one_that_says_nothing_take_articles(
    guard: MappingGuard, server: Server, version: int | None
) -> None:
    server.version = version
    guard.check()
