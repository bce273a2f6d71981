"""``copydesk withdrawn``: what is kept from readers, who printed it when, and how to bring it back."""

from __future__ import annotations

import json

import click
import msgspec
from rich.console import Console
from rich.text import Text

from articles.wire.hold_decisions import Hold, undone
from tasks.holds import listing
from tasks.holds.listing import Withdrawn
from workers.app.factory import parts_of
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.listing import Column, ColumnKind, print_rows
from workers.commands.options import settings_option
from workers.settings import Settings


@click.command()
@click.argument("wanted", metavar="[ID]", required=False)
@settings_option()
@click.option(
    "--undo",
    is_flag=True,
    help="End the kills of this story, or what holds back this article, and bring back what they hid.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def withdrawn(wanted: str | None, settings: Settings, undo: bool, as_json: bool) -> None:
    """List what is killed, withheld or under an embargo; of a story, who printed it when.

    ID is the id of a story or of any of its articles, including those that are kept from readers. Without it, all holds
    in force are listed: embargoes first, in the order in which they end.
    """
    parts = parts_of(settings)
    client, names = parts.elasticsearch, parts.names
    if wanted is None:
        if undo:
            raise click.UsageError("name the story whose kill is to be undone")
        _list(listing.waiting(client, names), as_json)
        return
    story_id = listing.story_id_of(client, names, wanted)
    if story_id is None:
        raise click.ClickException(f"nothing is known of {wanted!r}; `copydesk withdrawn` lists what is held")
    found = listing.read(client, names, story_id)
    if undo:
        ended = undone(wanted, story_id, found.holds)
        if not ended:
            held = any(hold.active for hold in found.holds.values())
            what = "name the article that is withheld or under an embargo" if held else "there is nothing to undo"
            raise click.ClickException(f"story {story_id} is not killed; {what}")
        back = parts.keeper.undo(story_id, ended)
        click.echo(json.dumps({"story_id": story_id, "back": back}) if as_json else f"{len(back):,} articles are back.")
        return
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(found)))
    else:
        show(found, output.out())


def _list(held: object, as_json: bool) -> None:
    rows = [{"article_id": identifier} | msgspec.to_builtins(hold) for identifier, hold in held]  # type: ignore[attr-defined]
    if as_json:
        click.echo(json.dumps({"holds": rows}))
        return
    console = output.out()
    for identifier, hold in held:  # type: ignore[attr-defined]
        console.print(_hold(identifier, hold))
    if not rows:
        console.print("Nothing is held.")


def show(found: Withdrawn, console: Console) -> None:
    """Print the holds over a story, and who printed it when."""
    console.print(Text(f"story {found.story_id}", style="bold"))
    for identifier, hold in found.holds.items():
        console.print(_hold(identifier, hold))
    rows = []
    for one in found.prints:
        state = one.kind or ("embargo broken" if one.embargo_broken else "visible")
        when = (one.published_at or one.ingested_at or "")[:16].replace("T", " ")
        title = Text(printable(one.title) or "(no title)")
        if one.url:
            title.append(f"  {printable(one.url)}", style="dim")
        rows.append((Text(f"  {state}"), Text(when), Text(printable(one.source or one.owner or "-")), title))
    columns = (Column(""), Column(""), Column("", ColumnKind.NAME), Column("", ColumnKind.TEXT))
    print_rows(console, columns, rows, headings=False)


def _hold(identifier: str, hold: Hold) -> Text:
    state = "" if hold.active else " (ended)"
    until = f" until {hold.until.isoformat(timespec='seconds')}" if hold.until else ""
    line = Text(f"{hold.kind}{state}{until}", style="bold").append(f"  {printable(hold.owner)}  {identifier}")
    if hold.note:
        line.append(f"  {printable(hold.note)}", style="dim")
    return line
