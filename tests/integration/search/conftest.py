"""Indices of a test's own, on the real server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch

from search.lifecycle.create import create_indices
from search.schema.index_names import Names
from search.transport.client import connect


@pytest.fixture
def names(prefix: str) -> Names:
    """Indices of this test's own."""
    return Names(prefix)


@pytest.fixture
def client(elasticsearch_url: str, names: Names) -> Iterator[Elasticsearch]:
    """A client, indices made."""
    with connect(elasticsearch_url) as connection:
        assert create_indices(connection, names)
        yield connection
