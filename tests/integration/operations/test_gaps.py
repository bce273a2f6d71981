"""Folder, ledger and index made to differ, and put right again."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from typing import Any

import pytest

from articles.identity import article_id
from search.lifecycle.create import create_indices, current_index
from tasks.audit.fate_counts import FateCounts
from tasks.spool.layout import Intake

Story = Callable[..., str]


def url(number: int) -> str:
    return f"https://paper.example/{number}"


def identifier(number: int) -> str:
    return article_id(url(number), None, "")


@pytest.fixture
def taken(press: Any, story: Story) -> list[str]:
    """A file of five articles, one of a duplicate and one that is refused."""
    many = [{"url": url(n), "text": story(n)} for n in range(5)]
    return [
        press.take("five.jsonl", press.lines(*many)),
        press.take("again.jsonl", press.lines(many[2])),
        press.take("short.txt", "Too short.\n"),
    ]


def gaps(press: Any, **options: Any) -> list[tuple[str, str, bool]]:
    options = {"now": time.time()} | options
    return [(gap.kind, gap.name, gap.closed) for gap in press.parts.audit.find(**options)]


def test_nothing_is_wrong(press: Any, taken: list[str]) -> None:
    """What is as it should be has no gaps."""
    assert [] == gaps(press)
    assert 0 == press.parts.fate_counts.count().gap


def test_a_file_that_is_claimed_while_it_is_counted(press: Any, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is in the inbox or in processing/: a count of neither would say that everything has settled."""
    path = press.drop("late.txt", f"Storm closes the harbour\n\n{story(1)}\n")
    counted = press.parts.elasticsearch.count

    def claims(**options: Any) -> Any:
        if path.exists():
            press.claim(path)
        return counted(**options)

    monkeypatch.setattr(press.parts.elasticsearch, "count", claims)
    first, second = press.parts.fate_counts.count(), press.parts.fate_counts.count()

    assert (1, 0) == (first.inbox, first.processing)
    assert (0, 1) == (second.inbox, second.processing)


def test_a_document_that_is_missing(press: Any, taken: list[str]) -> None:
    """Is made again from the file in done/; the other articles of the file keep their fates."""
    first, again, _ = taken
    press.parts.elasticsearch.delete(index=press.parts.names.everything, id=identifier(2))
    looked = gaps(press, close=False)
    closed = gaps(press)
    press.run()

    missing = {("document_missing", f"{first}:2"), ("document_missing", f"{again}:0")}
    assert {(*gap, False) for gap in missing} == set(looked)
    assert {(*gap, True) for gap in missing} == set(closed)
    assert {identifier(n) for n in range(5)} == press.documents().keys()
    assert [0, 1] == [step["round"] for step in press.entry(f"{first}:2")["history"]]
    assert 1 == len(press.entry(f"{first}:1")["history"])
    assert [] == gaps(press)
    assert 0 == press.parts.fate_counts.count().gap


def test_a_document_whose_file_is_gone(press: Any, taken: list[str]) -> None:
    """Stays a gap: it can only be sent again."""
    press.parts.elasticsearch.delete(index=press.parts.names.everything, id=identifier(4))
    shutil.rmtree(press.parts.queue.settled(taken[0]))

    assert [("document_missing", f"{taken[0]}:4", False)] == gaps(press)


def test_the_article_index_is_lost(press: Any, taken: list[str]) -> None:
    """Everything comes back from done/."""
    client, names = press.parts.elasticsearch, press.parts.names
    client.indices.delete(index=current_index(client, names))
    create_indices(client, names)
    assert 6 == len(gaps(press))
    press.run()

    assert {identifier(n) for n in range(5)} == press.documents().keys()
    assert [] == gaps(press)
    assert 0 == press.parts.fate_counts.count().gap


