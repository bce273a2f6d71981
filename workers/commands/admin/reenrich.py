"""``copydesk reenrich``: run changed enrichers again over indexed articles, without their files."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import click
import msgspec

from articles.enrichment import build
from articles.errors import PermanentError
from search.find.articles import Ask, query_of
from search.find.entities import keys_of
from search.reenrichment import Cursor, run
from search.schema.index_names import Names
from tasks.spool import atomic
from workers.app.services import elasticsearch_of
from workers.commands.exit_codes import epilog
from workers.commands.find.query_arguments import say_notes
from workers.commands.options import settings_option
from workers.commands.progress import StepProgress
from workers.settings import Settings


@click.command(epilog=epilog("reenrich"))
@settings_option()
@click.option("--only", multiple=True, help="Name of an enricher (quotes); can be given several times.")
@click.option("--where", help="Only articles that this search finds; the syntax of `copydesk search`.")
@click.option("--entity", help="Only articles that name this name or key.")
@click.option("--again", is_flag=True, help="Include articles that the same version has enriched.")
@click.option(
    "--rate", default=50.0, show_default=True, type=click.FloatRange(0), help="Articles a second; 0: no limit."
)
@click.option("--restart", is_flag=True, help="Start from the beginning, not where an interrupted run stopped.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def reenrich(
    settings: Settings,
    only: tuple[str, ...],
    where: str | None,
    entity: str | None,
    again: bool,
    rate: float,
    restart: bool,
    as_json: bool,
) -> None:
    """Run enrichers again over indexed articles if their version, model or your aliases have changed."""
    unknown = set(only) - set(settings.enrichers)
    if unknown:
        raise PermanentError(
            f"no enricher is called {', '.join(sorted(unknown))}; the settings name {', '.join(settings.enrichers)}"
        )
    say_notes(where or "")
    enrichment = build(settings.enrichers, models=settings.models, aliases=settings.entities_file)
    client, names = elasticsearch_of(settings)(), Names(settings.prefix)
    keys = keys_of(client, names, entity, aliases=enrichment.resources.aliases) if entity else ()
    query = query_of(Ask(text=where or "", entity=entity, entity_keys=keys)) if where or entity else None
    what = [sorted(only), where, entity, again, enrichment.versions, enrichment.resources.aliases.digest]
    kept = _Kept(settings.data / "reenrich.json", hashlib.sha256(json.dumps(what).encode()).hexdigest())
    start = Cursor() if restart else kept.read()
    if start.seen and not as_json:
        click.echo(f"going on after {start.seen:,} articles", err=True)
    try:
        with StepProgress("article", "articles") as progress:
            done = run(
                client,
                names,
                enrichment,
                where=query,
                only=only,
                again=again,
                rate=rate,
                start=start,
                save=kept.write,
                progress=progress,
                max_bytes=settings.bulk_megabytes << 20,
            )
    except KeyboardInterrupt:
        raise click.ClickException("stopped; the same command goes on from here") from None
    kept.forget()
    if as_json:
        click.echo(json.dumps({"seen": done.seen, "changed": done.changed, "refused": list(done.refused)}))
    else:
        click.echo(f"{done.seen:,} articles seen, {done.changed:,} changed")
        for identifier in done.refused:
            click.echo(f"  not written: {identifier}", err=True)
    if done.refused:
        raise SystemExit(1)


class _Kept:
    """The cursor of an interrupted run, kept in a file with the options of that run."""

    def __init__(self, path: Path, what: str) -> None:
        self._path = path
        self._what = what

    def read(self) -> Cursor:
        try:
            kept = json.loads(self._path.read_bytes())
            if kept["what"] == self._what:
                return msgspec.convert(kept["cursor"], Cursor)
        except (OSError, ValueError, KeyError, msgspec.ValidationError):
            pass  # none was interrupted, or another run was: begin at the beginning
        return Cursor()

    def write(self, cursor: Cursor) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        row = {"what": self._what, "cursor": msgspec.to_builtins(cursor)}
        atomic.write(self._path, json.dumps(row).encode())

    def forget(self) -> None:
        self._path.unlink(missing_ok=True)
