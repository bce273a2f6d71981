"""The intake, for operators: what became of what arrived, what is under way, what failed and how to replay it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from articles.article import Value
from articles.fates import Fate, Reason
from search.find.articles import DEEPEST
from search.ledger.overview import Day, Row, SourceCounts, latest, overview
from search.ledger.queries import counts, progress
from web.access import reader_of
from web.charts import Stack, stacks
from web.rendering import address, page, page_number, speech_of
from web.strings import Speech

SIZE = 50
#: The last page that can be reached.
_LAST_PAGE = DEEPEST // SIZE
#: A source that sent nothing for so long is pointed out.
_SILENT = timedelta(days=7)
#: Over how long the speed is measured, seconds.
_LATELY = 300.0
#: Sources that are listed.
_MOST_SOURCES = 100


class Filter(Value, frozen=True, kw_only=True):
    """The arrivals that an address asks for."""

    fate: str = ""
    reason: str = ""
    source: str = ""
    name: str = ""

    @property
    def params(self) -> list[tuple[str, str]]:
        """Return the parameters of the address."""
        pairs = [("fate", self.fate), ("reason", self.reason), ("source", self.source), ("name", self.name)]
        return [(name, value) for name, value in pairs if value]


def show(request: Request) -> Response:
    """Show the page, to operators alone."""
    reader = reader_of(request)
    if not reader.user.operator:
        raise HTTPException(404)
    t = speech_of(request)
    now = datetime.now(UTC)
    said = request.query_params
    wanted = Filter(
        fate=_one_of(said.get("fate", ""), Fate),
        reason=_one_of(said.get("reason", ""), Reason),
        source=said.get("source", "").strip(),
        name=said.get("name", "").strip()[:200],
    )
    number = min(page_number(said), _LAST_PAGE)
    whole = counts(reader.client, reader.names, refresh=False)
    lately = progress(reader.client, reader.names, seconds=_LATELY)
    ledger = overview(reader.client, reader.names, now=now)
    found = latest(
        reader.client,
        reader.names,
        **{name: value or None for name, value in (("fate", wanted.fate), ("reason", wanted.reason))},
        source=wanted.source or None,
        name=wanted.name or None,
        size=SIZE,
        offset=SIZE * (number - 1),
    )
    last = min(-(-found.total // SIZE), _LAST_PAGE)
    return page(
        request,
        "intake.html",
        counts=whole,
        in_flight=max(whole.arrivals - whole.settled, 0),
        rate=lately.settled / lately.seconds if lately.seconds >= 1 else None,
        chart=_chart(t, ledger.days),
        days=ledger.days,
        fates=tuple(fate.value for fate in Fate),
        reasons=_reasons(whole.reasons),
        sources=ledger.sources[:_MOST_SOURCES],
        silent=[one for one in ledger.sources if _is_silent(one, now)],
        wanted=wanted,
        rows=found.rows,
        total=found.total,
        replay=replay,
        before=address("/intake", wanted.params, page=number - 1) if number > 1 else None,
        after=address("/intake", wanted.params, page=number + 1) if number < last else None,
        number=number,
        last=last,
    )


def _one_of(said: str, known: type[Fate] | type[Reason]) -> str:
    return said if said in {one.value for one in known} else ""


def _reasons(reasons: dict[str, dict[str, int]]) -> list[tuple[str, str, int]]:
    every = [(fate, reason, count) for fate, of_fate in reasons.items() for reason, count in of_fate.items()]
    order = [fate.value for fate in Fate][::-1]
    return sorted(every, key=lambda one: (order.index(one[0]) if one[0] in order else 99, -one[2]))


def _is_silent(one: SourceCounts, now: datetime) -> bool:
    if one.name is None or one.last_at is None:
        return False
    return datetime.fromisoformat(one.last_at) < now - _SILENT


def replay(row: Row) -> str | None:
    """Return the command that takes up again what failed; None where there is nothing to replay."""
    return f"copydesk failed replay {shlex.quote(row.intake)}" if row.fate == Fate.FAILED else None


def _chart(t: Speech, days: Sequence[Day]) -> object:
    columns = [
        Stack(
            parts=tuple((fate.value, day.fates.get(fate.value, 0)) for fate in Fate),
            said=f"{t.day(day.day)}: {_in_words(t, day)}",
        )
        for day in days
    ]
    return stacks(columns, title=t("intake.over_time")) if any(day.fates for day in days) else None


def _in_words(t: Speech, day: Day) -> str:
    said = [f"{t.number(day.fates[fate.value])} {t(f'fate.{fate.value}')}" for fate in Fate if fate.value in day.fates]
    return ", ".join(said) or "0"


ROUTES = [Route("/intake", show)]
