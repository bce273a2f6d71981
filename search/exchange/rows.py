"""The rows of an export: whole documents as JSON lines, or the fields that fit a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

import msgspec

from search.transport.stored import Stored

#: Fields that are made from others: an import makes them again.
DERIVED = ("stem", "entity_names", "entity_forms", "entity_countries", "entity_locations")

#: Columns of a table, in their order. Lists are divided by "; ".
COLUMNS = (
    "id",
    "published_at",
    "source",
    "domain",
    "url",
    "title",
    "byline",
    "authors",
    "dateline",
    "section",
    "tags",
    "language",
    "word_count",
    "people",
    "organizations",
    "places",
    "entity_keys",
    "keywords",
    "story_id",
    "is_copy",
    "copy_of",
    "similarity",
    "copies",
    "revision",
    "form",
    "modified_at",
    "ingested_at",
    "updated_at",
    "arrival",
    "body",
)


def line_of(stored: Stored[dict[str, Any]]) -> bytes:
    """Return a document as a JSON line: `_id`, `_version`, and its fields."""
    return msgspec.json.encode({"_id": stored.id, "_version": stored.version, **stored.source}) + b"\n"


def header() -> bytes:
    """Return the first line of a CSV."""
    return _row(COLUMNS)


def table_row(identifier: str, document: Mapping[str, Any]) -> bytes:
    """Return a document as a line of CSV."""
    return _row([_cell(cell) for cell in cells(identifier, document).values()])


def cells(identifier: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a document by column."""
    dateline = document.get("dateline") or {}
    found = {**document, "id": identifier, "dateline": dateline.get("place") or dateline.get("text")}
    return {column: found.get(column) for column in COLUMNS}


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(str(one) for one in value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value


def _row(values: Any) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(values)
    return text.getvalue().encode("utf-8", "backslashreplace")
