"""The broker's address."""

from __future__ import annotations

from kombu import Connection

from workers.app import transport


def test_kombus_own_names_mean_our_transport() -> None:
    """So Flower reads the address as that of a Redis, and shows the queues."""
    transport.install()
    for address in ("redis://host:6379/0", "redis+socket:///run/valkey.sock"):
        connection = Connection(address)
        assert address.partition(":")[0] == connection.as_uri().partition(":")[0]
        assert connection.get_transport_cls() is transport.Transport
