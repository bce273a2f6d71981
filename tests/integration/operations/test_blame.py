"""Whose fault it is: an article that comes to harm pays for itself alone, and nobody pays for a service or a disk."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import redis

from articles import forms
from articles.article import Record, Rejection
from articles.errors import TransientError
from search.transport.bulk import Operation, Outcome
from tasks.failures.time_and_memory_limits import TaskInterrupted
from tasks.spool.chunk import Chunk
from tasks.stages import bulk_plan, bulk_with_retry
from tasks.stages.assess import Assessor
from tasks.work_item import WorkItem, arrival_of

Story = Callable[..., str]


def batch(press: Any, story: Story, number: int = 3) -> list[str]:
    """Files that are published in one message; their intakes."""
    names = [press.claim(press.drop(f"{n}.txt", story(n))) for n in range(number)]
    press.waiting.clear()
    press.parts.publisher.process([WorkItem(name) for name in names])
    assert 1 == len(press.waiting)
    return names


def test_a_form_that_raises(press: Any, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is set aside after three attempts, its neighbours go ahead without it."""
    names = batch(press, story)
    sound = forms.read

    def read(path: Path, **how: Any) -> Iterator[Record | Rejection]:
        if names[1] in str(path):
            raise LookupError("a library's own mistake")
        return sound(path, **how)

    monkeypatch.setattr(forms, "read", read)
    press.run()
    fates = {name: press.fate(arrival_of(name, 0)) for name in names}
    assert {
        names[0]: ("indexed", "new"),
        names[1]: ("failed", "stage_error"),
        names[2]: ("indexed", "new"),
    } == fates
    assert 3 == press.entry(arrival_of(names[1], 0))["tries"]


