"""Log in and out."""

from __future__ import annotations

import time
from collections import defaultdict, deque

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from web.access import csrf_token, is_own_form, local_path
from web.rendering import page
from web.users import Directory

#: Wrong passwords for one name within `_WINDOW` seconds, after which the next ones are not looked at.
_MOST_FAILURES = 10
_WINDOW = 300.0
_MOST_NAMES = 10_000
#: Bytes of a form.
_LARGEST = 20_000


class Failures:
    """Count wrong passwords by name."""

    def __init__(self) -> None:
        self._times: dict[str, deque[float]] = defaultdict(deque)

    def add(self, name: str, now: float) -> None:
        """Note one."""
        if len(self._times) >= _MOST_NAMES:
            self._times.clear()
        self._times[name].append(now)

    def too_many(self, name: str, now: float) -> bool:
        """Return whether there were too many lately."""
        times = self._times.get(name)
        while times and times[0] < now - _WINDOW:
            times.popleft()
        return bool(times) and len(times or ()) >= _MOST_FAILURES


_FAILURES = Failures()


def _directory(request: Request) -> Directory:
    directory: Directory | None = request.app.state.directory
    if directory is None:
        raise HTTPException(404)
    return directory


async def _form(request: Request) -> FormData:
    """Return a form that was sent; one that is larger than ours are is not read."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > _LARGEST:
        raise HTTPException(413)
    return await request.form(max_files=0, max_fields=10)


def form(request: Request) -> Response:
    """Show the form."""
    _directory(request)
    return page(request, "login.html", next=local_path(request.query_params.get("next", "/")), wrong="", name="")


async def enter(request: Request) -> Response:
    """Check name and password, and begin a session."""
    directory = _directory(request)
    sent = await _form(request)
    name, password = str(sent.get("name", ""))[:200], str(sent.get("password", ""))[:1000]
    wanted = local_path(str(sent.get("next", "/")))
    if not is_own_form(request, sent.get("csrf")):
        return page(request, "login.html", status=403, next=wanted, wrong="login.old_form", name=name)
    now = time.monotonic()
    if _FAILURES.too_many(name, now):
        return page(request, "login.html", status=429, next=wanted, wrong="login.too_often", name=name)
    account = await run_in_threadpool(directory.check, name, password)
    if account is None:
        _FAILURES.add(name, now)
        return page(request, "login.html", status=401, next=wanted, wrong="login.wrong", name=name)
    request.session.clear()
    request.session.update(user=name, stamp=account.stamp)
    csrf_token(request)
    return RedirectResponse(wanted, status_code=303)


async def leave(request: Request) -> Response:
    """End the session."""
    _directory(request)
    sent = await _form(request)
    if is_own_form(request, sent.get("csrf")):
        request.session.clear()
    return RedirectResponse("/login", status_code=303)


ROUTES = [
    Route("/login", form, methods=["GET"]),
    Route("/login", enter, methods=["POST"]),
    Route("/logout", leave, methods=["POST"]),
]
