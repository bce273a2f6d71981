"""Exit codes: the table is what the help says."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from workers.commands import main
from workers.commands.exit_codes import MEANING, SPECIAL, ExitCode, epilog


@pytest.mark.parametrize("name", [name for name in SPECIAL if name != "demo"])
def test_a_command_with_codes_of_its_own_says_them_in_its_help(name: str) -> None:
    """In the words of the table."""
    result = CliRunner().invoke(main, [*name.split(), "--help"])
    assert " ".join(epilog(name).split()) in " ".join(result.output.split())
    for code, text in SPECIAL[name].items():
        assert f"{code.value} {text}" in epilog(name)


def test_the_table_is_closed() -> None:
    """Every code has a meaning, and wrong usage is click's own code."""
    assert set(ExitCode) == set(MEANING)
    assert click.UsageError("").exit_code == ExitCode.USAGE
