"""Telling whether a file is still being written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tasks.spool.open_files import is_open_for_writing


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW") or os.uname().sysname != "Linux", reason="leases are Linux")
def test_an_open_writer_is_seen(tmp_path: Path) -> None:
    """A file that somebody has open for writing is told from one that is closed."""
    path = tmp_path / "file"
    with path.open("w") as writer:
        writer.write("half")
        assert is_open_for_writing(path)
    assert not is_open_for_writing(path)
    with path.open() as reader:
        assert not is_open_for_writing(path)
        assert "half" == reader.read()
    assert not is_open_for_writing(tmp_path / "none")
