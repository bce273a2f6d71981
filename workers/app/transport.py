"""Extend kombu's Redis transport so that malformed messages in a queue do not stop a worker."""

from __future__ import annotations

from typing import Any

import structlog
from kombu import transport
from kombu.transport import redis, virtual

log = structlog.get_logger()

# Errors that kombu raises for malformed messages: not UTF-8 or JSON, another shape, unknown values.
NO_MESSAGE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)


class Message(virtual.Message):
    """A message that is not compressed: ours never are, and kombu unpacks one of any size before anybody sees it."""

    def __init__(self, payload: Any, channel: Any = None, **options: Any) -> None:
        if (payload.get("headers") or {}).get("compression"):
            raise ValueError("it is compressed")
        super().__init__(payload, channel, **options)  # type: ignore[no-untyped-call]  # kombu has no types


class Channel(redis.Channel):
    """kombu's channel, with checks of what it reads from a queue or from the workers' remote control.

    kombu lets an error in reading end the whole worker. The bytes are out of the queue by then: they are lost either
    way, and a worker that goes on is better than one that begins anew for each.
    """

    Message = Message

    def _brpop_read(self, **options: Any) -> Any:
        try:
            return super()._brpop_read(**options)  # type: ignore[no-untyped-call]  # kombu has no types
        except NO_MESSAGE as error:
            connection = self.client.connection
            if connection is None or not connection.is_connected:
                raise  # not a malformed message: kombu used a connection it had closed, and will open another
            log.error("message_refused", why=repr(error)[:200])  # the malformed message is to blame, so no traceback
            return None

    def _receive_one(self, client: Any) -> Any:
        try:
            return super()._receive_one(client)  # type: ignore[no-untyped-call]  # kombu has no types
        except NO_MESSAGE as error:
            if client.connection is None:
                raise  # as above
            log.error("message_refused", why=repr(error)[:200])
            return None


class Transport(redis.Transport):
    """kombu's transport, with the channel above."""

    Channel = Channel


def install() -> None:
    """Let addresses with kombu's own names mean this transport.

    Under a name of our own (Celery's `broker_transport`) Flower would not know which broker it is, and would show no
    queues.
    """
    for name in ("redis", "rediss"):
        transport.TRANSPORT_ALIASES[name] = f"{__name__}:Transport"
        transport._transport_cache.pop(name, None)  # an address that was read before is not to keep kombu's own
