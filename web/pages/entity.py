"""A person, an organization or a place: when it is named, with whom, what it said, how it is written, from where."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from search.find.entities import complete
from search.reading.entity import Portrait, Unknown, entity
from web import spans
from web.access import reader_of
from web.charts import Bar, Spot, histogram, world
from web.rendering import address, line, page, speech_of, static
from web.strings import Speech

#: Kinds of entities that the list can be narrowed to.
KINDS = ("person", "organization", "place")
#: The facet of the search that a kind of entity is a value of.
FACETS = {"person": "people", "organization": "organizations", "place": "places"}
_LISTED = 60
#: Bars of the chart; the months before these are left out.
_MOST_MONTHS = 120
#: Bars at least, so that a single one does not fill the page.
_LEAST_MONTHS = 12


def show(request: Request) -> Response:
    """Show the portrait."""
    reader = reader_of(request)
    found = entity(reader.client, reader.names, request.path_params["key"], aliases=reader.aliases)
    if isinstance(found, Unknown):
        return page(request, "unknown_entity.html", status=404, unknown=found)
    t = speech_of(request)
    return page(
        request,
        "entity.html",
        entity=found,
        chart=_chart(t, found),
        map=_map(t, found),
        search=address("/", [("q", f"entity:{found.key}")]),
    )


def _chart(t: Speech, found: Portrait) -> dict[str, object] | None:
    counts = {one.start[:10]: one.articles for one in found.over_time}
    if not counts:
        return None
    months = spans.months(spans.months_before(max(counts), _LEAST_MONTHS, min(counts)), max(counts))[-_MOST_MONTHS:]
    days = spans.days_of(months)
    bars = [
        Bar(
            count=counts.get(first, 0),
            said=f"{spans.said(t, first, last)}: {t('search.articles', counts.get(first, 0))}",
            href=address("/", [("q", f"entity:{found.key}")], since=first, until=last),
        )
        for first, last in days
    ]
    drawn = histogram(bars, title=t("entity.over_time"))
    return {"drawn": drawn, "first": spans.said(t, *days[0]), "last": spans.said(t, *days[-1])}


def _map(t: Speech, found: Portrait) -> object:
    spots = [
        Spot(
            latitude=one.latitude,
            longitude=one.longitude,
            count=one.articles,
            said=f"{line(one.name, 60)}: {t('search.articles', one.articles)}",
            href=address("/", [("q", f'entity:{found.key} from:"{_bare(one.name)}"')]),
        )
        for one in found.datelines
    ]
    if found.location is not None:
        own = found.location
        spots.append(
            Spot(latitude=own.latitude, longitude=own.longitude, count=1, said=line(own.name, 60), strong=True)
        )
    return world(spots, title=t("entity.map"), land=static("world.svg")) if spots else None


def _bare(name: str) -> str:
    return name.replace('"', " ").replace("\\", " ")


def names(request: Request) -> Response:
    """List the entities whose name begins with a text, those in most articles first."""
    reader = reader_of(request)
    prefix = request.query_params.get("q", "").strip()[:100]
    kind = request.query_params.get("kind", "")
    kind = kind if kind in KINDS else ""
    found = complete(reader.client, reader.names, prefix, type_=kind or None, size=_LISTED, aliases=reader.aliases)
    return page(request, "names.html", found=found, prefix=prefix, kind=kind, kinds=KINDS)


ROUTES = [Route("/names", names), Route("/entity/{key:path}", show)]
