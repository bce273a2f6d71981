"""What a task found written, and did not write itself, is there after a crash."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from articles.errors import TransientError
from search.takedown.tombstones import present
from search.transport.client import answers
from tasks.work_item import WorkItem
from workers.local.elasticsearch.server import EmbeddedElasticsearch
from workers.settings import Settings

Story = Callable[..., str]

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def settings(settings: Settings, mortal_elasticsearch: EmbeddedElasticsearch) -> Settings:
    """On an Elasticsearch that may be killed."""
    return settings.model_copy(update={"elasticsearch_url": mortal_elasticsearch.url})


def crash(server: EmbeddedElasticsearch, client: Any) -> None:
    """SIGKILL to the server; back when it serves again."""
    pid = server.pid
    assert pid is not None
    os.killpg(pid, signal.SIGKILL)
    deadline = time.monotonic() + 400  # a loaded machine starts it in minutes
    while time.monotonic() < deadline:
        with contextlib.suppress(Exception):
            if server.pid not in (None, pid) and answers(client):
                return
        time.sleep(0.1)
    raise AssertionError("it did not come back")


@contextlib.contextmanager
def unacknowledged(client: Any, index: str) -> Iterator[None]:
    """What is written to the index stays in Elasticsearch's memory, as what it has not acknowledged may."""
    slow = {"index.translog.durability": "async", "index.translog.sync_interval": "1h"}
    client.indices.put_settings(index=index, settings=slow)
    yield
    client.indices.put_settings(index=index, settings={"index.translog.durability": "request"})


def test_a_document_whose_task_got_no_answer(
    press: Any, story: Story, mortal_elasticsearch: EmbeddedElasticsearch
) -> None:
    """A second task that finds the first one's document settles its fate only once that is on disk."""
    intake = press.claim(press.drop("a.txt", story(1)))
    press.step()  # judged
    parts = press.parts
    with unacknowledged(parts.elasticsearch, parts.names.everything):
        parts.writer.write(parts.indexer.unsettled([WorkItem(intake)]))
        press.run()
        assert ("indexed", "new") == press.fate(f"{intake}:0")
        crash(mortal_elasticsearch, parts.elasticsearch)
        assert [f"{intake}:0"] == [one["arrival"] for one in press.documents().values()]


def test_a_fate_whose_task_got_no_answer(press: Any, story: Story, mortal_elasticsearch: EmbeddedElasticsearch) -> None:
    """A second task that finds the first one's entry in the ledger notes it beside the file only once it is on disk."""
    intake = press.claim(press.drop("a.txt", story(1)))
    press.step()
    parts = press.parts
    with unacknowledged(parts.elasticsearch, parts.names.intake):
        held = list(press.waiting)
        press.run()
        # As if the first had died before it noted anything.
        folder = parts.queue.settled(intake)
        assert folder is not None
        folder.rename(parts.queue.processing / intake)
        press.waiting.extend([("process", [WorkItem(intake)]), *held])
        press.run()
        assert parts.queue.settled(intake) is not None
        crash(mortal_elasticsearch, parts.elasticsearch)
        assert ("indexed", "new") == press.fate(f"{intake}:0")


def test_what_cannot_be_read_is_not_taken_for_missing(press: Any) -> None:
    """A get by id whose shard does not answer comes with status 200, and says of no document whether it is there."""
    parts = press.parts
    parts.elasticsearch.indices.close(index=parts.names.tombstones)
    with pytest.raises(TransientError, match="cannot be read"):
        present(parts.elasticsearch, parts.names, ["any"])
