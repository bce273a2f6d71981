"""Files that version 0.1.0 left in processing/ are taken over."""

from __future__ import annotations

import msgspec

from articles.article import Record
from articles.fates import Fate, Reason
from tasks.spool.layout import Intake
from tasks.spool.values import Assessment
from tasks.work_item import WorkItem


def old(intake: Intake) -> None:
    """A file of three chunks: one settled, one assessed, one untouched."""
    for chunk in range(3):
        records = [Record(number=2 * chunk + n, content="x", form="jsonl") for n in range(2)]
        lines = b"".join(msgspec.json.encode({"record": one}) + b"\n" for one in records)
        (intake.folder / f"chunk-{chunk:06}.jsonl").write_bytes(lines)
    fates = [Assessment(number=n, fate=Fate.INDEXED, reason=Reason.NEW) for n in range(2)]
    (intake.folder / "settled-000000-000000000-a.json").write_bytes(msgspec.json.encode(fates))
    one = Assessment(number=2, fate=Fate.REJECTED, reason=Reason.TOO_SHORT)
    (intake.folder / "judged-000001-000000002-a.jsonl").write_bytes(msgspec.json.encode(one) + b"\n")
    (intake.folder / "split.json").write_bytes(b'{"articles":6,"chunks":3,"chunk_articles":2,"round":0}')


def test_the_work_in_hand_is_kept(intake: Intake) -> None:
    """Records, assessments and fates are found where they are looked for now."""
    old(intake)
    assert [WorkItem(intake.name, n) for n in range(3)] == intake.open_items()
    assert {0, 1} == intake.chunk(0).settled().keys()
    assert {2} == intake.chunk(1).assessments().keys()
    assert [4, 5] == [one.number for one in intake.chunk(2).records()]
    assert {"claim.json", "file", "chunks"} == {path.name for path in intake.folder.iterdir()}


def test_journals_are_read_before_anything_is_moved(intake: Intake) -> None:
    """A task that looks at a chunk without asking how the file was cut sees the same."""
    old(intake)
    assert {0, 1} == intake.chunk(0).settled().keys()
    assert [4, 5] == [one.number for one in intake.chunk(2).records()]


def test_an_interrupted_move_is_finished(intake: Intake) -> None:
    """Until split.json is moved, the next look moves what is left."""
    old(intake)
    (intake.folder / "chunks" / "0000").mkdir(parents=True)
    name = "chunk-000001.jsonl"
    (intake.folder / name).rename(intake.folder / "chunks" / "0000" / name)
    split = intake.split()
    assert split is not None
    assert [2, 3] == [one.number for one in intake.chunk(1).records()]
    assert split == intake.split()
