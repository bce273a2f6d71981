"""What the broker's password is good for: forged references and counts delay work, and remove no file."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from articles.fates import Reason
from tasks.work_item import WorkItem, arrival_of

Story = Callable[..., str]


def contents(press: Any) -> dict[str, int]:
    """The sent texts in the queue folder, by their first line: in how many files each is."""
    found: dict[str, int] = {}
    for path in press.parts.queue.root.rglob("*"):
        if path.is_file() and (path.name == "file" or path.parent == press.parts.queue.inbox):
            line = path.read_text().splitlines()[0]
            found[line] = found.get(line, 0) + 1
    return found


def forged(press: Any) -> Iterator[WorkItem]:
    """References to all there is, to chunks and records that there are not, and to folders that are no claims."""
    queue = press.parts.queue
    names = {path.name for top in (queue.processing, queue.failed) for path in top.iterdir()}
    names |= {path.name for day in queue.done.iterdir() for path in (day, *day.iterdir())}
    for name in (*sorted(names), "..", ".", "*", "\x00", "x" * 300, "inbox", "~"):
        yield WorkItem(name)
        yield WorkItem(name, chunk=7)
        yield WorkItem(name, chunk=-1, record=-1)
        yield WorkItem(name, chunk=0, record=99)


@pytest.mark.timeout(600)
def test_forged_references_and_counts_remove_no_file(press: Any, story: Story) -> None:
    """Whether a file waits, is half done, is done or has failed: it stays, and what waited is indexed or set aside."""
    press.take("done.txt", story(1))
    press.enrichment.breaks_on = {"expected"}
    press.take("failed.txt", story(2) + "Nobody had expected what the captain said about it in the end.\n")
    press.claim(press.drop("half.jsonl", press.lines(*({"text": story(n)} for n in range(10, 30)))))
    press.step()
    press.step()
    waits = press.claim(press.drop("waits.txt", story(3)))
    blamed = press.claim(press.drop("blamed.txt", story(4)))
    press.drop("unclaimed.txt", story(5))
    before = contents(press)
    assert 6 == len(before)

    parts, items = press.parts, list(forged(press))
    for run in (parts.splitter.run, parts.processor.run, parts.indexer.run):
        for item in items:
            with contextlib.suppress(Exception):  # as in Celery: a task that raises is over
                run([item], task_id="t-0123456789ab")
    parts.leases.extend(items)
    for _ in range(3):
        press.plain.attempts.count(arrival_of(blamed, 0), Reason.KILLED_WORKER)
    parts.redelivery.run()
    press.wipe()
    parts.redelivery.run()
    press.find_published()
    press.run()

    assert before == contents(press)
    assert ("indexed", "new") == press.fate(f"{waits}:0")
    assert ["unclaimed.txt"] == [path.name for path in parts.queue.inbox.iterdir()]
    assert not list(parts.queue.processing.iterdir())
    assert 0 == parts.fate_counts.count().gap
