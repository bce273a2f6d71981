"""Chunks are finished one by one, groups of them are joined, and the cost of each step stays the same."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest

from articles.article import Record
from articles.fates import Fate, Reason
from tasks.spool.chunk import GROUP
from tasks.spool.finished_chunks import FinishedChunks
from tasks.spool.layout import Intake
from tasks.spool.values import Assessment, Split


def fate(number: int, what: Fate = Fate.INDEXED, why: Reason = Reason.NEW) -> Assessment:
    """An acknowledged fate."""
    return Assessment(number=number, fate=what, reason=why)


def cut(intake: Intake, articles: int, size: int) -> FinishedChunks:
    """Spill the chunks of a file."""
    split = Split(articles=articles, chunks=-(-articles // size), chunk_articles=size)
    for chunk in range(split.chunks):
        numbers = range(chunk * size, chunk * size + split.size_of(chunk))
        intake.split_chunk(chunk).write_records([Record(number=n, content="x", form="jsonl") for n in numbers])
    intake.write_split(split)
    return FinishedChunks(intake.folder, split)


def settle(intake: Intake, finished: FinishedChunks, chunk: int) -> bool:
    """Give every record of a chunk a fate, and finish it."""
    size = finished.split.chunk_articles
    numbers = range(chunk * size, chunk * size + finished.split.size_of(chunk))
    intake.chunk(chunk).append_settled("a", [fate(n) for n in numbers])
    return finished.add(chunk)


def test_a_chunk_without_all_fates_stays_open(intake: Intake) -> None:
    """A record without a fate keeps its chunk open, and what is known of it stays."""
    finished = cut(intake, articles=5, size=2)
    intake.chunk(0).append_settled("a", [fate(0)])
    assert not finished.add(0)
    assert [0, 1, 2] == finished.open_chunks()
    assert 2 == len(intake.chunk(0).records())


def test_a_finished_chunk_keeps_its_fates_alone(intake: Intake) -> None:
    """Its records and journals are removed, so a file takes less room the further it is."""
    finished = cut(intake, articles=5, size=2)
    assert not settle(intake, finished, 1)
    assert [0, 2] == finished.open_chunks()
    assert {2, 3} == intake.chunk(1).settled().keys()
    with pytest.raises(FileNotFoundError):
        intake.chunk(1).records()


@pytest.mark.parametrize("chunks", [1, GROUP - 1, GROUP, GROUP + 1, 3 * GROUP])
def test_all_fates_come_back_in_order(intake: Intake, chunks: int) -> None:
    """In whatever order the chunks are finished."""
    finished = cut(intake, articles=2 * chunks - 1, size=2)
    order = list(range(chunks))
    random.Random(1).shuffle(order)
    for chunk in order:
        assert not finished.are_all()
        settle(intake, finished, chunk)
    assert finished.are_all()
    assert [] == finished.open_chunks()
    assert list(range(2 * chunks - 1)) == [one["number"] for one in msgspec.json.decode(finished.content())]
    assert list(range(2 * chunks - 1)) == [one.number for one in finished.fates()]


def test_failures_are_kept_apart(intake: Intake) -> None:
    """So that they are found at the end without decoding the rest."""
    finished = cut(intake, articles=2 * GROUP + 1, size=1)
    failed = {3, GROUP + 1, 2 * GROUP}
    for number in range(2 * GROUP + 1):
        one = fate(number, Fate.FAILED, Reason.TIMED_OUT) if number in failed else fate(number)
        intake.chunk(number).append_settled("a", [one])
        finished.add(number)
    assert sorted(failed) == [one.number for one in finished.failed()]


def test_finishing_twice_changes_nothing(intake: Intake) -> None:
    """A second worker that finishes the same chunks, or comes after the group was joined, finds it done."""
    finished = cut(intake, articles=2, size=1)
    assert not settle(intake, finished, 0)
    assert not finished.add(0)
    assert settle(intake, finished, 1)
    assert finished.add(0)
    assert 2 == len(msgspec.json.decode(finished.content()))


def test_a_late_writer_leaves_nothing_behind(intake: Intake) -> None:
    """A task that was overtaken finds no folder to write to."""
    finished = cut(intake, articles=1, size=1)
    late = intake.chunk(0)
    settle(intake, finished, 0)
    with pytest.raises(FileNotFoundError):
        late.append_settled("late", [fate(0)])
    assert finished.are_all()


def test_a_crash_before_the_group_was_joined_is_made_up_for(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any chunk of the group joins it."""
    finished = cut(intake, articles=2, size=1)
    with monkeypatch.context() as patch:
        patch.setattr(FinishedChunks, "_merge", lambda self, group: False)
        settle(intake, finished, 0)
        settle(intake, finished, 1)
    assert [] == finished.open_chunks()
    assert not finished.are_all()
    assert finished.add(0)
    assert finished.are_all()


def test_each_chunk_costs_the_same(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that are listed and bytes that are read, in the first and in the last group of many."""
    from tasks.spool import atomic, chunk
    from tasks.spool import finished_chunks as module

    seen = {"names": 0, "reads": 0}
    list_names, read_json = chunk.names_in, atomic.read_json

    def names_in(folder: Path) -> list[str]:
        names = list_names(folder)
        seen["names"] += len(names)
        return names

    def read(path: Path, type_: type) -> object:
        seen["reads"] += 1
        return read_json(path, type_)

    monkeypatch.setattr(chunk, "names_in", names_in)
    monkeypatch.setattr(module, "names_in", names_in)
    monkeypatch.setattr(atomic, "read_json", read)
    finished = cut(intake, articles=5 * GROUP, size=1)
    costs = []
    for group in range(5):
        seen.update(names=0, reads=0)
        for number in range(group * GROUP, (group + 1) * GROUP):
            settle(intake, finished, number)
        costs.append(dict(seen))
    assert costs[0] == costs[-1]
