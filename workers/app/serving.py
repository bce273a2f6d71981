"""How the pages and the tools for agents are served over HTTP."""

from __future__ import annotations

from typing import Any

#: Options of uvicorn.
OPTIONS: dict[str, Any] = {
    "log_config": None,
    "access_log": False,
    "server_header": False,
    # What a proxy says of the user's address decides nothing here.
    "proxy_headers": False,
    "ws": "none",
}


def origin(address: str, port: int) -> str:
    """Return the beginning of the addresses that are served.

    >>> origin("::1", 5080)
    'http://[::1]:5080'
    """
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
