"""``copydesk export``: what a query finds, as a file."""

from __future__ import annotations

import json
from pathlib import Path

import click
import msgspec

from articles.enrichment import aliases
from search.exchange import parquet
from search.exchange.export import Export, Exported, Made
from search.find.articles import Ask, query_at
from search.schema.index_names import Names
from workers.app.services import elasticsearch_of
from workers.commands.find.query_arguments import QueryCommand, query_text, say_notes
from workers.commands.options import settings_option
from workers.commands.progress import StepProgress
from workers.settings import Settings

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(cls=QueryCommand)
@click.argument("query", nargs=-1)
@settings_option()
@click.option("--jsonl", type=_FILE, metavar="FILE", help="Whole documents, one per line; `copydesk import` reads it.")
@click.option("--csv", type=_FILE, metavar="FILE", help="The fields that fit a table, for spreadsheets.")
@click.option("--parquet", "parquet_file", type=_FILE, metavar="FILE", help="Both; needs the extra `parquet`.")
@click.option("--copies", is_flag=True, help="Every copy too, not each story once.")
@click.option("--restart", is_flag=True, help="Start from the beginning, not where an interrupted export stopped.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object about the file.")
def export(
    query: tuple[str, ...],
    settings: Settings,
    jsonl: Path | None,
    csv: Path | None,
    parquet_file: Path | None,
    copies: bool,
    restart: bool,
    as_json: bool,
) -> None:
    """Write every article that QUERY finds to a file; everything without a query.

    An export that was interrupted goes on when the same command is given again. FILE.sha256 is the file's checksum
    (`sha256sum -c`). What is indexed after the start is left out.
    """
    path, form = _target(jsonl=jsonl, csv=csv, parquet=parquet_file)
    if form == "parquet":
        parquet.require()
    if not path.parent.is_dir():
        raise click.UsageError(f"the folder {path.parent} does not exist")
    text = query_text(query)
    say_notes(text)
    client, names = elasticsearch_of(settings)(), Names(settings.prefix)
    ask = Ask(text=text, copies=copies)
    index, made = query_at(client, names, ask, aliases=aliases.load(settings.entities_file))
    what = (
        f"{'csv' if form == 'csv' else 'jsonl'} of {text or 'everything'}{' with copies' if copies else ''} in {index}"
    )
    job = Export(client, index, path, what=what, table=form == "csv")
    try:
        with job.alone():
            if restart:
                job.forget()
            done = _written(job, made, form, quiet=as_json)
    except KeyboardInterrupt:
        raise click.ClickException("stopped; the same command goes on from here") from None
    except OSError as error:
        raise click.ClickException(
            f"{path} cannot be written: {error.strerror or error}; once it can, the same command goes on from here"
        ) from error
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(done)))
        return
    click.echo(f"{done.rows:,} articles, {done.bytes:,} bytes, SHA-256 {done.sha256}")
    if done.rows != done.found:
        click.echo(f"{done.found - done.rows:,} articles were taken down or changed while it ran", err=True)


def _written(job: Export, made: Made, form: str, *, quiet: bool) -> Exported:
    """Write the file, from where an earlier run stopped."""
    state = job.started()
    if state and not quiet:
        click.echo(f"going on after {state.rows:,} of {state.total:,} articles", err=True)
    with StepProgress("article", "articles") as progress:
        state = job.run(made, progress=progress)
    return job.finish(state, parquet.from_lines if form == "parquet" else None)


def _target(**files: Path | None) -> tuple[Path, str]:
    """Return the one file that was named, and its form. A link stays: the file that it points to is written.

    Raises:
        click.UsageError: None or several were named, or one that cannot be replaced by a file: a pipe, a device.
    """
    named = [(path, form) for form, path in files.items() if path is not None]
    if len(named) != 1:
        raise click.UsageError("say where to: one of --jsonl FILE, --csv FILE and --parquet FILE")
    path, form = named[0]
    if not path.name or str(path) == "-":
        raise click.UsageError(f"--{form} takes the name of a file; `copydesk search --all` prints hits")
    path = path.resolve()
    if path.exists() and not path.is_file():
        raise click.UsageError(f"{path} is not an ordinary file; `copydesk search --all` prints hits to a pipe")
    return path, form
