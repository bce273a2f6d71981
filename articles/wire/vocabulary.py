"""Codes of statuses and signals, as agencies write them, to ours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from articles.article import Signal, Status

#: Names of IPTC's `pubStatus`, of NewsML 1's `Status`, NITF's `management-status` and of agencies' own systems.
STATUSES: dict[str, Status] = {
    "usable": Status.USABLE,
    "embargoed": Status.USABLE,  # what holds it back is the time of the embargo
    "withheld": Status.WITHHELD,
    "held": Status.WITHHELD,
    "onhold": Status.WITHHELD,
    "canceled": Status.CANCELED,
    "cancelled": Status.CANCELED,
    "cancel": Status.CANCELED,
    "killed": Status.CANCELED,
    "kill": Status.CANCELED,
    "retracted": Status.CANCELED,
    "recalled": Status.CANCELED,
    "takedown": Status.CANCELED,
    "takendown": Status.CANCELED,
    "eliminated": Status.CANCELED,
    "withdrawn": Status.CANCELED,
    "deleted": Status.CANCELED,
    "removed": Status.CANCELED,
    "rescinded": Status.CANCELED,
}
SIGNALS: dict[str, Signal] = {
    "correction": Signal.CORRECTION,
    "corrected": Signal.CORRECTION,
    "corrective": Signal.CORRECTION,
    "refile": Signal.CORRECTION,
    "update": Signal.UPDATE,
    "updated": Signal.UPDATE,
    "rectify": Signal.CORRECTION,
    "writethru": Signal.UPDATE,
    "kill": Signal.KILL,
    "mandatorykill": Signal.KILL,
    "delete": Signal.KILL,
    "deleted": Signal.KILL,
    "withdrawal": Signal.KILL,
    "withdraw": Signal.KILL,
    "takedown": Signal.KILL,
    "retraction": Signal.KILL,
    "cancel": Signal.KILL,
    "elimination": Signal.KILL,
    "recall": Signal.KILL,
    "recalled": Signal.KILL,
    "rescind": Signal.KILL,
    "killed": Signal.KILL,
    "retracted": Signal.KILL,
    "withdrawn": Signal.KILL,
    "correct": Signal.CORRECTION,
    "advisory": Signal.ADVISORY,
    "advice": Signal.ADVISORY,
}
_EMBARGOED = frozenset({"embargoed", "embargo", "underembargo"})
_STRONGEST = (Signal.KILL, Signal.CORRECTION, Signal.UPDATE, Signal.ADVISORY)


def status_of(code: str | None) -> Status | None:
    """Return the status that a code names ("stat:canceled", "http://…/pubstatusg2/canceled", "Canceled")."""
    return STATUSES.get(_name(code)) if code else None


def is_embargoed(code: str | None) -> bool:
    """Return whether a status names an embargo ("Embargoed"), whose end is told elsewhere."""
    return bool(code) and _name(code or "") in _EMBARGOED


def signal_of(codes: Iterable[str | None]) -> Signal | None:
    """Return the strongest signal that these codes name ("sig:correction")."""
    found = {signal for code in codes if code and (signal := SIGNALS.get(_name(code)))}
    return next((signal for signal in _STRONGEST if signal in found), None)


def _name(code: str) -> str:
    return re.sub(r"[^a-z]", "", re.split(r"[:/#]", code.strip())[-1].lower())
