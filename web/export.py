"""Write hits as files that a browser saves: a table for spreadsheets, and JSON lines for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from search.find import hit_table
from search.find.articles import Hit

#: What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(hits: Iterable[Hit]) -> Iterator[str]:
    """Yield a header and a row per hit. No cell begins like a formula, whatever a title says."""
    for row in hit_table.rows(hits):
        written = io.StringIO()
        csv.writer(written, lineterminator="\r\n").writerow(map(_harmless, row))
        yield written.getvalue()


def _harmless(cell: object) -> str:
    text = str(cell)
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
