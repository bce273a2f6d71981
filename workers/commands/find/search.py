"""``copydesk search``: full text, entities, and both."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.text import Text

from articles.enrichment import aliases
from search.find.articles import MARK, Ask, Found, Hit
from search.find.articles import search as ask_index
from search.find.entities import keys_of
from search.schema.index_names import Names
from workers.app.services import elasticsearch_of
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.options import settings_option
from workers.settings import Settings

_DATE = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


class _Until(click.DateTime):
    """A moment; a day, minute or second stands for its end, so that it is included."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        moment = super().convert(value, param, ctx)
        if not isinstance(value, str):
            return moment
        spans = {0: timedelta(days=1), 1: timedelta(minutes=1), 2: timedelta(seconds=1)}
        return moment + spans[value.count(":")] - timedelta(microseconds=1000)


_UNTIL = _Until(_DATE.formats)


@click.command()
@click.argument("query", nargs=-1)
@settings_option()
@click.option("--entity", help="A name (Xi Jinping) or key (country:US) that the articles mention.")
@click.option("--quoted", help="Words in a quotation; with --entity, one by that entity.")
@click.option("--since", type=_DATE, help="Published at or after.")
@click.option("--until", type=_UNTIL, help="Published at or before; a day is included.")
@click.option("--source", help="Name or domain of the source, in any case.")
@click.option("--language", help="Two letters: en, de, ...")
@click.option("--copies", is_flag=True, help="Show every copy, not each story once.")
@click.option("--size", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def search(
    query: tuple[str, ...],
    settings: Settings,
    entity: str | None,
    quoted: str | None,
    since: datetime | None,
    until: datetime | None,
    source: str | None,
    language: str | None,
    copies: bool,
    size: int,
    as_json: bool,
) -> None:
    """Search the articles: words, "phrases", -without, this | that."""
    client, names = elasticsearch_of(settings)(), Names(settings.prefix)
    # The user's aliases apply at once, without enriching articles again.
    keys = keys_of(client, names, entity, aliases=aliases.load(settings.entities_file)) if entity else ()
    ask = Ask(
        text=" ".join(query),
        entity=entity,
        entity_keys=keys,
        quoted=quoted,
        since=since,
        until=until,
        source=source,
        language=language,
        copies=copies,
        size=size,
    )
    found = ask_index(client, names, ask)
    if as_json:
        click.echo(json.dumps(_plain(found)))
    else:
        show(found, output.out())


def _plain(found: Found) -> object:
    row = msgspec.to_builtins(found)
    for hit in row["hits"]:
        hit["highlights"] = [h.replace(MARK[0], "<em>").replace(MARK[1], "</em>") for h in hit.get("highlights", ())]
    return row


def show(found: Found, console: Console) -> None:
    """Print an answer for people."""
    console.print(f"{found.total:,} found in {found.took_ms} ms")
    for hit in found.hits:
        console.print(line_of(hit))
        for piece in hit.highlights:
            console.print(Text("    … ").append_text(marked(piece, stars=not console.is_terminal)).append(" …"))


def line_of(hit: Hit) -> Text:
    """Return one line about an article: title, source, day, copies."""
    line = Text("• ").append(printable(hit.title) or "(no title)", style="bold")
    about = [part for part in (hit.source, (hit.published_at or "")[:10], hit.dateline) if part]
    if about:
        line.append(f"  {printable(', '.join(about))}", style="dim")
    if hit.copies:
        line.append(f"  and {hit.copies} {'copy' if hit.copies == 1 else 'copies'}", style="cyan")
    if hit.is_copy:
        line.append("  copy", style="cyan")
    return line


def marked(piece: str, *, stars: bool = False) -> Text:
    """Return a piece of text with the words found in bold, and between stars if there is no bold."""
    text = Text()
    for place, part in enumerate(piece.replace("\n", " ").split(MARK[0])):
        found, _, rest = part.rpartition(MARK[1]) if place else ("", "", part)
        if found:
            text.append(f"*{printable(found)}*" if stars else printable(found), style="bold yellow")
        text.append(printable(rest))
    return text
