"""``copydesk send``: put files into the inbox, and show their fates."""

from __future__ import annotations

import json
import os
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click

from articles.errors import PermanentError, TransientError
from tasks.spool.file_names import SIDE
from tasks.spool.side_file import address_of
from tasks.spool.submission import write_to_inbox
from workers.app.factory import parts_of
from workers.app.wiring import Parts
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.exit_codes import ExitCode, epilog
from workers.commands.intake.sending import print_fates, wait_for
from workers.commands.options import settings_option
from workers.commands.progress import StepProgress
from workers.settings import Settings


class Sent(NamedTuple):
    """A file to send, the folders that it gets in the inbox, and what its side file says."""

    path: Path
    folders: tuple[str, ...]
    side: dict[str, Any]


def _web_address(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value and address_of(value) is None:
        raise click.BadParameter(f"{value!r} is not a web address such as https://example.org/page")
    return value


@click.command(epilog=epilog("send"))
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@settings_option()
@click.option(
    "--source",
    help="Name of the source, for articles that name none: the files go into this folder of the inbox. A source that "
    "a record or a side file names wins.",
)
@click.option("--url", callback=_web_address, help="Address of the article, for a single file that names none itself.")
@click.option("--wait", is_flag=True, help="Wait until every article has a fate, and print the fates.")
@click.option(
    "--timeout",
    default=600.0,
    show_default=True,
    type=click.FloatRange(0),
    help="How long --wait waits at most, seconds.",
)
@click.option(
    "--submit",
    "by_broker",
    is_flag=True,
    help="Send through the broker, from a machine without the queue folder. UTF-8 text only: until a worker has "
    "written it into the inbox, the text is in the broker alone.",
)
@click.option("--json", "as_json", is_flag=True, help="A JSON object per article; without --wait, per file sent.")
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
    """Put copies of files into the inbox.

    Of a folder, all files in it are sent as if its content were copied into the inbox: its subfolders keep their
    names, and the first level is the source. Hidden files (.NAME) and Copydesk's own data are left out. A side file
    (NAME.meta.json) beside a file goes with it.
    """
    files = list(_files(paths, own=(settings.data, settings.queue_folder)))
    if url and len(files) > 1:
        raise click.UsageError("--url is the address of one article; give it with one file.")
    if not files:
        raise click.UsageError("there are no files in what you named.")
    parts = parts_of(settings)
    sent = uuid.uuid4().hex
    console = output.err()
    with StepProgress("file", "files", "sent", console) as progress:
        for number, file in enumerate(files, 1):
            place = _send(parts, file, f"{sent}-{number}", source, file.side | _meta(url, sent), by_broker)
            if as_json and not wait:
                click.echo(json.dumps({"file": str(file.path), "sent": sent, "inbox": place}))
            progress(number, len(files))
    if not wait:
        console.print(f"{output.counted(len(files), 'file')} sent.")
        return
    try:
        rows = wait_for(parts, sent, files=len(files), timeout=timeout, console=console)
    except TransientError as error:
        sending = output.counted(len(files), "file")
        console.print(f"{sending} sent, but what became of them is not known: {error}", markup=False)
        sys.exit(ExitCode.TIMED_OUT)
    if as_json:
        for row in rows:
            click.echo(json.dumps({k: v for k, v in row.items() if k != "history"}))
    else:
        print_fates(output.out(), rows)
    if len({row["intake"] for row in rows}) < len(files):
        console.print(f"Not all have a fate after {timeout:g} s; 'copydesk status' shows what is in flight.")
        sys.exit(ExitCode.TIMED_OUT)
    sys.exit(ExitCode.PROBLEM if any(row["fate"] in ("rejected", "failed") for row in rows) else ExitCode.DONE)


def _files(paths: tuple[Path, ...], *, own: tuple[Path, ...]) -> Iterator[Sent]:
    for path in paths:
        if not path.is_dir():
            yield Sent(path, (), _side(path))
            continue
        for file in _below(path, frozenset(folder.resolve() for folder in own)):
            if not _is_side_file(file):
                yield Sent(file, file.relative_to(path).parts[:-1], _side(file))


def _below(folder: Path, own: frozenset[Path]) -> list[Path]:
    """Return the files below a folder in order, without hidden ones and without Copydesk's own data."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = [name for name in folders if name[0] != "." and (here / name).resolve() not in own]
        found += [here / name for name in names if name[0] != "." and (here / name).is_file()]
    return sorted(found)


def _is_side_file(path: Path) -> bool:
    """Return whether a file goes with another and is not sent by itself."""
    return path.name.endswith(SIDE) and path.with_name(path.name.removesuffix(SIDE)).is_file()


def _side(path: Path) -> dict[str, Any]:
    """Return what the side file of a file says; {} if there is none."""
    side = path.with_name(path.name + SIDE)
    try:
        said = json.loads(side.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not JSON"
        raise PermanentError(f"Nothing was sent: {printable(str(side))} cannot be read: {why}.") from error
    if not isinstance(said, dict):
        raise PermanentError(f"Nothing was sent: {printable(str(side))} is not a JSON object, {{...}}.")
    return said


def _meta(url: str | None, sent: str) -> dict[str, Any]:
    return {"sent": sent} | ({"default_url": url} if url else {})


def _send(
    parts: Parts, file: Sent, token: str, source: str | None, meta: dict[str, Any], by_broker: bool
) -> str | None:
    """Send one file; return its path in the inbox, if it went there directly."""
    if by_broker:
        folder = source or (file.folders[0] if file.folders else None)
        _submit(parts, file.path, token, meta | ({"folder": folder} if folder else {}))
        return None
    if not parts.queue.inbox.is_dir():
        raise PermanentError(
            f"There is no inbox at {parts.queue.inbox}. Is Copydesk running here? "
            "Set COPYDESK_QUEUE, or use --submit on a machine without the folder."
        )
    folders = file.folders if source is None else (source, *file.folders)
    try:
        placed = write_to_inbox(parts.queue, file.path, name=file.path.name, token=token, meta=meta, folders=folders)
    except OSError as error:
        raise PermanentError(f"{printable(str(file.path))} could not be sent: {error.strerror}") from error
    return str(placed.relative_to(parts.queue.inbox))


def _submit(parts: Parts, path: Path, token: str, meta: dict[str, Any]) -> None:
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise PermanentError(f"{printable(str(path))} could not be sent: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise PermanentError(
            f"{printable(str(path))} could not be sent: it is not UTF-8 text, and only that goes through the broker."
        ) from error
    parts.publisher.submit(text, id=token, name=path.name, meta=meta)
