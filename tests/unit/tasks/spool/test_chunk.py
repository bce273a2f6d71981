"""Records, assessments and fates of a chunk."""

from __future__ import annotations

import pytest

from articles.article import Record, Rejection
from articles.fates import Fate, Reason
from tasks.spool.chunk import Chunk
from tasks.spool.layout import Intake
from tasks.spool.values import Assessment


def assessment(number: int, detail: str = "") -> Assessment:
    """A result of the stages."""
    return Assessment(number=number, fate=Fate.REJECTED, reason=Reason.TOO_SHORT, detail=detail)


@pytest.fixture(params=["whole", "split"])
def chunk(request: pytest.FixtureRequest, intake: Intake) -> Chunk:
    """The only chunk of a file, or one of a file that was cut."""
    if request.param == "whole":
        return intake.chunk(0)
    chunk = intake.split_chunk(70)
    chunk.write_records([Record(number=70, content="a", form="jsonl")])
    return chunk


def test_records_come_back(intake: Intake) -> None:
    """Records and rejections are read as they were spilled."""
    rows = [Record(number=0, content="a\nb", form="jsonl"), Rejection(reason=Reason.MALFORMED, number=1)]
    intake.split_chunk(3).write_records(rows)
    assert rows == intake.chunk(3).records()
    assert intake.split_chunk(3).was_spilled()
    assert not intake.split_chunk(2).was_spilled()
    with pytest.raises(FileNotFoundError):
        intake.split_chunk(2).records()


def test_the_first_assessment_is_kept(chunk: Chunk) -> None:
    """If two workers assessed the same record, one result is taken, always the same."""
    chunk.append_assessments("a", [assessment(0, "first")])
    chunk.append_assessments("b", [assessment(0, "second"), assessment(1)])
    assert {0: assessment(0, "first"), 1: assessment(1)} == chunk.assessments()


def test_assessments_are_dropped_by_number(chunk: Chunk) -> None:
    """A record that is to be assessed again is forgotten, its neighbours are not."""
    chunk.append_assessments("a", [assessment(0), assessment(1)])
    chunk.drop_assessments([0])
    assert {1} == chunk.assessments().keys()
    chunk.drop_assessments([1])
    assert {} == chunk.assessments()


def test_a_torn_journal_loses_its_torn_lines_only(chunk: Chunk) -> None:
    """A power cut may leave half a line; dropping records must not fail over it."""
    chunk.append_assessments("a", [assessment(0), assessment(1)])
    (journal,) = chunk.folder.glob("judged-*")
    journal.write_bytes(journal.read_bytes()[:-20])
    assert {0} == chunk.assessments().keys()
    chunk.drop_assessments([0])
    assert {} == chunk.assessments()


def test_fates_are_read_from_all_journals(chunk: Chunk) -> None:
    """The first fate of a record stands, as in the ledger."""
    one = Assessment(number=0, fate=Fate.INDEXED, reason=Reason.NEW)
    other = Assessment(number=0, fate=Fate.FAILED, reason=Reason.TIMED_OUT)
    chunk.append_settled("a", [one])
    chunk.append_settled("b", [other])
    assert {0: one} == chunk.settled()


def test_chunks_do_not_see_their_neighbours(intake: Intake) -> None:
    """Chunks of one group share a folder, and nothing else."""
    for number in (1, 10, 11):
        intake.split_chunk(number).write_records([Record(number=number, content="a", form="jsonl")])
        intake.split_chunk(number).append_assessments("a", [assessment(number)])
    assert [1] == list(intake.chunk(1).assessments())
    intake.chunk(1).clear()
    assert not intake.chunk(1).was_spilled()
    assert [11] == list(intake.chunk(11).assessments())


def test_the_folder_of_a_finished_file_is_not_made_again(intake: Intake) -> None:
    """A late task that still cuts a file which is done leaves nothing behind in processing/."""
    chunk = intake.split_chunk(70)
    intake.folder.rename(intake.folder.parent.parent / "done" / intake.name)
    with pytest.raises(FileNotFoundError):
        chunk.write_records([Record(number=70, content="a", form="jsonl")])
    with pytest.raises(FileNotFoundError):
        intake.gathered_below(5)
    assert not intake.folder.exists()


def test_a_chunk_may_be_cleared_twice(chunk: Chunk) -> None:
    chunk.append_assessments("a", [assessment(70)])
    chunk.append_settled("a", [assessment(70)])

    chunk.clear()
    chunk.clear()

    assert ({}, {}) == (chunk.assessments(), chunk.settled())
    assert not chunk.was_spilled()
