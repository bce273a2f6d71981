"""The life of the index from the command line."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from workers.commands import main


@pytest.mark.parametrize("option", ["--restore", "--folder", "--s3"])
def test_an_empty_name_is_no_snapshot(option: str) -> None:
    """With an empty variable of a script, `--restore "$NAME"` would save a snapshot instead."""
    result = CliRunner().invoke(main, ["index", "snapshot", option, ""])
    assert 2 == result.exit_code
    assert "an empty one is none" in result.output
