"""``copydesk up``: everything on this machine until Ctrl-C."""

from __future__ import annotations

import json
import signal
import sys
import threading
from types import FrameType

import click

from workers.commands import output
from workers.commands.options import settings_option
from workers.commands.progress import FetchProgress
from workers.local.runtime import Runtime
from workers.local.stack import Stack
from workers.settings import Settings


@click.command()
@settings_option(running=False)
@click.option("--json", "as_json", is_flag=True, help="Print the addresses as one line of JSON.")
def up(settings: Settings, as_json: bool) -> None:
    """Run everything on this machine until Ctrl-C.

    Starts Valkey and Elasticsearch (unless the settings name some), the watcher, a worker and Flower, prints where they
    answer, and restarts what dies. Ctrl-C lets the tasks in hand finish, then stops everything; a second one does not
    wait for them.
    """
    console = output.err()
    asked = threading.Event()
    system: Stack | None = None

    def ask(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            if system is not None:
                system.kill()
            return
        asked.set()
        if not started:
            raise KeyboardInterrupt

    started = False
    previous = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        with FetchProgress(console) as progress:
            system = Stack(
                settings, tell=lambda message: console.print(f"  {message}", markup=False), progress=progress
            )
            try:
                runtime = system.start()
            except KeyboardInterrupt:
                console.print("Stopped before everything ran.")
                sys.exit(1)
        started = True
        if as_json:
            click.echo(json.dumps(addresses(runtime)))
        else:
            print_addresses(runtime)
            console.print(f"Logs are in {system.logs}. Ctrl-C stops everything.", markup=False)
        asked.wait()
        console.print("Stopping; the tasks in hand are finished first.")
        system.stop()
        console.print("Stopped.")
    finally:
        if system is not None:
            system.stop()
        for number, handler in previous.items():
            signal.signal(number, handler)


def addresses(runtime: Runtime) -> dict[str, str | None]:
    """Where a running system answers, for programs."""
    return {
        "inbox": f"{runtime.queue}/inbox",
        "elasticsearch_url": runtime.elasticsearch_url,
        "broker_url": runtime.broker_url,
        "flower_url": runtime.flower_url,
        "flower_user": runtime.flower_user,
        "flower_password": runtime.flower_password,
    }


def print_addresses(runtime: Runtime) -> None:
    """Where a running system answers, for people."""
    click.echo(f"Inbox          {runtime.queue}/inbox")
    click.echo(f"Elasticsearch  {runtime.elasticsearch_url}   (curl {runtime.elasticsearch_url}/articles/_search?q=…)")
    click.echo(
        f"Flower         {runtime.flower_url}   (user {runtime.flower_user}, password {runtime.flower_password})"
    )
