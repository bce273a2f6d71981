"""Write hits as files that a browser saves: a table for spreadsheets, and JSON lines for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from search.find.articles import Hit

#: Columns of the table.
COLUMNS = (
    "id",
    "published_at",
    "source",
    "title",
    "url",
    "language",
    "dateline",
    "people",
    "copies",
    "is_copy",
    "story_id",
)
#: What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(hits: Iterable[Hit]) -> Iterator[str]:
    """Yield a header and a row per hit. No cell begins like a formula, whatever a title says."""
    for cells in _rows(hits):
        written = io.StringIO()
        csv.writer(written, lineterminator="\r\n").writerow(cells)
        yield written.getvalue()


def _rows(hits: Iterable[Hit]) -> Iterator[list[str]]:
    yield list(COLUMNS)
    for hit in hits:
        row = msgspec.structs.asdict(hit)
        yield [_cell(row[column]) for column in COLUMNS]


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        value = "; ".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def lines(hits: Iterable[Hit]) -> Iterator[str]:
    """Yield one JSON object per hit and line."""
    for hit in hits:
        row = {name: value for name, value in msgspec.structs.asdict(hit).items() if name != "highlights"}
        yield msgspec.json.encode(row).decode() + "\n"


#: Form → media type and writer.
FORMS: Mapping[str, tuple[str, Callable[[Iterable[Hit]], Iterator[str]]]] = {
    "csv": ("text/csv; charset=utf-8", table),
    "jsonl": ("application/x-ndjson; charset=utf-8", lines),
}
