"""``copydesk watch``: the watcher of the queue folder."""

from __future__ import annotations

import signal
import threading
from types import FrameType

import click

from tasks.context import desk_of
from workers import logs
from workers.app.wiring import create_app, desk_from
from workers.commands.options import settings_option
from workers.settings import Settings


@click.command()
@settings_option()
def watch(settings: Settings) -> None:
    """Run the watcher until SIGTERM. Two on one folder do no harm.

    Serves Prometheus metrics of the whole installation where COPYDESK_METRICS_PORT is set.
    """
    from workers.watcher.loop import Watcher
    from workers.watcher.metrics import Metrics, serve

    logs.configure(level=settings.log_level, format_=settings.log_format, process="watcher")
    app = create_app(settings)
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    watcher = Watcher(desk_of(app), settings, stop)
    quiet = None
    if settings.metrics_port:
        metrics = Metrics(desk_from(settings, app), watcher.paused)
        quiet = serve(metrics, address=settings.metrics_address, port=settings.metrics_port)
    try:
        watcher.run()
    finally:
        if quiet is not None:
            quiet()
