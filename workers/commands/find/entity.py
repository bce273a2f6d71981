"""``copydesk entity``: show an entity as the articles know it."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click
import msgspec
from rich.console import Console
from rich.text import Text

from articles.enrichment import aliases
from search.find.entities import keys_of
from search.find.profile import Profile, profile
from search.schema.index_names import Names
from workers.app.services import elasticsearch_of
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.listing import print_item
from workers.commands.options import settings_option
from workers.settings import Settings

_BARS = " ▁▂▃▄▅▆▇█"
_UNITS = {"s": "second", "m": "minute", "h": "hour", "d": "day", "M": "month", "y": "year"}


@click.command()
@click.argument("key")
@settings_option()
@click.option("--quotes", default=5, show_default=True, type=click.IntRange(0, 100), help="How many quotations.")
@click.option("--latest", default=5, show_default=True, type=click.IntRange(0, 100), help="How many articles.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def entity(key: str, settings: Settings, quotes: int, latest: int, as_json: bool) -> None:
    """Show an entity, by KEY (person:jinping-xi) or name: articles over time, companions, quotations."""
    table = aliases.load(settings.entities_file)
    client, names = elasticsearch_of(settings)(), Names(settings.prefix)
    keys = keys_of(client, names, key, aliases=table)
    found = profile(client, names, keys, aliases=table, quotes=quotes, latest=latest) if keys else None
    if found is None:
        raise click.ClickException(f"no article names {key!r}; `copydesk entities {key[:4]}` lists similar names")
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(found)))
    else:
        show(found, output.out())


def show(found: Profile, console: Console) -> None:
    """Print a profile for people."""
    head = Text(printable(found.name), style="bold")
    console.print(head.append(f"  {found.type}, {', '.join(found.keys)}", style="not bold dim"))
    console.print(f"{output.counted(found.articles, 'article')}, {output.counted(found.mentions, 'mention')}")
    if found.over_time:
        first, last = found.over_time[0].start[:10], found.over_time[-1].start[:10]
        line = sparkline([span.articles for span in found.over_time])
        one = len(found.over_time) == 1
        console.print(first if one else f"{first} {line} {last}  ({spelled(found.interval)} each)")
    if found.together_with:
        console.print()
        console.print(Text("together with", style="bold"))
        for row in found.together_with:
            console.print(
                Text(f"  {row.articles:>5,}  ").append(printable(row.name)).append(f"  {row.key}", style="dim")
            )
    if found.quotes:
        console.print()
        console.print(Text("said", style="bold"))
        for said in found.quotes:
            about = ", ".join(part for part in (said.source, (said.published_at or "")[:10]) if part)
            print_item(console, "  ", Text(f"“{printable(said.text)}”").append(f"  {printable(about)}", style="dim"))
    if found.latest:
        console.print()
        console.print(Text("latest", style="bold"))
        for article in found.latest:
            about = ", ".join(part for part in (article.source, (article.published_at or "")[:10]) if part)
            title = Text(printable(article.title) or "(no title)").append(f"  {printable(about)}", style="dim")
            print_item(console, "  • ", title)


def sparkline(counts: Sequence[int]) -> str:
    """Draw counts as bars of eight heights; no bar for zero."""
    highest = max(counts, default=0)
    return "".join(_BARS[0 if not n else max(1, round(8 * n / highest))] for n in counts)


def spelled(interval: str) -> str:
    """Return Elasticsearch's "7d" as "7 days"."""
    number, unit = interval[:-1], _UNITS.get(interval[-1:], interval[-1:])
    return f"{number} {unit}{'' if number == '1' else 's'}" if number.isdigit() else interval
