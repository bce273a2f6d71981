"""``copydesk up``: run everything on this machine until Ctrl-C."""

from __future__ import annotations

import json
import shlex
import signal
import sys
import threading
from types import FrameType
from urllib.parse import urlsplit

import click

from search.schema.index_names import Names
from workers.commands import output
from workers.commands.options import settings_option
from workers.commands.progress import FetchProgress
from workers.local.elasticsearch.server import EmbeddedElasticsearch
from workers.local.runtime import Runtime
from workers.local.stack import Stack
from workers.settings import Settings


@click.command()
@settings_option(running=False)
@click.option("--json", "as_json", is_flag=True, help="Print the addresses as one line of JSON.")
def up(settings: Settings, as_json: bool) -> None:
    """Run everything on this machine until Ctrl-C.

    Starts Valkey and Elasticsearch (unless the settings name others), the watcher, a worker, the pages and Flower,
    waits until each of them serves, prints their addresses, and restarts those that die. Ctrl-C lets the tasks in hand
    finish, then stops everything; a second one does not wait for them.
    """
    console = output.err()
    asked = threading.Event()
    stack: Stack | None = None

    def ask(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            if stack is not None:
                stack.kill()
            return
        asked.set()
        if not started:
            raise KeyboardInterrupt

    started = False
    previous = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        with FetchProgress(console) as progress:
            stack = Stack(settings, tell=lambda message: console.print(f"  {message}", markup=False), progress=progress)
            try:
                runtime = stack.start()
            except KeyboardInterrupt:
                console.print("Stopped before everything ran.")
                sys.exit(1)
        started = True
        if as_json:
            click.echo(json.dumps(addresses(runtime)))
        else:
            print_addresses(runtime)
            console.print(f"Logs are in {stack.logs}. Ctrl-C stops everything.", markup=False)
        asked.wait()
        console.print("Stopping; the tasks in hand are finished first.")
        stack.stop()
        console.print("Stopped.")
    finally:
        if stack is not None:
            stack.stop()
        for number, handler in previous.items():
            signal.signal(number, handler)


def addresses(runtime: Runtime) -> dict[str, str | None]:
    """Return the addresses of a running system, for programs."""
    return {
        "web_url": runtime.web_url,
        "inbox": f"{runtime.queue}/inbox",
        "elasticsearch_url": runtime.elasticsearch_url,
        "elasticsearch_api_key_file": runtime.elasticsearch_api_key_file,
        "broker_url": runtime.broker_url,
        "flower_url": runtime.flower_url,
        "flower_user": runtime.flower_user,
        "flower_password": runtime.flower_password,
    }


def print_addresses(runtime: Runtime, *, err: bool = False) -> None:
    """Print the addresses of a running system, for people."""
    articles = Names(runtime.prefix).articles
    query = shlex.quote(f"{runtime.elasticsearch_url}/{articles}/_search?q=title:bridge")
    key = runtime.elasticsearch_api_key_file
    header = "" if key is None else f'-H "Authorization: ApiKey $(cat {shlex.quote(key)})" '
    login = f"user {runtime.flower_user}, password {runtime.flower_password}"
    for name, value in (
        ("Desk", f"{runtime.web_url}   (open it in a browser)"),
        ("Inbox", f"{runtime.queue}/inbox"),
        ("Elasticsearch", f"{runtime.elasticsearch_url}   (curl {header}{query})"),
        ("Flower", f"{runtime.flower_url}   ({login})"),
    ):
        click.echo(f"{name:<15}{value}", err=err)
    if key is not None and urlsplit(runtime.elasticsearch_url).port != EmbeddedElasticsearch.standard_port:
        taken = (
            f"Another program uses port {EmbeddedElasticsearch.standard_port}; this Elasticsearch has the port above."
        )
        click.echo(f"{'':<15}{taken}", err=err)
