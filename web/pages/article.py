"""An article: its text with marks, what was cut, what is known of it, and its revisions."""

from __future__ import annotations

import itertools
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from articles.article import Entity
from search.reading.article import FullArticle, article, articles
from search.reading.history import History, changes, history
from web.access import reader_of
from web.archive import Reader
from web.marking import mark
from web.rendering import page

#: Kinds of entities, in the order of their lists.
KINDS = ("person", "organization", "place")
#: Entities of a kind that are listed.
_MOST = 25
#: Revisions whose changes are shown on one page.
_MOST_REVISIONS = 50


def show(request: Request) -> Response:
    """Show the article."""
    reader = reader_of(request)
    wanted = request.path_params["id"]
    found = articles(reader.client, reader.names, [wanted]).get(wanted)
    if found is None:
        return _elsewhere(reader, wanted)
    return page(
        request,
        "article.html",
        article=found,
        marked=mark(found.body, found.entities, found.quotes, found.removed),
        entities=_listed(found.entities),
        link=web_address(found.url),
        pictures=[(image, web_address(image.url)) for image in found.images],
    )


def _elsewhere(reader: Reader, wanted: str) -> Response:
    """Lead to the article that an address or the beginning of an id names."""
    found = article(reader.client, reader.names, wanted)
    if not isinstance(found, FullArticle):
        raise HTTPException(404)
    return RedirectResponse(f"/article/{found.id}", status_code=303)


def _listed(entities: tuple[Entity, ...]) -> list[tuple[str, list[Entity]]]:
    ranked = sorted(entities, key=lambda one: -one.salience)
    kinds = [(kind, [one for one in ranked if one.type == kind][:_MOST]) for kind in KINDS]
    return [(kind, found) for kind, found in kinds if found]


def web_address(url: str | None) -> str | None:
    """Return an address that a page may link to; None for one that is not a page's (`javascript:`)."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def revisions(request: Request) -> Response:
    """Show what changed from revision to revision."""
    reader = reader_of(request)
    found: History | None = history(reader.client, reader.names, request.path_params["id"])
    if found is None:
        raise HTTPException(404)
    shown = found.revisions[-_MOST_REVISIONS:]
    steps = [(after, changes(before, after)) for before, after in itertools.pairwise(shown)]
    return page(request, "revisions.html", history=found, first=shown[0], steps=steps[::-1])


ROUTES = [
    Route("/article/{id:path}/revisions", revisions),
    Route("/article/{id:path}", show),
]
