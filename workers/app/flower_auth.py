"""Require Flower's password on the two pages that it leaves open.

Flower 2.2 serves ``/metrics`` and ``/healthcheck`` without a password, even when all other pages require one
(`flower.views.monitor`), and the metrics name tasks, workers and their times.
"""

from __future__ import annotations

from flower.views.monitor import Healthcheck, Metrics
from tornado.web import authenticated


def close() -> None:
    """Require the password there too. Call once per process, before Flower starts."""
    for handler in (Metrics, Healthcheck):
        handler.get = authenticated(handler.get)
