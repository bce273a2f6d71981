"""The search: words, what they find, and what it can be narrowed by. The address holds all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import chain, islice
from typing import Any

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from articles.article import Value
from search.find.articles import DEEPEST, SORTS, Ask, Found, every, search, tree_of
from search.find.facets import Facet
from search.query_language.errors import QueryError
from web import spans
from web.access import reader_of
from web.charts import Bar, histogram
from web.export import FORMS
from web.rendering import address, line, page, page_number, speech_of
from web.strings import Speech

#: Facets that the page shows, in their order, beside the histogram of dates.
FACETS = ("source", "language", "people", "organizations", "places", "topics")
SIZE = 20


class Wanted(Value, frozen=True, kw_only=True):
    """The search that an address asks for."""

    query: str = ""
    since: str = ""
    until: str = ""
    sort: str = ""
    copies: bool = False
    number: int = 1  #: of the page
    chosen: tuple[tuple[str, str], ...] = ()  #: facet and value

    @property
    def params(self) -> list[tuple[str, str]]:
        """Return the parameters of the address, without the page's number."""
        pairs = [("q", self.query), ("since", self.since), ("until", self.until), ("sort", self.sort)]
        pairs += [("copies", "1" if self.copies else ""), *self.chosen]
        return [(name, value) for name, value in pairs if value]

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is asked for: the first page of a visit."""
        return not self.params

    def with_value(self, facet: str, value: str) -> str:
        """Return the address of this search, narrowed to a value."""
        return address("/", [*self.params, (facet, value)])

    def without_value(self, facet: str, value: str) -> str:
        """Return the address of this search without a value that narrowed it."""
        return address("/", [pair for pair in self.params if pair != (facet, value)])


def wanted_of(params: QueryParams) -> Wanted:
    """Return what an address asks for; a number or order that there is not counts as not given."""
    sort = params.get("sort", "")
    chosen = [(name, value) for name, value in params.multi_items() if name in FACETS and value]
    return Wanted(
        query=params.get("q", "").strip(),
        since=params.get("since", "").strip(),
        until=params.get("until", "").strip(),
        sort=sort if sort in SORTS else "",
        copies=params.get("copies") == "1",
        number=page_number(params),
        chosen=tuple(dict.fromkeys(chosen))[:20],
    )


def ask_of(wanted: Wanted) -> Ask:
    """Return the search.

    Raises:
        QueryError: A day cannot be read; the query itself is read later.
    """
    since, until = (_day(wanted.since), _day(wanted.until))
    first, last = spans.moments(since, until)
    return Ask(
        text=wanted.query,
        since=first,
        until=last,
        where=wanted.chosen,
        copies=wanted.copies,
        sort=wanted.sort or None,
        size=SIZE,
        offset=SIZE * (wanted.number - 1),
        facets=("date", *FACETS),
        thorough=False,
    )


def _day(said: str) -> str:
    try:
        return datetime.fromisoformat(said).date().isoformat() if said else ""
    except ValueError:
        raise QueryError("no_day", said, 0, len(said)) from None


def show(request: Request) -> Response:
    """Show the page."""
    wanted = wanted_of(request.query_params)
    t = speech_of(request)
    reader = reader_of(request)
    values: dict[str, Any] = {"wanted": wanted, "error": None, "found": None}
    try:
        ask = ask_of(wanted)
        if ask.offset + ask.size > DEEPEST:
            return page(request, "search.html", status=400, **values, too_deep=True)
        ask = msgspec.structs.replace(ask, once=reader.is_restricted)
        found = search(reader.client, reader.names, ask, aliases=reader.aliases)
    except QueryError as error:
        return page(request, "search.html", status=400, **(values | {"error": error}), too_deep=False)
    values |= {"found": found, "chart": _chart(t, wanted, found.facets), "facets": _shown(found.facets)}
    values |= {"pages": _pages(wanted, found), "sorts": tuple(SORTS), "too_deep": False}
    return page(request, "search.html", **values)


def _shown(facets: tuple[Facet, ...]) -> tuple[Facet, ...]:
    return tuple(facet for facet in facets if facet.name != "date" and facet.counts)


def _chart(t: Speech, wanted: Wanted, facets: tuple[Facet, ...]) -> Mapping[str, object] | None:
    """Return the histogram of dates, with what is written at its ends; None where there is nothing to see."""
    counts = next((facet.counts for facet in facets if facet.name == "date"), ())
    if not counts:
        return None
    days = spans.days_of([count.value for count in counts])
    bars = [
        Bar(
            count=count.articles,
            said=f"{spans.said(t, first, last)}: {t('search.articles', count.articles)}",
            href=address("/", wanted.params, since=first, until=last),
        )
        for count, (first, last) in zip(counts, days, strict=True)
    ]
    drawn = histogram(bars, title=t("search.over_time"))
    return {"drawn": drawn, "first": t.day(days[0][0]), "last": t.day(days[-1][1])}


def _pages(wanted: Wanted, found: Found) -> Mapping[str, object]:
    last = min(-(-found.total // SIZE), DEEPEST // SIZE)
    before, after = wanted.number - 1, wanted.number + 1
    return {
        "number": wanted.number,
        "last": last,
        "before": address("/", wanted.params, page=None if before == 1 else before) if before >= 1 else None,
        "after": address("/", wanted.params, page=after) if after <= last else None,
    }


def export(request: Request, form: str) -> Response:
    """Send everything that the search finds, as a file of this form."""
    wanted = wanted_of(request.query_params)
    reader = reader_of(request)
    try:
        ask = ask_of(wanted)
        tree_of(ask)
    except QueryError as error:
        return page(request, "search.html", status=400, wanted=wanted, error=error, found=None, too_deep=False)
    kind, rows = FORMS[form]
    hits = every(reader.client, reader.names, ask, aliases=reader.aliases)
    first = list(islice(hits, 1))  # a search that fails gets an error page, not a truncated file
    name = f"copydesk-{line(wanted.query, 40) or 'all'}".encode("ascii", "ignore").decode()
    safe = "".join(char if char.isalnum() else "-" for char in name).strip("-")
    headers = {"Content-Disposition": f'attachment; filename="{safe}.{form}"'}
    return StreamingResponse(_encoded(rows(chain(first, hits))), media_type=kind, headers=headers)


def _encoded(rows: Iterator[str]) -> Iterator[bytes]:
    for row in rows:
        yield row.encode("utf-8", "replace")


ROUTES = [
    Route("/", show),
    *(Route(f"/export.{form}", partial(export, form=form)) for form in FORMS),
]
