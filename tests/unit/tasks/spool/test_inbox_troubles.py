"""What the watcher notes of folders that it cannot empty."""

from __future__ import annotations

from pathlib import Path

from tasks.spool.inbox_troubles import MOST, Trouble, read, troubles, write


def test_noted_and_read(tmp_path: Path) -> None:
    """Names are printable and relative to the inbox; nothing to note leaves no file."""
    inbox = tmp_path / "inbox"
    found = troubles(inbox, {inbox / "a\x1b[2J": "closed", inbox: "closed too"})
    assert [Trouble(folder=".", why="closed too"), Trouble(folder="a\\x1b[2J", why="closed")] == found
    write(tmp_path, found)
    assert found == read(tmp_path)
    write(tmp_path, [])
    assert [] == read(tmp_path) == list(tmp_path.iterdir())


def test_a_producer_cannot_fill_the_note(tmp_path: Path) -> None:
    """As many folders are noted as people read."""
    assert MOST == len(troubles(tmp_path, {tmp_path / str(number): "closed" for number in range(5000)}))
