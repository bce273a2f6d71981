"""With security on, the workers' key is enough for everything that operating takes, and the reader's for searching."""

from __future__ import annotations

import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import ApiError, Elasticsearch
from pydantic import SecretStr

from articles.identity import article_id
from search import api_keys as access
from search.entity_index.passes import EntityIndex
from search.find.articles import Ask, search
from search.lifecycle.create import create_indices, current_index, index_status
from search.lifecycle.reindex import reindex, release, rollback
from search.schema.index_names import Names
from search.schema.mapping import VERSION
from search.stories.repair import repair_all
from search.transport.get_by_id import make_durable
from workers.commands import find
from workers.doctor.room import index_rooms
from workers.local.elasticsearch.home import Home
from workers.local.elasticsearch.server import EmbeddedElasticsearch
from workers.settings import Settings
from workers.watcher.load import load_of

Story = Callable[..., str]


@pytest.fixture(scope="module")
def secured(services_folder: Path, elasticsearch_home_path: Home) -> Iterator[EmbeddedElasticsearch]:
    """An Elasticsearch that asks who is there."""
    server = EmbeddedElasticsearch(services_folder / "keys-es", home=elasticsearch_home_path, port=0, security=True)
    with server:
        yield server


@pytest.fixture
def admin(secured: EmbeddedElasticsearch) -> Iterator[Elasticsearch]:
    """Its administrator."""
    with Elasticsearch(secured.url, basic_auth=(secured.login, secured.password or "")) as client:
        yield client


@pytest.fixture
def settings(settings: Settings, secured: EmbeddedElasticsearch, admin: Elasticsearch) -> Settings:
    """Settings with the workers' key."""
    names = Names(settings.prefix)
    create_indices(admin, names)
    key = access.make(admin, names, access.WRITER)
    return settings.model_copy(update={"elasticsearch_url": secured.url, "elasticsearch_api_key": SecretStr(key)})


@pytest.mark.timeout(600)
def test_a_life_with_the_workers_key(press: Any, story: Story, settings: Settings, admin: Elasticsearch) -> None:
    """Index, update, copy, fail, replay, lose the memory, take down, compare and count: nothing more is needed."""
    url = "https://paper.example/1"
    parts = press.parts
    press.take("a.txt", story(1), url=url)
    press.take("b.txt", story(1).replace("reasons", "grounds"), url=url)
    copy = press.take("c.txt", story(1) + "\nMore of our own.\n", url="https://b.example/print")
    press.enrichment.breaks_on = {"expected"}
    unexpected = story(2) + "Nobody had expected what the captain said in the end.\n"
    failed = press.take("d.txt", unexpected)
    press.enrichment.breaks_on = set()
    parts.replay.replay(failed)
    press.run()
    press.wipe()
    again = press.take("e.txt", unexpected)
    repair_all(parts.elasticsearch, parts.names)
    parts.redelivery.run()
    taken = parts.takedown.delete([article_id(url, None, "")], done=True)

    assert "copy" == press.fate(f"{copy}:0")[0]
    assert ("indexed", "new") == press.fate(f"{failed}:0")
    assert "duplicate" == press.fate(f"{again}:0")[0]
    assert (1, 1) == (taken.documents, taken.revisions)
    assert {article_id("https://b.example/print", None, "")} == set(taken.leads.values())
    assert [] == list(parts.audit.find(now=time.time()))
    assert [] == list(parts.recent_audit.find(since=time.time() - 60))
    make_durable(parts.elasticsearch, parts.names.everything)
    make_durable(parts.elasticsearch, parts.names.intake)
    assert 0 == parts.fate_counts.count().gap
    assert load_of(parts, settings).why_paused() is None
    assert 10 == len(index_status(parts.elasticsearch, parts.names))
    passes = EntityIndex(parts.elasticsearch, parts.names)
    while passes.step():
        pass
    with pytest.raises(Exception, match="403"):
        reindex(parts.elasticsearch, parts.names)
    # The administrator does that, and the workers' key works with what comes out of it.
    assert reindex(admin, parts.names) == current_index(parts.elasticsearch, parts.names)
    late = press.take("f.txt", story(5))
    assert ("indexed", "new") == press.fate(f"{late}:0")


