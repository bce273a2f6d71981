"""``copydesk demo``: send sample articles through a running Copydesk and show their fates."""

from __future__ import annotations

import itertools
import shutil
import signal
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from search.find.articles import Ask
from search.find.articles import search as ask_index
from search.ledger import queries
from search.transport.client import translated
from search.transport.refresh import refresh
from tasks.spool import atomic
from workers import logs
from workers.app.factory import parts_of
from workers.app.wiring import Parts
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.find.hits import show
from workers.commands.intake.sending import print_fates, wait_for
from workers.commands.options import settings_option
from workers.commands.progress import FetchProgress
from workers.commands.run.up import print_addresses
from workers.local.elasticsearch.server import SHORT_LIVED
from workers.local.errors import ServiceError
from workers.local.runtime import settings_with_runtime
from workers.local.stack import Stack
from workers.settings import Settings

#: What is asked of the index: the command's arguments, and the same for `search.find.articles`.
SEARCHES: tuple[tuple[str, Ask], ...] = (
    ("bridge pier", Ask(text="bridge pier", size=3)),
    ('--entity "Nino Abashvili"', Ask(entity="Nino Abashvili", size=3)),
    ("port --entity Chile", Ask(text="port", entity="Chile", size=3)),
)

#: Cells of a heading's line at most; in a pipe the console has no width.
_RULE = 95

#: The sample whose cut lines are shown.
CUT = "swing-bridge.txt"


@click.command()
@settings_option(running=False)
@click.option("--timeout", default=300.0, show_default=True, help="How long the articles may take, seconds.")
@click.pass_context
def demo(context: click.Context, settings: Settings, timeout: float) -> None:
    """Send sample articles through a running Copydesk and show their fates.

    Everything runs in a fresh folder, which goes away afterwards unless it was given by --data.
    """
    console = output.err()
    out = output.out()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logs.configure(level="ERROR", format_=settings.log_format, process="demo")
    given = settings.data if context.params.get("data") else None
    with _fresh_folder(given) as folder:
        # Services of the user's own are used, under names that nobody else uses.
        own = {
            "data": folder,
            "queue": None,
            "prefix": f"demo-{uuid.uuid4().hex[:8]}-" if _has_services(settings) else "",
        }
        own["elasticsearch_java_options"] = settings.elasticsearch_java_options or SHORT_LIVED
        settings = settings.model_copy(update=own)
        with ExitStack() as running:
            with FetchProgress(console) as progress:
                system = Stack(settings, tell=lambda text: console.print(f"  {text}", markup=False), progress=progress)
                running.enter_context(system)
            assert system.runtime is not None
            print_addresses(system.runtime, err=True)
            parts = parts_of(settings_with_runtime(settings))
            rows = list(itertools.chain.from_iterable(_send(parts, wave, timeout, console) for wave in samples()))
            _show_fates(rows, out)
            _show_searches(parts, out)
            _show_cut(parts, rows, out)
        console.print("Everything has ended; 'make up' (or 'copydesk up') starts it to stay.")


def samples() -> Iterator[list[Path]]:
    """Yield the sample files in two waves; the folder of each is its source."""
    root = Path(str(resources.files("workers").joinpath("samples")))
    for wave in sorted(path for path in root.iterdir() if path.is_dir()):
        yield sorted(path for path in wave.rglob("*") if path.is_file())


def drop(file: Path, inbox: Path, sent: str) -> None:
    """Put a sample into the inbox as a producer should: in one step.

    The side file says which sending it belongs to, so that its fate can be found.
    """
    folder = inbox / file.parent.name
    folder.mkdir(exist_ok=True)
    for name, content in (
        (f"{file.name}.meta.json", msgspec.json.encode({"sent": sent})),
        (file.name, file.read_bytes()),
    ):
        atomic.write(folder / name, content)


def _send(parts: Parts, wave: list[Path], timeout: float, console: Console) -> list[dict[str, Any]]:
    sent = uuid.uuid4().hex
    for file in wave:
        drop(file, parts.queue.inbox, sent)
    rows = wait_for(parts, sent, files=len(wave), timeout=timeout, console=console)
    counts = queries.counts(parts.elasticsearch, parts.names, sent=sent)
    if counts.files < len(wave) or counts.settled < counts.arrivals:
        raise ServiceError(
            f"Not every sample had a fate after {timeout:.0f} seconds; try again with a longer --timeout."
        )
    return rows


def _show_fates(rows: list[dict[str, Any]], out: Console) -> None:
    _heading(out, "Fates")
    print_fates(out, rows)


def _heading(out: Console, text: str) -> None:
    out.print(Rule(Text(text, style="bold"), align="left"), width=min(out.width, _RULE))


def _show_searches(parts: Parts, out: Console) -> None:
    refresh(parts.elasticsearch, [parts.names.everything])
    for arguments, ask in SEARCHES:
        _heading(out, f"copydesk search {arguments}")
        show(ask_index(parts.elasticsearch, parts.names, ask), out)


def _show_cut(parts: Parts, rows: list[dict[str, Any]], out: Console) -> None:
    row = next(row for row in rows if Path(row["name"]).name == CUT and row.get("article_id"))
    with translated():
        document = parts.elasticsearch.get(index=parts.names.everything, id=row["article_id"])["_source"]
    _heading(out, f"What was cut from {CUT}")
    for piece in document.get("removed", ()):
        for line in str(piece["text"]).split("\n"):
            if line.strip():
                out.print(Text(f"  {piece['reason']:<16}").append(printable(line.strip())[:80], style="strike dim"))


def _has_services(settings: Settings) -> bool:
    return settings.broker_url is not None or settings.elasticsearch_url is not None


@contextmanager
def _fresh_folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        if given.is_dir() and any(given.iterdir()):
            raise ServiceError(f"{given} is not empty: the demo wants a folder of its own.")
        given.mkdir(parents=True, exist_ok=True)
        yield given.absolute()
        return
    folder = Path(tempfile.mkdtemp(prefix="copydesk-demo-"))
    # The user that Elasticsearch runs as when we are root must be able to pass; what lies in it is closed by itself.
    folder.chmod(0o711)
    told_of = False
    try:
        yield folder
    except ServiceError as error:
        told_of = str(folder) in str(error)
        raise
    finally:
        if told_of:
            output.err().print(f"  {folder} is kept for its logs; delete it when you have read them.", markup=False)
        else:
            shutil.rmtree(folder, ignore_errors=True)
