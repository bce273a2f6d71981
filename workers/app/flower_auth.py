"""Puts Flower's last two open doors behind its password.

Flower 2.2 asks nobody for a password on ``/metrics`` and ``/healthcheck``, even when it asks everywhere else
(`flower.views.monitor`), and the metrics name tasks, workers and their times.
"""

from __future__ import annotations

from flower.views.monitor import Healthcheck, Metrics
from tornado.web import authenticated


def close() -> None:
    """Ask for the password there too. Once per process, before Flower starts."""
    for handler in (Metrics, Healthcheck):
        handler.get = authenticated(handler.get)
