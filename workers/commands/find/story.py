"""``copydesk story``: show who ran a story, when, and how the texts differ."""

from __future__ import annotations

import json

import click
import msgspec
from rich.console import Console
from rich.text import Text

from articles.duplicates.difference import Kind, Piece, difference
from search.find.articles import documents
from search.schema.index_names import Names
from search.stories.read import Member, Story, read, story_of
from workers.app.services import elasticsearch_of
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.listing import Column, ColumnKind, print_rows
from workers.commands.options import settings_option
from workers.settings import Settings

_COLUMNS = (
    Column("", ColumnKind.NUMBER),
    Column("", ColumnKind.NUMBER),
    Column(""),
    Column("", ColumnKind.NAME),
    Column("", ColumnKind.TEXT),
)
#: Marks around a piece if there is no colour, as in wdiff.
_MARKS = {Kind.SAME: ("", ""), Kind.REMOVED: ("[-", "-]"), Kind.ADDED: ("{+", "+}")}
_STYLES = {Kind.SAME: "", Kind.REMOVED: "red strike", Kind.ADDED: "green"}


@click.command()
@click.argument("wanted", metavar="ID")
@settings_option()
@click.option(
    "--diff",
    "pair",
    is_flag=False,
    flag_value="0:1",
    metavar="[A:B]",
    help="Show the differences, word by word, between two of its articles by their numbers; 0 is the lead. "
    "Without numbers: between the lead and the first copy.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def story(wanted: str, settings: Settings, pair: str | None, as_json: bool) -> None:
    """Show a story: its lead, its copies with source, time and likeness.

    ID is the id of the story or of any of its articles, the beginning of a story's id, or an article's URL.
    """
    client, names = elasticsearch_of(settings)(), Names(settings.prefix)
    identifier = story_of(client, names, wanted)
    found = read(client, names, identifier) if identifier else None
    if found is None:
        raise click.ClickException(f"no story {wanted!r}; `copydesk search --json` shows the ids of stories")
    console = output.out()
    if pair is None:
        if as_json:
            click.echo(json.dumps(msgspec.to_builtins(found)))
        else:
            show(found, console)
        return
    first, second = _pair(found, pair)
    texts = documents(client, names, [first.id, second.id])
    missing = [member.id for member in (first, second) if member.id not in texts]
    if missing:
        raise click.ClickException(f"{missing[0]} was taken down in the meantime")
    pieces = difference(*(_text(texts[member.id]) for member in (first, second)))
    if as_json:
        row = {"first": first.id, "second": second.id, "pieces": msgspec.to_builtins(pieces)}
        click.echo(json.dumps(row))
    else:
        show_difference(first, second, pieces, console)


def _text(document: dict[str, str]) -> str:
    return f"{document.get('title', '')}\n\n{document.get('body', '')}".strip()


def _pair(found: Story, pair: str) -> tuple[Member, Member]:
    members = (found.lead, *found.copies)
    first, _, second = pair.partition(":")
    try:
        places = int(first), int(second)
    except ValueError as error:
        raise click.BadParameter(f"{pair!r} is not two numbers with a colon between", param_hint="--diff") from error
    if not all(0 <= place < len(members) for place in places):
        last = len(members) - 1
        raise click.BadParameter(f"the articles of this story are 0 to {last}", param_hint="--diff")
    return members[places[0]], members[places[1]]


def show(found: Story, console: Console) -> None:
    """Print a story for people."""
    lead = found.lead
    console.print(Text(printable(lead.title) or "(no title)", style="bold"))
    console.print(Text(f"story {found.id}", style="dim"))
    spread = output.counted(found.total, "copy", "copies") if found.total else "no copies"
    if found.total and found.sources:
        spread += ": " + ", ".join(f"{printable(name)} ({count})" for name, count in found.sources[:8])
    console.print(spread)
    console.print()
    rows = [_cells(number, member) for number, member in enumerate((lead, *found.copies))]
    print_rows(console, _COLUMNS, rows, headings=False)
    if len(found.copies) < found.total:
        console.print(f"     and {found.total - len(found.copies):,} more")


def _cells(number: int, member: Member) -> tuple[Text, ...]:
    likeness = "lead" if not number else f"{member.similarity:.0%}" if member.similarity is not None else "copy"
    when = member.published_at or member.ingested_at or ""
    title = Text(printable(member.title) or "(no title)")
    if member.url:
        title.append(f"  {printable(member.url)}", style="dim")
    return (
        Text(f"  {number}"),
        Text(likeness, style="cyan" if number else "bold"),
        Text(when[:16].replace("T", " ")),
        Text(printable(member.source or "-")),
        title,
    )


def show_difference(first: Member, second: Member, pieces: list[Piece], console: Console) -> None:
    """Print what differs: in colours on a terminal, else between brackets."""
    coloured = console.is_terminal and not console.no_color
    for kind, member in ((Kind.REMOVED, first), (Kind.ADDED, second)):
        begins, ends = ("", "") if coloured else _MARKS[kind]
        about = ", ".join(part for part in (member.source, (member.published_at or "")[:10], member.id[:12]) if part)
        console.print(Text(f"{begins}{printable(about)}{ends}", style=_STYLES[kind] if coloured else ""))
    console.print()
    text = Text()
    for piece in pieces:
        shown = "\n".join(printable(line) for line in piece.text.split("\n"))
        if coloured:
            text.append(shown, style=_STYLES[piece.kind])
            continue
        inner = shown.strip()
        before = shown[: len(shown) - len(shown.lstrip())]
        begins, ends = _MARKS[piece.kind]
        text.append(f"{before}{begins}{inner}{ends}")
    console.print(text, soft_wrap=not console.is_terminal)
