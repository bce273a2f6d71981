"""The index of entities, counted over real documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from articles.article import Article, Entity, Mention
from search.documents import to_document
from search.entity_index.count import id_of
from search.entity_index.passes import EntityIndex, count_now
from search.lifecycle.reindex import reindex, rollback
from search.schema.index_names import Names
from search.transport.bulk import Operation, require_done, write

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def _entity(name: str, key: str, *surfaces: str) -> Entity:
    return Entity(
        name=name,
        type=key.partition(":")[0] if key.startswith(("person", "organization")) else "place",
        key=key,
        salience=0.5,
        mentions=tuple(Mention(start=0, end=len(s), surface=s) for s in surfaces or (name,)),
    )


LINDQVIST = _entity("Maria Lindqvist", "person:lindqvist-maria", "Maria Lindqvist", "Ms. Lindqvist")
SHORTER = _entity("M. Lindqvist", "person:lindqvist-maria")
ORTIZ = _entity("José Ortiz", "person:jose-ortiz")
ACME = _entity("Acme Shipping", "organization:acme-shipping")
NORWAY = _entity("Norway", "country:NO")


def _article(number: int, *entities: Entity, days: int | None = 0, **fields: Any) -> Article:
    return Article(
        id=f"a{number}",
        arrival=f"intake:{number}",
        claimed_at=1_000_000 + number,
        title=f"Story {number}",
        body="Body.",
        source="gazette",
        published_at=None if days is None else MONDAY + timedelta(days=days),
        entities=entities,
        **fields,
    )


def _put(client: Elasticsearch, index: str, *articles: Article, **more: Any) -> None:
    now = MONDAY + timedelta(days=60)
    operations = [
        Operation(action="index", index=index, id=one.id, body=to_document(one, now=now) | more) for one in articles
    ]
    require_done(write(client, operations, max_bytes=1 << 20))


def _brought_up(client: Elasticsearch, names: Names, step: int = 2000) -> int:
    """Bring the index up to date; return the number of steps."""
    index = EntityIndex(client, names, step=step)
    steps = 1
    while index.step():
        steps += 1
        assert steps < 100
    client.indices.refresh(index=names.entities)
    return steps


def _all(client: Elasticsearch, names: Names) -> dict[str, Mapping[str, Any]]:
    found = client.search(index=names.entities, size=1000)["hits"]["hits"]
    return {hit["_source"]["key"]: hit["_source"] for hit in found}


def _numbers(client: Elasticsearch, names: Names) -> dict[str, int]:
    return {key: one["articles"] for key, one in _all(client, names).items()}


@pytest.fixture
def filled(client: Elasticsearch, names: Names) -> Elasticsearch:
    _put(
        client,
        names.everything,
        _article(1, LINDQVIST, NORWAY),
        _article(2, LINDQVIST, ACME, ORTIZ, days=8),
        _article(3, SHORTER, ACME, days=None),
        _article(4, LINDQVIST, copy_of="a1", story_id="a1", days=9),
    )
    _brought_up(client, names)
    return client


def test_what_a_document_says(filled: Elasticsearch, names: Names) -> None:
    """Names with counts, kind, first and last seen, articles by week, companions; copies are left out."""
    document = dict(filled.get(index=names.entities, id="person:lindqvist-maria")["_source"])
    assert document.pop("counted_at")
    assert {
        "key": "person:lindqvist-maria",
        "type": "person",
        "name": "Maria Lindqvist",
        "names": [{"name": "Maria Lindqvist", "articles": 2}, {"name": "M. Lindqvist", "articles": 1}],
        "forms": ["lindqvist", "m lindqvist", "maria lindqvist"],
        "articles": 3,
        "mentions": 5,
        "first_seen": "2026-03-02T00:00:00.000Z",
        "last_seen": "2026-05-01T00:00:00.000Z",  # an article without a date: when it came
        "weeks": [{"week": "2026-03-02", "articles": 1}, {"week": "2026-03-09", "articles": 1}],
        "companions": [
            {"key": "organization:acme-shipping", "articles": 2},
            {"key": "country:NO", "articles": 1},
            {"key": "person:jose-ortiz", "articles": 1},
        ],
    } == document
    assert {"country:NO": 1, "organization:acme-shipping": 2, "person:jose-ortiz": 1, "person:lindqvist-maria": 3} == (
        _numbers(filled, names)
    )


def test_nothing_new_costs_nothing(filled: Elasticsearch, names: Names) -> None:
    """Where nothing was written, a step writes nothing and says that nothing is left."""
    before = filled.indices.stats(index=[names.entities, names.state])["_all"]["primaries"]["indexing"]["index_total"]
    assert not EntityIndex(filled, names).step()
    after = filled.indices.stats(index=[names.entities, names.state])["_all"]["primaries"]["indexing"]["index_total"]
    assert before == after


def _add(client: Elasticsearch, names: Names) -> None:
    _put(client, names.everything, _article(5, ORTIZ, NORWAY, days=20))


def _change(client: Elasticsearch, names: Names) -> None:
    """Write another text of an article over it, as an update does that keeps no revision."""
    _put(client, names.everything, _article(2, LINDQVIST, NORWAY, days=8))


def _delete(client: Elasticsearch, names: Names) -> None:
    client.delete(index=names.everything, id="a2")


def _withdraw(client: Elasticsearch, names: Names) -> None:
    _put(client, names.withdrawn, _article(2, LINDQVIST, ACME, ORTIZ, days=8))
    client.delete(index=names.everything, id="a2")


def _demote(client: Elasticsearch, names: Names) -> None:
    """Let a lead become a copy."""
    client.update(index=names.everything, id="a1", doc={"is_copy": True, "copy_of": "a4"})
    client.update(index=names.everything, id="a4", doc={"is_copy": False})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_add, {"country:NO": 2, "organization:acme-shipping": 2, "person:jose-ortiz": 2, "person:lindqvist-maria": 3}),
        (_change, {"country:NO": 2, "organization:acme-shipping": 1, "person:lindqvist-maria": 3}),
        (_delete, {"country:NO": 1, "organization:acme-shipping": 1, "person:lindqvist-maria": 2}),
        (_withdraw, {"country:NO": 1, "organization:acme-shipping": 1, "person:lindqvist-maria": 2}),
        (_demote, {"organization:acme-shipping": 2, "person:jose-ortiz": 1, "person:lindqvist-maria": 3}),
    ],
)
@pytest.mark.parametrize("step", [1, 2000])
def test_what_changes_is_counted_again(
    filled: Elasticsearch,
    names: Names,
    change: Callable[[Elasticsearch, Names], None],
    expected: Mapping[str, int],
    step: int,
) -> None:
    """After a change of any kind all numbers are right; a name that only a removed article had is gone."""
    change(filled, names)
    _brought_up(filled, names, step)
    assert expected == _numbers(filled, names)
    companions = {one["key"] for document in _all(filled, names).values() for one in document["companions"]}
    assert companions <= set(expected)


def test_killed_anywhere(client: Elasticsearch, names: Names) -> None:
    """A pass goes on where one was stopped, by another process too; what was written meanwhile is counted as well."""
    people = [_entity(f"Person {n:03}", f"person:p{n:03}") for n in range(40)]
    _put(client, names.everything, *(_article(n, *people[n : n + 3]) for n in range(38)))
    for _ in range(3):
        assert EntityIndex(client, names, step=5).step()  # a new one each time: nothing is kept in memory
    _put(client, names.everything, _article(50, people[0], ORTIZ))
    client.delete(index=names.everything, id="a37")
    _brought_up(client, names, 5)
    expected = {f"person:p{n:03}": min(n + 1, 3, 39 - n) for n in range(39)}
    assert expected | {"person:p000": 2, "person:jose-ortiz": 1} == _numbers(client, names)


def test_a_step_that_is_asked_to_end(client: Elasticsearch, names: Names) -> None:
    """It pauses after each part, ends where it is told to, and the next one goes on from there."""
    people = [_entity(f"Person {n:03}", f"person:p{n:03}") for n in range(20)]
    _put(client, names.everything, *(_article(n, people[n]) for n in range(20)))
    pauses = iter([True, True, False])
    assert EntityIndex(client, names, part_seconds=0.0).step(lambda: next(pauses))
    client.indices.refresh(index=names.entities)
    # Five at first; since they took longer than no time at all, one after that.
    assert {f"person:p{n:03}": 1 for n in range(7)} == _numbers(client, names)
    _brought_up(client, names)
    assert {f"person:p{n:03}": 1 for n in range(20)} == _numbers(client, names)


def test_a_comparison_that_is_asked_to_end(client: Elasticsearch, names: Names) -> None:
    """It goes on behind what was corrected, however small the parts."""
    people = [_entity(f"Person {n:03}", f"person:p{n:03}") for n in range(12)]
    _put(client, names.everything, *(_article(n, people[n]) for n in range(12)))
    _brought_up(client, names)
    for number in range(10):  # a deletion leaves no keys behind: a comparison finds them
        client.delete(index=names.everything, id=f"a{number}")
    client.indices.refresh(index=names.everything)
    while EntityIndex(client, names, part_seconds=0.0).step(lambda: False):
        client.indices.refresh(index=names.entities)
    assert {f"person:p{n:03}": 1 for n in (10, 11)} == _numbers(client, names)


def test_another_index(filled: Elasticsearch, names: Names) -> None:
    """After a rebuild of the articles' index, and the way back, the numbers go on being right."""
    for swap in (reindex, rollback):
        swap(filled, names)
        _put(filled, names.everything, _article(6, ORTIZ))
        _brought_up(filled, names)
        assert 2 == _numbers(filled, names)["person:jose-ortiz"]


