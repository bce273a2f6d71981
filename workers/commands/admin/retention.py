"""``copydesk index retention``: take down what was kept long enough."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import click
from redis.exceptions import RedisError
from rich.text import Text

from articles.errors import PermanentError
from search.takedown.retention import Age, Expired, Rule, expired, expired_ids
from workers.app.factory import parts_of
from workers.app.wiring import Parts
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.listing import Column, ColumnKind, print_rows
from workers.commands.options import settings_option
from workers.commands.progress import StepProgress
from workers.settings import Settings


@click.command()
@settings_option()
@click.option(
    "--older-than", "days", type=click.IntRange(1, 36_500), required=True, metavar="DAYS", help="Age in days; 365, say."
)
@click.option(
    "--by",
    type=click.Choice([age.value for age in Age]),
    default=Age.INGESTED.value,
    show_default=True,
    help="Count the age from when an article came here, or from when it was published.",
)
@click.option("--source", "sources", multiple=True, help="Of this source only; may be given more than once.")
@click.option("--except", "spared", multiple=True, help="Not of this source; may be given more than once.")
@click.option("--done", is_flag=True, help="Remove their files in done/ and failed/ too, as `copydesk delete` does.")
@click.option("--yes", is_flag=True, help="Take them down. Without it the command only shows what would go.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def retention(
    settings: Settings,
    days: int,
    by: str,
    sources: tuple[str, ...],
    spared: tuple[str, ...],
    done: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Show the articles that are older than some days, or take them down with --yes.

    They are taken down as by `copydesk delete`: with their earlier texts, articles that are kept from readers too, and
    tombstones keep them from coming back. The ledger says for each that its time was over.
    """
    parts = parts_of(settings)
    rule = Rule(days=days, by=Age(by), sources=sources, spared=spared)
    query = rule.query(datetime.now(UTC))
    rows = expired(parts.elasticsearch, parts.names, query)
    removed = _remove(parts, rule, query, sum(row.articles for row in rows), done) if yes else 0
    if as_json:
        listed = [{"source": row.source, "articles": row.articles, "oldest": row.oldest} for row in rows]
        click.echo(json.dumps({"sources": listed, "removed": removed}))
        return
    _tell(rows)
    if yes:
        click.echo(f"{removed:,} taken down.")
    elif rows:
        click.echo("Nothing was taken down. --yes does it, for good.")


def _remove(parts: Parts, rule: Rule, query: dict[str, object], total: int, done: bool) -> int:
    reason = f"kept for {rule.days} days (retention, by the day it was {rule.by.value})"
    removed = 0
    try:
        with StepProgress("article", "articles") as progress:
            for page in expired_ids(parts.elasticsearch, parts.names, query):
                removed += parts.takedown.delete(page, reason=reason, done=done).documents
                progress(removed, total)
    except RedisError as error:
        raise PermanentError(f"The broker does not answer: {error}; {removed:,} are done; do it again.") from error
    return removed


def _tell(rows: Sequence[Expired]) -> None:
    if not rows:
        click.echo("No article is that old.")
        return
    columns = (Column("source", ColumnKind.NAME), Column("articles", ColumnKind.NUMBER), Column("oldest came"))
    cells = [(printable(row.source) or "(unknown)", f"{row.articles:,}", (row.oldest or "")[:10]) for row in rows]
    print_rows(output.out(), columns, [[Text(cell) for cell in row] for row in cells])
