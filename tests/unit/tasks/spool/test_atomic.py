"""Files appear whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.spool import atomic


def test_content_replaces_what_was_there(tmp_path: Path) -> None:
    """The new content is there, and nothing is left beside it."""
    path = tmp_path / "a.json"
    atomic.write(path, b"1")
    atomic.write(path, b"2", durable=True)
    assert b"2" == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


def test_a_failed_write_leaves_the_old_content(tmp_path: Path) -> None:
    """If the writer raises, the old file stays and the new one vanishes."""
    path = tmp_path / "a.json"
    atomic.write(path, b"old")

    def fail() -> None:
        with atomic.replacing(path) as file:
            file.write(b"half")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fail()
    assert b"old" == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    """A name of 255 bytes leaves no room for a suffix of the file beside it."""
    path = tmp_path / ("x" * 255)
    atomic.write(path, b"1")
    assert path.exists()


def test_the_mode_is_set_before_the_content_is_there(tmp_path: Path) -> None:
    """A secret is never readable for others."""
    path = tmp_path / "key"
    atomic.write(path, b"1", mode=0o400)
    assert 0o400 == path.stat().st_mode & 0o777


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'"text"'])
def test_a_damaged_file_reads_as_none(tmp_path: Path, content: bytes) -> None:
    """After a power cut a file may be empty or torn."""
    path = tmp_path / "a.json"
    assert atomic.read_json(path, int) is None
    path.write_bytes(content)
    assert atomic.read_json(path, int) is None


@pytest.mark.parametrize("size", [0, 1, 1 << 16, (1 << 16) + 1, 300_000])
def test_the_whole_of_a_file_is_written_and_read(tmp_path: Path, size: int) -> None:
    """However many calls it takes."""
    content = bytes(number % 251 for number in range(size))
    atomic.write(tmp_path / "a", content)
    assert content == atomic.read_bytes(tmp_path / "a")


def test_a_write_that_fails_leaves_no_file_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For example, on a full disk."""

    def refuse(*_: object) -> int:
        raise OSError(28, "full")

    monkeypatch.setattr("os.write", refuse)
    with pytest.raises(OSError, match="full"):
        atomic.write(tmp_path / "a", b"1")
    monkeypatch.undo()
    assert [] == list(tmp_path.iterdir())
