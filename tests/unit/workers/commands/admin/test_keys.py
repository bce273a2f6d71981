"""What `copydesk keys` says where it cannot go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.errors import PermanentError
from workers.commands.admin.keys import _read


def test_a_key_of_another_user_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a changed QUEUE_UID: which folder, and where the steps are."""

    def closed(self: Path) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", closed)
    with pytest.raises(PermanentError, match=r"was QUEUE_UID changed\?") as raised:
        _read(tmp_path / "writer")
    assert str(tmp_path) in str(raised.value)
    assert "docs/how-to/run-with-compose.md" in str(raised.value)


def test_a_key_that_is_not_there_is_made(tmp_path: Path) -> None:
    assert _read(tmp_path / "writer") is None
