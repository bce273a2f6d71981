"""Indices of an earlier version, and what an administrator removed, on a real Elasticsearch."""

from __future__ import annotations

import copy
from datetime import UTC, datetime

import pytest
from elasticsearch import Elasticsearch

from articles.errors import PermanentError
from articles.wire.hold_decisions import Hold, Kind
from articles.wire.packages import Entry, Shared
from search import packages
from search.holds import hold_records, identities
from search.ledger.entries import FileEntry, operations
from search.lifecycle.create import create_indices, current_index, mapping_version
from search.schema import mapping
from search.schema.index_names import Names
from search.schema.mapping import ANALYSIS
from search.transport.bulk import Operation, write


def test_nothing_is_missing_the_second_time(client: Elasticsearch, names: Names) -> None:
    """What exists is left alone."""
    assert not create_indices(client, names)


def test_fields_of_this_version_reach_an_index_of_an_earlier_one(client: Elasticsearch, names: Names) -> None:
    """New fields are added by put-mapping, also inside of objects; the documents stay."""
    index = current_index(client, names)
    client.indices.delete(index=index)
    earlier = copy.deepcopy(mapping.ARTICLE)
    for name in ("sketch_keys", "sentence_count"):
        del earlier["properties"][name]
    del earlier["properties"]["quotes"]["properties"]["fingerprint"]
    aliases = {names.everything: {"is_write_index": True}, names.articles: {}}
    settings = mapping.article_settings()
    client.indices.create(index=index, mappings=earlier, settings=settings, aliases=aliases)
    client.index(index=names.everything, id="a", document={"title": "Old"}, refresh=True)
    assert create_indices(client, names)
    assert mapping.ARTICLE["properties"].keys() == fields_of(client, index).keys()
    assert "fingerprint" in fields_of(client, index)["quotes"]["properties"]
    client.index(index=names.everything, id="b", document={"title": "New", "sketch_keys": ["00"]}, refresh=True)
    assert 2 == client.count(index=names.everything)["count"]
    assert not create_indices(client, names)


def test_registers_of_an_earlier_version_take_packages_and_orders(client: Elasticsearch, names: Names) -> None:
    """Their strict mappings get the new fields; an id that was entered before leads where it led."""
    without = ((names.identities, mapping.IDENTITIES, "parts"), (names.holds, mapping.HOLDS, "members"))
    for index, fields, name in without:
        earlier = copy.deepcopy(fields)
        del earlier["properties"][name]
        client.indices.delete(index=index)
        client.indices.create(index=index, mappings=earlier)
    client.index(index=names.identities, id="key", document={"article_id": "a", "owner": "folder:tna"})
    assert create_indices(client, names)
    entry = Entry(members=("key",), shared=Shared(tags=("Ferries",)))
    assert {"key"} == packages.enter(client, names, [("package", entry)])
    asked = identities.Asked(key="key", owner="folder:tna", own_id="own")
    assert ["a"] == [one.article_id for one in identities.resolve(client, names, [asked])]
    hold = Hold(kind=Kind.WITHHELD, article_id="a", owner="folder:tna", arrival="x:0", since=datetime.now(UTC))
    hold_records.put(client, names, {"a": hold})
    assert {"a": hold} == hold_records.read(client, names, ["a"])
    assert all(name in fields_of(client, index) for index, _, name in without)
    assert not create_indices(client, names)


def test_index_of_an_earlier_mapping_takes_articles_until_it_is_rebuilt(client: Elasticsearch, names: Names) -> None:
    """Its analyzers cannot stem: the stems are kept in the documents, and searched after a reindex."""
    index = current_index(client, names)
    client.indices.delete(index=index)
    earlier = copy.deepcopy(mapping.ARTICLE)
    earlier["_meta"] = {"copydesk": 1}
    del earlier["properties"]["stem"]
    aliases = {names.everything: {"is_write_index": True}, names.articles: {}}
    client.indices.create(index=names.version(1), mappings=earlier, settings={"analysis": ANALYSIS}, aliases=aliases)
    assert create_indices(client, names)
    document = {"title": "Ports", "stem": {"en": {"title": "Ports"}}}
    client.index(index=names.everything, id="a", document=document, refresh=True)
    assert 0 == client.count(index=names.everything, query={"match": {"stem.en.title": "port"}})["count"]
    assert not create_indices(client, names)
    assert 1 == mapping_version(client, names.version(1))


