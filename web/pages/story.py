"""A story: who ran it when, how two of its texts differ, and who added which paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from search.reading.spread import Spread, Step, compared, paragraphs, spread
from web.access import reader_of
from web.charts import Mark, timeline
from web.rendering import line, page, speech_of
from web.strings import Speech

#: Articles of a story that are listed on one page.
_MOST = 200


def show(request: Request) -> Response:
    """Show the story; with `a` and `b` in the address, how these two of its articles differ."""
    reader = reader_of(request)
    found = spread(reader.client, reader.names, request.path_params["id"])
    if found is None:
        raise HTTPException(404)
    t = speech_of(request)
    ids = {step.id for step in found.steps}
    first, second = (request.query_params.get(name, "") for name in "ab")
    pair = None
    if first in ids and second in ids and first != second:
        pair = compared(reader.client, reader.names, first, second)
    return page(
        request,
        "story.html",
        story=found,
        steps=found.steps[:_MOST],
        by_id={step.id: step for step in found.steps},
        chart=_chart(t, found.steps),
        pair=pair,
        chosen=(first, second) if pair else _pair(found),
        paragraphs=paragraphs(reader.client, reader.names, found.steps),
        lag=lambda seconds: lag(t, seconds),
    )


def _pair(found: Spread) -> tuple[str, str]:
    """Return the two that are compared unless others are chosen: the lead and the first of the others."""
    other = next((step.id for step in found.steps if step.id != found.lead), found.lead)
    return found.lead, other


def _chart(t: Speech, steps: Sequence[Step]) -> object:
    dated = [(datetime.fromisoformat(step.at).timestamp(), step) for step in steps if step.at]
    if len(dated) < 2:
        return None
    marks = [
        Mark(
            at=at,
            said=f"{line(step.source or step.title, 60)}, {t.moment(step.at)}",
            href=f"#step-{step.rank}",
            strong=step.leads,
        )
        for at, step in dated[:_MOST]
    ]
    return timeline(marks, title=t("story.timeline"))


def lag(t: Speech, seconds: int | None) -> str:
    """Return how much later something was, in words."""
    if seconds is None:
        return ""
    for size, unit in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= size:
            return t(f"story.{unit}", seconds // size)
    return t("story.at_once")


ROUTES = [Route("/story/{id:path}", show)]
