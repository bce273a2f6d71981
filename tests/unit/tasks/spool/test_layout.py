"""The queue folder: claims, chunks, judgements and fates beside the file, and where it goes in the end."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from articles.article import Given, Record, Rejection
from articles.fates import Fate, Reason
from tasks.spool.completion import finish
from tasks.spool.layout import Intake, Queue
from tasks.spool.names import claimed_at, new_intake_name, printable
from tasks.spool.values import Assessment, Claim, SettledFate, Split
from tasks.work_item import WorkItem

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    """A prepared queue folder."""
    queue = Queue(tmp_path / "queue")
    queue.prepare()
    return queue


@pytest.fixture
def intake(queue: Queue) -> Intake:
    """A claimed file."""
    intake = queue.intake("20260301T120000000000-aa")
    intake.folder.mkdir()
    intake.write_claim(claim())
    intake.file.write_text("text")
    return intake


def claim(**changes: object) -> Claim:
    """A claim."""
    fields: dict[str, object] = {
        "intake": "20260301T120000000000-aa",
        "name": "a.txt",
        "path": "agency/a.txt",
        "source": "agency",
        "claimed_at": 1,
    }
    return Claim(**(fields | changes))  # type: ignore[arg-type]


def fate(number: int, what: Fate = Fate.INDEXED, why: Reason = Reason.NEW) -> SettledFate:
    """An acknowledged fate."""
    return SettledFate(number=number, fate=what, reason=why)


def assessed(number: int, detail: str = "") -> Assessment:
    """A judgement."""
    return Assessment(number=number, fate=Fate.REJECTED, reason=Reason.TOO_SHORT, detail=detail)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plain.txt", "plain.txt"),
        ("two words 'quoted'.txt", "two words 'quoted'.txt"),
        ("line\nbreak", "line\\nbreak"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("bad\udcff.txt", "bad\\xff.txt"),
        ("Ünïcode.txt", "Ünïcode.txt"),
    ],
)
def test_names_are_made_printable(name: str, shown: str) -> None:
    """Undecodable bytes and control characters are escaped; everything else stays."""
    assert shown == printable(name)


def test_intake_names_sort_by_time() -> None:
    """The id of a later claim sorts behind that of an earlier one, and tells its time."""
    first = new_intake_name(NOON, "ff")
    second = new_intake_name(NOON.replace(microsecond=1), "00")
    assert first < second
    assert NOON.timestamp() == claimed_at(first)
    assert 0.0 == claimed_at("something else")


def test_a_claim_comes_back(intake: Intake) -> None:
    """What was written of a claim is read again; a folder that is gone has none."""
    assert claim() == intake.claim()
    assert Intake(intake.folder.parent / "gone").claim() is None


def test_the_side_file_says_more(intake: Intake) -> None:
    """A side file gives url and source; fields that are not known are passed over."""
    (intake.folder / "meta.json").write_text(json.dumps({"url": "https://a.example/1", "x": 1, "sent": "id"}))
    assert Given(url="https://a.example/1") == intake.given()
    assert "id" == intake.sent()


@pytest.mark.parametrize("content", ["", "no json", "[1]", '{"url": 5}', "\xff"])
def test_a_broken_side_file_says_nothing(intake: Intake, content: str) -> None:
    """A side file that is no such thing neither fails nor says anything."""
    (intake.folder / "meta.json").write_text(content, "latin-1")
    assert intake.given().url in (None, "5")
    assert intake.sent() is None


def test_chunks_come_back(intake: Intake) -> None:
    """Records and rejections of a chunk are read as they were spilled."""
    rows = [Record(number=0, content="a\nb", form="jsonl"), Rejection(reason=Reason.MALFORMED, number=1)]
    intake.write_chunk(3, rows)
    assert rows == intake.chunk(3)
    assert intake.has_chunk(3)
    assert not intake.has_chunk(2)


def test_the_first_judgement_stands(intake: Intake) -> None:
    """Two workers that judged the same record: one judgement is taken, always the same."""
    intake.write_assessments(0, "a", [assessed(0, "first")])
    intake.write_assessments(0, "b", [assessed(0, "second"), assessed(1)])
    assert {0: assessed(0, "first"), 1: assessed(1)} == intake.assessed(0)


def test_judgements_are_dropped_by_number(intake: Intake) -> None:
    """What is to be judged again is forgotten, its neighbours are not."""
    intake.write_assessments(0, "a", [assessed(0), assessed(1)])
    intake.drop_assessments(0, [0])
    assert {1} == intake.assessed(0).keys()
    intake.drop_assessments(0, [1])
    assert {} == intake.assessed(0)


def test_what_is_left_to_do(intake: Intake) -> None:
    """A file is one item until it is enumerated and settled; of a split file, the chunks that are not."""
    assert [WorkItem(intake.name)] == intake.open_items()
    intake.write_whole(2)
    intake.write_settled(0, "a", [fate(0)])
    assert [WorkItem(intake.name)] == intake.open_items()
    intake.write_settled(0, "b", [fate(1)])
    assert [] == intake.open_items()


def test_what_is_left_to_do_of_a_split_file(intake: Intake) -> None:
    """Chunks with an article without a fate; the last chunk may be short."""
    intake.write_split(Split(articles=5, chunks=3, chunk_articles=2))
    intake.write_settled(0, "a", [fate(0), fate(1)])
    intake.write_settled(2, "a", [fate(4)])
    assert [WorkItem(intake.name, 1)] == intake.open_items()
    assert (5, 1) == (intake.articles(), intake.chunk_of(3))


def test_a_settled_file_goes_to_done(queue: Queue, intake: Intake) -> None:
    """With its claim and fates, without what was spilled on the way."""
    intake.write_whole(1)
    intake.write_assessments(0, "a", [assessed(0)])
    intake.write_settled(0, "a", [fate(0)])
    target = finish(queue, intake, claim(), now=NOON)
    assert target is not None
    assert queue.done / "2026-03-01" == target.parent
    assert {"claim.json", "fates.json"} == {p.name for p in target.iterdir()} - {"file"}
    assert finish(queue, intake, claim(), now=NOON) is None  # another worker that was slower


def test_a_failed_file_is_set_aside(queue: Queue, intake: Intake) -> None:
    """With the file under its fixed name and the reasons, for people and for us."""
    failure = SettledFate(
        number=0, fate=Fate.FAILED, reason=Reason.STAGE_ERROR, detail="It broke.", traceback="Trace", tries=3
    )
    intake.write_whole(2)
    intake.write_settled(0, "a", [failure, fate(1)])
    target = finish(queue, intake, claim(), now=NOON)
    assert queue.failed / intake.name == target
    assert (target / "file").read_text() == "text"
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


def test_growth_is_seen(intake: Intake) -> None:
    """A file that changed after it was claimed is told from one that did not."""
    about = intake.file.lstat()
    taken = claim(size=about.st_size, mtime_ns=about.st_mtime_ns)
    assert not intake.grew(taken)
    intake.file.write_text("text and more")
    assert intake.grew(taken)
