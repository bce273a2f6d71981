"""A rebuild of the index while articles arrive, change and are deleted, killed again and again; and the way back."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from elasticsearch import ApiError, Elasticsearch

from articles.errors import PermanentError
from search.lifecycle import copying
from search.lifecycle.create import create_indices, current_index
from search.lifecycle.reindex import reindex, release, rollback, state_of
from search.lifecycle.state import Phase, state_file
from search.schema import mapping
from search.schema.index_names import Names
from search.transport.bulk import Operation, write
from search.transport.client import translated

_START = 1_700_000_000_000_000


class KilledError(BaseException):
    """The process ends here, without any clearing up."""


class Dying(Elasticsearch):
    """A client whose process is killed after a number of requests: no request comes out of it afterwards."""

    left = 0

    def perform_request(self, *arguments: Any, **options: Any) -> Any:
        """Send a request, or end."""
        Dying.left -= 1
        if Dying.left < 0:
            raise KilledError
        return super().perform_request(*arguments, **options)


class DyingAfter(Elasticsearch):
    """A client whose process is killed when a request of this kind was answered."""

    request = ("", "")  #: method, end of the path

    def perform_request(self, method: str, path: str, **options: Any) -> Any:
        """Send a request, and end if it was that one."""
        answer = super().perform_request(method, path, **options)
        if method == DyingAfter.request[0] and path.endswith(DyingAfter.request[1]):
            raise KilledError
        return answer


class Late(Elasticsearch):
    """A client before whose change of the write block a request of the process that was killed arrives."""

    request: Callable[[], object] | None = None

    def perform_request(self, method: str, path: str, **options: Any) -> Any:
        """Send a request, after the late one where it is due."""
        late = Late.request
        if late is not None and "index.blocks.write" in (options.get("body") or {}):
            Late.request = None
            late()
        return super().perform_request(method, path, **options)


class Archive:
    """Writes articles, changes and deletes them; knows what must be there."""

    def __init__(self, client: Elasticsearch, names: Names) -> None:
        self.client = client
        self.names = names
        self.versions: dict[str, int] = {}
        self.chance = random.Random(1)
        self.clock = _START

    def put(self, identifier: str) -> None:
        """Write an article under the time of its claim."""
        self.clock += 1_000_000
        body = {"title": f"Ports {identifier}", "body": "x", "language": "en", "claimed_at": self.clock}
        parameters = {"version": self.clock, "version_type": "external"}
        self._do(
            Operation(action="index", index=self.names.everything, id=identifier, body=body, parameters=parameters)
        )
        self.versions[identifier] = self.clock

    def remove(self, identifier: str) -> None:
        """Delete an article."""
        self._do(Operation(action="delete", index=self.names.everything, id=identifier))
        del self.versions[identifier]

    def step(self) -> None:
        """Do one thing that happens while the index is rebuilt."""
        some = sorted(self.versions)
        match self.chance.randrange(3):
            case 0:
                self.put(f"new-{self.clock}")
            case 1:
                self.put(self.chance.choice(some))
            case _:
                self.remove(self.chance.choice(some))

    def _do(self, operation: Operation) -> None:
        while True:
            (outcome,) = write(self.client, [operation], max_bytes=1 << 20)
            if outcome.ok:
                return
            assert outcome.transient, outcome

    def check(self) -> None:
        """Compare the index with what must be there."""
        self.client.indices.refresh(index=self.names.everything)
        answer = self.client.search(index=self.names.everything, size=10_000, version=True, source=False)
        assert self.versions == {hit["_id"]: hit["_version"] for hit in answer["hits"]["hits"]}


@pytest.fixture
def archive(client: Elasticsearch, names: Names) -> Archive:
    """An archive of 300 articles, in an index of the mapping before."""
    made = Archive(client, names)
    for number in range(300):
        made.put(f"a-{number}")
    client.indices.refresh(index=names.everything)
    return made


def meanwhile(archive: Archive, work: Callable[[], object]) -> None:
    """Do `work` while articles are written and searched for."""
    over = threading.Event()
    failures: list[Exception] = []

    def run(step: Callable[[], object]) -> None:
        try:
            while not over.is_set():
                step()
        except Exception as error:  # noqa: BLE001 - of any kind
            failures.append(error)

    def search() -> None:
        assert archive.client.search(index=archive.names.articles, size=1)["hits"]["hits"]

    threads = [threading.Thread(target=run, args=(step,)) for step in (archive.step, search)]
    for thread in threads:
        thread.start()
    try:
        work()
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert [] == failures


@pytest.mark.timeout(600)
def test_rebuild_that_is_killed_again_and_again_loses_nothing(
    client: Elasticsearch, names: Names, archive: Archive, elasticsearch_url: str
) -> None:
    """Whatever was written, changed or deleted meanwhile is as it should be, and no search failed."""
    before = current_index(client, names)

    def work() -> None:
        with Dying(elasticsearch_url, max_retries=0) as dying:
            for requests in (5, 20, 30, 36, 42, 1000):
                Dying.left = requests
                try:
                    reindex(dying, names)
                except KilledError:
                    continue
                return
        pytest.fail("it never came to an end")

    meanwhile(archive, work)
    assert before != current_index(client, names)
    archive.check()


@pytest.mark.timeout(600)
def test_rollback_takes_along_what_arrived_since(client: Elasticsearch, names: Names, archive: Archive) -> None:
    """And can itself be taken back."""
    before = current_index(client, names)
    after = reindex(client, names)
    for _ in range(50):
        archive.step()
    meanwhile(archive, lambda: rollback(client, names))
    assert before == current_index(client, names)
    archive.check()
    for _ in range(50):
        archive.step()
    assert after == rollback(client, names)
    archive.check()


def test_earlier_index_takes_no_writes_and_is_released(client: Elasticsearch, names: Names, archive: Archive) -> None:
    """A program that still has its name must not write where nobody reads."""
    before = current_index(client, names)
    reindex(client, names)
    with pytest.raises(ApiError, match="cluster_block_exception"):
        client.index(index=before, id="late", document={"title": "x"})
    assert before == release(client, names)
    assert release(client, names) is None
    with pytest.raises(PermanentError, match="is not there"):
        rollback(client, names)
    archive.check()


def test_nothing_to_go_back_to(client: Elasticsearch, names: Names) -> None:
    """The error says why."""
    with pytest.raises(PermanentError, match="nothing was rebuilt"):
        rollback(client, names)


def test_rebuild_goes_on_in_another_process(
    client: Elasticsearch, names: Names, archive: Archive, elasticsearch_url: str
) -> None:
    """How far it was stands in a document."""
    Dying.left = 12
    with Dying(elasticsearch_url, max_retries=0) as dying, pytest.raises(KilledError):
        reindex(dying, names)
    state = state_of(client, names)
    assert state is not None
    assert Phase.COPYING is state.phase
    reindex(client, names)
    archive.check()


@pytest.mark.timeout(600)
def test_killed_when_the_aliases_had_moved(
    client: Elasticsearch, names: Names, archive: Archive, elasticsearch_url: str
) -> None:
    """Run again, it is done: neither another rebuild begins, nor does the way back lead forward again."""
    before = current_index(client, names)
    DyingAfter.request = ("POST", "/_aliases")
    with DyingAfter(elasticsearch_url, max_retries=0) as dying:
        with pytest.raises(KilledError):
            reindex(dying, names)
        after = current_index(client, names)
        assert before != after == reindex(client, names) == current_index(client, names)
        archive.step()
        with pytest.raises(KilledError):
            rollback(dying, names)
        assert before == current_index(client, names) == rollback(client, names) == current_index(client, names)
    archive.check()
    assert after == rollback(client, names)
    archive.check()


@pytest.mark.timeout(600)
def test_killed_when_the_move_was_under_way(
    client: Elasticsearch, names: Names, archive: Archive, elasticsearch_url: str
) -> None:
    """The aliases move when the next run has begun: what arrives then stays, and the earlier index takes no writes."""
    before = current_index(client, names)
    DyingAfter.request = ("GET", "/_stats/docs")
    with DyingAfter(elasticsearch_url, max_retries=0) as dying, pytest.raises(KilledError):
        reindex(dying, names)
    state = state_of(client, names)
    assert state is not None
    copying.copy_changes(client, state.source, state.target, {})
    file = state_file(client, names)
    file.read()
    file.write(msgspec.structs.replace(state, phase=Phase.SWITCHING))
    client.indices.add_block(index=before, block="write")

    def move() -> None:
        actions = [{"remove": {"index": before, "aliases": [names.everything, names.articles]}}]
        actions += [{"add": {"index": state.target, "alias": alias}} for alias in (names.everything, names.articles)]
        client.indices.update_aliases(actions=actions)
        archive.put("late")

    Late.request = move
    with Late(elasticsearch_url, max_retries=0) as late:
        assert state.target == reindex(late, names)
    assert state.target == current_index(client, names)
    archive.check()
    with pytest.raises(ApiError, match="cluster_block_exception"):
        client.index(index=before, id="late", document={"title": "x"})


@pytest.mark.timeout(600)
def test_rebuild_after_a_way_back_is_killed_at_its_beginning(
    client: Elasticsearch, names: Names, archive: Archive, elasticsearch_url: str
) -> None:
    """Run again, it fills a new index, and not the one that was left by the way back, which takes no writes."""
    reindex(client, names)
    rollback(client, names)
    DyingAfter.request = ("PUT", f"/{names.state}/_doc/reindex")
    with DyingAfter(elasticsearch_url, max_retries=0) as dying, pytest.raises(KilledError):
        reindex(dying, names)
    archive.step()
    after = reindex(client, names)
    assert after == current_index(client, names)
    assert client.indices.get_mapping(index=after)
    archive.check()


def test_a_few_documents_that_are_missing_or_too_old_are_found_and_copied(
    client: Elasticsearch, names: Names, archive: Archive
) -> None:
    """By themselves, however few they are."""
    source, target = current_index(client, names), f"{names.prefix}other"
    client.indices.create(index=target, mappings=mapping.ARTICLE, settings=mapping.article_settings())
    for identifier in ("a", "b", "c"):
        archive.put(identifier)
    copying.copy_changes(client, source, target, {})
    assert [] == copying.differing(client, source, target)
    archive.put("d")
    archive.put("e")
    client.index(index=target, id="d", document={"title": "old"}, version=5, version_type="external")
    assert ["d", "e"] == sorted(copying.differing(client, source, target))
    copying.copy_documents(client, source, target, ["d", "e", "gone"], convert=dict)
    assert [] == copying.differing(client, source, target)


def test_fields_of_today_are_made_for_documents_of_before(client: Elasticsearch, names: Names) -> None:
    """An index of mapping 1 becomes one in which other forms of a word are found."""
    client.indices.delete(index=current_index(client, names))
    fields = {name: field for name, field in mapping.ARTICLE["properties"].items() if name != "stem"}
    client.indices.create(
        index=names.version(1),
        mappings={"dynamic": "strict", "_meta": {"copydesk": 1}, "properties": fields},
        settings={"analysis": mapping.ANALYSIS},
        aliases={names.everything: {"is_write_index": True}, names.articles: {}},
    )
    Archive(client, names).put("a")
    assert create_indices(client, names)
    assert names.version(mapping.VERSION) == reindex(client, names)
    with translated():
        client.indices.refresh(index=names.articles)
    assert 1 == client.count(index=names.articles, query={"match": {"stem.en.title": "port"}})["count"]