@pytest.mark.timeout(600)
def test_what_the_writers_key_may_not(press: Any, story: Story, admin: Elasticsearch) -> None:
    """It sees that the cluster is well and has room, and nothing of others; it changes no index and makes no key."""
    writer, names = press.parts.elasticsearch, press.parts.names
    press.take("a.txt", story(1), url="https://paper.example/1")
    other = f"other-{names.prefix}"
    admin.index(index=other, document={"salary": 1}, refresh=True)
    forbidden: list[Callable[[], Any]] = [
        lambda: writer.cluster.state(),
        lambda: writer.cluster.stats(),
        lambda: writer.cluster.pending_tasks(),
        lambda: writer.cluster.put_settings(persistent={"action.auto_create_index": "true"}),
        lambda: writer.nodes.info(),
        lambda: writer.nodes.hot_threads(),
        lambda: writer.cat.nodes(),
        lambda: writer.search(index=other),
        lambda: writer.indices.get(index=other),
        lambda: writer.index(index=other, document={"salary": 2}),
        lambda: writer.search(index=".security"),
        lambda: writer.indices.create(index=f"{names.prefix}articles-v9"),
        lambda: writer.indices.close(index=names.version(VERSION)),
        lambda: writer.indices.delete(index=names.version(VERSION)),
        lambda: writer.indices.put_mapping(index=names.everything, properties={"mine": {"type": "keyword"}}),
        lambda: writer.indices.put_alias(index=names.version(VERSION), name="mine"),
        lambda: writer.security.create_api_key(name="more"),
        lambda: writer.snapshot.get_repository(),
    ]
    try:
        assert [403] * len(forbidden) == [status_of(attempt) for attempt in forbidden]
        assert other not in writer.indices.get(index="*")
    finally:
        admin.indices.delete(index=other)
    assert writer.cluster.health()["status"] in {"green", "yellow"}
    assert [True] == [room.place.startswith("index on ") for room in index_rooms(writer, names)]


@pytest.mark.timeout(600)
def test_what_the_readers_key_may(
    press: Any, story: Story, secured: EmbeddedElasticsearch, admin: Elasticsearch
) -> None:
    """It searches, each story once or each copy; it sees no ledger, revisions or tombstones, and writes nothing."""
    names = press.parts.names
    press.take("a.txt", story(1), url="https://paper.example/1")
    press.take("c.txt", story(1) + "\nMore of our own.\n", url="https://b.example/print")
    admin.indices.refresh(index=names.everything)
    identifier = article_id("https://paper.example/1", None, "")
    with Elasticsearch(secured.url, api_key=access.make(admin, names, access.READER)) as reader:
        assert 1 == search(reader, names, Ask()).total
        assert 2 == search(reader, names, Ask(copies=True)).total
        reader.search(index=names.entities)
        forbidden: list[Callable[[], Any]] = [
            lambda: reader.search(index=names.intake),
            lambda: reader.get(index=names.intake, id="x"),
            lambda: reader.search(index=names.revisions),
            lambda: reader.search(index=names.tombstones),
            lambda: reader.search(index=names.withdrawn),
            lambda: reader.search(index=names.holds),
            lambda: reader.search(index=names.identities),
            lambda: reader.index(index=names.everything, id="x", document={"title": "x", "body": "x"}),
            lambda: reader.index(index=names.entities, id="x", document={"key": "x"}),
            lambda: reader.update(index=names.everything, id=identifier, doc={"title": "x"}),
            lambda: reader.delete(index=names.everything, id=identifier),
            lambda: reader.delete(index=names.version(VERSION), id=identifier),
            lambda: reader.update_by_query(index=names.everything),
            lambda: reader.indices.delete(index=names.version(VERSION)),
            lambda: reader.indices.close(index=names.version(VERSION)),
            lambda: reader.indices.create(index=f"{names.prefix}articles-v9"),
            lambda: reader.cluster.put_settings(persistent={"action.auto_create_index": "true"}),
            lambda: reader.security.create_api_key(name="more"),
        ]
        assert [403] * len(forbidden) == [status_of(attempt) for attempt in forbidden]
        everything = set(reader.indices.get(index="*"))
    assert {names.version(VERSION), names.changes, names.entities} == everything
    assert 2 == len(press.documents())


