"""Serve the pages and the tools for agents over HTTP."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from workers.app import health

#: Options of uvicorn.
OPTIONS: dict[str, Any] = {
    "log_config": None,
    "access_log": False,
    "server_header": False,
    # What a proxy says of the user's address decides nothing here.
    "proxy_headers": False,
    "ws": "none",
    # How long answers that are on their way may take when the process is asked to end, seconds.
    "timeout_graceful_shutdown": 5,
}
_ALIVE_SECONDS = 5.0


def serve(app: ASGIApp, *, address: str, port: int, health_file: Path | None) -> None:
    """Serve an application until SIGTERM.

    Args:
        app: The application.
        address: Address to listen on.
        port: The port.
        health_file: Touched every few seconds while requests are served; None for none.
    """
    server = uvicorn.Server(uvicorn.Config(app, host=address, port=port, **OPTIONS))
    if health_file is not None:
        threading.Thread(target=_alive, args=(server, health_file), name="alive", daemon=True).start()
    server.run()


def _alive(server: uvicorn.Server, file: Path) -> None:
    while not server.should_exit:
        if server.started:
            health.touch(file)
        time.sleep(_ALIVE_SECONDS)
