"""A file moves on when every article in it has a fate."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from articles.article import Record
from articles.fates import Fate, Reason
from tasks.spool.completion import Completion, move_out
from tasks.spool.layout import Intake, Queue
from tasks.spool.values import Assessment, Claim, Split
from tasks.work_item import WorkItem

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MakeClaim = Callable[..., Claim]


def fate(number: int, what: Fate = Fate.INDEXED, why: Reason = Reason.NEW) -> Assessment:
    """An acknowledged fate."""
    return Assessment(number=number, fate=what, reason=why)


class Calls:
    """What completion asked of others."""

    def __init__(self) -> None:
        self.published: list[WorkItem] = []
        self.released: list[WorkItem] = []
        self.begun: list[tuple[str, list[int]]] = []

    def begin(self, name: str, fates: Iterable[Assessment]) -> None:
        """Note which file begins a new generation, and its articles."""
        self.begun.append((name, [one.number for one in fates]))


@pytest.fixture
def calls() -> Calls:
    """Nothing yet."""
    return Calls()


@pytest.fixture
def completion(queue: Queue, calls: Calls) -> Completion:
    """Completion without a broker."""
    return Completion(
        queue=queue, publish=calls.published.extend, release=calls.released.extend, begin_generation=calls.begin
    )


def cut(intake: Intake, articles: int, size: int) -> None:
    """Spill the chunks of a file."""
    split = Split(articles=articles, chunks=-(-articles // size), chunk_articles=size)
    for chunk in range(split.chunks):
        numbers = range(chunk * size, chunk * size + split.size_of(chunk))
        intake.split_chunk(chunk).write_records([Record(number=n, content="x", form="jsonl") for n in numbers])
    intake.write_split(split)


def test_a_settled_file_goes_to_done(queue: Queue, intake: Intake, claim: MakeClaim) -> None:
    """With its claim and fates, without what was spilled on the way."""
    intake.write_whole(1)
    intake.chunk(0).append_assessments("a", [Assessment(number=0, fate=Fate.INDEXED, reason=Reason.NEW)])
    intake.chunk(0).append_settled("a", [fate(0)])
    target = move_out(queue, intake, claim(), now=NOON)
    assert target is not None
    assert queue.done / "2026-03-01" == target.parent
    assert {"claim.json", "fates.json"} == {p.name for p in target.iterdir()} - {"file"}
    assert move_out(queue, intake, claim(), now=NOON) is None  # another worker that was slower


@pytest.mark.parametrize("journals", [[[1, 0]], [[1], [0]]])
@pytest.mark.parametrize("links", [True, False])
def test_the_fates_of_a_file_are_sorted_however_they_were_noted(
    queue: Queue,
    intake: Intake,
    claim: MakeClaim,
    monkeypatch: pytest.MonkeyPatch,
    journals: list[list[int]],
    links: bool,
) -> None:
    """In one journal, which only gets another name, or in several; and where the file system has no links."""
    if not links:

        def refuse(*_: object) -> None:
            raise OSError(95, "no links")

        monkeypatch.setattr(Path, "hardlink_to", refuse)
    intake.write_whole(2)
    for number, fates in enumerate(journals):
        intake.chunk(0).append_settled(str(number), [fate(one) for one in fates])
    before = min(path.stat().st_mtime_ns for path in intake.folder.glob("settled-*"))
    target = move_out(queue, intake, claim(), now=NOON)
    assert target is not None
    assert [0, 1] == [one["number"] for one in json.loads((target / "fates.json").read_bytes())]
    assert before <= (target / "fates.json").stat().st_mtime_ns
    assert {"claim.json", "fates.json", "file"} == {path.name for path in target.iterdir()}


def test_fates_of_an_earlier_generation_are_replaced(queue: Queue, intake: Intake, claim: MakeClaim) -> None:
    """They lie there while a file that is taken up again is worked on."""
    (intake.folder / "fates.json").write_bytes(b"[]")
    intake.write_whole(1)
    intake.chunk(0).append_settled("a", [fate(0)])
    target = move_out(queue, intake, claim(), now=NOON)
    assert target is not None
    assert [0] == [one["number"] for one in json.loads((target / "fates.json").read_bytes())]


def test_a_failed_file_is_a_dead_letter(queue: Queue, intake: Intake, claim: MakeClaim) -> None:
    """With the file under its fixed name and the reasons, for people and for us."""
    failure = Assessment(
        number=0, fate=Fate.FAILED, reason=Reason.STAGE_ERROR, detail="It broke.", traceback="Trace", tries=3
    )
    intake.write_whole(2)
    intake.chunk(0).append_settled("a", [failure, fate(1)])
    target = move_out(queue, intake, claim(), now=NOON)
    assert queue.failed / intake.name == target
    assert "text" == (target / "file").read_text()
    reasons = json.loads((target / "reason.json").read_text())
    assert "agency/a.txt" == reasons["file"]
    (one,) = reasons["articles"]
    assert (0, "stage_error", "It broke.", 3, "Trace") == (
        one["number"],
        one["reason"],
        one["what_happened"],
        one["tries"],
        one["traceback"],
    )


def test_a_file_waits_for_its_last_article(completion: Completion, intake: Intake, calls: Calls) -> None:
    """It stays in processing/ until then, and its lease ends with it."""
    intake.write_whole(2)
    intake.chunk(0).append_settled("a", [fate(0)])
    assert 0 == completion.finish([WorkItem(intake.name)])
    assert [] == calls.released
    intake.chunk(0).append_settled("b", [fate(1)])
    assert 1 == completion.finish([WorkItem(intake.name), WorkItem(intake.name, 0, 1)])
    assert not intake.folder.exists()
    assert WorkItem(intake.name) in calls.released


def test_a_file_of_many_chunks(completion: Completion, intake: Intake, queue: Queue, calls: Calls) -> None:
    """Each finished chunk loses its lease; with the last one the file moves on, with every fate, in order."""
    cut(intake, articles=401, size=2)
    for chunk in reversed(range(1, 201)):
        intake.chunk(chunk).append_settled("a", [fate(n) for n in range(2 * chunk, min(2 * chunk + 2, 401))])
        assert 0 == completion.finish([WorkItem(intake.name, chunk)])
    assert {WorkItem(intake.name, chunk) for chunk in range(1, 201)} == set(calls.released)
    intake.chunk(0).append_settled("a", [fate(0), fate(1, Fate.FAILED, Reason.TIMED_OUT)])
    assert 1 == completion.finish([WorkItem(intake.name, 0)])
    folder = queue.failed / intake.name
    assert list(range(401)) == [one["number"] for one in json.loads((folder / "fates.json").read_text())]
    assert [1] == [one["number"] for one in json.loads((folder / "reason.json").read_text())["articles"]]
    assert {"claim.json", "fates.json", "file", "reason.json"} == {path.name for path in folder.iterdir()}


def test_a_file_of_thousands_of_chunks(
    completion: Completion, intake: Intake, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each chunk leaves one fate and no file of its own; at the end every fate is there, once, in order."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)  # this is about places, not power cuts
    cut(intake, articles=3001, size=1)
    most = 0
    for chunk in range(3001):
        intake.chunk(chunk).append_settled("a", [fate(chunk)])
        completion.finish([WorkItem(intake.name, chunk)])
        if chunk % 500 == 499:
            most = max(most, sum(1 for path in (intake.folder / "chunks").rglob("fates-*")))
    assert most < 64
    (moved,) = queue.done.glob(f"*/{intake.name}")
    assert list(range(3001)) == [one["number"] for one in json.loads((moved / "fates.json").read_text())]
    assert {"claim.json", "fates.json", "file"} == {path.name for path in moved.iterdir()}


def test_a_crash_before_the_file_moved_is_made_up_for(
    completion: Completion, intake: Intake, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All chunks are finished and nobody moved the file: the redelivery finds nothing open and finishes it."""
    cut(intake, articles=3, size=1)
    with monkeypatch.context() as patch:
        patch.setattr(Completion, "_finish_file", lambda *_: False)
        for chunk in range(3):
            intake.chunk(chunk).append_settled("a", [fate(chunk)])
            completion.finish([WorkItem(intake.name, chunk)])
    assert [] == intake.open_items()
    assert completion.finish_file(intake.name)
    assert not intake.folder.exists()


