"""Copies of what deduplication has let go: the index still knows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tasks.duplicates.index import DuplicateIndex

Story = Callable[..., str]


def copy_of(text: str) -> str:
    """As another paper prints it."""
    return text.replace("reasons", "grounds", 6)


@pytest.mark.observes("duplicate_days")
@pytest.mark.parametrize("how", ["evicted", "wiped"])
def test_a_copy_of_an_article_from_before_the_window(press: Any, story: Story, how: str) -> None:
    """It joins the old story, whether the memory was trimmed or filled again from the index."""
    press.take("a.txt", story(1), source="One", url="https://one.example/a")
    press.parts.elasticsearch.indices.refresh(index=press.parts.names.everything)
    if how == "evicted":
        assert 1 == press.parts.duplicates.evict(datetime.now(UTC) + timedelta(days=365))
    else:
        press.wipe()
        press.configure(press.settings.model_copy(update={"duplicate_days": 0.5}))
    assert 0 == press.parts.duplicates.count()

    second = press.take("b.txt", copy_of(story(1)), source="Two", url="https://two.example/b")
    third = press.take("c.txt", story(2), source="Two", url="https://two.example/c")

    assert ("copy", "near_duplicate") == press.fate(f"{second}:0")
    assert ("indexed", "new") == press.fate(f"{third}:0")
    press.parts.story_outbox.repair(press.parts.elasticsearch, press.parts.names)
    assert [1, 0] == [lead["copies"] for lead in sorted(press.leads().values(), key=lambda d: d["claimed_at"])]


def test_nothing_is_looked_for_while_nothing_was_let_go(press: Any, story: Story) -> None:
    """The index is not asked as long as all that it holds is remembered."""
    press.take("a.txt", story(1))
    memory: DuplicateIndex = press.parts.duplicates
    assert 0 == memory.evicted_until()
    memory.evict()
    assert 0 == memory.evicted_until()
    memory.evict(datetime.now(UTC) + timedelta(days=365))
    assert 0 < memory.evicted_until() < datetime.now(UTC).timestamp() * 1e6
