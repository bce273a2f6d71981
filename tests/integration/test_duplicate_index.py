"""The duplicate index on a real Valkey: one judgement per arrival, one lead per story."""

from __future__ import annotations

import base64
import json
import random
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import redis

from articles.duplicates import sketch
from articles.identity import article_id, content_hash, decoded_hash, reused_url_id
from tasks.duplicates import script
from tasks.duplicates.index import Candidate, DuplicateIndex, DuplicateIndexLostError, IndexedArticle, Verdict

WORDS = [
    "river",
    "council",
    "harbour",
    "engine",
    "ministry",
    "teacher",
    "budget",
    "storm",
    "witness",
    "valley",
    "glass",
    "committee",
    "orchard",
    "signal",
    "market",
    "hospital",
    "bridge",
    "captain",
    "forest",
    "museum",
    "quarter",
    "letter",
    "planet",
    "tunnel",
    "garden",
    "copper",
    "station",
    "village",
    "winter",
    "treaty",
    "factory",
    "island",
    "senator",
    "bottle",
    "camera",
    "ticket",
    "shadow",
    "needle",
    "pepper",
    "rocket",
    "saddle",
    "temple",
]


def text(seed: int, words: int = 300) -> str:
    """A text of its own for each seed."""
    source = random.Random(seed)
    return " ".join(source.choice(WORDS) + ("." if i % 12 == 11 else "") for i in range(words))


def candidate(
    number: int,
    body: str,
    *,
    url: str | None = "",
    source: str | None = None,
    claimed_at: int | None = None,
    published_at: datetime | None = None,
) -> Candidate:
    """An arrival. It has a URL of its own, unless told otherwise."""
    if url == "":
        url = f"https://paper{number}.example/story"
    decoded = decoded_hash(body)
    return Candidate(
        arrival=f"intake:{number}",
        claimed_at=1_700_000_000_000_000 + number if claimed_at is None else claimed_at,
        article_id=article_id(url, source, decoded),
        url=url,
        source=source,
        decoded_hash=decoded,
        content_hash=content_hash("", body),
        published_at=published_at,
        sketch=sketch("", body).to_bytes(),
    )


@pytest.fixture
def client(valkey_url: str) -> Iterator[redis.Redis]:
    """A client of the real server."""
    with redis.Redis.from_url(valkey_url) as connection:
        yield connection


@pytest.fixture
def index(client: redis.Redis, prefix: str) -> Iterator[DuplicateIndex]:
    """A duplicate index of this test's own, ready to judge."""
    index = DuplicateIndex(client, prefix)
    index.mark_complete()
    yield index
    index.clear()


def test_first_of_its_text_is_new(index: DuplicateIndex) -> None:
    """An unknown text under an unknown URL is a new article, its own story."""
    arrival = candidate(1, text(1))
    (judged,) = index.judge([arrival])
    assert (Verdict.NEW, arrival.article_id, arrival.article_id, None) == (
        judged.verdict,
        judged.article_id,
        judged.story_id,
        judged.copy_of,
    )


def test_copies_elsewhere_join_the_story(index: DuplicateIndex) -> None:
    """The same text at another URL is `same_text`, a cut one `near_duplicate`; both name the lead and stand on it."""
    lead, same, cut = candidate(1, text(1)), candidate(2, text(1)), candidate(3, text(1)[:1200])
    index.judge([lead])
    judged = index.judge([same, cut])
    assert [Verdict.SAME_TEXT, Verdict.NEAR_DUPLICATE] == [j.verdict for j in judged]
    assert {lead.article_id} == {j.story_id for j in judged} == {j.copy_of for j in judged}
    assert lead.arrival in judged[0].depends_on
    assert lead.arrival in judged[1].depends_on
    assert [True, True] == [j.is_copy for j in judged]


def test_batch_sees_itself_in_order_of_claims(index: DuplicateIndex) -> None:
    """Inside a batch the one claimed first leads, whatever its place; the answers come in the order asked."""
    later, first = candidate(2, text(1)), candidate(1, text(1))
    judged = index.judge([later, first])
    assert [Verdict.SAME_TEXT, Verdict.NEW] == [j.verdict for j in judged]
    assert first.article_id == judged[0].copy_of
    assert (first.arrival,) == judged[0].depends_on


