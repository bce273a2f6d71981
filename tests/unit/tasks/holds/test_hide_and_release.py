"""Which hold is over a story, of several that producers ordered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from articles.wire.hold_decisions import Copies, Hold, Kind
from tasks.holds.hide_and_release import _outranks

NOW = datetime(2025, 5, 7, 12, tzinfo=UTC)


def hold(
    kind: Kind, article_id: str = "a", *, hours: int | None = None, copies: Copies = Copies.HIDE, **more: object
) -> Hold:
    until = NOW + timedelta(hours=hours) if hours is not None else None
    fields: dict[str, object] = {"arrival": "i:1", "owner": "agency", "since": NOW - timedelta(hours=9)} | more
    return Hold(kind=kind, article_id=article_id, until=until, copies=copies, **fields)  # type: ignore[arg-type]


KILL = hold(Kind.KILL)
EMBARGO = hold(Kind.EMBARGO, hours=2)


@pytest.mark.parametrize(
    ("there", "new", "outranks"),
    [
        (None, KILL, True),
        (None, EMBARGO, True),
        (None, hold(Kind.WITHHELD), False),
        (None, hold(Kind.KILL, copies=Copies.LEAVE), False),
        # another article's: a kill before an embargo, and the first of each kind
        (EMBARGO, hold(Kind.KILL, "b"), True),
        (KILL, hold(Kind.EMBARGO, "b", hours=2), False),
        (KILL, hold(Kind.KILL, "b"), False),
        (EMBARGO, hold(Kind.EMBARGO, "b", hours=3), False),
        # what no longer holds gives way
        (hold(Kind.EMBARGO, hours=-1), hold(Kind.EMBARGO, "b", hours=3), True),
        (hold(Kind.KILL, active=False), hold(Kind.EMBARGO, "b", hours=3), True),
        # its own article's: only where something changed
        (EMBARGO, EMBARGO, False),
        (EMBARGO, hold(Kind.EMBARGO, hours=3), True),
        (KILL, hold(Kind.KILL, arrival="i:2"), True),
    ],
)
def test_which_hold_is_over_the_story(there: Hold | None, new: Hold, outranks: bool) -> None:
    assert _outranks(there, new, NOW) is outranks
