"""``copydesk flower``: the view of the tasks."""

from __future__ import annotations

import secrets
import sys

import click
import structlog

from workers import logs
from workers.app import flower_auth, flower_heartbeat
from workers.app.factory import create_app, import_app
from workers.app.services import redis_of
from workers.commands.options import settings_option
from workers.local.supervision import gate, ports
from workers.settings import Settings

log = structlog.get_logger()

#: The columns of the list of tasks; the task's own name is short, and its arguments are shown as file and source.
COLUMNS = "name,args,result,state,received,started,runtime,worker,uuid"


@click.command()
@settings_option()
def flower(settings: Settings) -> None:
    """Run Flower until SIGTERM.

    It always asks for a user and a password, on ``/metrics`` too (Prometheus takes them as basic_auth). It listens on
    loopback unless COPYDESK_FLOWER_ADDRESS says otherwise.
    """
    logs.configure(level=settings.log_level, format_=settings.log_format, process="flower")
    import_app("celery.backends.base", "celery.bin.celery", "flower.command", "kombu.matcher")
    settings = gate.passed(settings)
    app = create_app(settings)
    if settings.flower_password is None:
        password = secrets.token_urlsafe(12)
        log.warning("flower_password_made_up", user=settings.flower_user, password=password)
    else:
        password = settings.flower_password.get_secret_value()
    if settings.flower_port:
        ports.choose(settings.flower_port, settings.flower_port, what="Flower", address=settings.flower_address)
    flower_auth.close()
    flower_heartbeat.start(
        redis_of(settings),
        settings.prefix,
        address=settings.flower_address,
        port=settings.flower_port,
        file=settings.health_file,
    )
    sys.argv = ["flower"]  # Flower's option parser looks there
    app.start(
        [
            "flower",
            f"--address={settings.flower_address}",
            f"--port={settings.flower_port}",
            f"--basic-auth={settings.flower_user}:{password}",
            # It shows, and gives no orders: workers would not obey them (`workers.app.remote_control`).
            "--read-only=True",
            "--auto-refresh=True",
            "--max-tasks=20000",
            f"--tasks-columns={COLUMNS}",
        ]
    )
