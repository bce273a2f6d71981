"""Write hits as rows of a table: for the command line, and for the pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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
_SEPARATOR = "; "


def rows(hits: Iterable[Hit], columns: Sequence[str] = COLUMNS) -> Iterator[list[object]]:
    """Yield the header, then a row per hit; the values of a list are divided by semicolons."""
    yield list(columns)
    for hit in hits:
        values = msgspec.structs.asdict(hit)
        yield [_cell(values[column]) for column in columns]


def _cell(value: object) -> object:
    if isinstance(value, tuple):
        return _SEPARATOR.join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value