@pytest.mark.parametrize("folders", [True, False])
def test_the_ledger_is_lost(press: Any, taken: list[str], folders: bool) -> None:
    """It is written again from the finished files, or from the documents where these are gone."""
    press.parts.takedown.delete([identifier(4)])
    client, names = press.parts.elasticsearch, press.parts.names
    client.indices.delete(index=names.intake)
    create_indices(client, names)
    if not folders:
        for name in taken:
            shutil.rmtree(press.parts.queue.settled(name))
    found = gaps(press)

    if folders:
        assert {("not_in_ledger", name, True) for name in taken} == set(found)
        assert ("duplicate", "same_article") == press.fate(f"{taken[1]}:0")
        assert ("rejected", "deleted") == press.fate(f"{taken[0]}:4")
        assert 7 == press.parts.fate_counts.count().arrivals
    else:
        unknown = {("arrival_unknown", f"{taken[0]}:{n}", True) for n in range(4)}
        assert unknown | {("file_unknown", taken[0], True)} == set(found)
        assert 4 == press.parts.fate_counts.count().arrivals
    assert ("indexed", "new") == press.fate(f"{taken[0]}:3")
    assert [] == gaps(press)
    assert 0 == press.parts.fate_counts.count().gap


def test_fates_that_are_missing(press: Any, taken: list[str]) -> None:
    """Single entries that the ledger lost come back from the folder; without it, the gap stays."""
    press.parts.elasticsearch.delete(index=press.parts.names.intake, id=f"{taken[2]}:0")
    assert [("fates_missing", taken[2], True)] == gaps(press)
    assert ("rejected", "too_short") == press.fate(f"{taken[2]}:0")
    press.parts.elasticsearch.delete(index=press.parts.names.intake, id=f"{taken[2]}:0")
    shutil.rmtree(press.parts.queue.settled(taken[2]))

    assert [("fates_missing", taken[2], False)] == gaps(press)


def test_what_is_in_flight_is_no_gap(press: Any, story: Story) -> None:
    """A file that is half settled is left alone."""
    intake = press.claim(press.drop("many.jsonl", press.lines(*({"url": url(n), "text": story(n)} for n in range(6)))))
    while ("index", press.waiting[0][1]) != press.waiting[0]:
        press.step()
    press.step()

    assert 0 < len(press.documents()) < 6
    assert [] == gaps(press)
    assert (0, 6) == ((accounts := press.parts.fate_counts.count()).gap, accounts.arrivals)
    press.run()
    assert None is not press.parts.queue.settled(intake)


class _ThenAllSettles:
    """Elasticsearch, where all that is in flight settles right after the first answer."""

    def __init__(self, press: Any) -> None:
        self._press: Any = press

    def __getattr__(self, name: str) -> Any:
        return getattr(self._press.parts.elasticsearch, name)

    def search(self, **request: Any) -> Any:
        parts = self._press.parts
        answer = parts.elasticsearch.search(**request)
        self._press.run()
        parts.elasticsearch.indices.refresh(index=parts.names.intake)
        return answer


