"""``copydesk import``: take exports in again."""

from __future__ import annotations

import json
from pathlib import Path

import click
import msgspec

from articles.fates import Reason
from search.exchange.restore import restore
from search.schema.index_names import Names
from workers.app.services import elasticsearch_of
from workers.commands.exit_codes import ExitCode, epilog
from workers.commands.options import settings_option
from workers.commands.progress import StepProgress
from workers.settings import Settings

_WORDS = {
    Reason.NEW: "indexed",
    Reason.NEAR_DUPLICATE: "copies",
    Reason.OLDER_VERSION: "already there",
    Reason.DELETED: "left out, since they were taken down or are kept from readers",
    Reason.MALFORMED: "not readable as lines of an export",
    Reason.REFUSED_BY_INDEX: "refused by Elasticsearch",
}


@click.command("import", epilog=epilog("import"))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@settings_option()
@click.option("--json", "as_json", is_flag=True, help="One JSON object per file and line.")
@click.pass_context
def import_(context: click.Context, files: tuple[Path, ...], settings: Settings, as_json: bool) -> None:
    """Take in FILES that `copydesk export` wrote as JSON lines or Parquet, to the same ids.

    The documents are taken as they are and do not go through the stages; an article that the index has in this or a
    later version stays. The ledger gets an entry for each file and article. Run it again after an interruption.
    """
    client, names = elasticsearch_of(settings)(), Names(settings.prefix)
    bad = 0
    for path in files:
        try:
            with StepProgress("article", "articles") as progress:
                done = restore(client, names, path, progress=progress)
        except KeyboardInterrupt:
            raise click.ClickException("stopped; give the same command again to go on") from None
        bad += done.fates.get(Reason.MALFORMED, 0) + done.fates.get(Reason.REFUSED_BY_INDEX, 0)
        if as_json:
            click.echo(json.dumps(msgspec.to_builtins(done)))
            continue
        parts = [f"{number:,} {_WORDS.get(Reason(reason), reason)}" for reason, number in sorted(done.fates.items())]
        click.echo(f"{path}: {', '.join(parts) or 'no articles'}  (intake {done.intake})")
    if bad:
        context.exit(ExitCode.PROBLEM)