@pytest.mark.parametrize("split", [False, True])
def test_a_file_that_grew_is_taken_up_again(completion: Completion, intake: Intake, calls: Calls, split: bool) -> None:
    """In a new generation, from the beginning; what its articles wrote is forgotten first."""
    if split:
        cut(intake, articles=1, size=1)
    else:
        intake.write_whole(1)
    intake.chunk(0).append_settled("a", [fate(0)])
    intake.file.write_text("text and more")
    assert 0 == completion.finish([WorkItem(intake.name)])
    claim, kept = intake.claim(), intake.kept()
    assert claim is not None
    assert kept is not None
    assert (1, 13, 1, 1) == (claim.generation, claim.size, kept.generation, kept.articles)
    assert [(intake.name, [0])] == calls.begun
    assert [WorkItem(intake.name)] == calls.published
    assert intake.articles() is None
    assert {"claim.json", "file", "kept.json"} == {path.name for path in intake.folder.iterdir()}


def test_a_file_that_is_gone_needs_no_lease(completion: Completion, calls: Calls) -> None:
    """A late task for a finished file ends the lease that it took."""
    assert 0 == completion.finish([WorkItem("gone", 3)])
    assert [WorkItem("gone", 3)] == calls.released


def test_generations_are_called_rounds_in_files(intake: Intake, claim: MakeClaim) -> None:
    """As they were before, so that files of earlier versions are read."""
    intake.write_claim(claim(generation=2))
    raw: dict[str, Any] = json.loads((intake.folder / "claim.json").read_text())
    assert 2 == raw["round"]


def test_leases_of_a_batch_of_files_are_ended_by_one_call(queue: Queue, claim: MakeClaim) -> None:
    """One round trip to the broker for all files that a task finishes."""
    calls: list[list[WorkItem]] = []
    completion = Completion(
        queue=queue,
        publish=lambda items: None,
        release=lambda items: calls.append(list(items)),
        begin_generation=lambda name, fates: None,
    )
    names = [f"20260301T000000-{number:08x}" for number in range(3)]
    for name in names:
        intake = queue.intake(name)
        intake.folder.mkdir()
        intake.file.write_text("text")
        about = intake.file.stat()
        intake.write_claim(claim(intake=name, size=about.st_size, mtime_ns=about.st_mtime_ns))
        intake.write_whole(1)
        intake.chunk(0).append_settled("a", [fate(0)])
    assert completion.finish([WorkItem(name) for name in names]) == 3
    assert calls == [[WorkItem(name) for name in names]]
