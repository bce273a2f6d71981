"""Measure how fast articles are settled, when the backlog will be done, and what limits it."""

from __future__ import annotations

from collections.abc import Mapping

from articles.article import Value
from search.ledger.queries import Progress
from tasks.audit.fate_counts import Accounts

#: The rate is that of so many seconds before now.
WINDOW_SECONDS = 60.0
#: Shortest time from which a rate is reported.
_LEAST_SECONDS = 5.0
#: From this share of the workers' time on, what they do with Elasticsearch limits them.
_MOSTLY = 0.5


class Pace(Value, frozen=True, kw_only=True):
    """The speed of the intake. `rate` is 0.0 if nothing was settled recently."""

    rate: float  #: articles per second
    left: int  #: articles without a fate, those of files that are not read yet by the mean of the others
    seconds_left: float | None  #: None where nothing is left, or nothing moves
    limited_by: str | None  #: None where nothing is left


def pace(
    accounts: Accounts,
    progress: Progress,
    *,
    seconds: Mapping[str, float],
    waited: float,
    paused: str | None,
    to_load: int = 0,
) -> Pace:
    """Return the pace.

    Args:
        accounts: what there is.
        progress: what was settled in the last `WINDOW_SECONDS`.
        seconds: that workers spent, by stage.
        waited: seconds that workers waited for Elasticsearch, which are part of the stages' seconds.
        paused: why nothing is claimed, if so.
        to_load: articles that the duplicate index lacks, without which nothing is judged.
    """
    unread = (accounts.unread + accounts.inbox) * max(progress.articles_per_file, 1.0)
    left = accounts.in_flight + round(unread)
    span = min(max(progress.seconds, _LEAST_SECONDS), WINDOW_SECONDS)
    rate = progress.settled / span
    return Pace(
        rate=round(rate, 2),
        left=left,
        seconds_left=round(left / rate, 1) if left and rate else None,
        limited_by=_limit(seconds, waited, paused, to_load) if left else None,
    )


def _limit(seconds: Mapping[str, float], waited: float, paused: str | None, to_load: int) -> str:
    """Return what limits the rate, for people."""
    if to_load:
        return f"the duplicate index, which is being filled again ({to_load:,} articles are left)"
    for part in ("disk", "Elasticsearch", "broker"):
        if paused and part in paused:
            return part if part == "Elasticsearch" else f"the {part}"
    total = sum(seconds.values())
    share = max(seconds.get("index", 0.0), waited) / total if total else 0.0
    whose = "Elasticsearch" if share >= _MOSTLY else "the workers"
    return f"{whose} ({share:.0%} of the workers' time goes to Elasticsearch)" if total else whose


def spoken(seconds: float) -> str:
    """Return a time for people: "40 s", "12 min", "3 h 20 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
