"""``copydesk index``: create, show and rebuild the indices."""

from __future__ import annotations

import json

import click
from rich.table import Table

from search.lifecycle.create import create_indices, index_status
from search.lifecycle.reindex import copy_index
from search.schema.index_names import Names
from workers.app.factory import parts_of
from workers.app.services import elasticsearch_of
from workers.app.wiring import Parts
from workers.commands import output
from workers.commands.options import settings_option
from workers.commands.progress import StepProgress
from workers.settings import Settings


@click.group()
def index() -> None:
    """Create, show and rebuild the indices."""


@index.command()
@settings_option()
def create(settings: Settings) -> None:
    """Make the indices and aliases that are missing."""
    made = create_indices(elasticsearch_of(settings)(), Names(settings.prefix))
    click.echo("Made." if made else "All there already.")


@index.command()
@settings_option()
@click.option("--json", "as_json", is_flag=True, help="A JSON array.")
def status(settings: Settings, as_json: bool) -> None:
    """Show the indices, their size, mapping version and aliases."""
    rows = index_status(elasticsearch_of(settings)(), Names(settings.prefix))
    if as_json:
        click.echo(json.dumps(rows))
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("index", "documents", "MB", "mapping", "aliases"):
        table.add_column(name, justify="right" if name in ("documents", "MB", "mapping") else "left")
    for row in rows:
        size = f"{row['bytes'] / 1e6:,.1f}"
        table.add_row(row["index"], f"{row['documents']:,}", size, str(row["mapping"]), ", ".join(row["aliases"]))
    output.out().print(table)


@index.command()
@settings_option()
def reindex(settings: Settings) -> None:
    """Copy all articles into a new index under today's mapping, and swing the aliases to it.

    Stop the workers first: what they write meanwhile would stay behind in the old index.
    """
    with StepProgress("articles") as progress:
        new = copy_index(elasticsearch_of(settings)(), Names(settings.prefix), progress=progress)
    click.echo(f"Both aliases point to {new} now.")


@index.command()
@settings_option()
def remember(settings: Settings) -> None:
    """Fill the memory of what arrived before from the index, after the broker lost it.

    Workers do this by themselves when they find it empty.
    """
    parts: Parts = parts_of(settings)
    with StepProgress("articles") as progress:
        number = parts.rebuild.run(progress=progress)
    click.echo(f"{number:,} articles are remembered.")
