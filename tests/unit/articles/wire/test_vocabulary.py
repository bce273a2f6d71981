"""Codes of statuses and signals."""

from __future__ import annotations

import pytest

from articles.article import Signal, Status
from articles.wire.vocabulary import signal_of, status_of, status_with


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("stat:usable", Status.USABLE),
        ("stat:canceled", Status.CANCELED),
        ("http://cv.iptc.org/newscodes/pubstatusg2/withheld", Status.WITHHELD),
        ("Canceled", Status.CANCELED),
        ("cancelled", Status.CANCELED),
        ("published", None),
        ("withhold", Status.WITHHELD),
        ("gesperrt", Status.WITHHELD),
        ("zurückgezogen", Status.CANCELED),
        ("annulé", Status.CANCELED),
        ("anulado", Status.CANCELED),
        ("annullato", Status.CANCELED),
        ("ingetrokken", Status.CANCELED),
        ("cancelado", Status.CANCELED),
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


@pytest.mark.parametrize(
    ("word", "wanted"),
    [("Berichtigung", Signal.CORRECTION), ("rectificatif", Signal.CORRECTION), ("corrección", Signal.CORRECTION),
     ("Clarification", Signal.CORRECTION), ("Mise à jour", Signal.UPDATE), ("Storno", Signal.KILL),
     ("Anulación", Signal.KILL), ("Hinweis", Signal.ADVISORY)],
)  # fmt: skip
def test_signals_in_other_languages(word: str, wanted: Signal) -> None:
    assert wanted == signal_of([word])


@pytest.mark.parametrize(
    ("told", "signals", "wanted"),
    [
        (Status.USABLE, ["Withhold"], Status.WITHHELD),
        (None, ["Withhold"], Status.WITHHELD),
        (Status.CANCELED, ["Withhold"], Status.CANCELED),
        (Status.USABLE, ["Writethru"], Status.USABLE),
        (None, [], None),
    ],
)
def test_a_signal_may_withhold(told: Status | None, signals: list[str], wanted: Status | None) -> None:
    assert status_with(told, signals) is wanted
