"""A snapshot that is put back into an empty system leaves folder, ledger and index in agreement."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from articles.identity import article_id


def url(number: int) -> str:
    return f"https://paper.example/{number}"


def identifier(number: int) -> str:
    return article_id(url(number), None, "")


@pytest.fixture
def press(press: Any) -> Iterator[Any]:
    """A press on a server that may keep snapshots."""
    client, names = press.parts.elasticsearch, press.parts.names
    if not client.nodes.info(filter_path="nodes.*.settings.path.repo").body:
        pytest.skip("this server has no path.repo")
    yield press
    client.options(ignore_status=404).snapshot.delete_repository(name=f"{names.prefix}copydesk")


def lose_everything(press: Any) -> None:
    """Leave a new machine: no index, an empty broker, an empty queue folder."""
    client, names = press.parts.elasticsearch, press.parts.names
    client.indices.delete(index=list(client.indices.get(index=f"{names.prefix}*")))
    press.wipe()
    shutil.rmtree(press.parts.queue.root)
    press.parts.queue.prepare()


def test_the_audit_finds_nothing(press: Any, story: Callable[..., str], copydesk: Callable[..., str]) -> None:
    """Articles, revisions, stories and what was taken down are as they were; what arrives again is known."""
    many = [{"url": url(n), "text": story(n)} for n in range(5)]
    first = press.take("five.jsonl", press.lines(*many))
    press.take("copy.jsonl", press.lines({"url": "https://other.example/1", "text": story(1)}))
    press.take("update.jsonl", press.lines({"url": url(3), "text": story(3) + "\nThe council meets again today.\n"}))
    press.take("short.txt", "Too short.\n")
    press.parts.takedown.delete([identifier(4)], reason="a court order", done=True)
    before = press.documents(), press.revisions(), press.parts.fate_counts.count().fates
    said = copydesk("index", "snapshot")
    lose_everything(press)

    copydesk("index", "snapshot", "--restore", said.split()[2].rstrip(":"))

    assert before == (press.documents(), press.revisions(), press.parts.fate_counts.count().fates)
    assert [] == list(press.parts.audit.find(now=press.clock + 48 * 3600))
    assert 0 == press.parts.fate_counts.count().gap
    again = press.take("again.jsonl", press.lines(many[2], many[4]))
    assert "duplicate" == press.fate(f"{again}:0")[0]
    assert ("rejected", "deleted") == press.fate(f"{again}:1")
    assert "indexed" == press.fate(f"{first}:2")[0]
    there = press.documents()
    copydesk("index", "reindex")
    assert there == press.documents()
    assert [] == list(press.parts.audit.find(now=press.clock + 48 * 3600))
