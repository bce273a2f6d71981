"""Codes of statuses and signals."""

from __future__ import annotations

import pytest

from articles.article import Signal, Status
from articles.wire.vocabulary import signal_of, status_of


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("stat:usable", Status.USABLE),
        ("stat:canceled", Status.CANCELED),
        ("http://cv.iptc.org/newscodes/pubstatusg2/withheld", Status.WITHHELD),
        ("Canceled", Status.CANCELED),
        ("cancelled", Status.CANCELED),
        ("published", None),
        ("", None),
        (None, None),
    ],
)
def test_statuses(code: str | None, wanted: Status | None) -> None:
    """With a prefix, as an address, or bare; another word is none."""
    assert wanted == status_of(code)


def test_the_strongest_signal_counts() -> None:
    """An item may be an update and a kill."""
    assert Signal.KILL == signal_of(["sig:update", "sig:kill", None])
    assert Signal.CORRECTION == signal_of(["sig:correction"])
    assert signal_of(["sig:whatever"]) is None
