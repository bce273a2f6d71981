"""The planned archive in a real Elasticsearch, and the command line over it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from elasticsearch import Elasticsearch

from search.entity_index.passes import EntityIndex
from search.schema.index_names import Names
from search.transport.client import connect
from workers.commands import main

from .plan import fill


@pytest.fixture(scope="module")
def client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    with connect(elasticsearch_url) as made:
        yield made


@pytest.fixture(scope="module")
def names(client: Elasticsearch) -> Iterator[Names]:
    """An archive that the tests of a module only read."""
    made = Names(f"t{uuid.uuid4().hex[:10]}-")
    fill(client, made)
    passes = EntityIndex(client, made)
    while passes.step():
        pass
    client.indices.refresh(index=made.entities)
    yield made
    for index in client.indices.get(index=f"{made.prefix}*"):
        client.indices.delete(index=index)
    client.indices.delete_index_template(name=f"{made.prefix}*")


@pytest.fixture
def copydesk(
    elasticsearch_url: str, names: Names, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """Run a command over the archive."""
    monkeypatch.setenv("COPYDESK_ELASTICSEARCH_URL", elasticsearch_url)
    monkeypatch.setenv("COPYDESK_PREFIX", names.prefix)
    monkeypatch.setenv("COPYDESK_DATA", str(tmp_path))
    monkeypatch.setenv("COPYDESK_MODELS", "{}")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments), catch_exceptions=False)

    return run
