"""Let Celery's remote control answer questions, and obey no order.

Celery obeys every order that somebody can put into the broker: stop this worker, take nothing from that queue. Copydesk
gives none of them, so a leaked password of Valkey should not be able to give them either.
"""

from __future__ import annotations

from typing import Any

import structlog
from celery.worker.control import Panel

log = structlog.get_logger()

#: What `copydesk doctor`, `copydesk status` and Flower's pages ask. Enabling events changes nothing: workers send them.
ANSWERED = frozenset(
    {
        "active",
        "active_queues",
        "clock",
        "conf",
        "dump_active",
        "dump_reserved",
        "dump_revoked",
        "dump_schedule",
        "enable_events",
        "heartbeat",
        "ping",
        "query_task",
        "registered",
        "reserved",
        "revoked",
        "scheduled",
        "stats",
    }
)


def only_answer() -> None:
    """Refuse every command that is not answered. Call in a worker before it starts."""
    for name in Panel.data.keys() - ANSWERED:
        Panel.data[name] = _refusal(name)


def _refusal(name: str) -> Any:
    def refuse(state: Any, **arguments: Any) -> dict[str, str]:
        log.warning("order_refused", order=name)
        return {"error": "Copydesk's workers take no orders; start and stop them where they run."}

    return refuse
