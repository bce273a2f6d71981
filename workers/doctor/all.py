"""Run all checks of `copydesk doctor` in the order in which a start would meet them."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from workers.doctor import machine, parts, room
from workers.doctor.broker import broker
from workers.doctor.check import Check, not_running
from workers.doctor.elasticsearch import elasticsearch
from workers.doctor.elasticsearch_source import cache, elasticsearch_source
from workers.settings import Settings


def all_checks(settings: Settings, *, running: bool = False, own_worker: bool = False) -> Iterator[Check]:
    """Yield the result of every check.

    Args:
        settings: with the services of the running system filled in, if there is one.
        running: a `copydesk up` runs in the data folder, so its ports are its own and every part should run.
        own_worker: a worker should run on this host.
    """
    yield machine.python()
    yield from machine.folders(settings)
    yield from machine.inbox(settings)
    if settings.broker_url is None or settings.elasticsearch_url is None:
        yield from machine.own_ports(settings)
    if settings.elasticsearch_url is None:
        yield elasticsearch_source(settings)
    if settings.elasticsearch_url is None or running:
        yield cache(settings)
    if sys.platform == "linux":
        yield machine.memory_maps(local=settings.elasticsearch_url is None or running)
    yield from room.checks(settings)
    if settings.broker_url is None:
        yield not_running("broker")
    else:
        yield from broker(settings)
        yield from parts.signs_of_life(settings, flower=running)
        if own_worker:
            yield parts.own_worker(settings)
    if settings.elasticsearch_url is None:
        yield not_running("elasticsearch")
    else:
        yield from elasticsearch(settings)
