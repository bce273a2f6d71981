"""``copydesk send``: files into the inbox, and what became of them."""

from __future__ import annotations

import json
import re
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from articles.errors import PermanentError
from search.ledger import queries
from search.transport.client import answers
from tasks.context import Desk, desk_of
from tasks.spool.submission import write_to_inbox
from workers.app.wiring import create_app
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.options import settings_option
from workers.commands.progress import StepProgress
from workers.settings import Settings

#: What `tasks.spool.submission.write_to_inbox` puts before a name, so that two files of one name do not meet.
_SENT_NAME = re.compile(r"^[0-9a-f]{12}-")
#: Exit codes of ``--wait``: something was rejected or failed; time was up.
SOME_REFUSED, TIMED_OUT = 1, 3


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@settings_option()
@click.option("--source", help="Name of the source, where the files do not say it.")
@click.option("--url", help="Address of the article (for a single file), where the file does not say it.")
@click.option("--wait", is_flag=True, help="Wait until every article has a fate, and print the fates.")
@click.option("--timeout", default=600.0, show_default=True, help="How long to wait at most, seconds.")
@click.option("--submit", "by_broker", is_flag=True, help="Send through the broker: for machines without the folder.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object per article.")
def send(
    paths: tuple[Path, ...],
    settings: Settings,
    source: str | None,
    url: str | None,
    wait: bool,
    timeout: float,
    by_broker: bool,
    as_json: bool,
) -> None:
    """Put copies of files (and of all files in folders) into the inbox."""
    files = list(_files(paths))
    if url and len(files) > 1:
        raise click.UsageError("--url says where one article is; give it with one file.")
    if not files:
        raise click.UsageError("there are no files in what you named.")
    app = create_app(settings)
    desk = desk_of(app)
    sent = uuid.uuid4().hex
    meta = {k: v for k, v in (("url", url), ("source", source), ("sent", sent)) if v}
    console = output.err()
    with StepProgress("files sent", console) as progress:
        for number, path in enumerate(files, 1):
            if by_broker:
                _submit(desk, path, f"{sent}-{number}", meta)
            else:
                _drop(desk, path, f"{sent}-{number}", meta)
            progress(number, len(files))
    if not wait:
        console.print(f"{len(files):,} {'file' if len(files) == 1 else 'files'} sent.")
        return
    rows = wait_for(desk, sent, files=len(files), timeout=timeout, console=console)
    if as_json:
        for row in rows:
            click.echo(json.dumps({k: v for k, v in row.items() if k != "history"}))
    else:
        output.out().print(fates_table(rows))
    if len({row["intake"] for row in rows}) < len(files):
        console.print(f"Not all have a fate after {timeout:g} s; 'copydesk status' shows what is in flight.")
        sys.exit(TIMED_OUT)
    sys.exit(SOME_REFUSED if any(row["fate"] in ("rejected", "failed") for row in rows) else 0)


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file())
        else:
            yield path


def _drop(desk: Desk, path: Path, token: str, meta: dict[str, Any]) -> None:
    if not desk.queue.inbox.is_dir():
        raise PermanentError(
            f"There is no inbox at {desk.queue.inbox}. Is Copydesk running here? "
            "Set COPYDESK_QUEUE, or use --submit on a machine without the folder."
        )
    try:
        write_to_inbox(desk.queue, path, name=path.name, token=token, meta=meta)
    except OSError as error:
        raise PermanentError(f"{printable(str(path))} could not be sent: {error.strerror}") from error


def _submit(desk: Desk, path: Path, token: str, meta: dict[str, Any]) -> None:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PermanentError(
            f"{printable(str(path))} could not be sent: {error}. Only UTF-8 text goes through the broker."
        ) from error
    desk.publisher.submit(text, id=token, name=path.name, meta=meta)


def wait_for(
    desk: Desk, sent: str, *, files: int, timeout: float, console: Console | None = None
) -> list[dict[str, Any]]:
    """Ledger entries of a sending, when all of its files have theirs or the time is up; shows progress."""
    until = time.monotonic() + timeout
    with StepProgress("articles settled", console) as progress:
        while True:
            if answers(desk.elasticsearch):
                counts = queries.counts(desk.elasticsearch, desk.names, sent=sent)
                progress(counts.settled, max(counts.arrivals, files))
                if counts.files >= files and counts.settled >= counts.arrivals:
                    break
            if time.monotonic() > until:
                break
            time.sleep(0.25)
    return queries.entries(desk.elasticsearch, desk.names, sent=sent, size=10_000)


def fates_table(rows: list[dict[str, Any]]) -> Table:
    """Fates for people."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("file", "no.", "fate", "reason", "title or what happened"):
        table.add_column(name, justify="right" if name == "no." else "left", overflow="fold")
    colours = {"indexed": "green", "updated": "green", "copy": "cyan", "duplicate": "blue", "rejected": "yellow"}
    for row in rows:
        said = row.get("detail") or row.get("title", "")
        if row["fate"] == "copy" and row.get("similarity") is not None:
            said = f"{said} ({row['similarity']:.0%} alike)"
        table.add_row(
            Text(printable(_SENT_NAME.sub("", row["name"]) if row.get("sent") else row["name"])),
            str(row["number"]),
            Text(row["fate"], style=colours.get(row["fate"], "red")),
            row["reason"],
            Text(printable(said)),
        )
    return table
