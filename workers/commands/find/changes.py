"""``copydesk changes``: what changed for readers, in order, for caches and sites that copy from the index."""

from __future__ import annotations

import json

import click
import msgspec
from rich.text import Text

from search.holds import feed
from search.schema.index_names import Names
from workers.app.services import elasticsearch_of
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.listing import Column, ColumnKind, print_rows
from workers.commands.options import settings_option
from workers.settings import Settings


@click.command()
@settings_option()
@click.option(
    "--since",
    "cursor",
    default="",
    metavar="CURSOR",
    help="The last line of the previous call; without it, from the beginning.",
)
@click.option("--limit", default=feed.MOST, show_default=True, type=click.IntRange(1, 10_000), help="Changes at most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def changes(settings: Settings, cursor: str, limit: int, as_json: bool) -> None:
    """List what is new, updated, corrected, killed, held back, released and undone since a cursor.

    The last line is the cursor for the next call. An article may be reported twice; compare its revision. If
    you copied what is reported as killed or held back, remove your copy.
    """
    try:
        page = feed.since(elasticsearch_of(settings)(), Names(settings.prefix), cursor, size=limit)
    except feed.CursorError as error:
        raise click.BadParameter(str(error), param_hint="'--since'") from error
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(page)))
        return
    console = output.out()
    rows = []
    for row in page.rows:
        said = Text(row.article_id).append(f"  {printable(row.title)}" if row.title else "")
        said.append(f"  {printable(row.note)}" if row.note else "", style="dim")
        rows.append((Text(row.at[:19].replace("T", " ")), Text(row.kind, style="bold"), said))
    print_rows(console, (Column(""), Column(""), Column("", ColumnKind.TEXT)), rows, headings=False)
    console.print(f"{'there is more: ' if page.more else ''}--since {page.cursor}")
