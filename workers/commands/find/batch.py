"""``copydesk batch``: many names or queries, and what each finds."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

import click

from articles.enrichment import aliases
from search.find.articles import Ask, Found, answers, tree_of
from search.query_language.errors import QueryError
from search.query_language.parser import quoted
from search.schema.index_names import Names
from workers.app.services import elasticsearch_of
from workers.commands.escape import printable
from workers.commands.exit_codes import ExitCode, epilog
from workers.commands.find.hits import plain
from workers.commands.options import settings_option
from workers.settings import Settings

#: Queries of one request.
PAGE = 100
_HEAD = ("line", "query", "total", "rank", "id", "published_at", "source", "title", "url", "error")
_NOT_CSV = (
    "a quotation mark does not close where its value ends; in a value that stands between quotation marks, each of its "
    'own is written twice: """ferry pact"" -sport". A file that is not called .csv is read line by line'
)


@click.command(epilog=epilog("batch"))
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
@settings_option()
@click.option("--names", "as_names", is_flag=True, help="Each line is a name: of a person, organization or place.")
@click.option("--column", help="The column to read, by its heading; else the first, and no line is a heading.")
@click.option("--and", "condition", default="", metavar="QUERY", help="A query that every hit must meet too.")
@click.option("--size", default=3, show_default=True, type=click.IntRange(0, 100), help="Hits per line at most.")
@click.option("--copies", is_flag=True, help="Find every copy, not each story once.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line of the file.")
@click.pass_context
def batch(
    context: click.Context,
    file: TextIO,
    settings: Settings,
    as_names: bool,
    column: str | None,
    condition: str,
    size: int,
    copies: bool,
    as_json: bool,
) -> None:
    """Search for each line of FILE (CSV, or a plain list; - is standard input) and print its hits as CSV.

    A line is a query, or with --names a name. A line without hits has one row with total 0. Columns of the CSV may be
    separated by commas, semicolons or tabs.
    """
    client, names = elasticsearch_of(settings)(), Names(settings.prefix)
    table = aliases.load(settings.entities_file)
    tree_of(Ask(text=condition))  # one that cannot be read is a wrong option, not a fault of each line
    wanted = _values(file, column)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    bad = 0
    page = list(islice(wanted, PAGE))  # read first, so that a file that cannot be read prints an error and no heading
    if not as_json:
        writer.writerow(_HEAD)
    while page:
        asks = [Ask(text=_query(value, as_names), also=condition, size=size, copies=copies) for _, value in page]
        for (line, value), found in zip(page, answers(client, names, asks, aliases=table), strict=True):
            bad += isinstance(found, QueryError)
            _say_notes(line, found)
            if as_json:
                click.echo(json.dumps(_object(line, value, found), ensure_ascii=False))
            else:
                writer.writerows(_rows(line, value, found))
        page = list(islice(wanted, PAGE))
    if bad:
        click.echo(f"{bad:,} lines could not be read as queries; the column error says why", err=True)
        context.exit(ExitCode.PROBLEM)


def _say_notes(line: int, found: Found | QueryError) -> None:
    """Print how a line's query was read, where it can be read in more than one way."""
    for note in found.notes if isinstance(found, Found) else ():
        click.echo(f"line {line}: {printable(note.said)}.", err=True)


def _values(file: TextIO, column: str | None) -> Iterator[tuple[int, str]]:
    """Yield the value of each row that has one, with its line in the file.

    A file that is not called .csv is a list, unless a column is named.

    Raises:
        click.ClickException: The file is not UTF-8, is not CSV, or has no such column.
    """
    name = Path(file.name).name if isinstance(file.name, str) else "standard input"
    table = column is not None or name.lower().endswith(".csv")
    line, place = 1, 0
    try:
        rows = _cells(file) if table else ((at, [value]) for at, value in enumerate(file, 1))
        if column is not None:
            _, heading = next(rows, (0, []))
            if column not in heading:
                raise click.ClickException(f"{name} has no column {column!r}; it has {', '.join(heading) or 'none'}")
            place = heading.index(column)
        for line, row in rows:
            if len(row) > place and row[place].strip():
                yield line, row[place].strip()
    except UnicodeDecodeError as error:
        where = f"{error.reason} at byte {error.start}"
        raise click.ClickException(f"{name} is not UTF-8 ({where}): save it as UTF-8") from error
    except _RowError as error:
        raise click.ClickException(f"{name}, line {error.line}: {error}") from error


class _RowError(Exception):
    """A row that is not CSV."""

    def __init__(self, line: int, said: str) -> None:
        super().__init__(said)
        self.line = line


def _cells(file: TextIO) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of a CSV, with the line that it begins on.

    Raises:
        _RowError: A row cannot be read. Read leniently, a quotation mark that does not close would swallow all rows
            after it, and one in the middle of a value would be lost.
    """
    head: list[str] = []
    for text in file:
        head.append(text)
        if text.strip():
            break
    rows = csv.reader(chain(head, file), delimiter=_delimiter("".join(head)), strict=True)
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise _RowError(line, _NOT_CSV if "limit" not in str(error) else str(error)) from error
        if row is None:
            return
        yield line, row


def _delimiter(heading: str) -> str:
    """Return what stands between the columns of this row: a comma, unless it has others alone."""
    outside = re.sub(r'"[^"]*"?', "", heading)
    return next((sign for sign in ",;\t" if sign in outside), ",")


def _query(value: str, as_name: bool) -> str:
    return f"entity:{quoted(value)}" if as_name else value


def _rows(line: int, value: str, found: Found | QueryError) -> Iterator[list[object]]:
    if isinstance(found, QueryError):
        yield [line, value, "", "", "", "", "", "", "", found.problem]
        return
    if not found.hits:
        yield [line, value, found.total, "", "", "", "", "", "", ""]
    for rank, hit in enumerate(found.hits, 1):
        row = [hit.id, hit.published_at or "", hit.source or "", hit.title, hit.url or "", ""]
        yield [line, value, found.total, rank, *row]


def _object(line: int, value: str, found: Found | QueryError) -> dict[str, object]:
    if isinstance(found, QueryError):
        return {"line": line, "query": value, "error": found.problem}
    answer = plain(found)
    notes = {"notes": answer["notes"]} if found.notes else {}
    return {"line": line, "query": value, "total": found.total, "hits": answer["hits"], **notes}