def test_redelivery_gives_the_same_judgement(index: DuplicateIndex) -> None:
    """In flight, settled, in other batches: an arrival never meets itself, and nothing is noted twice."""
    batch = [candidate(1, text(1)), candidate(2, text(1)), candidate(3, text(2)), candidate(4, text(2)[:1200])]
    first = index.judge(batch)
    assert first == index.judge(batch)
    assert first[2:] == index.judge(batch[2:])
    count = index.count()
    index.settle([c.arrival for c in batch])
    after = index.judge(batch)
    assert [(j.verdict, j.article_id, j.story_id, j.copy_of) for j in first] == [
        (j.verdict, j.article_id, j.story_id, j.copy_of) for j in after
    ]
    assert {()} == {j.depends_on for j in after}
    assert count == index.count()


def test_redelivery_that_was_cleaned_differently(index: DuplicateIndex) -> None:
    """While an arrival is in flight its judgement stands, whatever its text has become: others stand on it."""
    lead, copy = candidate(1, text(1)), candidate(2, text(1))
    first = index.judge([lead, copy])
    again = msgspec.structs.replace(lead, content_hash="0" * 64, sketch=sketch("", text(1)[:1800]).to_bytes())
    assert first[:1] == index.judge([again])
    assert [lead.arrival] == index.dependencies(copy.arrival)


def test_repaired_arrival_replaces_its_text(index: DuplicateIndex) -> None:
    """An arrival that comes again after it was settled, with another text, is an update of itself."""
    first = candidate(1, text(1))
    index.judge([first])
    index.settle([first.arrival])
    repaired = candidate(1, text(1) + " " + text(2, 80))
    (judged,) = index.judge([repaired])
    assert (Verdict.NEW_TEXT, first.article_id) == (judged.verdict, judged.article_id)
    index.settle([repaired.arrival])
    assert index.count() == 1


def test_same_arrival_twice_in_a_batch(index: DuplicateIndex) -> None:
    """A message that holds an arrival twice gets one judgement twice."""
    one = candidate(1, text(1))
    judged = index.judge([one, one])
    assert judged[0] == judged[1]
    assert index.count() == 1


def test_known_url_with_the_same_text_is_a_duplicate(index: DuplicateIndex) -> None:
    """The same publication once more has nothing new, and waits for the first."""
    first = candidate(1, text(1), url="https://a.example/1")
    again = candidate(2, text(1), url="https://a.example/1")
    index.judge([first])
    (judged,) = index.judge([again])
    assert (Verdict.SAME_ARTICLE, first.article_id, (first.arrival,)) == (
        judged.verdict,
        judged.article_id,
        judged.depends_on,
    )


def test_same_source_and_text_without_url_is_a_duplicate(index: DuplicateIndex) -> None:
    """Without URLs, source and text tell; another source's print is a copy."""
    first = candidate(1, text(1), url=None, source="Post")
    again = candidate(2, text(1), url=None, source="post")
    other = candidate(3, text(1), url=None, source="Times")
    judged = index.judge([first, again, other])
    assert [Verdict.NEW, Verdict.SAME_ARTICLE, Verdict.SAME_TEXT] == [j.verdict for j in judged]


def test_known_url_with_new_text_is_an_update(index: DuplicateIndex) -> None:
    """Overlapping text updates; the earlier version, delivered late, is older."""
    first = candidate(1, text(1), url="https://a.example/1")
    update = candidate(3, text(1) + " " + text(9, 100), url="https://a.example/1")
    late = candidate(2, text(1) + " " + text(8, 50), url="https://a.example/1")
    index.judge([first])
    (updated,) = index.judge([update])
    (older,) = index.judge([late])
    assert [Verdict.NEW_TEXT, Verdict.OLDER_VERSION] == [updated.verdict, older.verdict]
    assert {first.article_id} == {updated.article_id, updated.story_id, older.article_id}
    index.settle([first.arrival, update.arrival, late.arrival])
    assert index.count() == 1
    (older_again,) = index.judge([candidate(4, text(1), url="https://a.example/1", claimed_at=first.claimed_at)])
    assert older_again.verdict == Verdict.OLDER_VERSION