def test_begun_again(filled: Elasticsearch, names: Names) -> None:
    """All is counted again on demand, and an index of entities that somebody deleted comes back by itself."""
    filled.delete(index=names.entities, id="person:jose-ortiz")
    index = EntityIndex(filled, names)
    index.begin_again()
    _brought_up(filled, names)
    assert 4 == len(_numbers(filled, names))


def test_at_once(filled: Elasticsearch, names: Names) -> None:
    """Where a name may not stay until the next pass, it goes at once."""
    filled.delete(index=names.everything, id="a2")
    count_now(filled, names, ["person:jose-ortiz", "organization:acme-shipping", "person:lindqvist-maria"])
    assert {"country:NO": 1, "organization:acme-shipping": 1, "person:lindqvist-maria": 2} == _numbers(filled, names)


def test_many_values(client: Elasticsearch, names: Names) -> None:
    """Entities are counted in parts where an answer would have too many buckets."""
    crowd = [_entity(f"P{n:02}", f"person:p{n:02}") for n in range(35)]
    _put(client, names.everything, *(_article(n, *crowd, days=7 * n) for n in range(2000)))
    _brought_up(client, names)
    found = _all(client, names)
    assert 35 == len(found)
    assert {2000} == {one["articles"] for one in found.values()}
    assert {2000} == {len(one["weeks"]) for one in found.values()}
    assert {"p00"} == set(found["person:p00"]["forms"])
    # Companions of entities in so many articles are estimated.
    together = found["person:p00"]["companions"]
    assert {one.key for one in crowd} - {"person:p00"} == {one["key"] for one in together}
    assert all(1500 < one["articles"] < 2500 for one in together)


def test_long_keys(client: Elasticsearch, names: Names) -> None:
    """A key that is longer than an id may be is counted as others are."""
    key = f"organization:{'ö' * 400} {'!' * 400}"
    _put(client, names.everything, _article(1, _entity("Long", key), LINDQVIST))
    _brought_up(client, names)
    assert {key: 1, LINDQVIST.key: 1} == _numbers(client, names)
    assert key == client.get(index=names.entities, id=id_of(key))["_source"]["key"]