def test_what_settles_while_it_is_counted_is_no_gap(press: Any, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look adds up, since all answers of the ledger are of one moment."""
    monkeypatch.setattr("tasks.audit.fate_counts.LOOKS", 0)
    press.claim(press.drop("many.jsonl", press.lines(*({"url": url(n), "text": story(n)} for n in range(6)))))
    while ("index", press.waiting[0][1]) != press.waiting[0]:
        press.step()
    press.step()
    parts = press.parts
    client: Any = _ThenAllSettles(press)
    counts = FateCounts(client=client, names=parts.names, queue=parts.queue, backlog=parts.backlog)

    accounts = counts.count()

    assert 6 == len(press.documents())
    assert (0, 6) == (accounts.gap, accounts.arrivals)
    assert 0 < accounts.in_flight < 6


def test_a_stuck_file_is_found(press: Any, story: Story) -> None:
    """In processing/ for longer than it should be and in no queue: named, with what to look at."""
    intake = press.claim(press.drop("a.txt", story(1)))
    claim = Intake(press.parts.queue.processing / intake).folder / "claim.json"
    os.utime(claim, (time.time() - 1000, time.time() - 1000))

    assert [("stuck", intake, False)] == gaps(press)
    assert [] == gaps(press, patience=2000.0)


def test_what_was_taken_down_and_stands_again(press: Any, taken: list[str]) -> None:
    """A restored index may hold what was taken down since: it is removed."""
    client, names = press.parts.elasticsearch, press.parts.names
    document = client.get(index=names.everything, id=identifier(3))["_source"]
    press.parts.takedown.delete([identifier(3)])
    client.index(index=names.everything, id=identifier(3), document=document)

    assert [("taken_down", identifier(3), True)] == gaps(press)
    assert identifier(3) not in press.documents()


def test_a_replay_that_was_cut_short(press: Any, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is finished."""
    press.enrichment.breaks_on = {"expected"}
    intake = press.take("one.txt", story(1) + "Nobody had expected what the captain said about it in the end.\n")
    press.enrichment.breaks_on = set()
    folder = press.parts.queue.failed / intake
    about = (folder / "file").stat()
    kept = {"round": 1, "articles": 1, "size": about.st_size, "mtime_ns": about.st_mtime_ns}
    (folder / "kept.json").write_text(json.dumps(kept))
    (folder / "reason.json").unlink()

    assert [("replay_interrupted", intake, True)] == gaps(press)
    press.run()
    assert 1 == len(press.documents())


def test_a_folder_that_somebody_else_made(press: Any) -> None:
    """Is named and left alone."""
    folder = press.parts.queue.failed / "mine"
    folder.mkdir()

    assert [("unreadable", str(folder), False)] == gaps(press)


def test_what_was_taken_down_and_lifted(press: Any, taken: list[str]) -> None:
    """It is no gap that what was taken down is not there, also after its tombstone is lifted."""
    press.parts.takedown.delete([identifier(3)])
    assert [] == gaps(press)
    press.parts.takedown.remove_tombstones([identifier(3)])

    assert [] == gaps(press)
    assert 0 == press.parts.fate_counts.count().gap


def recent(press: Any, since: float) -> list[tuple[str, str, bool]]:
    return [(gap.kind, gap.name, gap.closed) for gap in press.parts.recent_audit.find(since=since)]


def test_what_was_settled_lately_is_whole(press: Any, taken: list[str]) -> None:
    """Copies, duplicates and refused articles are where they should be."""
    assert [] == recent(press, time.time() - 60)


def test_what_the_index_lost_lately(press: Any, taken: list[str]) -> None:
    """A document and a ledger entry that Elasticsearch lost after it had acknowledged them come back."""
    first, again, short = taken
    names, client = press.parts.names, press.parts.elasticsearch
    client.delete(index=names.everything, id=identifier(2))
    client.delete(index=names.everything, id=identifier(3))
    client.delete(index=names.intake, id=f"{first}:3")
    client.delete(index=names.intake, id=short)

    assert [] == recent(press, time.time() + 60)
    assert {
        ("fates_missing", first, True),
        ("fates_missing", short, True),
        ("document_missing", f"{first}:2", True),
        ("document_missing", f"{first}:3", True),
        ("document_missing", f"{again}:0", True),  # the duplicate of one of them
    } == set(recent(press, time.time() - 60))
    press.run()

    assert {identifier(n) for n in range(5)} == press.documents().keys()
    assert [] == recent(press, time.time() - 60)
    assert [] == gaps(press)
    assert 0 == press.parts.fate_counts.count().gap


def test_copies_that_are_dropped_miss_no_document(press: Any, story: Story) -> None:
    """By the policy `drop` a copy has a fate and no document; an audit does not look for one."""
    press.configure(press.settings.model_copy(update={"copies": "drop"}))
    press.take("a.txt", story(1))
    copy = press.take("b.txt", story(1).replace("reasons", "grounds", 6))
    assert "copy" == press.fate(f"{copy}:0")[0]
    press.parts.elasticsearch.delete(index=press.parts.names.intake, id=f"{copy}:0")

    assert [("fates_missing", copy, True)] == recent(press, time.time() - 60)
    assert [] == recent(press, time.time() - 60)


def test_a_document_deleted_by_hand_is_written_again_at_once(press: Any, taken: list[str]) -> None:
    """The version that its deletion left behind is passed, and not run against."""
    for _ in range(3):  # each deletion raises the version further
        press.parts.elasticsearch.delete(index=press.parts.names.everything, id=identifier(2))
        press.parts.counters.flush()
        before = press.parts.counters.read().outcomes["conflict"]
        assert ("document_missing", f"{taken[0]}:2", True) in gaps(press)
        press.run()
        assert identifier(2) in press.documents()
        assert press.parts.counters.read().outcomes["conflict"] - before <= 2
    assert [] == gaps(press)
