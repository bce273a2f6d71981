"""Write hits for people and for programs: lines, JSON, CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

import click
import msgspec
from rich.console import Console
from rich.text import Text

from search.find import hit_table
from search.find.articles import MARK, Found, Hit, framed
from search.find.facets import Facet
from workers.commands.escape import printable
from workers.commands.listing import print_item

#: Columns of the CSV.
COLUMNS = (*hit_table.COLUMNS, "score")
#: Values of a facet in one column are padded to this width at most.
_WIDEST = 40
#: Fields whose values are words of the publisher, and no names.
_VALUES = ("source", "section", "tag")


def plain(value: Found | Hit) -> dict[str, Any]:
    """Return an answer or a hit for JSON, with matches between <em> and </em>."""
    row: dict[str, Any] = msgspec.to_builtins(value)
    for hit in row["hits"] if isinstance(value, Found) else [row]:
        hit["highlights"] = [h.replace(MARK[0], "<em>").replace(MARK[1], "</em>") for h in hit.get("highlights", ())]
    return row


def write_jsonl(hits: Iterable[Hit]) -> None:
    """Print one JSON object per hit and line."""
    for hit in hits:
        click.echo(json.dumps(plain(hit), ensure_ascii=False))


def write_csv(hits: Iterable[Hit], stream: TextIO | None = None) -> None:
    """Print a header and a row per hit; the values of a list are divided by semicolons."""
    csv.writer(stream or sys.stdout, lineterminator="\n").writerows(hit_table.rows(hits, COLUMNS))


def show(found: Found, console: Console) -> None:
    """Print an answer for people."""
    console.print(f"{found.total:,} found in {found.took_ms} ms")
    if found.most_words:
        console.print(Text("No article has all these words; these have most of them.", style="dim"))
    for remark in remarks(found):
        console.print(Text(remark, style="dim"))
    for hit in found.hits:
        print_item(console, "• ", line_of(hit))
        for piece in hit.highlights:
            print_item(console, "    ", marked(framed(piece), stars=not console.is_terminal))
    for facet in found.facets:
        show_facet(facet, console)


def remarks(found: Found) -> Iterator[str]:
    """Yield what has to be said about a query: how it was read, and of its names, that there is none or several."""
    for note in found.notes:
        yield f"{printable(note.said)}."
    if found.total and not found.hits:
        yield "This page is past the last hit."
    for name in found.names:
        if name.did_you_mean:
            similar = " or ".join(f"“{printable(one)}”" for one in name.did_you_mean)
            what = f"No {name.field}" if name.field in _VALUES else "Nobody and nothing"
            yield f"{what} is called “{printable(name.said)}”. Did you mean {similar}?"
        elif len(name.means) > 1:
            shown = ", ".join(f"{printable(one.name)} ({one.key}, {one.articles:,})" for one in name.means[:5])
            more = f" and {len(name.means) - 5} more" if len(name.means) > 5 else ""
            yield f"{printable(name.said)} may be: {shown}{more}"


def show_facet(facet: Facet, console: Console) -> None:
    """Print one facet: its values with bars."""
    if not facet.counts:
        return
    console.print()
    console.print(Text(facet.name, style="bold"))
    names = [printable(one.value[:10] if facet.name == "date" else one.value) for one in facet.counts]
    width = min(_WIDEST, max(len(name) for name in names))
    most = max(one.articles for one in facet.counts) or 1
    for name, one in zip(names, facet.counts, strict=True):
        bar = "█" * round(20 * one.articles / most)
        console.print(Text(f"  {one.articles:>7,}  {name:<{width}}  ").append(bar, style="cyan"))
    rest = [
        f"{count:,} {what}" for count, what in ((facet.others, "with others"), (facet.without, "with none")) if count
    ]
    if rest:
        console.print(Text(f"           {', '.join(rest)}", style="dim"))


def line_of(hit: Hit) -> Text:
    """Return what is said about an article behind its mark: title, source, day, copies."""
    line = Text().append(printable(hit.title) or "(no title)", style="bold")
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
    for place, part in enumerate(" ".join(piece.split()).split(MARK[0])):
        found, _, rest = part.rpartition(MARK[1]) if place else ("", "", part)
        if found:
            text.append(f"*{printable(found)}*" if stars else printable(found), style="bold yellow")
        text.append(printable(rest))
    return text
