"""StoryOutbox on a real Elasticsearch: one lead and right counts, in whatever order they are written."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
import redis
from click.testing import CliRunner, Result
from elasticsearch import Elasticsearch

from articles.article import Article
from search.documents import to_document
from search.schema.index_names import Names
from search.stories.order import order_unplaced
from search.stories.read import read, story_of
from search.stories.repair import Repaired, repair, repair_all
from search.transport.bulk import Operation, write
from search.transport.client import connect
from tasks.story_outbox import StoryOutbox
from workers.commands import main

NOON = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def id_of(number: int) -> str:
    """An article id."""
    return f"{number:064x}"


def put(
    client: Elasticsearch,
    names: Names,
    number: int,
    *,
    story: int,
    copy_of: int | None = None,
    body: str = "The council met.",
    published_at: datetime = NOON,
) -> None:
    """Write an article as the pipeline does: under its claim's time as external version."""
    article = Article(
        id=id_of(number),
        arrival=f"intake:{number}",
        claimed_at=1_700_000_000_000_000 + number % 1_000_000,
        title=f"Article {number}",
        body=body,
        url=f"https://paper{number}.example/story",
        source=f"Paper {number % 3}",
        published_at=published_at,
        story_id=id_of(story),
        copy_of=None if copy_of is None else id_of(copy_of),
        similarity=0.9 if number != story else None,
    )
    operation = Operation(
        action="index",
        index=names.everything,
        id=article.id,
        body=to_document(article, now=NOON),
        parameters={"version": article.claimed_at, "version_type": "external"},
    )
    (outcome,) = write(client, [operation], max_bytes=1 << 20)
    assert outcome.ok


def test_copies_are_counted(client: Elasticsearch, names: Names) -> None:
    """A lead counts its copies; doing it again changes nothing."""
    put(client, names, 1, story=1)
    for number in (2, 3, 4):
        put(client, names, number, story=1, copy_of=1)
    put(client, names, 9, story=9)
    assert Repaired(counted=1) == repair(client, names, [id_of(1), id_of(9), id_of(77)])
    assert Repaired() == repair(client, names, [id_of(1), id_of(9)])
    found = read(client, names, id_of(1))
    assert found is not None
    assert (id_of(1), 3, [id_of(n) for n in (2, 3, 4)]) == (found.lead.id, found.total, [c.id for c in found.copies])
    client.indices.refresh(index=names.everything)
    leads = client.search(index=names.articles, source_includes=["copies"])["hits"]["hits"]
    assert {id_of(1): 3, id_of(9): 0} == {hit["_id"]: hit["_source"]["copies"] for hit in leads}


def test_lead_moves(client: Elasticsearch, names: Names) -> None:
    """A copy that was published earlier takes the lead: others and counts follow, the story keeps its id."""
    put(client, names, 1, story=1)
    put(client, names, 2, story=1, copy_of=1)
    repair(client, names, [id_of(1)])
    put(client, names, 3, story=1, published_at=NOON - timedelta(hours=2))
    assert Repaired(counted=1, moved=1, followed=1) == repair(client, names, [id_of(1)])
    found = read(client, names, id_of(1))
    assert found is not None
    assert (id_of(3), 2) == (found.lead.id, found.total)
    client.indices.refresh(index=names.everything)
    hits = client.search(index=names.everything, source_includes=["copy_of", "copies", "is_copy"])["hits"]["hits"]
    state = {h["_id"]: (h["_source"].get("copy_of"), h["_source"]["copies"], h["_source"]["is_copy"]) for h in hits}
    assert {
        id_of(1): (id_of(3), 0, True),
        id_of(2): (id_of(3), 0, True),
        id_of(3): (None, 2, False),
    } == state
    assert Repaired() == repair(client, names, [id_of(1)])


def test_story_whose_lead_is_gone_gets_another(client: Elasticsearch, names: Names) -> None:
    """Where a process died between removing a lead and passing it on, the copy that came first leads."""
    put(client, names, 2, story=1, copy_of=1)
    put(client, names, 3, story=1, copy_of=1)
    repair(client, names, [id_of(1)])
    found = read(client, names, id_of(1))
    assert found is not None
    assert (id_of(2), 1, False) == (found.lead.id, found.total, found.lead.is_copy)


