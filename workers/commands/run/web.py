"""``copydesk web``: the pages for browsers."""

from __future__ import annotations

import click
import structlog

from workers import logs
from workers.app import serving
from workers.app.pages import application
from workers.commands.options import settings_option
from workers.local.supervision import gate, ports
from workers.settings import Settings

log = structlog.get_logger()


@click.command()
@settings_option()
def web(settings: Settings) -> None:
    """Serve the pages until SIGTERM: search, articles, stories, people, the view of the intake.

    They listen on loopback unless COPYDESK_WEB_ADDRESS says otherwise; then they ask for a login
    (docs/how-to/serve-the-desk.md). They write nothing anywhere.
    """
    logs.configure(level=settings.log_level, format_=settings.log_format, process="web")
    settings = gate.passed(settings)
    app = application(settings)
    port = ports.choose(5080, settings.web_port, what="the pages", address=settings.web_address)
    log.info("web_serving", address=ports.origin(settings.web_address, port))
    serving.serve(app, address=settings.web_address, port=port, health_file=settings.health_file)
