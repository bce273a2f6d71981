from __future__ import annotations

from pathlib import Path

import pytest

from articles.errors import PermanentError
from workers.commands.run.agents import _token


def test_a_token_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "token"

    first, second = _token(path), _token(path)

    assert first == second
    assert len(first) >= 32
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_token_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match="cannot be read or written"):
        _token(tmp_path)
