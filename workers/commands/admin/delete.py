"""``copydesk delete``: take articles down everywhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence

import click
from redis.exceptions import RedisError
from rich.text import Text

from articles.errors import PermanentError
from tasks.takedown import Deleted, TargetError
from workers.app.factory import parts_of
from workers.app.wiring import Parts
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.find.query_arguments import say_notes
from workers.commands.options import settings_option
from workers.commands.output import counted
from workers.settings import Settings

#: Titles shown before the question whether to go on.
SHOWN = 10


@click.command()
@click.argument("ids", nargs=-1)
@settings_option()
@click.option("--url", "urls", multiple=True, help="All articles that came by this URL; may be given more than once.")
@click.option("--query", help="All articles, copies included, that this search finds.")
@click.option("--reason", default="", help="Why; kept in the tombstones and the ledger.")
@click.option(
    "--done", is_flag=True, help="Remove their files in done/ and failed/ too, unless they hold other articles."
)
@click.option("--yes", is_flag=True, help="Do not ask before taking down what --query finds.")
@click.option("--lift", is_flag=True, help="Remove tombstones instead: these articles may arrive again.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def delete(
    ids: tuple[str, ...],
    settings: Settings,
    urls: tuple[str, ...],
    query: str | None,
    reason: str,
    done: bool,
    yes: bool,
    lift: bool,
    as_json: bool,
) -> None:
    """Take articles down everywhere, and keep them from coming back.

    They leave the index and the duplicate index, with their earlier revisions; the ledger records that they were taken
    down, and why. A tombstone rejects them when they arrive again. If a story loses its lead, its first copy leads it
    from then on. An article that is not in the index gets a tombstone as well: it may be on its way.
    """
    if not ids and not urls and query is None:
        raise click.UsageError("name what to take down: ID..., --url or --query")
    if query is not None and not query.strip():
        raise click.UsageError("--query is empty; that would be every article there is")
    # What names no article must not take down all of them.
    if query is not None and any(note.kind == "note_nothing" for note in say_notes(query)):
        raise click.UsageError("--query has nothing that can be searched for; that would be every article there is")
    parts = parts_of(settings)
    try:
        wanted = list(dict.fromkeys([*ids, *(i for url in urls for i in parts.takedown.ids_of_url(url))]))
        if lift:
            lifted = parts.takedown.remove_tombstones(wanted)
            click.echo(json.dumps({"lifted": lifted}) if as_json else f"{lifted:,} may arrive again.")
            return
        if query is not None:
            found = _confirmed(parts, query, yes)
            wanted = list(dict.fromkeys([*wanted, *found]))
        result = parts.takedown.delete(wanted, reason=reason, done=done)
    except TargetError as error:
        raise click.UsageError(str(error)) from error
    except RedisError as error:
        raise PermanentError(f"The broker does not answer: {error}; do it again.") from error
    if as_json:
        click.echo(json.dumps({f: getattr(result, f) for f in result.__struct_fields__}))
    else:
        _tell(result)


def _confirmed(parts: Parts, query: str, yes: bool) -> Sequence[str]:
    """Return the ids of the articles that the query finds, once the user has confirmed them."""
    found = list(parts.takedown.found_by(query))
    if not found or yes:
        return [identifier for identifier, _ in found]
    console = output.err()
    for _, title in found[:SHOWN]:
        console.print(Text(f"• {printable(title) or '(no title)'}"))
    if len(found) > SHOWN:
        console.print(f"  and {len(found) - SHOWN:,} more")
    if not sys.stdin.isatty():
        raise PermanentError(f"{len(found):,} articles were found. Look at them, then say --yes.")
    click.confirm(f"Take down these {len(found):,} articles?", abort=True, err=True)
    return [identifier for identifier, _ in found]


def _tell(result: Deleted) -> None:
    def lines() -> Iterable[str]:
        yield f"{counted(len(result.article_ids), 'article')} taken down: {counted(result.documents, 'document')} and "
        yield f"{counted(result.revisions, 'earlier text')} removed, {counted(result.arrivals, 'arrival')} noted.\n"
        absent = len(result.article_ids) - result.documents
        if absent > 0:
            yield f"{counted(absent, 'article was', 'articles were')} not in the index: is the id or address right? "
            yield "A tombstone rejects what arrives under it; --lift removes the tombstone.\n"
        for story, lead in result.leads.items():
            yield f"Story {story}: its copy {lead} leads it now.\n"
        for path in result.files:
            yield f"Removed {printable(path)}\n"
        for path in result.kept_files:
            yield f"Kept {printable(path)}: it holds other articles as well.\n"

    click.echo("".join(lines()), nl=False)
