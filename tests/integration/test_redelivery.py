"""Lost work items are published again, whatever else waits; waiting ones are not. On a real broker, no workers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from articles.article import Record
from articles.fates import Fate, Reason
from tasks.spool.values import Assessment, Split
from tasks.work_item import WorkItem
from workers.app.factory import parts_of
from workers.app.wiring import Parts
from workers.settings import Settings
from workers.watcher.claims import Claimer

#: Longer than any lease.
LATER = 1000.0


@pytest.fixture
def parts(tmp_path: Path, valkey_url: str, prefix: str) -> Iterator[Parts]:
    """The parts of a process whose messages nobody takes. Elasticsearch is not asked."""
    settings = Settings(
        data=tmp_path, broker_url=valkey_url, prefix=prefix, elasticsearch_url="http://127.0.0.1:9", batch_articles=1
    )
    parts = parts_of(settings)
    parts.queue.prepare()
    yield parts
    parts.redis.close()


@pytest.fixture
def claim(parts: Parts) -> Callable[..., str]:
    """Claim a new file and publish it; its intake."""
    numbers = iter(range(10_000))

    def make(*, express: bool = False) -> str:
        path = parts.queue.inbox / f"{next(numbers)}.txt"
        path.write_text("text")
        claim = Claimer(parts.queue).claim(path)
        assert claim is not None
        parts.publisher.process([WorkItem(claim.intake)], express=express)
        return claim.intake

    return make


def waiting(parts: Parts, queue: str = "process") -> list[str]:
    """References on a queue, oldest first."""
    import base64

    rows = parts.redis.lrange(parts.backlog.key(queue), 0, -1)
    bodies = [json.loads(base64.b64decode(json.loads(raw)["body"])) for raw in rows]
    return [reference for body in reversed(bodies) for reference in body[0][0]]


def take(parts: Parts, queue: str = "process", *, begin: bool = True) -> str:
    """Take the oldest message as a worker does, which then dies."""
    (reference,) = waiting(parts, queue)[:1]
    parts.redis.rpop(parts.backlog.key(queue))
    if begin:
        parts.leases.extend([WorkItem.parse(reference)])
    return reference


def test_a_message_taken_and_lost_is_published_again_though_a_backlog_waits(
    parts: Parts, claim: Callable[..., str]
) -> None:
    """A task died with it; that others have waited for longer is no reason to hold it back."""
    old = [claim() for _ in range(3)]
    lost = take(parts)
    assert 0 == parts.redelivery.run().published
    result = parts.redelivery.run(now=time.time() + LATER)
    assert (1, 2, 3) == (result.published, result.behind_backlog, result.processing)
    assert [*(f"{name}/0" for name in old[1:]), lost] == waiting(parts)


def test_a_message_lost_before_a_task_began_is_published_again_though_a_backlog_waits(
    parts: Parts, claim: Callable[..., str]
) -> None:
    """Its queue has moved on past it."""
    first = claim()
    time.sleep(2.1)  # clocks may differ by two seconds
    others = [claim() for _ in range(3)]
    assert f"{first}/0" == take(parts, begin=False)
    result = parts.redelivery.run(now=time.time() + LATER)
    assert (1, 3) == (result.published, result.behind_backlog)
    assert [*(f"{name}/0" for name in others), f"{first}/0"] == waiting(parts)


def test_messages_do_not_multiply_in_a_long_backlog(parts: Parts, claim: Callable[..., str]) -> None:
    """However often the redelivery looks, and however long they wait."""
    names = [claim() for _ in range(50)]
    for minutes in range(1, 100):
        assert 0 == parts.redelivery.run(now=time.time() + 60 * minutes).published
    assert [f"{name}/0" for name in names] == waiting(parts)


def test_a_lost_express_message_does_not_wait_for_the_backlog_of_another_queue(
    parts: Parts, claim: Callable[..., str]
) -> None:
    """Each queue is judged by its own oldest message."""
    claim()
    small = claim(express=True)
    take(parts, "express-process", begin=False)
    assert 1 == parts.redelivery.run(now=time.time() + LATER).published
    assert f"{small}/0" == waiting(parts)[-1]


def test_a_wiped_broker_gets_everything_again_once(parts: Parts, claim: Callable[..., str]) -> None:
    """No lease means lost."""
    names = [claim() for _ in range(3)]
    parts.redis.delete(parts.backlog.key("process"), *parts.redis.keys(f"{parts.settings.prefix}copydesk:*"))
    assert 3 == parts.redelivery.run().published
    assert 0 == parts.redelivery.run().published
    assert [f"{name}/0" for name in names] == waiting(parts)


def cut(parts: Parts, name: str, chunks: int) -> None:
    """Cut a claimed file into chunks of one article, and publish them."""
    intake = parts.queue.intake(name)
    for chunk in range(chunks):
        intake.split_chunk(chunk).write_records([Record(number=chunk, content="x", form="jsonl")])
    intake.write_split(Split(articles=chunks, chunks=chunks, chunk_articles=1))
    parts.redis.delete(parts.backlog.key("process"))
    parts.publisher.process(intake.open_items(), alone=True)


def test_of_a_file_of_many_chunks_only_the_lost_one_is_published_again(parts: Parts, claim: Callable[..., str]) -> None:
    """The others still wait; those that are finished need nothing, and leave no lease."""
    name = claim()
    cut(parts, name, 5)
    for chunk in (0, 1):
        assert f"{name}/{chunk}" == take(parts)
    fate = Assessment(number=0, fate=Fate.INDEXED, reason=Reason.NEW)
    parts.queue.intake(name).chunk(0).append_settled("a", [fate])
    parts.completion.finish([WorkItem(name, 0)])
    result = parts.redelivery.run(now=time.time() + LATER)
    assert (1, 3) == (result.published, result.behind_backlog)
    assert [f"{name}/{chunk}" for chunk in (2, 3, 4, 1)] == waiting(parts)
    assert {WorkItem(name, chunk) for chunk in (1, 2, 3, 4)} == parts.leases.all().keys()


def test_a_chunk_waits_while_one_of_its_records_does(parts: Parts, claim: Callable[..., str]) -> None:
    """Records that are tried alone have messages and leases of their own."""
    name = claim()
    take(parts)
    parts.publisher.process([WorkItem(name, 0, 1), WorkItem(name, 0, 2)], alone=True)
    take(parts)
    assert 0 == parts.redelivery.run(now=time.time() + LATER).published
    take(parts)
    assert 1 == parts.redelivery.run(now=time.time() + LATER).published
    assert [f"{name}/0"] == waiting(parts)


def test_leases_of_finished_files_go_away(parts: Parts, claim: Callable[..., str]) -> None:
    """A late task may take a lease on a file that is gone; the broker's memory stays bounded."""
    parts.leases.extend([WorkItem("gone", 7)])
    name = claim()
    assert {WorkItem("gone", 7), WorkItem(name)} == parts.leases.all().keys()
    parts.redelivery.run()
    assert {WorkItem(name)} == parts.leases.all().keys()


def test_leases_of_the_version_before_are_forgotten(parts: Parts, claim: Callable[..., str]) -> None:
    """They lay in a sorted set; files in hand are published once more."""
    name = claim()
    parts.redis.delete(*parts.redis.keys(f"{parts.settings.prefix}copydesk:*"))
    parts.redis.zadd(f"{parts.settings.prefix}copydesk:due", {name: time.time() + 1000})
    assert 1 == parts.redelivery.run().published
    assert not parts.redis.exists(f"{parts.settings.prefix}copydesk:due")
