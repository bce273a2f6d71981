from __future__ import annotations

import csv
import io
from typing import Any

import msgspec
import pytest

from search.exchange import rows
from search.transport.stored import Stored


def row_of(document: dict[str, Any]) -> dict[str, str]:
    (values,) = csv.reader(io.StringIO(rows.table_row("a1", document).decode()))
    return dict(zip(rows.COLUMNS, values, strict=True))


def test_a_json_line_has_id_version_and_the_whole_document() -> None:
    stored: Stored[dict[str, Any]] = Stored(id="a1", index="articles", version=7, source={"title": "Pier"})

    line = rows.line_of(stored)

    assert line.endswith(b"\n")
    assert msgspec.json.decode(line) == {"_id": "a1", "_version": 7, "title": "Pier"}


@pytest.mark.parametrize(
    ("field", "value", "cell"),
    [
        ("authors", ["Ann Lee", "Bo Berg"], "Ann Lee; Bo Berg"),
        ("is_copy", True, "true"),
        ("is_copy", False, "false"),
        ("word_count", 0, "0"),
        ("url", None, ""),
        ("title", 'A "pier", and\nmore', 'A "pier", and\nmore'),
    ],
)
def test_cells_of_a_table(field: str, value: object, cell: str) -> None:
    assert row_of({field: value})[field] == cell


@pytest.mark.parametrize(
    ("dateline", "cell"),
    [
        (None, ""),
        ({"text": "LAKE DISTRICT -"}, "LAKE DISTRICT -"),
        ({"text": "PARIS (AP) -", "place": "Paris"}, "Paris"),
    ],
)
def test_the_place_of_a_dateline_comes_before_its_text(dateline: object, cell: str) -> None:
    assert row_of({"dateline": dateline})["dateline"] == cell


def test_the_header_names_the_columns_in_their_order() -> None:
    assert rows.header().decode().strip().split(",") == list(rows.COLUMNS)
