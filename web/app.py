"""Put the pages together."""

from __future__ import annotations

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from articles.errors import CopydeskError, TransientError
from web import users
from web.access import FOR_PROGRAMS, Access
from web.api import routes as api
from web.archive import Archive
from web.config import Config
from web.pages import about, article, entity, intake, language, login, search, story
from web.rendering import problem
from web.security import Guard

#: The entries of the navigation: name of the string, and address.
NAVIGATION = (("search", "/"), ("entities", "/names"), ("intake", "/intake"), ("about", "/about"))

#: Addresses that are kept for pages to come: nothing else may answer there, and nothing does yet. Storylines (stories
#: that follow one another) and saved searches will come after "search" in the navigation.
RESERVED = ("/storylines", "/saved-searches")

log = structlog.get_logger()

#: How long a login lasts, seconds.
_SESSION_SECONDS = 12 * 3600
#: How long browsers may keep a static file; its address changes with it, seconds.
_STATIC_SECONDS = 30 * 24 * 3600


def build(config: Config, archive: Archive) -> Starlette:
    """Return the application.

    Args:
        config: How it is served.
        archive: What it shows.

    Raises:
        PermanentError: It would be open to others without a login, or the file of users cannot be read.
    """
    config.check()
    directory = _directory(config)
    middleware = [Middleware(Guard, config=config)]
    if directory is not None:
        middleware.append(
            Middleware(
                SessionMiddleware,
                secret_key=directory.secret,
                session_cookie="copydesk",
                max_age=_SESSION_SECONDS,
                same_site="lax",
                https_only=config.is_secure,
            )
        )
    middleware.append(Middleware(Access, directory=directory))
    app = Starlette(
        routes=[
            *search.ROUTES,
            *article.ROUTES,
            *story.ROUTES,
            *entity.ROUTES,
            *intake.ROUTES,
            *about.ROUTES,
            *language.ROUTES,
            *login.ROUTES,
            *api.ROUTES,
            Mount("/static", _Static(packages=[("web", "static")])),
        ],
        middleware=middleware,
        exception_handlers={
            HTTPException: _refused,
            TransientError: _away,
            CopydeskError: _failed,
            Exception: _broken,
        },
    )
    app.state.archive = archive
    app.state.directory = directory
    app.state.navigation = NAVIGATION
    return app


def _directory(config: Config) -> users.Directory | None:
    if config.users is not None:
        return users.Directory(config.users)
    if config.password is not None:
        return users.Directory(None, users.only(config.password))
    return None


class _Static(StaticFiles):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def keep(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                headers = message["headers"]
                assert isinstance(headers, list)
                headers.append((b"cache-control", f"public, max-age={_STATIC_SECONDS}, immutable".encode()))
            await send(message)

        await super().__call__(scope, receive, keep)  # type: ignore[arg-type]


def _said(request: Request, status: int, key: str, detail: str) -> Response:
    """Return the error as a page, or to a program as JSON."""
    if request.url.path.startswith(FOR_PROGRAMS):
        return JSONResponse({"error": key, "detail": detail}, status_code=status)
    return problem(request, status, key)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    key = {404: "not_found", 405: "wrong_method"}.get(error.status_code, "bad_request")
    return _said(request, error.status_code, key, error.detail)


async def _away(request: Request, error: Exception) -> Response:
    log.warning("web_index_away", path=request.url.path, error=str(error))
    return _said(request, 503, "index_away", "Elasticsearch does not answer; try again in a moment.")


async def _failed(request: Request, error: Exception) -> Response:
    log.error("web_request_failed", path=request.url.path, error=str(error))
    return _said(request, 500, "failed", "The request could not be answered; the log of the web process says why.")


async def _broken(request: Request, error: Exception) -> Response:
    log.error("web_request_broken", path=request.url.path, error=f"{type(error).__name__}: {error}")
    return _said(request, 500, "failed", "The request could not be answered; the log of the web process says why.")
