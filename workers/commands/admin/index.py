"""``copydesk index``: create, show and rebuild the indices."""

from __future__ import annotations

import json

import click
from rich.text import Text

from search.entity_index.passes import EntityIndex, number_of_entities
from search.lifecycle.create import create_indices, index_status
from search.lifecycle.reindex import reindex as rebuild
from search.lifecycle.reindex import release as release_index
from search.lifecycle.reindex import rollback as go_back
from search.lifecycle.snapshots import Repository
from search.schema.index_names import Names
from workers.app.factory import parts_of
from workers.app.services import elasticsearch_of
from workers.app.wiring import Parts
from workers.commands import output
from workers.commands.admin.retention import retention
from workers.commands.listing import Column, ColumnKind, print_rows
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
    columns = (
        Column("index"),
        Column("documents", ColumnKind.NUMBER),
        Column("MB", ColumnKind.NUMBER),
        Column("mapping", ColumnKind.NUMBER),
        Column("aliases", ColumnKind.TEXT),
    )
    lines = []
    for row in rows:
        size = f"{row['bytes'] / 1e6:,.1f}"
        cells = (row["index"], f"{row['documents']:,}", size, str(row["mapping"]), ", ".join(row["aliases"]))
        lines.append([Text(cell) for cell in cells])
    print_rows(output.out(), columns, lines)


@index.command()
@settings_option()
def reindex(settings: Settings) -> None:
    """Copy all articles into a new index under today's mapping, and swing the aliases to it.

    Articles go on arriving; for the last step the workers wait for a second or two. Killed at any moment, it goes on
    when it is run again. The old index is kept for `rollback` until `release`, or until the next reindex.
    """
    with StepProgress("article", "articles") as progress:
        new = rebuild(elasticsearch_of(settings)(), Names(settings.prefix), progress=progress)
    click.echo(f"Both aliases point to {new} now. `copydesk index rollback` goes back to the earlier index.")


@index.command()
@settings_option()
def rollback(settings: Settings) -> None:
    """Go back to the index before the last reindex, with all that has arrived since.

    Run again, it goes forward again.
    """
    with StepProgress("article", "articles") as progress:
        now = go_back(elasticsearch_of(settings)(), Names(settings.prefix), progress=progress)
    click.echo(f"Both aliases point to {now} now.")


@index.command()
@settings_option()
def release(settings: Settings) -> None:
    """Delete the index that the last reindex kept for `rollback`."""
    deleted = release_index(elasticsearch_of(settings)(), Names(settings.prefix))
    click.echo(f"{deleted} is deleted." if deleted else "No earlier index is kept.")


@index.command()
@settings_option()
@click.option("--folder", help="Where snapshots go: a folder below the server's path.repo.")
@click.option("--s3", "bucket", help="Where snapshots go: a bucket of S3, for which the server has the keys.")
@click.option("--list", "listed", is_flag=True, help="List the snapshots; save none.")
@click.option("--restore", metavar="NAME", help="Put this snapshot back into a system whose indices are empty.")
def snapshot(settings: Settings, folder: str | None, bucket: str | None, listed: bool, restore: str | None) -> None:
    """Save all indices, or put them back.

    The place is remembered by the server: name it once. Without one, snapshots go to a folder of the prefix's name.
    Stop watcher and workers before --restore, and run `copydesk audit` afterwards.
    """
    if folder and bucket:
        raise click.UsageError("--folder and --s3 exclude each other")
    if "" in (folder, bucket, restore):
        raise click.UsageError("--folder, --s3 and --restore take a name; an empty one is none")
    repository = Repository(elasticsearch_of(settings)(), Names(settings.prefix))
    if folder or bucket or not repository.is_named():
        repository.use(folder=folder, bucket=bucket)
    if restore:
        repository.restore(restore)
        click.echo(f"{restore} is put back. `copydesk audit` takes up again what arrived after it.")
    elif listed:
        for one in repository.saved():
            click.echo(f"{one.name}  {one.state.lower()}  {len(one.indices)} indices")
    else:
        saved = repository.save()
        click.echo(f"Saved as {saved.name}: {len(saved.indices)} indices.")


@index.command()
@settings_option()
@click.option("--rebuild", is_flag=True, help="Count all of them again, not only those of what was written since.")
def entities(settings: Settings, rebuild: bool) -> None:
    """Bring the index of people, organizations and places up to date.

    The watcher does the same about once a minute, if anything was written. Killed at any moment, this goes on when it
    is run again without --rebuild.
    """
    client, names = elasticsearch_of(settings)(), Names(settings.prefix)
    passes = EntityIndex(client, names)
    if rebuild:
        passes.begin_again()
    while passes.step():
        pass
    click.echo(f"Counted: {output.counted(number_of_entities(client, names), 'entity', 'entities')}.")


@index.command()
@settings_option()
def remember(settings: Settings) -> None:
    """Fill the memory of what arrived before from the index, after the broker lost it.

    Workers do this by themselves when they find it empty.
    """
    parts: Parts = parts_of(settings)
    with StepProgress("article", "articles") as progress:
        parts.rebuild.run(progress=progress)
    click.echo(f"{parts.duplicates.count():,} articles are remembered.")


index.add_command(retention)
