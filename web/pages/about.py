"""About this archive: how much it holds, of which languages and sources, from when to when."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from search.reading.about import about
from web.access import reader_of
from web.rendering import page


def show(request: Request) -> Response:
    """Show the page."""
    reader = reader_of(request)
    return page(request, "about.html", archive=about(reader.client, reader.names))


ROUTES = [Route("/about", show)]
