from __future__ import annotations

import pytest

from articles.fates import Fate, Reason
from search.exchange import restore
from search.transport.bulk import Outcome


def line(**fields: object) -> restore._Line:
    return restore._Line(number=1, id="a1", document={"title": "Pier", **fields})


DONE = Outcome(id="a1", status=201)
CONFLICT = Outcome(id="a1", status=409)
REFUSED = Outcome(id="a1", status=400, error="mapper_parsing_exception")


@pytest.mark.parametrize(
    ("copy", "outcome", "ours", "fate", "reason"),
    [
        (False, DONE, False, Fate.INDEXED, Reason.NEW),
        (True, DONE, False, Fate.COPY, Reason.NEAR_DUPLICATE),
        (False, CONFLICT, True, Fate.INDEXED, Reason.NEW),
        (True, CONFLICT, True, Fate.COPY, Reason.NEAR_DUPLICATE),
        (False, CONFLICT, False, Fate.DUPLICATE, Reason.OLDER_VERSION),
        (False, REFUSED, False, Fate.FAILED, Reason.REFUSED_BY_INDEX),
        (False, None, False, Fate.REJECTED, Reason.DELETED),
    ],
)
def test_the_fate_of_an_imported_line(
    copy: bool, outcome: Outcome | None, ours: bool, fate: Fate, reason: Reason
) -> None:
    """A conflict with what this very import wrote before it was interrupted is no duplicate."""
    assert restore._fate(line(is_copy=copy), outcome, ours)[:2] == (fate, reason)


def test_a_line_that_cannot_be_read_is_rejected_whatever_the_index_says() -> None:
    broken = restore._Line(number=4, id="", document={}, problem="it is not JSON")

    assert restore._fate(broken, DONE, True) == (Fate.REJECTED, Reason.MALFORMED, "it is not JSON")