def test_known_url_with_foreign_text_is_another_article(index: DuplicateIndex) -> None:
    """A text that does not overlap is another article, and an update of that one updates that one."""
    url = "https://a.example/live"
    first, other = candidate(1, text(1), url=url), candidate(2, text(2), url=url)
    update = candidate(3, text(2) + " " + text(3, 60), url=url)
    index.judge([first])
    (reused,) = index.judge([other])
    assert (Verdict.URL_REUSED, reused_url_id(url, other.decoded_hash)) == (reused.verdict, reused.article_id)
    (updated,) = index.judge([update])
    assert (Verdict.NEW_TEXT, reused.article_id) == (updated.verdict, updated.article_id)


def test_failed_lead_takes_its_copies_back(index: DuplicateIndex) -> None:
    """What stood on a failed arrival is judged again: the first copy leads then."""
    lead, copy, duplicate = (
        candidate(1, text(1)),
        candidate(2, text(1)),
        candidate(3, text(1), url="https://paper2.example/story"),
    )
    for arrival in (lead, copy, duplicate):
        index.judge([arrival])
    assert [lead.arrival] == index.dependencies(copy.arrival)
    assert {copy.arrival, duplicate.arrival} == set(index.forget([lead.arrival]))
    assert index.count() == 0
    judged = index.judge([copy, duplicate])
    assert [Verdict.NEW, Verdict.SAME_ARTICLE] == [j.verdict for j in judged]


def test_settled_copy_waits_for_its_lead(index: DuplicateIndex) -> None:
    """A copy that is indexed before its lead is final with it, and taken back with it."""
    lead, copy = candidate(1, text(1)), candidate(2, text(1))
    index.judge([lead, copy])
    assert [] == index.settle([copy.arrival])
    assert {lead.arrival, copy.arrival} == set(index.settle([lead.arrival]))
    assert [] == index.dependencies(copy.arrival)
    other, other_copy = candidate(3, text(3)), candidate(4, text(3))
    index.judge([other, other_copy])
    index.settle([other_copy.arrival])
    assert [other_copy.arrival] == index.forget([other.arrival])


def test_failed_update_leaves_the_version_before(index: DuplicateIndex) -> None:
    """When a new text fails, what was indexed is still known."""
    url = "https://a.example/1"
    first, update = candidate(1, text(1), url=url), candidate(2, text(1) + " " + text(9, 100), url=url)
    index.judge([first])
    index.settle([first.arrival])
    index.judge([update])
    assert [] == index.forget([update.arrival])
    (judged,) = index.judge([candidate(3, text(1), url=url)])
    assert judged.verdict == Verdict.SAME_ARTICLE


def test_earlier_publication_takes_the_lead(index: DuplicateIndex) -> None:
    """A copy that was published before its lead is the lead from then on; the story keeps its id."""
    late = candidate(1, text(1), published_at=datetime(2024, 5, 2, 10, 30, tzinfo=UTC))
    early = candidate(2, text(1), published_at=datetime(2024, 5, 2, 9, 15, tzinfo=UTC))
    third = candidate(3, text(1), published_at=datetime(2024, 5, 3, tzinfo=UTC))
    index.judge([late])
    (took,) = index.judge([early])
    assert (True, False, late.article_id) == (took.takes_lead, took.is_copy, took.copy_of)
    (joined,) = index.judge([third])
    assert (late.article_id, early.article_id, False) == (joined.story_id, joined.copy_of, joined.takes_lead)