@pytest.mark.timeout(600)
def test_what_the_operators_key_may(
    press: Any, story: Story, secured: EmbeddedElasticsearch, admin: Elasticsearch
) -> None:
    """It rebuilds the index, goes back, goes forward again and releases the index that was kept; no more than that."""
    names = press.parts.names
    other = f"other-{names.prefix}"
    admin.index(index=other, document={"salary": 1}, refresh=True)
    press.take("a.txt", story(1), url="https://paper.example/1")
    first = current_index(admin, names)
    with Elasticsearch(secured.url, api_key=access.make(admin, names, access.OPERATOR)) as operator:
        assert not create_indices(operator, names)
        second = reindex(operator, names)
        assert first == rollback(operator, names)
        assert second == rollback(operator, names)
        assert first == release(operator, names)
        assert second == current_index(operator, names)
        assert not admin.indices.exists(index=first)
        forbidden: list[Callable[[], Any]] = [
            lambda: operator.search(index=other),
            lambda: operator.index(index=other, document={"salary": 2}),
            lambda: operator.indices.delete(index=other),
            lambda: operator.search(index=".security"),
            lambda: operator.security.create_api_key(name="more"),
            lambda: operator.security.put_user(username="more", password="a password", roles=["superuser"]),
        ]
        assert [403] * len(forbidden) == [status_of(attempt) for attempt in forbidden]
    admin.indices.delete(index=other)
    assert 1 == len(press.documents())


@pytest.mark.timeout(600)
def test_what_the_desks_key_may(press: Any, story: Story, secured: EmbeddedElasticsearch, admin: Elasticsearch) -> None:
    """It reads what is published, earlier texts and the ledger, nothing kept from readers; it writes nothing."""
    names = press.parts.names
    press.take("a.txt", story(1), url="https://paper.example/1")
    admin.indices.refresh(index=names.everything)
    with Elasticsearch(secured.url, api_key=access.make(admin, names, access.WEB)) as web:
        assert 1 == search(web, names, Ask()).total
        for index in (names.changes, names.entities, names.revisions, names.intake):
            web.search(index=index)
        forbidden: list[Callable[[], Any]] = [
            lambda: web.search(index=names.withdrawn),
            lambda: web.search(index=names.tombstones),
            lambda: web.search(index=names.holds),
            lambda: web.search(index=names.identities),
            lambda: web.index(index=names.everything, id="x", document={"title": "x", "body": "x"}),
            lambda: web.index(index=names.intake, id="x", document={"name": "x"}),
            lambda: web.delete_by_query(index=names.everything, query={"match_all": {}}),
            lambda: web.cluster.health(),
            lambda: web.security.create_api_key(name="more"),
        ]
        assert [403] * len(forbidden) == [status_of(attempt) for attempt in forbidden]


@pytest.mark.timeout(600)
def test_what_the_local_readers_key_may(
    press: Any, story: Story, secured: EmbeddedElasticsearch, admin: Elasticsearch
) -> None:
    """It reads what readers may and the ledger, and refreshes; what is killed or under an embargo is not its."""
    names = press.parts.names
    press.take("a.txt", story(1), url="https://paper.example/1")
    with Elasticsearch(secured.url, api_key=access.make(admin, names, access.LOCAL_READER)) as reader:
        for index in (names.articles, names.everything, names.changes, names.entities, names.intake):
            reader.indices.refresh(index=index)
            reader.search(index=index)
        assert 1 == search(reader, names, Ask()).total
        forbidden: list[Callable[[], Any]] = [
            lambda: reader.search(index=names.withdrawn),
            lambda: reader.search(index=names.revisions),
            lambda: reader.search(index=names.tombstones),
            lambda: reader.search(index=names.holds),
            lambda: reader.search(index=names.identities),
            lambda: reader.cluster.state(),
            lambda: reader.nodes.stats(),
            lambda: reader.index(index=names.everything, id="x", document={"title": "x", "body": "x"}),
            lambda: reader.indices.delete(index=names.version(VERSION)),
        ]
        assert [403] * len(forbidden) == [status_of(attempt) for attempt in forbidden]
        assert 1 == reader.search(index=f"{names.prefix}article*")["hits"]["total"]["value"]


def status_of(attempt: Callable[[], Any]) -> int:
    try:
        return int(attempt().meta.status)
    except ApiError as error:
        return error.status_code


