"""The duplicate index is filled again after the broker lost it, in turns that are short beside what there is to do."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from articles.errors import TransientError
from tasks.duplicates import rebuild
from tasks.duplicates.index import DuplicateIndex

Story = Callable[..., str]
ARTICLES = 7


@pytest.fixture
def wiped(press: Any, story: Story, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A desk that lost its broker, with articles of which most came in one file; a page of them takes a turn."""
    press.take("0.txt", story(0), source="One")
    press.take("others.jsonl", press.lines(*({"text": story(number)} for number in range(1, ARTICLES))))
    press.parts.elasticsearch.indices.refresh(index=press.parts.names.everything)
    press.wipe()
    press.configure(press.settings)
    pages = rebuild.pages
    monkeypatch.setattr(rebuild, "pages", lambda *args, **more: pages(*args, **(more | {"size": 2})))
    object.__setattr__(press.parts.rebuild, "turn_seconds", 0.0)
    return press


def test_what_arrives_waits_turn_by_turn_and_is_a_copy_in_the_end(wiped: Any, story: Story) -> None:
    """No turn begins from the beginning, none counts as an attempt, and nothing is judged by half of the index."""
    name = wiped.claim(wiped.drop("copy.txt", story(0), source="Two"))
    loaded, left = [], []
    while not wiped.parts.duplicates.is_complete():
        left.append(wiped.parts.rebuild.left())
        loaded.append(wiped.parts.duplicates.count())
        wiped.step()
    assert ([0, 2, 4, 6], [7, 5, 3, 1]) == (loaded, left)
    assert 0 == wiped.parts.rebuild.left()
    wiped.run()
    assert ("copy", "same_text") == wiped.fate(f"{name}:0")
    assert wiped.parts.duplicates.loaded_until() is None
    assert ARTICLES == wiped.parts.duplicates.count() - 1


def test_a_process_that_died_is_gone_on_for(wiped: Any) -> None:
    """The articles that it loaded are not read again, and its successor tells how many are left."""
    seen: list[tuple[int, int]] = []

    def dies(done: int, total: int) -> None:
        seen.append((done, total))
        if len(seen) in {1, 2}:
            raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            wiped.parts.rebuild.run(progress=dies)
    wiped.parts.rebuild.run(progress=dies)
    assert [(2, 7), (2, 5), (2, 3), (3, 3)] == seen
    assert wiped.parts.duplicates.is_complete()


def test_it_begins_anew_after_another_loss(wiped: Any) -> None:
    """How far it was is lost with the index."""
    with pytest.raises(TransientError, match="5 articles left"):
        wiped.parts.rebuild.ensure_complete()
    memory: DuplicateIndex = wiped.parts.duplicates
    assert memory.loaded_until() is not None
    wiped.wipe()
    assert memory.loaded_until() is None
    totals = Counter[int]()
    wiped.parts.rebuild.run(progress=lambda done, total: totals.update([total]))
    assert {ARTICLES} == set(totals)


def test_who_waits_for_another_gives_up_its_turn(wiped: Any, story: Story) -> None:
    """Its message goes back to the queue, and no attempt of an article is counted."""
    name = wiped.claim(wiped.drop("new.txt", story(20)))
    lock = wiped.parts.redis.lock(f"{wiped.parts.names.prefix}copydesk:remembering", timeout=60)
    assert lock.acquire(blocking=False)
    for _ in range(3):
        wiped.step()
        assert 1 == len(wiped.waiting)
    assert 0 == wiped.parts.duplicates.count()
    lock.release()
    wiped.run()
    assert ("indexed", "new") == wiped.fate(f"{name}:0")
    assert 1 == wiped.entry(f"{name}:0").get("tries", 1)


def test_stories_are_repaired_afterwards(wiped: Any) -> None:
    """The list of those that had to be was lost with the broker."""
    wiped.parts.rebuild.run()
    assert wiped.parts.redis.exists(f"{wiped.parts.names.prefix}copydesk:stories:looked-at")
    assert not wiped.parts.story_outbox.repair_lost(wiped.parts.elasticsearch, wiped.parts.names, lambda: True)
    assert not wiped.parts.redis.exists(f"{wiped.parts.names.prefix}copydesk:stories:looked-at")


def test_status_says_what_everything_waits_for(wiped: Any, copydesk: Callable[..., str]) -> None:
    """And how much is left. A file that is old is stuck all the same, unless somebody is at it."""
    wiped.claim(wiped.drop("new.txt", "A text that waits. " * 40))
    for file in wiped.parts.queue.processing.rglob("claim.json"):
        os.utime(file, (1e9, 1e9))
    told = copydesk("status", code=1)
    assert f"limited by the duplicate index, which is being filled again ({ARTICLES} articles are left)" in told
    assert "is a worker running" in told
    assert wiped.parts.redis.lock(f"{wiped.parts.names.prefix}copydesk:remembering", timeout=60).acquire(blocking=False)
    assert "is a worker running" not in copydesk("status", code=None)
    wiped.parts.rebuild.run()
    assert "duplicate index" not in copydesk("status", code=None)
