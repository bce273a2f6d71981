"""The broker's address."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import pytest
from kombu import Connection
from kombu.transport.virtual import Channel

from workers.app import transport


def test_kombus_own_names_mean_our_transport() -> None:
    """So Flower reads the address as that of a Redis, and shows the queues."""
    Connection("redis://host:6379/0").get_transport_cls()  # what was asked for before does not count
    transport.install()
    for address in ("redis://host:6379/0", "redis+socket:///run/valkey.sock"):
        connection = Connection(address)
        assert address.partition(":")[0] == connection.as_uri().partition(":")[0]
        assert connection.get_transport_cls() is transport.Transport


def message(body: bytes, **headers: str) -> dict[str, Any]:
    """A message as it lies in the broker."""
    return {
        "body": base64.b64encode(body).decode(),
        "content-type": "application/json",
        "content-encoding": "utf-8",
        "headers": headers,
        "properties": {"body_encoding": "base64", "delivery_tag": "1", "delivery_info": {}},
    }


def test_a_compressed_message_is_refused_before_it_is_unpacked() -> None:
    """A megabyte in the broker would be a gigabyte in the worker's parent."""
    assert issubclass(transport.Channel.Message, transport.Message)
    channel = Channel.__new__(Channel)
    bomb = zlib.compress(b" " * 100_000)
    with pytest.raises(ValueError, match="it is compressed"):
        transport.Message(message(bomb, compression="application/x-gzip"), channel=channel)
    assert b"[]" == transport.Message(message(b"[]"), channel=channel).body
