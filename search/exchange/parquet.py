"""Exports in Parquet, by pyarrow: an extra (`pip install copydesk[parquet]`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from articles.errors import PermanentError
from search.exchange.rows import COLUMNS, cells

#: Rows of a row group.
GROUP = 1000

_LISTS = ("authors", "tags", "people", "organizations", "places", "entity_keys", "keywords")
_TIMES = ("published_at", "modified_at", "ingested_at", "updated_at")
_WHOLE = ("word_count", "copies", "revision")


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError as error:
        raise PermanentError("Parquet needs pyarrow: pip install 'copydesk[parquet]'") from error
    return pyarrow


def require() -> None:
    """Check that pyarrow is there.

    Raises:
        PermanentError: It is not; the message says how to install it.
    """
    _pyarrow()


def from_lines(lines: Path, path: Path) -> None:
    """Write JSON lines of an export as Parquet: a column for each of `COLUMNS`, and `document`, the line itself."""
    pyarrow = _pyarrow()
    kinds = {
        **dict.fromkeys(COLUMNS, pyarrow.string()),
        **dict.fromkeys(_LISTS, pyarrow.list_(pyarrow.string())),
        **dict.fromkeys(_TIMES, pyarrow.string()),
        **dict.fromkeys(_WHOLE, pyarrow.int64()),
        "is_copy": pyarrow.bool_(),
        "similarity": pyarrow.float64(),
        "document": pyarrow.string(),
    }
    schema = pyarrow.schema(list(kinds.items()))
    with (
        pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer,
        lines.open("rb") as file,
    ):
        group: list[dict[str, Any]] = []
        for line in file:
            document = msgspec.json.decode(line)
            group.append({**cells(document["_id"], document), "document": line.decode().rstrip("\n")})
            if len(group) == GROUP:
                writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))
                group = []
        if group:
            writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))


def lines_of(path: Path) -> Iterator[bytes]:
    """Yield the JSON lines that a Parquet file was made of.

    Raises:
        PermanentError: It is not an export in Parquet, or pyarrow is missing.
    """
    pyarrow = _pyarrow()
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=GROUP, columns=["document"]):
                for value in batch.column("document"):
                    yield value.as_py().encode()
    except (pyarrow.ArrowInvalid, KeyError) as error:
        raise PermanentError(f"{path} is not an export of Copydesk in Parquet: {error}") from error
