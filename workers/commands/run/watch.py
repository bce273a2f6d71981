"""``copydesk watch``: the watcher of the queue folder."""

from __future__ import annotations

import contextlib
import signal
import threading
from types import FrameType
from typing import TYPE_CHECKING

import click
import structlog
from redis.exceptions import RedisError

from articles.errors import PermanentError
from tasks import heartbeat
from workers import logs
from workers.app.factory import create, import_app
from workers.app.services import redis_of
from workers.commands.options import settings_option
from workers.local.supervision import gate
from workers.settings import Settings

if TYPE_CHECKING:
    from workers.watcher.metrics import Metrics

log = structlog.get_logger()

#: How long to wait before the port of the metrics is tried again, seconds.
_RETRY_SECONDS = 30.0


@click.command()
@settings_option()
def watch(settings: Settings) -> None:
    """Run the watcher until SIGTERM. Two on one folder do no harm.

    It serves Prometheus metrics of the whole installation if COPYDESK_METRICS_PORT is set.
    """
    from workers.watcher.wiring import metrics_of, watcher_of

    logs.configure(level=settings.log_level, format_=settings.log_format, process="watcher")
    import_app()
    settings = gate.passed(settings)
    _, wiring = create(settings)
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    watcher = watcher_of(wiring.parts, settings, stop)
    if settings.metrics_port:
        metrics = metrics_of(wiring.make(), watcher.paused)
        threading.Thread(target=_serve, args=(metrics, settings, stop), name="metrics", daemon=True).start()
    try:
        watcher.run()
    finally:
        with contextlib.suppress(RedisError):
            heartbeat.stop(redis_of(settings)(), settings.prefix, "watcher")


def _serve(metrics: Metrics, settings: Settings, stop: threading.Event) -> None:
    """Serve metrics until `stop` is set. A port that another program holds is tried again: claiming goes on."""
    from workers.watcher.metrics import serve

    while not stop.is_set():
        try:
            end = serve(metrics, address=settings.metrics_address, port=settings.metrics_port)
        except PermanentError as error:
            log.error("metrics_not_served", error=str(error), what_now=f"tries again in {_RETRY_SECONDS:.0f} s")
            stop.wait(_RETRY_SECONDS)
            continue
        stop.wait()
        end()
