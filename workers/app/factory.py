"""Make the Celery app with its configuration, its stages and its signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workers.app.services import broker_url
from workers.app.wiring import Parts, Wiring
from workers.settings import Settings

if TYPE_CHECKING:
    from celery import Celery


def create(settings: Settings) -> tuple[Celery, Wiring]:
    """Return the Celery app, and the parts of this process. Every process must be given the same settings.

    Raises:
        PermanentError: no broker or no Elasticsearch is known.
    """
    wiring = _wiring(settings)
    return wiring.app, wiring


def create_app(settings: Settings) -> Celery:
    """Return the Celery app. Raises as `create`."""
    return create(settings)[0]


def parts_of(settings: Settings) -> Parts:
    """Return the parts of a process, for a command. Celery is imported once something is published.

    Raises:
        PermanentError: no broker or no Elasticsearch is known.
    """
    return _wiring(settings).parts


def _wiring(settings: Settings) -> Wiring:
    url = broker_url(settings)

    def make(wiring: Wiring) -> Celery:
        # Most commands publish nothing, and these import every stage.
        from celery import Celery

        from tasks import celery_tasks
        from workers.app import config, signals, transport

        transport.install()
        app = Celery("copydesk", set_as_current=True)
        app.conf.update(config.configuration(settings, url))
        celery_tasks.install(app, lambda: wiring.parts.stages)
        signals.connect(wiring)
        return app

    return Wiring(settings, make)