def test_date_without_time_takes_no_lead_on_the_same_day(index: DuplicateIndex) -> None:
    """Midnight is what a date without a time is read as; it proves nothing about that day."""
    noon = candidate(1, text(1), published_at=datetime(2024, 5, 2, 12, 30, tzinfo=UTC))
    day = candidate(2, text(1), published_at=datetime(2024, 5, 2, tzinfo=UTC))
    assert [False, False] == [j.takes_lead for j in index.judge([noon, day])]


def test_tombstones(index: DuplicateIndex) -> None:
    """What has a tombstone by id, URL or text is judged deleted, until the tombstone is removed."""
    by_id, by_url, by_text = candidate(1, text(1)), candidate(2, text(2)), candidate(3, text(3))
    index.add_tombstone(article_id=by_id.article_id)
    index.add_tombstone(url=by_url.url)
    index.add_tombstone(decoded_hash=by_text.decoded_hash)
    assert {Verdict.DELETED} == {j.verdict for j in index.judge([by_id, by_url, by_text])}
    index.remove_tombstone(url=by_url.url)
    assert [Verdict.NEW] == [j.verdict for j in index.judge([by_url])]


def test_forgotten_article_hands_the_lead_on(index: DuplicateIndex) -> None:
    """When a lead is deleted its oldest copy leads; a story of one is gone."""
    lead, copy, alone = candidate(1, text(1)), candidate(2, text(1)), candidate(3, text(3))
    index.judge([lead, copy, alone])
    index.settle([lead.arrival, copy.arrival, alone.arrival])
    assert {lead.article_id: copy.article_id, alone.article_id: None} == index.forget_articles(
        [lead.article_id, alone.article_id]
    )
    assert index.count() == 1
    (judged,) = index.judge([candidate(4, text(1))])
    assert (lead.article_id, copy.article_id) == (judged.story_id, judged.copy_of)


def test_nothing_is_judged_after_a_loss(client: redis.Redis, prefix: str) -> None:
    """After a wipe judging stops until the index has been rebuilt."""
    index = DuplicateIndex(client, prefix + "fresh:")
    assert index.is_empty()
    with pytest.raises(DuplicateIndexLostError):
        index.judge([candidate(1, text(1))])


def test_index_is_rebuilt(client: redis.Redis, prefix: str) -> None:
    """What `load` reads judges as before the wipe; loading twice changes nothing."""
    index = DuplicateIndex(client, prefix + "again:")
    lead, copy = candidate(1, text(1)), candidate(2, text(1)[:1500])
    entries = [
        IndexedArticle(
            arrival=c.arrival,
            claimed_at=c.claimed_at,
            article_id=c.article_id,
            url=c.url,
            decoded_hash=c.decoded_hash,
            content_hash=c.content_hash,
            sketch=c.sketch,
            story_id=lead.article_id,
            copy_of=None if c is lead else lead.article_id,
            is_copy=c is copy,
        )
        for c in (lead, copy)
    ]
    assert index.load(entries) == 2
    assert index.load(entries) == 0
    index.mark_complete()
    judged = index.judge([lead, copy, candidate(3, text(1)[:1300])])
    assert [Verdict.NEW, Verdict.NEAR_DUPLICATE, Verdict.NEAR_DUPLICATE] == [j.verdict for j in judged]
    assert [None, lead.article_id, lead.article_id] == [j.copy_of for j in judged]
    index.clear()
    assert index.is_empty()


