"""Loopback ports: the standard one where it is free, else another."""

from __future__ import annotations

import socket

from workers.local.errors import ServiceError

LOOPBACK = "127.0.0.1"


def is_free(port: int, address: str = LOOPBACK) -> bool:
    """Whether a server may listen on `address:port` now.

    SO_REUSEADDR as servers set it: a port in TIME_WAIT counts as free, one that is listened on does not.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def choose(standard: int, wanted: int | None = None, *, what: str = "the service", address: str = LOOPBACK) -> int:
    """The port to listen on.

    Args:
        standard: taken when free and nothing is wanted.
        wanted: this one and no other; 0 is any free one.
        what: names the service in the error.

    Raises:
        ServiceError: `wanted` is in use.
    """
    if wanted:
        if not is_free(wanted, address):
            raise ServiceError(
                f"Port {wanted} of {address}, where {what} should listen, is in use: "
                "stop the program that uses it, or give another port."
            )
        return wanted
    if wanted is None and is_free(standard, address):
        return standard
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((address, 0))
        port: int = probe.getsockname()[1]
    return port
