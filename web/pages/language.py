"""Choose the language of the interface."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from web.access import local_path
from web.rendering import LANGUAGE_COOKIE
from web.strings import LANGUAGES

_YEAR = 365 * 24 * 3600


def choose(request: Request) -> Response:
    """Remember the language, and lead back to the page that the choice was made on."""
    answer = RedirectResponse(local_path(request.query_params.get("back", "/")), status_code=303)
    wanted = request.query_params.get("to", "")
    if wanted in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, wanted, max_age=_YEAR, httponly=True, samesite="lax")
    return answer


ROUTES = [Route("/language", choose)]
