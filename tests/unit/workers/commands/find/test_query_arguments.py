"""Queries as a shell passes them."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from workers.commands.find.query_arguments import QueryCommand, query_text, say_notes


@click.command(cls=QueryCommand, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("query", nargs=-1)
@click.option("--source")
@click.option("--copies", is_flag=True)
def ask(query: tuple[str, ...], source: str | None, copies: bool) -> None:
    click.echo(f"{query_text(query)}|{source}|{copies}")


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["trump", "-putin"], "trump -putin|None|False"),
        (["-heat", "wave"], "-heat wave|None|False"),
        (["trump", "-putin", "--copies", "--source", "x"], "trump -putin|x|True"),
        (["--source", "-x", "a"], "a|-x|False"),
        (["a", "--", "-b", "--c"], "a -b --c|None|False"),
        (["people:Xi Jinping", "sanctions", "-sport"], 'people:"Xi Jinping" sanctions -sport|None|False'),
        (["-people:Xi Jinping", "a"], '-people:"Xi Jinping" a|None|False'),
        (["place:New York~50km", "a"], 'place:"New York"~50km a|None|False'),
        (["title:(a | b)", "c"], "title:(a | b) c|None|False"),
        (['people:"Xi Jinping" sanctions'], 'people:"Xi Jinping" sanctions|None|False'),
        (["title:ferry pact"], "title:ferry pact|None|False"),
        (["ferry pact", "fares"], "ferry pact fares|None|False"),
    ],
)
def test_arguments(arguments: list[str], meant: str) -> None:
    """An excluded word is no option; quotation marks that the shell took off are put back."""
    result = CliRunner().invoke(ask, arguments, catch_exceptions=False)
    assert (0, meant) == (result.exit_code, result.output.strip())


def test_help_and_wrong_options() -> None:
    """`-h` is still help, and a misspelt option is still an error."""
    assert "Usage" in CliRunner().invoke(ask, ["-h"]).output
    assert 2 == CliRunner().invoke(ask, ["a", "--sorce", "x"]).exit_code


def test_notes_are_said_beside_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """How a query was read goes to the standard error, so that files and pipes stay as they are."""
    assert ["note_lower_or"] == [note.kind for note in say_notes("ferry or pact")]
    said = capsys.readouterr()
    assert ("", True) == (said.out, said.err.startswith("“or” was looked for as a word"))
