"""When the index is refreshed: at once where nothing waits, seldom in a backlog."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tasks.dispatch.queues import PROCESS

Story = Callable[..., str]


def found(press: Any) -> int:
    """Articles that a search finds at this moment."""
    return int(press.parts.elasticsearch.count(index=press.parts.names.everything)["count"])


def test_article_is_found_at_once_where_nothing_waits(press: Any, story: Story) -> None:
    """The task that wrote it asks for a refresh."""
    press.take("a.txt", story(1))
    assert found(press) == 1


def test_backlog_is_left_to_the_index_itself(press: Any, story: Story) -> None:
    """Nobody refreshes while messages wait; a small drop among them is found at once, and takes the others along."""
    redis, key = press.parts.redis, press.parts.backlog.key(PROCESS)
    redis.lpush(key, "another message")
    press.take("a.txt", story(1))
    press.take("b.txt", story(1).replace("reasons", "grounds", 6))
    assert found(press) == 0
    assert press.parts.story_outbox.waiting() == 1
    press.claim(press.drop("c.txt", story(2)))
    while press.waiting:
        press.step(express=True)
    assert found(press) == 3
    assert press.parts.story_outbox.waiting() == 0
