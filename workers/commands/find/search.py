"""``copydesk search``: full text, entities, and both."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import click

from articles.enrichment import aliases
from search.find.articles import DEEPEST, SORTS, Ask, every
from search.find.articles import search as ask_index
from search.find.facets import FACETS, USUAL
from search.schema.index_names import Names
from workers.app.services import elasticsearch_of
from workers.commands import output
from workers.commands.find.hits import line_of, plain, remarks, show, write_csv, write_jsonl
from workers.commands.find.query_arguments import QueryCommand, query_text, say_notes
from workers.commands.listing import print_item
from workers.commands.options import settings_option
from workers.settings import Settings


class _Since(click.DateTime):
    """A moment: a day, which stands for its beginning, or a day and a time."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is not a day; write 2025-05-07, or with a time (UTC) 2025-05-07T10:30", param, ctx)


class _Until(_Since):
    """A moment; a day, minute or second stands for its end, so that it is included."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        moment = super().convert(value, param, ctx)
        if not isinstance(value, str):
            return moment
        spans = {0: timedelta(days=1), 1: timedelta(minutes=1), 2: timedelta(seconds=1)}
        return moment + spans[value.count(":")] - timedelta(microseconds=1000)


_EPILOG = (
    'The query, best between single quotes: words, "a phrase", -without, this | that, begin*, field:value. Fields are '
    "people, org, place, entity, title, quote, speaker, source, language, after, before, on, words, copies, is, has: "
    "docs/reference/query-language.md lists all. Example: "
    'copydesk search \'people:"Xi Jinping" sanctions -sport after:2024-05 place:"Lyon"~50km\''
)


@click.command(cls=QueryCommand, epilog=_EPILOG)
@click.argument("query", nargs=-1)
@settings_option()
@click.option("--entity", help="A name (Xi Jinping) or key (country:US) that the articles mention.")
@click.option("--quoted", help="Words in a quotation; with --entity, one by that entity.")
@click.option("--since", type=_Since(), help="Published on this day or later: 2025-05-07, or 2025-05-07T10:30 (UTC).")
@click.option("--until", type=_Until(), help="Published on this day, which is included, or earlier.")
@click.option("--source", help="Name or domain of the source, in any case.")
@click.option("--language", help="Two letters (en, de, ...), or the language's name in English.")
@click.option("--copies", is_flag=True, help="Show every copy, not each story once.")
@click.option("--sort", type=click.Choice(list(SORTS)), help="Order; relevance if there are words, else newest.")
@click.option("--size", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many at most.")
@click.option("--page", default=1, show_default=True, type=click.IntRange(1), help="Which page, each of --size.")
@click.option("--all", "all_", is_flag=True, help="Every hit, however many, as of now; without highlights.")
@click.option("--facets", is_flag=True, help=f"Count what is found by {', '.join(USUAL)}.")
@click.option(
    "--facet", "facet", multiple=True, type=click.Choice(list(FACETS)), help="Count by this; may be repeated."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--jsonl", "as_jsonl", is_flag=True, help="One JSON object per hit and line.")
@click.option("--csv", "as_csv", is_flag=True, help="A table with a header.")
def search(query: tuple[str, ...], settings: Settings, **options: Any) -> None:
    """Search the articles with QUERY: words, "phrases", -without, this | that, field:value."""
    _refuse_empty(options)
    ask = _ask(query_text(query), options)
    table = aliases.load(settings.entities_file)
    client, names = elasticsearch_of(settings)(), Names(settings.prefix)
    if options["all_"]:
        say_notes(ask.text)
        # The user's aliases apply at once, without enriching articles again.
        hits = every(client, names, ask, aliases=table)
        if options["as_csv"]:
            write_csv(hits)
        elif options["as_jsonl"]:
            write_jsonl(hits)
        else:
            console = output.out()
            for hit in hits:
                print_item(console, "• ", line_of(hit))
        return
    found = ask_index(client, names, ask, aliases=table)
    if options["as_json"]:
        click.echo(json.dumps(plain(found)))
        return
    if not (options["as_jsonl"] or options["as_csv"]):
        show(found, output.out())
        return
    for remark in remarks(found):
        click.echo(remark, err=True)
    (write_csv if options["as_csv"] else write_jsonl)(found.hits)


def _refuse_empty(options: dict[str, Any]) -> None:
    """Refuse a condition without a value, such as a script's variable that is not set: it would find everything.

    Raises:
        click.UsageError: There is one.
    """
    for name in ("entity", "quoted", "source", "language"):
        if options[name] is not None and not options[name].strip():
            raise click.UsageError(f"--{name} takes a value; without the option, nothing is asked of it")


def _ask(text: str, options: dict[str, Any]) -> Ask:
    """Return the search that text and options describe.

    Raises:
        click.UsageError: Some options do not go together.
    """
    formats = [name for name in ("json", "jsonl", "csv") if options[f"as_{name}"]]
    if len(formats) > 1:
        raise click.UsageError(f"--{formats[0]} and --{formats[1]} do not go together")
    chosen = tuple(dict.fromkeys((*options["facet"], *(USUAL if options["facets"] else ()))))
    if options["all_"] and (formats == ["json"] or chosen or options["page"] > 1):
        raise click.UsageError("--all goes with --jsonl, --csv or neither, and without --page and --facets")
    if chosen and formats in (["jsonl"], ["csv"]):
        raise click.UsageError(f"facets are shown as text or by --json, not by --{formats[0]}")
    size: int = options["size"]
    offset = size * (options["page"] - 1)
    if offset + size > DEEPEST:
        raise click.UsageError(f"pages end at hit {DEEPEST:,}; --all reads every hit")
    since: datetime | None = options["since"]
    until: datetime | None = options["until"]
    if since and until and since > until:
        raise click.UsageError(f"--since {since:%Y-%m-%d} is after --until {until:%Y-%m-%d}")
    return Ask(
        text=text,
        entity=options["entity"],
        quoted=options["quoted"],
        since=since,
        until=until,
        source=options["source"],
        language=options["language"],
        copies=options["copies"],
        size=size,
        offset=offset,
        sort=options["sort"],
        facets=chosen,
    )
