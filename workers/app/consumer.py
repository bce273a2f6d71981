"""Accept only well-formed messages from the broker; log and discard all others."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog
from celery.worker.consumer import Consumer as CeleryConsumer
from redis.exceptions import ResponseError

log = structlog.get_logger()

JSON = "application/json"
#: Pause before connecting again to a broker that refuses commands, seconds.
_REFUSED_PAUSE = 1.0


class Consumer(CeleryConsumer):  # type: ignore[misc]  # Celery has no types
    """Celery's consumer, which discards malformed messages.

    `accept_content` alone leaves a gap: kombu counts raw data as harmless and hands it on, and Celery ends the whole
    worker over a message that it cannot read, which then waits for the next one.
    """

    def create_task_handler(self, *args: Any, **kwargs: Any) -> Callable[[Any], Any]:
        """Return the handler of messages."""
        handle = super().create_task_handler(*args, **kwargs)

        def guarded(message: Any) -> Any:
            if message.content_type != JSON:
                self._refuse(message, f"it is {message.content_type}, not {JSON}")
                return None
            try:
                return handle(message)
            except (*self.connection_errors, ResponseError):
                raise
            except Exception as error:  # noqa: BLE001  # a foreign message may cause any error
                self._refuse(message, repr(error))
                return None

        return guarded

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        """Connect again, even if closing the broken connection fails.

        kombu puts unacknowledged messages back over the connection that it has just closed, and meets its own None;
        that AttributeError would end the worker. The messages come back by the visibility timeout or the reconciler.
        """
        if isinstance(exc, ResponseError):
            log.warning("broker_refuses", error=str(exc)[:200], what_now="connects again")
            time.sleep(_REFUSED_PAUSE)
        try:
            super().on_connection_error_after_connected(exc)
        except AttributeError as error:
            log.warning("connection_not_closed_cleanly", error=str(error))

    def _refuse(self, message: Any, why: str) -> None:
        log.error("message_refused", why=why[:200], queue=(message.delivery_info or {}).get("routing_key"))
        message.ack_log_error(log, self.connection_errors)