#: How each command that reads articles is asked about one that is kept from readers: by its id, its words, its name.
READING: dict[str, list[list[str]]] = {
    "batch": [["WORDS_FILE"], ["--names", "WORDS_FILE"]],
    "entities": [["Quixo"], []],
    "entity": [["person:quixotaxis-jones"], ["Quixotaxis Jones"]],
    "export": [["--jsonl", "OUT"], ["--csv", "OUT", "Quixotaxis"], ["--jsonl", "OUT", "id:ID"]],
    "more-like": [["ID"], ["VISIBLE"]],
    "revisions": [["ID"], ["ID", "--diff"]],
    "search": [["Quixotaxis"], ["ferry", "--copies"], ["id:ID"], ["--entity", "Quixotaxis Jones"], ["Quixotaxiz"]],
    "show": [["ID"]],
    "story": [["ID"], ["VISIBLE", "--diff"]],
    "verify": [["ID:1:0-20:0123456789abcdef"]],
    "withdrawn": [[], ["ID"]],
}
#: Commands that show no articles, or tell of kills by design.
NOT_READING = {
    "changes": "tells sites and caches which ids were killed, so that they let go of them",
    "import": "writes",
}


def test_every_command_that_reads_articles_is_asked() -> None:
    """A new command needs its entry above."""
    modules = {name for _, name, _ in pkgutil.iter_modules(find.__path__)} - {"hits", "named", "query_arguments"}
    assert {name.rstrip("_").replace("_", "-") for name in modules} == READING.keys() | NOT_READING.keys()


@pytest.mark.timeout(900)
def test_commands_with_the_readers_key_show_nothing_that_is_kept_from_readers(
    press: Any,
    story: Story,
    settings: Settings,
    admin: Elasticsearch,
    monkeypatch: pytest.MonkeyPatch,
    copydesk: Callable[..., str],
    tmp_path: Path,
) -> None:
    """Killed, a copy of what was killed, withheld, under an embargo: in no list, count, suggestion, export or error."""
    press.configure(settings.model_copy(update={"agencies": ("tna",)}))
    secret = f"Quixotaxis Jones took the ferry at night. {story(1)} “Quixotaxis comes at night,” said Quixotaxis Jones."
    kill = {"uri": "urn:tna:1", "version": "2", "pubstatus": "canceled"}
    said = [
        {"uri": "urn:tna:1", "version": "1", "headline": "Quixotaxis killed", "body_text": secret},
        {"uri": "urn:tna:2", "version": "1", "headline": "Quixotaxis withheld", "body_text": f"Quixotaxis {story(2)}"},
        {"uri": "urn:tna:3", "version": "1", "headline": "Quixotaxis later", "body_text": f"Quixotaxis {story(3)}"},
        {"uri": "urn:tna:4", "version": "1", "headline": "The ferry", "body_text": f"The ferry left. {story(4)}"},
    ]
    said[1]["pubstatus"] = "withheld"
    said[2]["embargoed"] = "2031-01-01T00:00:00Z"
    press.take("tna/all.jsonl", press.lines(*said))
    press.take("post/copy.txt", f"Quixotaxis killed\n\n{secret}", url="https://post.example/copy")
    press.take("tna/kill.json", press.lines(kill))
    kept = {hit["_id"] for hit in admin.search(index=press.parts.names.withdrawn)["hits"]["hits"]}
    assert 4 == len(kept)
    ((visible, _),) = press.documents().items()
    words = tmp_path / "words.txt"
    words.write_text("Quixotaxis\nQuixotaxis Jones\nferry\n", "utf-8")
    monkeypatch.setenv("COPYDESK_ELASTICSEARCH_API_KEY", access.make(admin, press.parts.names, access.READER))
    out = tmp_path / "out.txt"
    shown = []
    for command, calls in READING.items():
        for call in calls:
            for identifier in sorted(kept) if "ID" in "".join(call) else [""]:
                known = {"ID": identifier, "VISIBLE": visible, "WORDS_FILE": str(words), "OUT": str(out)}
                asked = [
                    re.sub("ID|VISIBLE|WORDS_FILE|OUT", lambda found: known[found[0]], one)  # noqa: B023
                    for one in call
                ]
                answer = copydesk(command, *asked, code=None)
                if out.exists():
                    answer += out.read_text("utf-8")
                    assert "The ferry left." in answer or "Quixotaxis" in asked or identifier
                    out.unlink()
                for one in asked:
                    answer = answer.replace(one, "")
                if re.search("quixotaxis (?:killed|later|withheld|comes|took)", answer, re.I) or any(
                    one in answer for one in kept
                ):
                    shown.append((command, asked, answer[:300]))
    assert [] == shown
