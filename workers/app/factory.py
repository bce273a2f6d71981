"""Make the Celery app with its configuration, its stages and its signals."""

from __future__ import annotations

from celery import Celery

from tasks import celery_tasks
from workers.app import config, signals, transport
from workers.app.services import broker_url
from workers.app.wiring import Parts, Wiring
from workers.settings import Settings


def create(settings: Settings) -> tuple[Celery, Wiring]:
    """Return the Celery app, and the parts of this process. Every process must be given the same settings.

    Raises:
        PermanentError: no broker is known.
    """
    transport.install()
    app = Celery("copydesk", set_as_current=True)
    app.conf.update(config.configuration(settings, broker_url(settings)))
    wiring = Wiring(settings, app)
    celery_tasks.install(app, lambda: wiring.parts.stages)
    signals.connect(wiring)
    return app, wiring


def create_app(settings: Settings) -> Celery:
    """Return the Celery app. Raises as `create`."""
    return create(settings)[0]


def parts_of(settings: Settings) -> Parts:
    """Return the parts of a process, for a command.

    Raises:
        PermanentError: no broker or no Elasticsearch is known.
    """
    return create(settings)[1].parts
