"""All indices saved to a folder, lost, and put back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch

from articles.errors import PermanentError
from search.lifecycle.create import create_indices
from search.lifecycle.snapshots import Repository
from search.schema import mapping
from search.schema.index_names import Names


@pytest.fixture
def client(client: Elasticsearch, names: Names) -> Iterator[Elasticsearch]:
    """A client, indices made, on a server that may keep snapshots."""
    if not client.nodes.info(filter_path="nodes.*.settings.path.repo").body:
        pytest.skip("this server has no path.repo")
    yield client
    client.options(ignore_status=404).snapshot.delete_repository(name=f"{names.prefix}copydesk")


def test_what_was_saved_comes_back(client: Elasticsearch, names: Names) -> None:
    """Documents with their versions, and the aliases; into indices that a start has made."""
    client.index(index=names.everything, id="a", document={"title": "x"}, version=7, version_type="external")
    client.index(index=names.intake, id="i", document={"kind": "file", "intake": "i"}, refresh=True)
    repository = Repository(client, names)
    assert not repository.is_named()
    repository.use()
    saved = repository.save()
    assert [saved] == repository.saved()
    with pytest.raises(PermanentError, match="have documents"):
        repository.restore(saved.name)
    client.indices.delete(index=list(client.indices.get(index=f"{names.prefix}*")))
    assert create_indices(client, names)
    repository.restore(saved.name)
    found = client.get(index=names.articles, id="a")
    assert (7, {"title": "x"}) == (found["_version"], found["_source"])
    assert client.exists(index=names.intake, id="i")
    assert not create_indices(client, names)


def test_snapshot_of_an_index_that_takes_no_writes_for_a_moment(client: Elasticsearch, names: Names) -> None:
    """What is put back takes writes: the rebuild that the pause belonged to is not put back with it."""
    client.index(index=names.everything, id="a", document={"title": "x"})
    client.indices.add_block(index=names.version(mapping.VERSION), block="write")
    repository = Repository(client, names)
    repository.use()
    saved = repository.save()
    client.indices.delete(index=list(client.indices.get(index=f"{names.prefix}*")))
    repository.restore(saved.name)
    client.index(index=names.everything, id="b", document={"title": "y"})


def test_unknown_snapshot(client: Elasticsearch, names: Names) -> None:
    """The error names the command that lists them."""
    with pytest.raises(PermanentError, match="--list"):
        Repository(client, names).restore("never")


def test_place_that_the_server_may_not_write_to(client: Elasticsearch, names: Names) -> None:
    """The error says what to set."""
    with pytest.raises(PermanentError, match=r"elasticsearch\.yml"):
        Repository(client, names).use(folder="/nowhere")
