"""``copydesk revisions``: the versions of an article, and what each changed."""

from __future__ import annotations

import json

import click
import msgspec
from rich.text import Text

from articles.duplicates.difference import Kind, difference
from search.holds.revisions import Revision, read
from search.schema.index_names import Names
from workers.app.services import elasticsearch_of
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.options import settings_option
from workers.settings import Settings

_MARKS = {Kind.SAME: ("", ""), Kind.REMOVED: ("[-", "-]"), Kind.ADDED: ("{+", "+}")}


@click.command()
@click.argument("article_id", metavar="ID")
@settings_option()
@click.option("--diff", "with_diff", is_flag=True, help="Show what each version changed, word by word.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def revisions(article_id: str, settings: Settings, with_diff: bool, as_json: bool) -> None:
    """Show the versions of an article: when each came, what it changed, and with which note.

    Changes are classed by machine: figure, name, quote, headline, added, removed, wording. A substantial change without
    a note is marked quiet.
    """
    found = read(elasticsearch_of(settings)(), Names(settings.prefix), article_id)
    if not found:
        raise click.ClickException(f"no article {article_id!r}; `copydesk search --json` shows the ids of articles")
    if as_json:
        rows = [msgspec.to_builtins(one) for one in found]
        if not with_diff:
            rows = [{name: value for name, value in row.items() if name not in ("title", "body")} for row in rows]
        click.echo(json.dumps({"article_id": article_id, "revisions": rows}))
        return
    console = output.out()
    for place, one in enumerate(found):
        console.print(_line(one))
        if with_diff and place:
            console.print(_difference(found[place - 1], one), soft_wrap=True)


def _line(one: Revision) -> Text:
    line = Text(f"{one.revision:>3}  {(one.at or '')[:19].replace('T', ' '):19}  ")
    line.append(", ".join(one.classes) or ("first" if one.revision == 1 else "-"), style="bold")
    line.append("  quiet" if one.quiet else "", style="red")
    line.append(f"  {one.signal}" if one.signal else "")
    return line.append(f"  {printable(one.note)}" if one.note else "", style="dim")


def _difference(before: Revision, after: Revision) -> Text:
    text = Text()
    for piece in difference(f"{before.title}\n\n{before.body}", f"{after.title}\n\n{after.body}"):
        begins, ends = _MARKS[piece.kind]
        shown = "\n".join(printable(line) for line in piece.text.split("\n"))
        text.append(f"{begins}{shown}{ends}")
    return text
