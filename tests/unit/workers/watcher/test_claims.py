"""Claiming: files leave the inbox with their side files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tasks.spool.layout import Queue
from workers.watcher.claims import Claimer


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    """A prepared queue folder."""
    queue = Queue(tmp_path / "queue")
    queue.prepare()
    return queue


def test_a_claim_takes_file_and_side_file(queue: Queue) -> None:
    """They leave the inbox together; the claim says what was claimed, and the first folder level is the source."""
    folder = queue.inbox / "agency" / "2026"
    folder.mkdir(parents=True)
    path = folder / "a b.txt"
    path.write_text("text")
    (folder / "a b.txt.meta.json").write_text('{"url": "https://a.example/"}')
    claim = Claimer(queue).claim(path)
    assert claim is not None
    assert ("a b.txt", "agency/2026/a b.txt", "agency", 4, "file") == (
        claim.name,
        claim.path,
        claim.source,
        claim.size,
        claim.kind,
    )
    intake = queue.intake(claim.intake)
    assert claim == intake.claim()
    assert "text" == intake.file.read_text()
    assert "https://a.example/" == intake.given().url
    assert [] == list(folder.iterdir())


def test_a_claim_of_what_is_gone_is_nothing(queue: Queue) -> None:
    """A file that vanished between scan and claim is no error, and leaves nothing behind."""
    assert Claimer(queue).claim(queue.inbox / "gone.txt") is None
    assert [] == list(queue.processing.iterdir())


@pytest.mark.parametrize("name", ["x" * 255, 'it\'s "quoted".txt', "line\nbreak.txt", os.fsdecode(b"\xff\xfe.txt")])
def test_odd_names_are_claimed(queue: Queue, name: str) -> None:
    """Names of 255 bytes, with quotes, line breaks, or bytes that are no text."""
    path = queue.inbox / name
    path.write_text("text")
    claim = Claimer(queue).claim(path)
    assert claim is not None
    assert claim.name.isprintable()
    assert "text" == queue.intake(claim.intake).file.read_text()


def test_a_folder_called_like_a_side_file_is_left_alone(queue: Queue) -> None:
    """It is a folder, whose files are claimed by themselves."""
    (queue.inbox / "a.txt").write_text("text")
    folder = queue.inbox / "a.txt.meta.json"
    folder.mkdir()
    (folder / "b.txt").write_text("another text")
    claim = Claimer(queue).claim(queue.inbox / "a.txt")
    assert claim is not None
    assert "another text" == (folder / "b.txt").read_text()
    assert not (queue.intake(claim.intake).folder / "meta.json").exists()
