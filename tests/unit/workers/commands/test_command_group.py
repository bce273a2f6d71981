"""The group of commands."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

import workers.commands
from workers.commands import COMMANDS, main
from workers.local.errors import ServiceError


def test_every_command_that_exists_can_be_called() -> None:
    """What the help lists can be imported, and tells its use."""
    listed = main.list_commands(click.Context(main))
    assert {"up", "doctor", "demo"} <= set(listed)
    for name in listed:
        result = CliRunner().invoke(main, [name, "--help"])
        assert 0 == result.exit_code, (name, result.output)


def test_no_stubs() -> None:
    """A name whose module does not exist is unknown."""
    missing = [name for name in COMMANDS if name not in main.list_commands(click.Context(main))]
    for name in [*missing, "nonsense"]:
        result = CliRunner().invoke(main, [name])
        assert 2 == result.exit_code
        assert "No such command" in result.output


def test_help_imports_nothing_heavy() -> None:
    """The help comes at once: no command, and none of what they need, is imported for it."""
    code = (
        "import sys; from click.testing import CliRunner; from workers.commands import main; "
        "print(CliRunner().invoke(main, ['--help']).exit_code, "
        "[name for name in ('celery', 'elasticsearch', 'spacy', 'rich', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "0 []" == done.stdout.strip()


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace `doctor` by a command that fails on purpose."""

    @click.command()
    def doctor() -> None:
        raise ServiceError("No disk: buy one.")

    monkeypatch.setattr(workers.commands.LazyGroup, "get_command", lambda *_: doctor)


@pytest.mark.usefixtures("fails")
def test_errors_are_a_sentence() -> None:
    """An error of ours is shown as its sentence, without a traceback."""
    result = CliRunner().invoke(main, ["doctor"])
    assert (1, "Error: No disk: buy one.\n") == (result.exit_code, result.output)


@pytest.mark.parametrize(
    "error",
    [OSError(28, "No space left on device"), click.UsageError("no"), KeyboardInterrupt(), ValueError("a fault")],
)
def test_an_error_closes_what_was_half_read(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """At the end of the program its connection is closed already, and closing it would wait for good."""
    closed: list[str] = []
    kept: list[BaseException] = [error]  # as a debugger or a cycle keeps it

    def half_read() -> Iterator[int]:
        try:
            yield from range(9)
        finally:
            closed.append("closed")

    @click.command()
    def fails() -> None:
        hits = half_read()
        next(hits)
        raise kept[0]

    monkeypatch.setattr(main, "get_command", lambda ctx, name: fails)
    result = CliRunner().invoke(main, ["search"])

    assert (["closed"], True) == (closed, result.exit_code != 0)