def test_an_error_outside_of_any_articles_turn(press: Any, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is traced to the article by trying each alone."""
    names = batch(press, story)
    sound = Assessor.assess

    def assess(self: Any, cleaned: Any) -> Any:
        if names[2] in {arrival.claim.intake for arrival, _ in cleaned}:
            raise LookupError("our own mistake")
        return sound(self, cleaned)

    monkeypatch.setattr(Assessor, "assess", assess)
    press.run()
    assert ["indexed", "indexed", "failed"] == [press.fate(arrival_of(name, 0))[0] for name in names]


@pytest.mark.parametrize(("works", "fate"), [(False, ("indexed", "new")), (True, ("failed", "timed_out"))])
def test_a_task_that_runs_too_long_outside_of_any_turn(
    press: Any, story: Story, monkeypatch: pytest.MonkeyPatch, *, works: bool, fate: tuple[str, str]
) -> None:
    """Costs its article an attempt if it worked all the time, and none if it waited, as on a busy machine."""
    press.configure(press.settings.model_copy(update={"article_seconds": 0.2}))
    name = press.claim(press.drop("a.txt", story(1)))
    sound, left = Assessor.assess, [5]

    def assess(self: Any, cleaned: Any) -> Any:
        if not cleaned or not left[0]:
            return sound(self, cleaned)
        left[0] -= 1
        began = time.process_time()
        while works and time.process_time() - began < 0.3:
            pass
        raise TaskInterrupted

    monkeypatch.setattr(Assessor, "assess", assess)
    press.run()
    assert fate == press.fate(arrival_of(name, 0))
    assert left[0] == (2 if works else 0)


def test_a_broker_that_goes_away_in_a_stage(press: Any, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts for no article."""
    names = batch(press, story)

    def gone(*arguments: Any, **named: Any) -> Any:
        raise redis.ConnectionError("gone")

    monkeypatch.setattr("tasks.stages.clean.clean", gone)
    with pytest.raises(redis.ConnectionError):
        press.step()
    assert {} == press.parts.attempts.of([arrival_of(name, 0) for name in names])


def test_a_full_disk(press: Any, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts for no article either; the files fall due."""
    names = batch(press, story)

    def full(*arguments: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Chunk, "append_assessments", full)
    with pytest.raises(OSError, match="No space"):
        press.step()
    assert {} == press.parts.attempts.of([arrival_of(name, 0) for name in names])


def test_a_document_that_cannot_be_made(press: Any, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """That article is set aside, the others of the bulk are written."""
    names = batch(press, story)
    sound = bulk_plan.to_document

    def to_document(article: Any, **how: Any) -> dict[str, Any]:
        if names[0] in article.arrival:
            raise LookupError("our own mistake")
        return sound(article, **how)

    monkeypatch.setattr(bulk_plan, "to_document", to_document)
    press.run()
    assert ("failed", "stage_error") == press.fate(arrival_of(names[0], 0))
    assert 2 == len(press.documents())
    assert 0 == press.parts.fate_counts.count().gap


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_missing_right_or_index(press: Any, story: Story, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    """Is an operator's to mend: nothing is set aside, and all is written when it is mended."""
    names = batch(press, story)
    press.step()

    def refused(client: Any, operations: list[Operation], **how: Any) -> list[Outcome]:
        return [Outcome(id=one.id, status=status, error="security_exception") for one in operations]

    with monkeypatch.context() as patched:
        patched.setattr(bulk_with_retry.bulk, "write", refused)
        patched.setattr(press.parts.service_retry, "patience", 0.0)
        with pytest.raises(TransientError):
            press.step()
    press.parts.redelivery.run(force=True)
    press.run()
    assert ["indexed"] * 3 == [press.fate(arrival_of(name, 0))[0] for name in names]


def _age(folder: Path) -> None:
    os.utime(folder, (time.time() - 60, time.time() - 60))


def test_a_claim_that_was_begun_and_never_made(press: Any, story: Story) -> None:
    """Is taken away, and the side file that it had taken goes back."""
    name = press.claim(press.drop("paper/a.txt", story(1), title="Given"))
    intake = press.parts.queue.intake(name)
    intake.file.rename(press.parts.queue.inbox / "paper" / "a.txt")
    _age(intake.folder)
    press.waiting.clear()
    assert 1 == press.parts.redelivery.run(force=True).removed
    assert ["a.txt", "a.txt.meta.json"] == sorted(p.name for p in (press.parts.queue.inbox / "paper").iterdir())
    assert [] == list(press.parts.queue.intakes())


def test_a_claim_whose_file_came_while_it_was_taken_away(press: Any, story: Story) -> None:
    """Is put back: a claimer that stood still for long loses nothing."""
    name = press.claim(press.drop("a.txt", story(1)))
    folder = press.parts.queue.intake(name).folder
    aside = folder.rename(folder.with_name(f".{name}"))
    press.waiting.clear()
    time.sleep(0.01)
    late = time.time() + 60
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tasks.spool.abandoned.time", SimpleNamespace(time=lambda: late))
        press.parts.redelivery.run(force=True)
    assert not aside.exists()
    press.run()
    assert ("indexed", "new") == press.fate(arrival_of(name, 0))


def test_a_file_whose_claim_is_lost(press: Any, story: Story) -> None:
    """As a power cut may leave it: it is claimed again where it lies."""
    name = press.claim(press.drop("a.txt", story(1)))
    (press.parts.queue.intake(name).folder / "claim.json").write_bytes(b"")
    press.waiting.clear()
    press.parts.redelivery.run(force=True)
    press.run()
    assert ("indexed", "new") == press.fate(arrival_of(name, 0))


def test_spills_that_a_power_cut_took(press: Any, story: Story) -> None:
    """Are made again."""
    name = press.claim(press.drop("a.txt", story(1)))
    press.step()
    (judged,) = press.parts.queue.intake(name).folder.glob("judged-*")
    judged.write_bytes(b"")
    (whole,) = press.parts.queue.intake(name).folder.glob("whole-*")
    whole.unlink()
    press.waiting.clear()
    press.parts.redelivery.run(force=True)
    press.run()
    assert ("indexed", "new") == press.fate(arrival_of(name, 0))


@pytest.mark.parametrize("place", [0, 5])
def test_a_task_that_still_cuts_a_file_which_another_finished(
    press: Any, story: Story, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    """It ends, and leaves nothing in processing/: not where it begins to read, nor in the middle."""
    intake = press.claim(press.drop("many.jsonl", press.lines(*({"text": story(n)} for n in range(11)))))
    press.step()
    sound = forms.read
    late: list[bool] = []

    def read(path: Path, **how: Any) -> Iterator[Record | Rejection]:
        for number, record in enumerate(sound(path, **how)):
            if number == place and not late:
                late.append(True)
                press.waiting.append(("split", [WorkItem(intake)]))
                press.run()
                assert press.parts.queue.settled(intake)
            yield record

    monkeypatch.setattr(forms, "read", read)
    press.step()
    assert [True] == late
    assert [] == list(press.parts.queue.processing.iterdir())
    assert 11 == len(press.documents())
    assert 0 == press.parts.fate_counts.count().gap