def test_buckets_are_cut_in_two_as_they_fill(client: redis.Redis, prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in a bucket that is cut is found in its halves, and leaves nothing behind."""
    soon_full = script.source().replace("local FULL = 32 ", "local FULL = 2 ")
    assert soon_full != script.source()
    monkeypatch.setattr(script, "source", lambda: soon_full)
    index = DuplicateIndex(client, prefix + "growing:")
    index.mark_complete()
    leads = [candidate(i, text(i)) for i in range(80)]
    for start in range(0, 80, 8):
        index.judge(leads[start : start + 8])
    assert int(client.hget(f"{prefix}growing:seen:state", "buckets") or 0) > 512
    consistent(client, prefix + "growing:")

    copies = [candidate(100 + i, text(i)) for i in range(80)]
    judged = index.judge(copies)

    assert [(Verdict.SAME_TEXT, c.article_id) for c in leads] == [(j.verdict, j.copy_of) for j in judged]
    index.forget([c.arrival for c in leads])
    assert [] == list(client.scan_iter(f"{prefix}growing:seen:k*"))
    assert client.hget(f"{prefix}growing:seen:state", "postings") == b"0"
    index.clear()


def test_an_index_of_the_version_before_is_read_on(client: redis.Redis, prefix: str) -> None:
    """The file holds an index as the version before wrote it: two articles, and a copy in flight of the first."""
    base = f"{prefix}before:seen:".encode()
    for name, value in json.loads((Path(__file__).parent / "duplicate_index_before.json").read_text()).items():
        key = base + base64.b64decode(name)
        if isinstance(value, str):
            client.set(key, base64.b64decode(value))
        elif isinstance(value, dict):
            client.hset(key, mapping={base64.b64decode(f): base64.b64decode(v) for f, v in value.items()})
        else:
            client.sadd(key, *map(base64.b64decode, value))
    index = DuplicateIndex(client, prefix + "before:")
    first, second, copy = candidate(1, text(1)), candidate(2, text(2)), candidate(3, text(1)[:1500])

    again, cut, other, new = index.judge(
        [copy, candidate(4, text(2)[:1500]), candidate(5, text(1)), candidate(6, text(3))]
    )

    assert (Verdict.NEAR_DUPLICATE, first.article_id) == (again.verdict, again.copy_of)
    assert (Verdict.NEAR_DUPLICATE, second.article_id) == (cut.verdict, cut.copy_of)
    assert (Verdict.SAME_TEXT, first.article_id) == (other.verdict, other.copy_of)
    assert new.verdict is Verdict.NEW
    index.settle([copy.arrival, "intake:4", "intake:5", "intake:6"])
    consistent(client, prefix + "before:")
    everything = DuplicateIndex(client, prefix + "before:", window_days=-10_000)
    assert everything.evict(datetime.fromtimestamp(1_700_000_001, UTC)) == 6
    assert [base + b"state"] == list(client.scan_iter(base + b"*"))
    index.clear()


def test_eviction_by_age_and_number(client: redis.Redis, prefix: str) -> None:
    """The oldest texts go first, and leave nothing behind."""
    index = DuplicateIndex(client, prefix + "window:", window_days=1, window_articles=3)
    index.mark_complete()
    day = 86_400_000_000
    start = 1_700_000_000_000_000
    arrivals = [candidate(i, text(i), claimed_at=start + i * day // 4) for i in range(8)]
    arrivals.append(candidate(8, text(0), claimed_at=start + 2 * day))
    index.judge(arrivals)
    index.settle([c.arrival for c in arrivals])
    now = datetime.fromtimestamp((start + 2 * day) / 1e6, UTC)
    assert index.evict(now) == 6
    assert index.count() == 3
    (judged,) = index.judge([candidate(20, text(8), claimed_at=start + 2 * day)])
    assert judged.verdict == Verdict.NEW
    (copy,) = index.judge([candidate(21, text(0), claimed_at=start + 2 * day)])
    assert (arrivals[0].article_id, Verdict.SAME_TEXT) == (copy.story_id, copy.verdict)
    everything = DuplicateIndex(client, prefix + "window:", window_days=-10_000)
    everything.settle(["intake:20", "intake:21"])
    everything.evict(now)
    assert [f"{prefix}window:seen:state".encode()] == list(client.scan_iter(f"{prefix}window:*"))
    index.clear()


def test_workers_agree_on_one_lead(valkey_url: str, index: DuplicateIndex, prefix: str) -> None:
    """Eight workers with copies of the same texts at the same instant, each delivered twice: one lead a story."""
    rounds, workers = 12, 8
    barrier = threading.Barrier(workers)
    judged: dict[str, set[tuple[str, str]]] = {}
    stories: dict[int, set[str]] = {}
    lock = threading.Lock()
    errors: list[BaseException] = []

    def work(worker: int) -> None:
        try:
            with redis.Redis.from_url(valkey_url) as connection:
                mine = DuplicateIndex(connection, prefix)
                for number in range(rounds):
                    batch = [
                        candidate(1000 * number + 10 * worker + copy, text(number) + f" {worker} {copy}")
                        for copy in range(2)
                    ]
                    # Every second worker has the same messages as its neighbour.
                    batch += [candidate(1000 * number + 500 + worker // 2, text(number) + " once more")]
                    barrier.wait()
                    for c, j in zip(batch, mine.judge(batch), strict=True):
                        with lock:
                            judged.setdefault(c.arrival, set()).add((j.verdict, j.story_id))
                            stories.setdefault(number, set()).add(j.story_id)
        except BaseException as error:
            errors.append(error)
            barrier.abort()
            raise

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [] == errors
    assert {1} == {len(ids) for ids in stories.values()}
    assert {1} == {len(answers) for answers in judged.values()}
    assert rounds == sum(Verdict.NEW == verdict for answers in judged.values() for verdict, _ in answers)
    assert rounds * (2 * workers + workers // 2) == index.count()


def consistent(client: redis.Redis, prefix: str) -> None:
    """Everything that the index holds of an article leads to an article that is there, and is noted once."""
    base = f"{prefix}seen:".encode()
    entries = {int(key[len(base) + 1 :]) for key in client.scan_iter(base + b"e*", count=1000)}
    assert len(entries) == int(client.hget(base + b"state", "count") or 0)
    for kind in (b"k", b"i"):
        for key in client.scan_iter(base + kind + b"*", count=1000):
            for packed in client.hgetall(key).values():
                numbers = [int.from_bytes(packed[i : i + 4], "big") for i in range(0, len(packed), 4)]
                assert len(numbers) == len(set(numbers))
                assert set(numbers) <= entries, (kind, numbers)
    for key in client.scan_iter(base + b"s*", count=1000):
        if key != base + b"state":
            record = client.get(key)
            members = [int.from_bytes(record[i : i + 4], "big") for i in range(36, len(record), 4)]
            assert members
            assert len(members) == len(set(members))
            assert set(members) <= entries
            assert int.from_bytes(record[32:36], "big") in entries | {0}


def test_index_stays_consistent(valkey_url: str, client: redis.Redis, index: DuplicateIndex, prefix: str) -> None:
    """Workers judge, settle, fail, judge again, update, delete and evict at once: no dangling note is left."""
    workers, errors = 5, list[BaseException]()

    def work(worker: int) -> None:
        chance = random.Random(worker)
        try:
            with redis.Redis.from_url(valkey_url) as connection:
                mine = DuplicateIndex(connection, prefix)
                for turn in range(40):
                    batch = [
                        candidate(
                            10_000 * worker + 10 * turn + place,
                            text(chance.randrange(12)) + f" {chance.randrange(3)}",
                            url=f"https://paper.example/{chance.randrange(60)}",
                            published_at=datetime(2024, 5, 2, chance.randrange(1, 23), 30, tzinfo=UTC),
                        )
                        for place in range(4)
                    ]
                    judged = mine.judge(batch)
                    settling = [c for c in batch if chance.random() < 0.8]
                    failing = [c for c in batch if c not in settling]
                    mine.settle([c.arrival for c in settling])
                    mine.forget([c.arrival for c in failing])
                    if turn % 9 == 8:
                        mine.forget_articles([judged[0].article_id])
                    if turn % 7 == 6:
                        DuplicateIndex(connection, prefix, window_days=1e6, window_articles=60).evict()
        except BaseException as error:
            errors.append(error)
            raise

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [] == errors
    consistent(client, prefix)
    base = f"{prefix}seen:"
    flying = [name.decode() for name in client.hkeys(base + "f")]
    index.forget(flying)
    consistent(client, prefix)
    assert {base + "f", base + "state"} >= {
        key.decode() for kind in ("d", "w", "f", "state") for key in client.scan_iter(f"{base}{kind}*")
    }
