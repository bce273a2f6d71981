"""The two ways to the tools: standard input and output for an agent on this machine, HTTP with a token for others."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import anyio
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from articles.errors import PermanentError
from web.access import bearer_token
from web.archive import Archive, User
from web.config import Config
from web.mcp.server import server
from web.security import Guard

#: Characters of a token at least: it can be guessed at from afar.
SHORTEST_TOKEN = 24
#: Bytes of a request; questions are short.
_LARGEST = 256 << 10

#: Returns whose token this is; None if it is not a known one.
Known = Callable[[str], User | None]


def of_token(token: str) -> Known:
    """Return a function that knows one token, whose holder sees everything that readers may see.

    Raises:
        PermanentError: The token is so short that it can be guessed.
    """
    if len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable():
        raise PermanentError(
            f"The token is to be {SHORTEST_TOKEN} or more printable ASCII characters; remove its file, and "
            "'copydesk mcp --http' writes a new one."
        )
    return lambda said: User(name="agent") if secrets.compare_digest(said.encode(), token.encode()) else None


def serve_stdio(archive: Archive) -> None:
    """Serve the agent at standard input and output, until it closes its end."""
    reader = archive.seen_by(User(name="agent"))
    made = server(lambda _: reader)

    async def run() -> None:
        async with stdio_server() as (incoming, outgoing):
            await made.run(incoming, outgoing, made.create_initialization_options())

    anyio.run(run)


def application(config: Config, archive: Archive, known: Known) -> Starlette:
    """Return the application that serves agents over HTTP, at `/mcp`.

    Args:
        config: How it is served: its names.
        archive: What it reads.
        known: Whose token a request has.
    """
    made = server(lambda request: archive.seen_by(request.scope["state"]["user"]))
    # Nothing is kept between requests, so that any number of processes may serve one agent.
    manager = StreamableHTTPSessionManager(made, json_response=True, stateless=True, max_request_body_size=_LARGEST)
    return Starlette(
        routes=[Route("/mcp", StreamableHTTPASGIApp(manager))],
        middleware=[Middleware(Guard, config=config), Middleware(Tokens, known=known)],
        lifespan=lambda _: manager.run(),
    )


class Tokens:
    """Let requests in that have a token.

    Args:
        app: what is behind.
        known: whose token it is.
    """

    def __init__(self, app: ASGIApp, known: Known) -> None:
        self._app = app
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            token = bearer_token(Headers(scope=scope))
            user = self._known(token) if token else None
            if user is None:
                await _unauthorized()(scope, receive, send)
                return
            scope.setdefault("state", {})["user"] = user
        await self._app(scope, receive, send)


def _unauthorized() -> JSONResponse:
    problem: dict[str, Any] = {"error": "unauthorized", "detail": "Send the token: Authorization: Bearer TOKEN."}
    return JSONResponse(problem, status_code=401, headers={"WWW-Authenticate": 'Bearer realm="Copydesk"'})
