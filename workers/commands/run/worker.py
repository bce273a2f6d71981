"""``copydesk worker``: run a group of processes that work on articles."""

from __future__ import annotations

import gc
import importlib
import os
import socket
import sys
import time
import warnings

import click
import structlog
from celery.apps import worker as celery_worker
from celery.platforms import SecurityWarning
from celery.worker import state

from articles.errors import PermanentError
from tasks.dispatch.queues import EXPRESS, QUEUES
from workers import logs
from workers.app import health, remote_control
from workers.app.factory import create, import_app
from workers.app.wiring import Models
from workers.commands.options import settings_option
from workers.local.supervision import gate
from workers.settings import Settings

log = structlog.get_logger()

#: Objects that are made until the collector looks for cycles among them. After every 700, its default, it took 2% of
#: the time that pages take.
COLLECT_AFTER = 10_000
#: What Celery would import when the worker starts.
_LATE = (
    "celery.backends.base",
    "celery.concurrency.prefork",
    "celery.events.receiver",
    "celery.worker.consumer",
    "kombu.matcher",
)
#: What billiard would import in each child, where it finds cffi.
_LATE_OF_CHILDREN = "cffi.cparser"


@click.command()
@settings_option()
@click.option(
    "--concurrency", type=click.IntRange(min=1), help="Children; default COPYDESK_CONCURRENCY, else one per core."
)
@click.option("--express", is_flag=True, help="Work on small drops only, so that they never wait for a long task.")
@click.option("--name", default=None, help="Node name, where several workers run on one host.")
def worker(settings: Settings, concurrency: int | None, express: bool, name: str | None) -> None:
    """Run a worker until SIGTERM, which lets the tasks in hand finish.

    Start as many as you like, on as many machines as share the queue folder.
    """
    logs.configure(level=settings.log_level, format_=settings.log_format, process="worker")
    allow_users_without_name()
    import_app(*_LATE)
    if "cffi" in sys.modules:
        importlib.import_module(_LATE_OF_CHILDREN)
    models = Models(settings)
    models.preload()
    settings = gate.passed(settings)
    app, wiring = create(settings, models)
    # Celery reads this one from the environment alone: a container's SIGTERM is to end softly.
    os.environ.setdefault("REMAP_SIGTERM", "SIGQUIT")
    celery_worker.safe_say = lambda message, stream=None: logs.say(message)
    children = concurrency or settings.concurrency or os.cpu_count() or 1
    wiring.parts.queue.prepare()
    collect_seldom()
    health.of_worker(settings.health_file)
    remote_control.only_answer()
    node = app.Worker(
        pool="prefork",
        concurrency=children,
        queues=list(EXPRESS if express else QUEUES),
        hostname=f"{name or ('express' if express else 'worker')}@{socket.gethostname()}",
        loglevel=settings.log_level,
        without_gossip=True,
        without_mingle=True,
        optimization="fair",
        quiet=True,  # no banner: every line of the log is an event
    )
    log.info("worker_starting", children=children, queues=list(EXPRESS if express else QUEUES))
    node.start()
    if node.exitcode and not (state.should_stop or state.should_terminate):
        # Nobody asked it to end: Celery gave up over an error of its own, as it may when the broker dies at a bad
        # moment. Its work items fall due; a process that starts again is better than none.
        log.error("worker_begins_again", exit_code=node.exitcode)
        time.sleep(1)
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606
    if node.exitcode:
        raise PermanentError(f"the worker ended with exit code {node.exitcode}")


def collect_seldom() -> None:
    """Let the collector of this process and its children look for cycles less often, and not among the models."""
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 10, 10)


def allow_users_without_name() -> None:
    """Keep Celery from warning of root's rights where the user merely has no name, as in a container."""
    if os.getuid() and os.geteuid():
        warnings.filterwarnings("ignore", category=SecurityWarning)
