"""Make the Celery app with its configuration, its stages and its signals."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from workers.app.services import broker_url
from workers.app.wiring import Models, Parts, Wiring
from workers.settings import Settings

if TYPE_CHECKING:
    from celery import Celery

_OF_APP = ("celery", "tasks.celery_tasks", "workers.app.config", "workers.app.signals", "workers.app.transport")


def import_app(*more: str) -> None:
    """Import what `create` needs, and other modules, for a process that waits for its services meanwhile."""
    for name in (*_OF_APP, *more):
        importlib.import_module(name)


def create(settings: Settings, models: Models | None = None) -> tuple[Celery, Wiring]:
    """Return the Celery app, and the parts of this process. Every process must be given the same settings.

    Args:
        settings: The settings.
        models: Models that are loaded already.

    Raises:
        PermanentError: no broker or no Elasticsearch is known.
    """
    wiring = _wiring(settings, models)
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


def _wiring(settings: Settings, models: Models | None = None) -> Wiring:
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

    return Wiring(settings, make, models)
