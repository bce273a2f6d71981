"""``copydesk web``: the pages for browsers."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import click
import structlog
import uvicorn

from workers import logs
from workers.app import health, serving
from workers.app.pages import application
from workers.commands.options import settings_option
from workers.local.supervision import ports
from workers.settings import Settings

log = structlog.get_logger()

_ALIVE_SECONDS = 5.0
#: How long answers that are on their way may take when the process is asked to end, seconds.
_GRACE_SECONDS = 5


@click.command()
@settings_option()
def web(settings: Settings) -> None:
    """Serve the pages until SIGTERM: search, articles, stories, people, the view of the intake.

    They listen on loopback unless COPYDESK_WEB_ADDRESS says otherwise; then they ask for a login
    (docs/how-to/serve-the-desk.md). They write nothing anywhere.
    """
    logs.configure(level=settings.log_level, format_=settings.log_format, process="web")
    app = application(settings)
    port = ports.choose(5080, settings.web_port, what="the pages", address=settings.web_address)
    server = uvicorn.Server(
        uvicorn.Config(
            app, host=settings.web_address, port=port, timeout_graceful_shutdown=_GRACE_SECONDS, **serving.OPTIONS
        )
    )
    if settings.health_file is not None:
        threading.Thread(target=_alive, args=(server, settings.health_file), name="alive", daemon=True).start()
    log.info("web_serving", address=serving.origin(settings.web_address, port))
    server.run()


def _alive(server: uvicorn.Server, file: Path) -> None:
    while not server.should_exit:
        if server.started:
            health.touch(file)
        time.sleep(_ALIVE_SECONDS)
