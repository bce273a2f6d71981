"""Exit codes: the table is what the help says."""

from __future__ import annotations

from pathlib import Path

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


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("COPYDESK_FIELDS_FILE", "/not/there.toml", "/not/there.toml cannot be read: No such file or directory."),
        ("COPYDESK_FIELDS_FILE", "{file}", "not valid TOML"),
        ("COPYDESK_ENTITIES_FILE", "/not/there.toml", "/not/there.toml cannot be read: No such file or directory."),
        ("COPYDESK_MODELS", '{{"en": "nosuch"}}', "the entity model 'nosuch' is not installed"),
    ],
)
def test_what_a_setting_names_and_cannot_be_used_is_a_wrong_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, told: str
) -> None:
    """The sentence names the setting."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.toml").write_text("[[mapping")
    (tmp_path / "a.txt").write_text("The bridge over the Sile will close on Monday, the city council said. " * 5)
    monkeypatch.setenv(setting, value.format(file=tmp_path / "broken.toml"))
    result = CliRunner().invoke(main, ["clean", "--enrich", "a.txt"])
    assert ExitCode.USAGE == result.exit_code, result.output
    assert f"{setting}: " in result.output
    assert told in " ".join(result.output.split())
