"""``copydesk entities``: list the entities that the articles name."""

from __future__ import annotations

import json

import click
import msgspec
from rich.text import Text

from articles.enrichment import aliases
from search.find.entities import complete
from search.schema.index_names import Names
from workers.app.services import elasticsearch_of
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.listing import Column, ColumnKind, print_rows
from workers.commands.options import settings_option
from workers.settings import Settings


@click.command()
@click.argument("prefix", required=False, default="")
@settings_option()
@click.option("--type", "type_", type=click.Choice(["person", "organization", "place"]), help="Only these.")
@click.option("--size", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def entities(prefix: str, settings: Settings, type_: str | None, size: int, as_json: bool) -> None:
    """List people, organizations and places; with PREFIX, those with a word in their name that starts with it."""
    table = aliases.load(settings.entities_file)
    client = elasticsearch_of(settings)()
    found = complete(client, Names(settings.prefix), prefix, type_=type_, size=size, aliases=table)
    if as_json:
        for row in found:
            click.echo(json.dumps(msgspec.to_builtins(row)))
        return
    if not found:
        click.echo(f"No entity starts with {prefix!r}." if prefix else "The index names no entity yet.")
        return
    columns = (
        Column("articles", ColumnKind.NUMBER),
        Column("mentions", ColumnKind.NUMBER),
        Column("name", ColumnKind.NAME),
        Column("type"),
        Column("key"),
    )
    rows = [
        (
            Text(f"{row.articles:,}"),
            Text(f"{row.mentions:,}"),
            Text(printable(row.name), style="bold"),
            Text(row.type),
            Text(row.key, style="dim"),
        )
        for row in found
    ]
    print_rows(output.out(), columns, rows)
