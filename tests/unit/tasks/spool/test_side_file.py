"""Side files say more about an article, and must not be able to do anything else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from articles.article import Given
from tasks.spool.layout import Intake
from tasks.spool.names import META
from tasks.spool.side_file import MAX_SIDE_BYTES


@pytest.fixture
def intake(tmp_path: Path) -> Intake:
    """A claimed file's folder."""
    folder = tmp_path / "processing" / "20260102T030405000000-0a0b0c0d"
    folder.mkdir(parents=True)
    return Intake(folder)


def test_what_it_says(intake: Intake) -> None:
    """Its fields are read, and the sender's own id."""
    (intake.folder / META).write_text('{"url": "https://a.example/", "tags": ["x"], "sent": "abc", "other": [1]}')

    assert Given(url="https://a.example/", tags=("x",)) == intake.given()
    assert "abc" == intake.sent()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"[1, 2]",
        b'"text"',
        b'{"url": {"a": 1}}',
        b"\xff\xfe\x00",
        b'{"url": "\xed\xa0\x80"}',
        b"[" * 100_000,
        b'{"url": ' * 50_000,
        b'{"other": ' + b"[" * 200_000,
        b'{"other": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    ],
    ids=["empty", "text", "list", "string", "wrong type", "binary", "surrogate", "deep", "deep too", "open", "closed"],
)
def test_what_is_no_side_file(intake: Intake, content: bytes) -> None:
    """It is left aside, whatever it is."""
    (intake.folder / META).write_bytes(content)

    assert Given() == intake.given()
    assert intake.sent() is None


def test_one_that_is_too_large(intake: Intake) -> None:
    """It is not read: a sparse file of a terabyte costs nothing."""
    with (intake.folder / META).open("wb") as file:
        file.write(b'{"url": "https://a.example/"}')
        file.truncate(1 << 40)
    assert Given() == intake.given()
    (intake.folder / META).write_bytes(b'{"title": "' + b"x" * (MAX_SIDE_BYTES - 13) + b'"}')
    assert MAX_SIDE_BYTES - 13 == len(intake.given().title or "")


@pytest.mark.timeout(20)
@pytest.mark.parametrize("kind", ["link", "device", "pipe", "folder", "dangling"])
def test_one_that_is_no_file(intake: Intake, tmp_path: Path, kind: str) -> None:
    """Links are not followed, devices and pipes not opened for long."""
    secret = tmp_path / "secret.json"
    secret.write_text('{"title": "a secret"}')
    path = intake.folder / META
    match kind:
        case "link":
            path.symlink_to(secret)
        case "device":
            path.symlink_to("/dev/zero")
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case _:
            path.symlink_to(tmp_path / "nowhere")

    assert Given() == intake.given()
    assert intake.sent() is None
