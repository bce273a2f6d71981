"""`copydesk delete`: what it refuses before it asks anything."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from workers.commands import main


@pytest.mark.parametrize("query", ["?!", '"…"', "—", " "])
def test_a_query_without_a_word_takes_nothing_down(query: str) -> None:
    """It finds every article, which nobody can have meant; `--yes` does not change that."""
    result = CliRunner().invoke(main, ["delete", "--yes", "--query", query])
    assert (2, True) == (result.exit_code, "every article there is" in result.output)
