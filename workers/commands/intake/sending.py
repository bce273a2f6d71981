"""Wait for the fates of a sending, and show them."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.text import Text

from search.ledger import queries
from search.transport.client import answers
from tasks.spool.file_names import name_as_sent
from workers.app.wiring import Parts
from workers.commands.escape import printable
from workers.commands.listing import Column, ColumnKind, print_rows
from workers.commands.progress import StepProgress

_COLUMNS = (
    Column("file", ColumnKind.NAME),
    Column("no.", ColumnKind.NUMBER),
    Column("fate"),
    Column("reason"),
    Column("title or what happened", ColumnKind.TEXT),
)
_COLOURS = {"indexed": "green", "updated": "green", "copy": "cyan", "duplicate": "blue", "rejected": "yellow"}
_LOOK_SECONDS = 0.25


def wait_for(
    parts: Parts, sent: str, *, files: int, timeout: float, console: Console | None = None
) -> list[dict[str, Any]]:
    """Return the ledger's entries of a sending once all have a fate, or the time is up.

    Args:
        parts: the services.
        sent: id of the sending.
        files: how many files were sent.
        timeout: seconds.
        console: where the progress is shown.
    """
    until = time.monotonic() + timeout
    with StepProgress("article", "articles", "settled", console) as progress:
        while True:
            if answers(parts.elasticsearch):
                counts = queries.counts(parts.elasticsearch, parts.names, sent=sent)
                progress(counts.settled, max(counts.arrivals, files))
                if counts.files >= files and counts.settled >= counts.arrivals:
                    break
            if time.monotonic() > until:
                break
            time.sleep(_LOOK_SECONDS)
    return queries.entries(parts.elasticsearch, parts.names, sent=sent, size=10_000)


def print_fates(console: Console, rows: Iterable[dict[str, Any]]) -> None:
    """Print the fates for people."""
    cells = []
    for row in rows:
        said = row.get("detail") or row.get("title", "")
        if row["fate"] == "copy" and row.get("similarity") is not None:
            said = f"{said} ({row['similarity']:.0%} alike)"
        cells.append(
            (
                Text(printable(name_as_sent(row["name"], row.get("sent")))),
                Text(str(row["number"])),
                Text(row["fate"], style=_COLOURS.get(row["fate"], "red")),
                Text(row["reason"]),
                Text(printable(said)),
            )
        )
    print_rows(console, _COLUMNS, cells)
