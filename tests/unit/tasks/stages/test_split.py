"""Writing records into chunks."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.article import Record, Rejection
from articles.fates import Reason
from tasks.spool.layout import Intake
from tasks.stages.split import SIGN_OF_LIFE, ChunkWriter, chunk_size


@pytest.fixture
def intake(tmp_path: Path) -> Intake:
    """The folder of a claimed file."""
    folder = tmp_path / "20260301T000000000000-aa"
    folder.mkdir()
    return Intake(folder)


def fill(writer: ChunkWriter, first: int, last: int) -> None:
    for number in range(first, last):
        writer.add(Record(number=number, content=f"Text {number}", form="jsonl"))


def numbers(intake: Intake, chunk: int) -> list[int]:
    return [record.number for record in intake.split_chunk(chunk).records()]


def test_records_are_cut_into_chunks(intake: Intake) -> None:
    """Every chunk but the last is full."""
    writer = ChunkWriter(intake, 4)
    fill(writer, 0, 10)
    split = writer.end()
    assert (10, 3, 4) == (split.articles, split.chunks, split.chunk_articles)
    assert [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]] == [numbers(intake, chunk) for chunk in range(3)]
    assert split == intake.split()


def test_a_second_task_writes_only_what_is_missing(intake: Intake) -> None:
    """What is spilled stays; a task that adds nothing made no progress."""
    first = ChunkWriter(intake, 4)
    fill(first, 0, 9)
    assert 2 == first.written
    second = ChunkWriter(intake, 4)
    fill(second, 0, 9)
    assert 0 == second.written
    fill(second, 9, 12)
    assert 1 == second.written


def test_a_chunk_that_was_dropped_is_cut_again(intake: Intake) -> None:
    """A chunk that cannot be read costs its own records alone, and they come from the file."""
    writer = ChunkWriter(intake, 4)
    fill(writer, 0, 12)
    writer.end()
    intake.split_chunk(1).drop_records()
    again = ChunkWriter(intake, 4)
    fill(again, 0, 12)
    again.end()
    assert [4, 5, 6, 7] == numbers(intake, 1)
    assert 1 == again.written


def test_reading_that_fails_for_good_keeps_what_was_spilled(intake: Intake) -> None:
    """Behind the whole chunks stands one failure."""
    first = ChunkWriter(intake, 4)
    fill(first, 0, 6)
    second = ChunkWriter(intake, 4)
    second.skip_written()
    assert (4, 1) == (second.articles, second.chunks)
    second.add(Rejection(reason=Reason.TIMED_OUT, number=second.articles))
    assert 5 == second.end().articles


def test_an_empty_file_has_one_chunk(intake: Intake) -> None:
    """So that it is finished like any other."""
    split = ChunkWriter(intake, 4).end()
    assert (0, 1) == (split.articles, split.chunks)


def test_signs_of_life_come_now_and_then(intake: Intake) -> None:
    """A long file keeps its lease."""
    signs: list[int] = []
    writer = ChunkWriter(intake, 1, sign_of_life=lambda: signs.append(writer.chunks))
    fill(writer, 0, 2 * SIGN_OF_LIFE)
    assert [SIGN_OF_LIFE, 2 * SIGN_OF_LIFE] == signs


def test_a_changed_setting_keeps_the_chunks_that_a_file_was_begun_with(intake: Intake) -> None:
    """Chunks of two sizes in one file would leave records out."""
    assert 5 == chunk_size(intake, 5)
    fill(ChunkWriter(intake, 4), 0, 6)
    assert 4 == chunk_size(intake, 5)
    again = ChunkWriter(intake, chunk_size(intake, 5))
    fill(again, 0, 10)
    assert 4 == again.end().chunk_articles
    assert 4 == chunk_size(intake, 5)
    assert list(range(10)) == [r.number for n in range(3) for r in intake.split_chunk(n).records()]


def test_gathered_rejections_count_for_what_they_stand(intake: Intake) -> None:
    """A task that goes on behind what was written counts them too."""
    for begin in (False, True):
        writer = ChunkWriter(intake, 2)
        if begin:
            writer.skip_written()
        else:
            writer.add(Rejection(reason=Reason.NO_ARTICLE, number=0))
            writer.add(Rejection(reason=Reason.NO_ARTICLE, number=1, count=500))
        writer.add(Rejection(reason=Reason.TIMED_OUT, number=2))
        split = writer.end()
        assert (3, 502, 2) == (split.articles, split.records, split.chunks)
    assert 502 == intake.counted()


def test_gathering_stays_as_it_began(intake: Intake) -> None:
    """A changed setting, or a version that gathered nothing, does not shift the records of chunks that are there."""
    assert 20 == intake.gathered_below(20)
    assert 20 == intake.gathered_below(5)
    other = Intake(intake.folder.with_name("20260301T000000000000-bb"))
    other.folder.mkdir()
    writer = ChunkWriter(other, 2)
    fill(writer, 0, 3)
    assert other.gathered_below(20) is None
