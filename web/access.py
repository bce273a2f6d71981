"""Find out who asks. Without a login, pages lead to it and programs get 401."""

from __future__ import annotations

import secrets
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from web.archive import LOCAL, Archive, Reader, User
from web.users import Directory

#: What can be had without a login.
OPEN = ("/login", "/language", "/static/")
#: Paths for programs, which get 401 rather than a redirect to the login.
FOR_PROGRAMS = ("/api", "/mcp")


class Access:
    """Give each request its user (`scope["state"]`), or refuse it.

    Args:
        app: what is behind.
        directory: the users; None if everybody who reaches the server may read.
    """

    def __init__(self, app: ASGIApp, directory: Directory | None) -> None:
        self._app = app
        self._directory = directory

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        user = self._user(HTTPConnection(scope))
        if user is None and not str(scope["path"]).startswith(OPEN):
            await _refused(scope)(scope, receive, send)
            return
        scope.setdefault("state", {})["user"] = user
        await self._app(scope, receive, send)

    def _user(self, connection: HTTPConnection) -> User | None:
        if self._directory is None:
            return LOCAL
        if token := bearer_token(connection.headers):
            return self._directory.by_token(token)
        name = connection.session.get("user", "")
        account = self._directory.get(name) if name else None
        if account is None or account.stamp != connection.session.get("stamp"):
            return None
        return account.user(name)


def _refused(scope: Scope) -> Response:
    path = str(scope["path"])
    if path.startswith(FOR_PROGRAMS):
        headers = {"WWW-Authenticate": 'Bearer realm="Copydesk"'}
        problem = {"error": "unauthorized", "detail": "Log in, or send a token: Authorization: Bearer TOKEN."}
        return JSONResponse(problem, status_code=401, headers=headers)
    wanted = path + (f"?{scope['query_string'].decode('latin-1')}" if scope.get("query_string") else "")
    return RedirectResponse(f"/login?next={quote(wanted, safe='')}", status_code=303)


def bearer_token(headers: Headers) -> str:
    """Return the token that a request brings; empty if it brings none."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def local_path(wanted: str) -> str:
    """Return a path of this site that the user is sent on to; "/" for anything else.

    >>> local_path("/article/a?x=1"), local_path("//evil.example"), local_path("https://evil.example")
    ('/article/a?x=1', '/', '/')
    """
    plain = wanted.isprintable() and wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if plain else "/"


def user_of(request: Request) -> User | None:
    """Return who asks; None on the pages that need no login."""
    user: User | None = request.scope.get("state", {}).get("user")
    return user


def reader_of(request: Request) -> Reader:
    """Return what the request reads the archive with, within what its user may see."""
    user = user_of(request)
    assert user is not None
    archive: Archive = request.app.state.archive
    return archive.seen_by(user)


def csrf_token(request: Request) -> str:
    """Return the token that a form of this session has to send back."""
    if "session" not in request.scope:
        return ""
    return str(request.session.setdefault("csrf", secrets.token_urlsafe(16)))


def is_own_form(request: Request, sent: object) -> bool:
    """Return whether a form that was sent is one of this session's."""
    expected = request.session.get("csrf")
    return bool(expected) and isinstance(sent, str) and secrets.compare_digest(str(expected), sent)
