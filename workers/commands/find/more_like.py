"""``copydesk more-like``: articles that share rare words and names with one."""

from __future__ import annotations

import json

import click

from search.find.articles import documents, found_by
from search.find.whole import like_query
from search.schema.index_names import Names
from workers.app.services import elasticsearch_of
from workers.commands import output
from workers.commands.find.hits import plain, show, write_csv, write_jsonl
from workers.commands.find.named import identifier_of
from workers.commands.options import settings_option
from workers.settings import Settings


@click.command("more-like")
@click.argument("wanted", metavar="ID")
@settings_option()
@click.option("--size", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many at most.")
@click.option("--copies", is_flag=True, help="Show every copy, not each story once.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--jsonl", "as_jsonl", is_flag=True, help="One JSON object per hit and line.")
@click.option("--csv", "as_csv", is_flag=True, help="A table with a header.")
def more_like(
    wanted: str, settings: Settings, size: int, copies: bool, as_json: bool, as_jsonl: bool, as_csv: bool
) -> None:
    """Find articles that share rare words and names with one, the most alike first; its own story is left out.

    ID is its id, the beginning of a lead's id (8 digits or more), or its URL.
    """
    client, names = elasticsearch_of(settings)(), Names(settings.prefix)
    identifier = identifier_of(client, names, wanted)
    document = documents(client, names, [identifier]).get(identifier, {})
    query = like_query(names, identifier, document)
    found = found_by(client, names.everything if copies else names.articles, query, size=size)
    if as_csv:
        write_csv(found.hits)
    elif as_jsonl:
        write_jsonl(found.hits)
    elif as_json:
        click.echo(json.dumps(plain(found)))
    else:
        show(found, output.out())
