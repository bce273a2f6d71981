"""Choose a port: the standard one if it is free, else another."""

from __future__ import annotations

import socket

from workers.local.errors import AddressError

LOOPBACK = "127.0.0.1"


def is_free(port: int, address: str = LOOPBACK) -> bool:
    """Return whether a server could listen on `address:port` now.

    SO_REUSEADDR as servers set it: a port in TIME_WAIT counts as free, one that is listened on does not.
    """
    with socket.socket(_family(address), socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def choose(standard: int, wanted: int | None = None, *, what: str = "the service", address: str = LOOPBACK) -> int:
    """Choose the port to listen on.

    Args:
        standard: taken if it is free and none is wanted.
        wanted: this one and no other; 0 is any free one.
        what: name of the service, for the error.
        address: the address to listen on.

    Raises:
        AddressError: `wanted` is in use, or `address` is not an address of this machine.
    """
    if wanted:
        if not is_free(wanted, address):
            if not is_free(0, address):
                raise AddressError(f"{what} cannot listen on {address}: it is not an address of this machine.")
            raise AddressError(
                f"Port {wanted} of {address}, where {what} should listen, is in use: "
                "stop the program that uses it, or give another port."
            )
        return wanted
    if wanted is None and is_free(standard, address):
        return standard
    with socket.socket(_family(address), socket.SOCK_STREAM) as probe:
        try:
            probe.bind((address, 0))
        except OSError as error:
            raise AddressError(f"{what} cannot listen on {address}: {error.strerror}.") from error
        port: int = probe.getsockname()[1]
    return port


def origin(address: str, port: int) -> str:
    """Return the beginning of the addresses that are served.

    >>> origin("::1", 5080)
    'http://[::1]:5080'
    """
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET
