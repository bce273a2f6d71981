"""The queue folder, and the folder of one claimed file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from articles.article import Given, Rejection
from articles.fates import Fate, Reason
from tasks.spool.earlier_generation import carry_over, withdrawn
from tasks.spool.layout import CLAIM, Intake, Queue
from tasks.spool.values import Assessment, Claim, Kept, Split
from tasks.work_item import WorkItem


def fate(number: int) -> Assessment:
    """An acknowledged fate."""
    return Assessment(number=number, fate=Fate.INDEXED, reason=Reason.NEW)


def test_texts_are_closed_to_others(tmp_path: Path) -> None:
    """Producers write into the inbox; what was claimed is read by our user and group alone. Existing modes stay."""
    queue = Queue(tmp_path / "queue")
    before = os.umask(0o002)
    try:
        queue.prepare()
        modes = [folder.stat().st_mode & 0o777 for folder in (queue.processing, queue.done, queue.failed)]
        assert [0o750] * 3 == modes
        assert 0o775 == queue.inbox.stat().st_mode & 0o777
        queue.done.chmod(0o755)
        queue.prepare()
        assert 0o755 == queue.done.stat().st_mode & 0o777
    finally:
        os.umask(before)


def test_a_claim_comes_back(intake: Intake, claim: Callable[..., Claim]) -> None:
    """What was written of a claim is read again; a folder that is gone has none."""
    intake.write_claim(claim(size=5))
    assert claim(size=5) == intake.claim()
    assert Intake(intake.folder.parent / "gone").claim() is None


def test_the_side_file_says_more(intake: Intake) -> None:
    """A side file gives url and source; fields that are not known are ignored."""
    (intake.folder / "meta.json").write_text(json.dumps({"url": "https://a.example/1", "x": 1, "sent": "id"}))
    assert Given(url="https://a.example/1") == intake.given()
    assert "id" == intake.sent()


def test_what_is_left_to_do(intake: Intake) -> None:
    """A file is one item until it is enumerated and settled."""
    assert [WorkItem(intake.name)] == intake.open_items()
    intake.write_whole(2)
    intake.chunk(0).append_settled("a", [fate(0)])
    assert [WorkItem(intake.name)] == intake.open_items()
    intake.chunk(0).append_settled("b", [fate(1)])
    assert [] == intake.open_items()


def test_the_number_of_articles_is_noted_without_a_new_file(intake: Intake, claim: Callable[..., Claim]) -> None:
    """In another name of the claim, which goes with the rest of the progress; the last note counts."""
    intake.write_claim(claim())
    assert intake.articles() is None
    for articles in (0, 12, 12, 3):
        intake.write_whole(articles)
        assert articles == intake.articles() == intake.counted() == intake.size_of(0)
        assert 2 == (intake.folder / CLAIM).stat().st_nlink
    intake.write_claim(claim(size=5))
    assert (3, claim(size=5)) == (intake.articles(), intake.claim())
    intake.forget_progress()
    assert intake.articles() is None
    assert claim(size=5) == intake.claim()


@pytest.mark.parametrize("refusal", [PermissionError(1, "no link to a file of others"), OSError(95, "no links")])
def test_the_number_of_articles_is_noted_where_there_are_no_links(
    intake: Intake, claim: Callable[..., Claim], monkeypatch: pytest.MonkeyPatch, refusal: OSError
) -> None:
    """On such file systems, and for a worker that may not link what the watcher owns."""

    def refuse(*_: object) -> None:
        raise refusal

    intake.write_claim(claim())
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    for articles in (2, 1):
        intake.write_whole(articles)
        assert articles == intake.articles()


def test_the_number_that_an_earlier_version_noted_is_read(intake: Intake) -> None:
    """Files that it left in processing/ are finished."""
    (intake.folder / "whole.json").write_bytes(b"2")
    assert 2 == intake.articles()
    intake.forget_progress()
    assert intake.articles() is None


def test_places_in_a_file_that_was_cut(intake: Intake) -> None:
    """The last chunk may be short."""
    (intake.folder / "chunks").mkdir()
    intake.write_split(Split(articles=5, chunks=3, chunk_articles=2))
    assert (5, 1, 2, 1) == (intake.articles(), intake.chunk_of(3), intake.size_of(0), intake.size_of(2))
    assert [WorkItem(intake.name, chunk) for chunk in range(3)] == intake.open_items()


def test_growth_is_seen(intake: Intake) -> None:
    """A file that changed after it was claimed is told from one that did not."""
    claim = intake.claim()
    assert claim is not None
    assert not intake.grew(claim)
    intake.file.write_text("text and more")
    assert intake.grew(claim)


@pytest.mark.parametrize("chunk_articles", [None, 1, 2])
def test_earlier_fates_stand(intake: Intake, chunk_articles: int | None) -> None:
    """A file that holds as many articles as before keeps the fates that stand; only the others are open."""
    intake.write_kept(Kept(generation=1, articles=3, fates=(fate(0), fate(2))))
    for _ in range(2):  # safe to repeat
        carry_over(intake, 3, chunk_articles)
    if chunk_articles:
        intake.write_split(Split(articles=3, chunks=-(-3 // chunk_articles), chunk_articles=chunk_articles))
        assert [intake.chunk_of(1)] == [item.chunk for item in intake.open_items()]
        assert 0 in intake.chunk(0).settled()
    else:
        assert {0, 2} == intake.chunk(0).settled().keys()


def test_earlier_fates_do_not_stand_for_another_number_of_articles(intake: Intake) -> None:
    """A number may then name another article."""
    intake.write_kept(Kept(generation=1, articles=3, fates=(fate(0),)))
    carry_over(intake, 2)
    assert {} == intake.chunk(0).settled()


def test_articles_that_are_gone_are_withdrawn(intake: Intake) -> None:
    """Those behind the last that was read; if reading failed, they failed as well."""
    intake.write_kept(Kept(generation=1, articles=4))
    read = Rejection(reason=Reason.EMPTY, number=1)
    assert [(2, Reason.WITHDRAWN), (3, Reason.WITHDRAWN)] == [(r.number, r.reason) for r in withdrawn(intake, [read])]
    broken = Rejection(reason=Reason.UNREADABLE, number=2)
    assert [(3, Reason.UNREADABLE)] == [(r.number, r.reason) for r in withdrawn(intake, [broken])]