def test_counts_are_right_under_concurrency(
    client: Elasticsearch, names: Names, elasticsearch_url: str, valkey_url: str, prefix: str
) -> None:
    """Six writers put copies into three stories at once, each repairs what it touched: in the end all is right."""
    for story in (1, 2, 3):
        put(client, names, story, story=story)
    errors: list[BaseException] = []

    def work(writer: int) -> None:
        try:
            with connect(elasticsearch_url) as mine, redis.Redis.from_url(valkey_url) as broker:
                stories = StoryOutbox(broker, prefix)
                for turn in range(4):
                    story = 1 + (writer + turn) % 3
                    early = timedelta(minutes=writer) if turn == 2 else timedelta(0)
                    leads = writer == 5 and turn == 2
                    put(
                        mine,
                        names,
                        100 + 10 * writer + turn,
                        story=story,
                        copy_of=None if leads else story,
                        published_at=NOON - early,
                    )
                    stories.add([id_of(story)])
                    stories.repair(mine, names)
        except BaseException as error:
            errors.append(error)
            raise

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [] == errors
    with redis.Redis.from_url(valkey_url) as broker:
        stories = StoryOutbox(broker, prefix)
        stories.repair(client, names)
        assert stories.waiting() == 0
    client.indices.refresh(index=names.everything)
    leads = client.search(index=names.articles, source_includes=["copies", "story_id"])["hits"]["hits"]
    assert {id_of(1): 8, id_of(2): 8, id_of(3): 8} == {
        hit["_source"]["story_id"]: hit["_source"]["copies"] for hit in leads
    }
    assert len(leads) == 3
    for story in (1, 2, 3):
        found = read(client, names, id_of(story))
        assert found is not None
        named = client.search(
            index=names.everything, query={"term": {"copy_of": found.lead.id}}, size=0, track_total_hits=True
        )
        assert named["hits"]["total"]["value"] == 8


def test_stories_of_a_dead_process_are_repaired(
    client: Elasticsearch, names: Names, valkey_url: str, prefix: str
) -> None:
    """Stories stay on the list until they are repaired; after a loss of the list all can be repaired."""
    put(client, names, 1, story=1)
    put(client, names, 2, story=1, copy_of=1)
    with redis.Redis.from_url(valkey_url) as broker:
        stories = StoryOutbox(broker, prefix)
        stories.add([id_of(1)])
        # Another died while it had it in hand, and left its lock to expire.
        broker.set(f"{prefix}copydesk:stories:lock", "gone", px=50)
        assert Repaired() == stories.repair(client, names)
        assert stories.waiting() == 1
        broker.delete(f"{prefix}copydesk:stories:lock")
        assert Repaired(counted=1) == stories.repair(client, names)
    put(client, names, 3, story=1, copy_of=1)
    assert Repaired(counted=1) == repair_all(client, names)