def test_program_refuses_an_index_of_a_newer_mapping(client: Elasticsearch, names: Names) -> None:
    """It would write documents that lack what the newer version relies on."""
    newer = {"_meta": {"copydesk": mapping.VERSION + 1}}
    client.indices.put_mapping(index=current_index(client, names), meta=newer["_meta"])
    with pytest.raises(PermanentError, match="index rollback"):
        create_indices(client, names)


def fields_of(client: Elasticsearch, index: str) -> dict[str, dict[str, dict[str, object]]]:
    """The fields that an index has."""
    return dict(client.indices.get_mapping(index=index)[index]["mappings"]["properties"])


def test_deleted_ledger_comes_back_with_its_mapping(client: Elasticsearch, names: Names) -> None:
    """A write meanwhile does not create it without one, but is refused until the ledger is there again."""
    client.indices.delete(index=names.intake)
    entry = operations(names, files=[FileEntry(intake="i", name="a.txt", claimed_at=1, articles=1)])
    (refused,) = write(client, entry, max_bytes=1 << 20)
    assert 404 == refused.status
    assert create_indices(client, names)
    (written,) = write(client, entry, max_bytes=1 << 20)
    assert written.ok
    assert "strict" == client.indices.get_mapping(index=names.intake)[names.intake]["mappings"]["dynamic"]


@pytest.mark.parametrize("which", ["articles", "everything"])
def test_removed_alias_is_put_back(client: Elasticsearch, names: Names, which: str) -> None:
    """With its filter, and to the index that it pointed to."""
    index = current_index(client, names)
    before = client.indices.get_alias(index=index)[index]["aliases"]
    client.indices.delete_alias(index=index, name=getattr(names, which))
    operation = Operation(action="index", index=names.everything, id="a", body={"title": "x", "is_copy": False})
    (outcome,) = write(client, [operation], max_bytes=1 << 20)
    assert (which == "articles") == outcome.ok  # no index is made in place of the alias
    assert create_indices(client, names)
    assert before == client.indices.get_alias(index=index)[index]["aliases"]


@pytest.mark.parametrize("share", [0.21, 0.225, 0.24, 0.27])
def test_document_larger_than_the_server_takes_leaves_its_neighbours_alone(
    share: float, client: Elasticsearch, names: Names
) -> None:
    """Indexing pressure rejects it each time: it gets a final outcome, and the others are written.

    The server counts four times its size on the shard, beside once for the request.
    """
    nodes = client.nodes.stats(metric="indexing_pressure")["nodes"].values()
    limit = min(int(node["indexing_pressure"]["memory"]["limit_in_bytes"]) for node in nodes)
    large = "word " * int(share * limit / 5)
    operations = [
        Operation(
            action="index", index=names.everything, id=f"{n}", body={"title": "x", "body": large if n == 2 else ""}
        )
        for n in range(5)
    ]
    outcomes = write(client, operations, max_bytes=1 << 30)
    assert [201, 201, 413, 201, 201] == [outcome.status for outcome in outcomes]
    assert "too large" in outcomes[2].error


def test_indices_of_an_earlier_version_are_refreshed_as_seldom_as_new_ones(client: Elasticsearch, names: Names) -> None:
    """Their interval is what that version set; one that an administrator chose stays."""
    client.indices.put_settings(index=names.everything, settings={"refresh_interval": "500ms"})
    client.indices.put_settings(index=names.intake, settings={"refresh_interval": "1s"})
    client.indices.put_settings(index=names.holds, settings={"refresh_interval": "3s"})
    create_indices(client, names)
    found = client.indices.get_settings(index=[names.everything, names.intake, names.holds], flat_settings=True)
    said = {about["settings"]["index.refresh_interval"] for name, about in found.items() if name != names.holds}
    assert {mapping.REFRESH} == said
    assert found[names.holds]["settings"]["index.refresh_interval"] == "3s"
