"""Names in the inbox, whatever a sender calls a file."""

from __future__ import annotations

import pytest

from tasks.spool.inbox import is_ignored
from tasks.spool.layout import Queue
from tasks.spool.submission import write_to_inbox


@pytest.mark.parametrize(
    "name",
    ["a.txt", "x" * 255, "é" * 255, "漢" * 255, ".hidden", "a.tmp", "b~", "a/../../b", "a.meta.json", "", "😀" * 100],
)
def test_every_name_can_be_written_and_is_claimed(queue: Queue, name: str) -> None:
    """With its side file: file systems count bytes, and some names look unfinished."""
    path = write_to_inbox(queue, b"text", name=name, token="1", meta={"url": "https://paper.example/1"})
    assert b"text" == path.read_bytes()
    assert queue.inbox == path.parent
    assert not is_ignored(path.name)
    assert path.with_name(path.name + ".meta.json").exists()
    assert 2 == sum(1 for _ in queue.inbox.iterdir())


def test_the_same_token_writes_the_same_file(queue: Queue) -> None:
    """Sending twice drops one file."""
    first, second = (write_to_inbox(queue, b"text", name="a.txt", token="1", meta={}) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("name", "end"), [("a.txt", "a.txt"), ("a/b.txt", "a_b.txt"), ("", "article"), ("a.tmp", "a.tmp.txt")]
)
def test_a_sent_file_keeps_its_name(queue: Queue, name: str, end: str) -> None:
    """As far as a name in the inbox can be so."""
    assert write_to_inbox(queue, b"text", name=name, token="1", meta={}).name.endswith(f"-{end}")
