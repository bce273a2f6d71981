"""Enforce rules on every answer and request: headers, and the host and origin that a request names."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.config import Config

#: Nothing is loaded from elsewhere, no page contains a script or style, and no page is put into a frame.
POLICY = (
    "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'; "
    "img-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def host_of(header: str) -> str | None:
    """Return the name in a Host header, in lower case; None if it is not such a header.

    >>> host_of("LOCALHOST:8080"), host_of("[::1]:80"), host_of("a/b")
    ('localhost', '::1', None)
    """
    if not header or any(sign in header for sign in "/@?# \\"):
        return None
    try:
        parts = urlsplit(f"//{header}")
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname


def refusal(headers: Headers, names: frozenset[str]) -> str | None:
    """Return why a request is refused, or None.

    A page of another site can make a browser ask us under a name that leads here (DNS rebinding), or send us a form.
    The first has a Host that is not ours, the second an Origin that is not.

    Args:
        headers: of the request.
        names: the host names that are ours.
    """
    hosts = headers.getlist("host")
    host = host_of(hosts[0]) if len(hosts) == 1 else None
    if host is None or host not in names:
        return "This address does not belong to Copydesk: COPYDESK_WEB_HOSTS names those that do."
    for origin in headers.getlist("origin"):
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or parts.netloc.lower() != hosts[0].lower():
            return "The request comes from a page of another site."
    return None


class Guard:
    """Check host and origin of each request, and put the headers on each answer."""

    def __init__(self, app: ASGIApp, config: Config) -> None:
        self._app = app
        self._names = config.names
        self._headers = dict(HEADERS)
        if config.is_secure:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # nothing here speaks WebSocket

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        why = refusal(Headers(scope=scope), self._names)
        if why is not None:
            await PlainTextResponse(why, status_code=403)(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)