def test_stories_of_a_lost_list_are_repaired_page_by_page(
    client: Elasticsearch, names: Names, valkey_url: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each call goes on where the last one ended, also in another process; afterwards there is nothing to do."""
    numbers = [n << 240 for n in range(1, 6)]
    for number in numbers:
        put(client, names, number, story=number)
        put(client, names, number + 1, story=number, copy_of=number)
    client.indices.refresh(index=names.everything)
    monkeypatch.setattr("search.stories.repair.LOOKED_AT_ONCE", 2)  # copies

    def counted() -> list[int]:
        client.indices.refresh(index=names.everything)
        return [client.get(index=names.everything, id=id_of(n))["_source"]["copies"] for n in numbers]

    with redis.Redis.from_url(valkey_url) as broker:
        assert not StoryOutbox(broker, prefix).repair_lost(client, names, lambda: True)
        assert [0] * 5 == counted()
        StoryOutbox(broker, prefix).mark_lost()
        assert StoryOutbox(broker, prefix).repair_lost(client, names, lambda: False)
        assert [1, 1, 0, 0, 0] == counted()
        assert not StoryOutbox(broker, prefix).repair_lost(client, names, lambda: True)
        assert [1] * 5 == counted()
        put(client, names, numbers[0] + 2, story=numbers[0], copy_of=numbers[0])
        assert not StoryOutbox(broker, prefix).repair_lost(client, names, lambda: True)
        assert [1] * 5 == counted()


def places(client: Elasticsearch, names: Names) -> dict[str, tuple[object, object, object]]:
    """What each article tells of its place: when its lead was published, how far behind it is, its rank."""
    client.indices.refresh(index=names.everything)
    fields = ("lead_published_at", "lag_seconds", "rank")
    hits = client.search(index=names.everything, source_includes=list(fields), size=100)["hits"]["hits"]
    found = {hit["_id"]: tuple(hit["_source"].get(field) for field in fields) for hit in hits}
    return {number: (one[0], one[1], one[2]) for number, one in found.items()}


def test_copies_tell_how_far_behind_they_ran(client: Elasticsearch, names: Names) -> None:
    """Each copy gets its lead's time, lag and rank; again when the lead moves. What is right is not written again."""
    put(client, names, 1, story=1)
    put(client, names, 2, story=1, copy_of=1, published_at=NOON + timedelta(hours=2))
    put(client, names, 3, story=1, copy_of=1, published_at=NOON + timedelta(hours=1))
    put(client, names, 9, story=9)
    client.indices.refresh(index=names.everything)
    assert order_unplaced(client, names) == 1
    nothing = (None, None, None)
    noon = NOON.isoformat()
    expected = {id_of(1): nothing, id_of(2): (noon, 7200, 3), id_of(3): (noon, 3600, 2), id_of(9): nothing}
    assert expected == places(client, names)
    assert order_unplaced(client, names) == 0
    put(client, names, 4, story=1, published_at=NOON - timedelta(hours=2))
    repair(client, names, [id_of(1)])
    client.indices.refresh(index=names.everything)
    assert order_unplaced(client, names) == 1
    ten = (NOON - timedelta(hours=2)).isoformat()
    moved = {id_of(4): nothing, id_of(1): (ten, 7200, 2), id_of(3): (ten, 10800, 3), id_of(2): (ten, 14400, 4)}
    assert {**moved, id_of(9): nothing} == places(client, names)


def test_place_that_names_a_lead_which_is_gone_goes_with_it(client: Elasticsearch, names: Names) -> None:
    """When another leads, nothing of the earlier lead's time is left in its copies."""
    put(client, names, 1, story=1)
    put(client, names, 2, story=1, copy_of=1, published_at=NOON + timedelta(hours=1))
    put(client, names, 3, story=1, copy_of=1, published_at=NOON + timedelta(hours=2))
    repair_all(client, names)
    assert (NOON.isoformat(), 3600, 2) == places(client, names)[id_of(2)]
    client.delete(index=names.everything, id=id_of(1), refresh=True)
    repair(client, names, [id_of(1)])
    assert {id_of(2): (None, None, None), id_of(3): (None, None, None)} == places(client, names)
    repair_all(client, names)
    assert ((NOON + timedelta(hours=1)).isoformat(), 3600, 2) == places(client, names)[id_of(3)]


def test_story_is_found_by_any_of_its_names(client: Elasticsearch, names: Names) -> None:
    """By its id, the beginning of it, an article's id or URL; a beginning of two stories names none."""
    put(client, names, 0xA << 248, story=0xA << 248)
    put(client, names, 2, story=0xA << 248, copy_of=0xA << 248)
    put(client, names, 3, story=3)
    story = id_of(0xA << 248)
    wanted = [story, story[:10], id_of(2), "https://paper2.example/story"]
    assert [story] * 4 == [story_of(client, names, name) for name in wanted]
    put(client, names, 4, story=4)
    assert story_of(client, names, "00000000") is None
    assert story_of(client, names, "ffffffff") is None


def run(elasticsearch_url: str, prefix: str, *args: str) -> Result:
    """Run the command."""
    environment = {"COPYDESK_ELASTICSEARCH_URL": elasticsearch_url, "COPYDESK_PREFIX": prefix, "COLUMNS": "200"}
    return CliRunner().invoke(main, ["story", *args], env=environment, catch_exceptions=False)


def test_command_shows_story_and_difference(
    client: Elasticsearch, names: Names, elasticsearch_url: str, prefix: str
) -> None:
    """`copydesk story` lists lead and copies; `--diff` shows the words that differ, between any two."""
    put(client, names, 1, story=1, body="The council met on Monday.")
    put(client, names, 2, story=1, copy_of=1, body="The council met on Tuesday.")
    put(client, names, 3, story=1, copy_of=1, body="The council met.")
    repair(client, names, [id_of(1)])
    shown = run(elasticsearch_url, prefix, id_of(2))
    assert shown.exit_code == 0, shown.output
    assert "2 copies" in shown.output
    rows = [line.split()[:2] for line in shown.output.splitlines()[-3:]]
    assert [["0", "lead"], ["1", "90%"], ["2", "90%"]] == rows
    row = json.loads(run(elasticsearch_url, prefix, id_of(1), "--json").output)
    assert (id_of(1), 2) == (row["id"], row["total"])
    differing = run(elasticsearch_url, prefix, id_of(1), "--diff")
    assert "[-Monday-] {+Tuesday+}" in differing.output
    assert "[-on Tuesday-]" in run(elasticsearch_url, prefix, id_of(1), "--diff", "1:2").output
    assert run(elasticsearch_url, prefix, id_of(1), "--diff", "0:9").exit_code == 2
    assert run(elasticsearch_url, prefix, "f" * 64).exit_code == 1
