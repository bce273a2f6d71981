"""``copydesk verify``: check a citation."""

from __future__ import annotations

import json

import click
import msgspec
from rich.text import Text

from articles.citations import CitationError, Problem, parse
from search.reading.passages import Verdict, verify
from search.schema.index_names import Names
from workers.app.services import elasticsearch_of
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.exit_codes import ExitCode, epilog
from workers.commands.options import settings_option
from workers.settings import Settings

_WHY = {
    Problem.UNKNOWN_ARTICLE: "there is no such article, or it is kept from readers",
    Problem.UNKNOWN_REVISION: "the article has no such revision",
    Problem.OUTSIDE: "the text ends before the passage does",
    Problem.WORDING: "the passage has other words than those that were cited",
}


@click.command("verify", epilog=epilog("verify"))
@click.argument("citation")
@settings_option()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def verify_(citation: str, settings: Settings, as_json: bool) -> None:
    """Check CITATION (ARTICLE:REVISION:START-END:SEAL) against the archive, and print the words that it leads to."""
    try:
        wanted = parse(citation)
    except CitationError as error:
        raise click.BadParameter(str(error), param_hint="CITATION") from error
    verdict = verify(elasticsearch_of(settings)(), Names(settings.prefix), wanted)
    if as_json:
        click.echo(json.dumps({"holds": verdict.holds} | msgspec.to_builtins(verdict)))
    else:
        _show(verdict)
    if not verdict.holds:
        raise SystemExit(ExitCode.PROBLEM)


def _show(verdict: Verdict) -> None:
    console = output.out()
    if verdict.problem is not None:
        console.print(f"It does not hold: {_WHY[verdict.problem]}.")
        return
    console.print(Text("It holds.", style="bold"), Text(printable(verdict.title or "(no title)"), style="dim"))
    cited = parse(verdict.citation).revision
    if verdict.current_revision != cited:
        console.print(f"The words are of revision {cited}; the article is at revision {verdict.current_revision} now.")
    console.print()
    console.print(Text("\n".join(printable(line) for line in verdict.wording.split("\n"))), soft_wrap=True)
