"""``copydesk doctor``: check this machine and the services, and say what to do."""

from __future__ import annotations

import sys

import click
import msgspec
from rich.text import Text

from workers.commands import output
from workers.commands.exit_codes import epilog
from workers.commands.listing import Column, ColumnKind, print_rows
from workers.commands.options import settings_option
from workers.doctor.all import all_checks
from workers.local.runtime import Runtime
from workers.settings import Settings

_MARKS = {"ok": ("ok", "green"), "note": ("note", "yellow"), "trouble": ("trouble", "bold red")}


@click.command(epilog=epilog("doctor"))
@settings_option()
@click.option("--worker", "own_worker", is_flag=True, help="A worker should run on this host: ask it.")
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
def doctor(settings: Settings, own_worker: bool, as_json: bool) -> None:
    """Check this machine and the services, and say what to do."""
    checks = list(all_checks(settings, running=Runtime.read(settings.data) is not None, own_worker=own_worker))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(checks)).decode())
    else:
        rows = []
        for check in checks:
            mark, style = _MARKS[check.outcome]
            found = Text(check.found)
            if check.advice and check.outcome != "ok":
                found.append(f"\n{check.advice}", style="dim" if check.outcome == "note" else "")
            rows.append((Text(mark, style=style), Text(check.name), found))
        columns = (Column(""), Column(""), Column("", ColumnKind.TEXT))
        print_rows(output.out(), columns, rows, headings=False)
    sys.exit(any(check.outcome == "trouble" for check in checks))
