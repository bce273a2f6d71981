"""Lay out rows for people: what identifies a row is never cut, and on a narrow terminal the long text gives way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

#: Blanks between two columns.
_GAP = 2
#: A text narrower than this cannot be read: it goes below its row instead.
_READABLE = 24
#: A word up to this length, an id for one, is not folded where there is room for it below the row.
_LONGEST_WORD = 64
#: A name is cut to this width at the least.
_SHORTEST_NAME = 18


class ColumnKind(Enum):
    """The treatment of a column on a terminal that is too narrow."""

    KEY = "key"  #: stays whole: what is typed into other commands, and what has one of a few values
    NUMBER = "number"  #: stays whole, aligned to the right
    NAME = "name"  #: loses its middle: the end of a path says most
    TEXT = "text"  #: is folded at the ends of words, or goes below its row


class Column(NamedTuple):
    """A column: its heading and its treatment on a narrow terminal. Only the last column can be a text."""

    heading: str
    kind: ColumnKind = ColumnKind.KEY


def print_rows(
    console: Console, columns: Sequence[Column], rows: Iterable[Sequence[Text]], *, headings: bool = True
) -> None:
    """Print rows in columns.

    Args:
        console: where to; one that is not a terminal is as wide as the rows.
        columns: their headings and kinds.
        rows: the cells of each.
        headings: print a line with the headings first.
    """
    cells = [*([[Text(column.heading, style="bold") for column in columns]] if headings else []), *map(list, rows)]
    wanted = [max((cell[place].cell_len for cell in cells), default=0) for place in range(len(columns))]
    words = (word for cell in cells for word in cell[-1].plain.split())
    longest = max((size for word in words if (size := cell_len(word)) <= _LONGEST_WORD), default=0)
    widths = fit(wanted, columns, console.width, longest)
    below = len(widths) < len(columns)
    for number, row in enumerate(cells):
        console.print(_line(columns, widths, row))
        if below and not (headings and number == 0):
            console.print(Padding(row[-1], (0, 0, 0, 4)))


def fit(wanted: Sequence[int], columns: Sequence[Column], available: int, longest: int = 0) -> list[int]:
    """Return the width of each column; without the last one, if that is a text that has to go below its row.

    Args:
        wanted: how wide each would be.
        columns: the columns.
        available: cells of the terminal.
        longest: cells of the longest word in the last column.
    """
    widths = list(wanted)
    names = [place for place, column in enumerate(columns) if column.kind is ColumnKind.NAME]
    has_text = columns[-1].kind is ColumnKind.TEXT
    if has_text:
        room = available - _needed(widths[:-1]) - _GAP
        least = min(widths[-1], max(_READABLE, longest))
        if room < least:
            _shorten(widths, names, least - room)
            room = available - _needed(widths[:-1]) - _GAP
        if room >= least:
            widths[-1] = min(widths[-1], room)
            return widths
        widths = list(wanted[:-1])
    _shorten(widths, names, _needed(widths) - available)
    return widths


def _needed(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * max(0, len(widths) - 1)


def _shorten(widths: list[int], names: Iterable[int], excess: int) -> None:
    """Take the excess off the names, the widest first, none below its least width."""
    for place in sorted(names, key=lambda place: -widths[place]):
        given = min(max(0, excess), max(0, widths[place] - _SHORTEST_NAME))
        widths[place] -= given
        excess -= given


def cut(name: Text, width: int) -> Text:
    """Return a name in at most this many cells: a third of them for its beginning, an ellipsis, and its end."""
    if name.cell_len <= width:
        return name
    head, tail, rest = width // 3, width - width // 3 - 1, name.plain
    begins, ends = "", ""
    for character in rest:
        if cell_len(begins + character) > head:
            break
        begins += character
    for character in reversed(rest):
        if cell_len(character + ends) > tail:
            break
        ends = character + ends
    return Text(f"{begins}…{ends}", style=name.style)


def _line(columns: Sequence[Column], widths: Sequence[int], row: Sequence[Text]) -> Table:
    line = Table.grid(padding=(0, _GAP, 0, 0))
    for place, (column, width) in enumerate(zip(columns, widths, strict=False), 1):
        folded, number = column.kind is ColumnKind.TEXT, column.kind is ColumnKind.NUMBER
        padded = number or place < len(widths)  # behind the last column there are no blanks
        line.add_column(
            width=width if padded else None,
            max_width=width,
            justify="right" if number else "left",
            no_wrap=not folded,
            overflow="fold" if folded else "ellipsis",
        )
    kinds = [column.kind for column in columns]
    line.add_row(
        *(
            cut(cell, width) if kind is ColumnKind.NAME else cell
            for cell, kind, width in zip(row, kinds, widths, strict=False)
        )
    )
    return line


def print_item(console: Console, mark: str, text: Text) -> None:
    """Print a mark and a text behind it; where the text is folded, its lines stay behind the mark."""
    line = Table.grid()
    line.add_column(width=len(mark), no_wrap=True)
    line.add_column(overflow="fold")
    line.add_row(Text(mark), text)
    console.print(line)
