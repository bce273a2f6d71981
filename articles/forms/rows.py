"""Split the lines of a table into rows of cells, in the dialects that programs write.

A row is tried by itself first. Where a quotation mark opens a cell and does not close it,
 either the cell goes on in the
next lines, or the mark is a part of the text: what fits the number of columns decides. No lines are merged in silence.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: A cell goes on over no more lines than this.
_MAX_LINES = 5000
_ESCAPED_MARK = re.compile(r'\\"(?=[^,;|\t\r\n"])|(?:^|\t)\\N(?=\t|$)', re.M)
_MISSING = re.compile(r"[\t,;|]\\N(?=[\t,;|\r\n])", re.M)
_ESCAPES = re.compile(r"\\(.)", re.S)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "0": "", "N": ""}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written."""

    delimiter: str
    columns: int
    text_column: int  #: the one whose cells may hold delimiters without being quoted
    spaced: bool = False  #: a blank follows each delimiter
    backslash: bool = False  #: quotation marks in cells have a backslash before them, not another mark


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, or why it cannot be read."""

    cells: tuple[str, ...] = ()
    broken: str = ""
    doubt: str = ""  #: the row is whole, but it may be several


def uses_backslashes(head: str) -> bool:
    """Return whether backslashes escape, as in MySQL, Spark and Hive: before marks, or in a cell that is \\N."""
    return _ESCAPED_MARK.search(head) is not None or _MISSING.search(head) is not None


def rows(lines: Iterable[str], dialect: Dialect) -> Iterator[Row]:
    """Give the rows of a table, without its first. Empty lines do not count.

    Args:
        lines: with their ends.
        dialect: how they are written.
    """
    ahead: deque[str] = deque()
    following = iter(lines)
    number = 1
    blank = f'{dialect.delimiter}" \t\r\n'
    while True:
        line = ahead.popleft() if ahead else next(following, None)
        if line is None:
            return
        number += 1
        if not line.strip(blank):
            continue
        cells = _cells(line, dialect)
        if cells is not None:
            yield Row(cells)
            continue
        joined, count, doubt = _over_lines(line, ahead, following, dialect)
        if joined is not None:
            for _ in range(count):
                ahead.popleft()
            yield Row(
                joined, doubt=f"Lines {number} to {number + count} were read as one row; {doubt}" if doubt else ""
            )
            number += count
            continue
        yield _literal(line, dialect)


def _cells(line: str, dialect: Dialect) -> tuple[str, ...] | None:
    """Return the cells of a line that is a row by itself; None if quotation marks or the number do not fit."""
    bare = line.rstrip("\r\n")
    if '"' not in bare:
        cells = bare.split(dialect.delimiter)
        if dialect.spaced:
            cells = [cell.lstrip() for cell in cells]
    elif (quoted := _parsed(bare, dialect)) is None:
        return None
    else:
        cells = quoted
    return _unescaped(cells, dialect) if len(cells) == dialect.columns else None


def _parsed(text: str, dialect: Dialect) -> list[str] | None:
    try:
        found = list(
            csv.reader(
                [_for_csv(text, dialect)],
                delimiter=dialect.delimiter,
                strict=True,
                doublequote=True,
                skipinitialspace=dialect.spaced,
                escapechar="\\" if dialect.backslash else None,
            )
        )
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else None


def _for_csv(text: str, dialect: Dialect) -> str:
    """Return a text whose escapes but those of quotation marks survive `csv`, which would drop their backslashes."""
    if not dialect.backslash:
        return text
    return _ESCAPES.sub(lambda m: m[0] if m[1] == '"' else "\\\\" + (m[0] if m[1] == "\\" else "") + m[1], text)


def _over_lines(
    line: str, ahead: deque[str], following: Iterator[str], dialect: Dialect
) -> tuple[tuple[str, ...] | None, int, str]:
    """Return (cells, lines after the first,
    doubt) of a row that goes on in the next lines; what is looked at stays in `ahead`."""
    if '"' not in line and not (dialect.delimiter == "\t" and line.rstrip("\r\n").endswith("\\")):
        return None, 0, ""
    joined = line
    alike = 0  # lines that would be rows by themselves
    for count in range(1, _MAX_LINES):
        if len(ahead) < count:
            if (more := next(following, None)) is None:
                return None, 0, ""
            ahead.append(more)
        added = ahead[count - 1]
        alike += len(added.rstrip("\r\n").split(dialect.delimiter)) == dialect.columns
        joined += added
        if '"' not in added:
            continue
        cells = _parsed(joined.rstrip("\r\n"), dialect)
        if cells is None and _closed_wrongly(joined, dialect):
            return None, 0, ""
        if cells is not None:
            return _decided(cells, line, count, alike, dialect)
    return None, 0, ""


def _decided(
    cells: list[str], line: str, count: int, alike: int, dialect: Dialect
) -> tuple[tuple[str, ...] | None, int, str]:
    if len(cells) != dialect.columns:
        return None, 0, ""
    by_itself = len(line.rstrip("\r\n").split(dialect.delimiter)) == dialect.columns
    if not by_itself or alike < count:
        return _unescaped(cells, dialect), count, ""
    if dialect.delimiter == "\t" or dialect.columns > 2:
        return None, 0, ""
    return _unescaped(cells, dialect), count, f"their quotation marks may be text, and they {count + 1} rows."


def _closed_wrongly(text: str, dialect: Dialect) -> bool:
    """Return whether a quotation mark closes a cell where none ends, which no further line can mend."""
    try:
        list(
            csv.reader(
                [_for_csv(text, dialect)],
                delimiter=dialect.delimiter,
                strict=True,
                escapechar="\\" if dialect.backslash else None,
            )
        )
    except csv.Error as error:
        return "expected after" in str(error)
    return False


def _literal(line: str, dialect: Dialect) -> Row:
    """Return a row whose quotation marks are text, or whose cell for the text holds delimiters."""
    bare = line.rstrip("\r\n")
    cells = bare.split(dialect.delimiter)
    if '"' in bare and len(closed := _closed_before_delimiters(bare, dialect.delimiter)) == dialect.columns:
        return Row(_unescaped(closed, dialect))
    if len(cells) > dialect.columns:
        lenient = next(iter(csv.reader([bare], delimiter=dialect.delimiter)), [])
        cells = lenient if len(lenient) == dialect.columns else _absorbed(cells, dialect)
    elif len(cells) < dialect.columns and len(cells) <= dialect.text_column:
        return Row(broken=f"A row of {len(cells)} cells, where the first row names {dialect.columns}")
    return Row(_unescaped([_without_marks(cell) for cell in cells], dialect))


def _closed_before_delimiters(text: str, delimiter: str) -> list[str]:
    """Return the cells where only a mark before a delimiter closes one: the others are part of its text."""
    mark = re.escape(delimiter)
    # The atomic group within the possessive repeat is for Python before 3.11.5, which reads it wrongly without.
    cell = re.compile(rf'(?:"((?:(?>[^"]|"(?!{mark}|$)))*+)"|([^{mark}]*+))(?:{mark}|$)')
    cells: list[str] = []
    place = 0
    while place <= len(text) and (match := cell.match(text, place)) is not None:
        cells.append(match[2] if match[1] is None else match[1].replace('""', '"'))
        if match.end() == len(text) and not match[0].endswith(delimiter):
            return cells
        place = match.end()
    return cells


def _absorbed(cells: list[str], dialect: Dialect) -> list[str]:
    """Join the cells in the middle, which are one text that holds delimiters."""
    first = dialect.text_column
    last = len(cells) - (dialect.columns - first - 1)
    return [*cells[:first], dialect.delimiter.join(cells[first:last]), *cells[last:]]


def _without_marks(cell: str) -> str:
    """Strip the quotation marks around a cell; single ones are part of the text, except the first."""
    if len(cell) >= 2 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _unescaped(cells: list[str], dialect: Dialect) -> tuple[str, ...]:
    if not dialect.backslash:
        return tuple(cells)
    return tuple(_ESCAPES.sub(lambda m: _ESCAPED.get(m[1], m[1]), cell) if "\\" in cell else cell for cell in cells)
