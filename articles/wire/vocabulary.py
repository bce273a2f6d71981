"""Codes of statuses and signals, as agencies write them, to ours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from articles.article import Signal, Status

#: Names of IPTC's `pubStatus`, of NewsML 1's `Status`, NITF's `management-status` and of agencies' own systems, without
#: their accents.
STATUSES: dict[str, Status] = {
    "usable": Status.USABLE,
    "embargoed": Status.USABLE,  # what holds it back is the time of the embargo
    "withheld": Status.WITHHELD,
    "held": Status.WITHHELD,
    "onhold": Status.WITHHELD,
    "hold": Status.WITHHELD,
    "withhold": Status.WITHHELD,
    "gesperrt": Status.WITHHELD,
    "unpublished": Status.WITHHELD,  # taken offline; publishing it again ends that
    "depublished": Status.WITHHELD,
    "offline": Status.WITHHELD,
    "trash": Status.WITHHELD,
    "trashed": Status.WITHHELD,
    "zuruckgehalten": Status.WITHHELD,
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
    "zuruckgezogen": Status.CANCELED,
    "zurueckgezogen": Status.CANCELED,
    "storniert": Status.CANCELED,
    "annulliert": Status.CANCELED,
    "geloscht": Status.CANCELED,
    "geloescht": Status.CANCELED,
    "annule": Status.CANCELED,
    "annulee": Status.CANCELED,
    "supprime": Status.CANCELED,
    "anulado": Status.CANCELED,
    "anulada": Status.CANCELED,
    "cancelado": Status.CANCELED,
    "cancelada": Status.CANCELED,
    "annullato": Status.CANCELED,
    "annullata": Status.CANCELED,
    "ritirato": Status.CANCELED,
    "ingetrokken": Status.CANCELED,
    "geannuleerd": Status.CANCELED,
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
    "hinweis": Signal.ADVISORY,
    "clarification": Signal.CORRECTION,
    "berichtigung": Signal.CORRECTION,
    "korrektur": Signal.CORRECTION,
    "korrigiert": Signal.CORRECTION,
    "rectificatif": Signal.CORRECTION,
    "correccion": Signal.CORRECTION,
    "correzione": Signal.CORRECTION,
    "rettifica": Signal.CORRECTION,
    "correctie": Signal.CORRECTION,
    "rectificatie": Signal.CORRECTION,
    "correcao": Signal.CORRECTION,
    "aktualisierung": Signal.UPDATE,
    "miseajour": Signal.UPDATE,
    "actualizacion": Signal.UPDATE,
    "aggiornamento": Signal.UPDATE,
    "atualizacao": Signal.UPDATE,
    "storno": Signal.KILL,
    "annulation": Signal.KILL,
    "anulacion": Signal.KILL,
    "annullamento": Signal.KILL,
    "intrekking": Signal.KILL,
    "anulacao": Signal.KILL,
}
_EMBARGOED = frozenset(
    {
        "embargoed", "embargo", "underembargo", "holdforrelease", "hfr", "sperrfrist", "sousembargo", "embargado",
        "bajoembargo", "sottoembargo", "onderembargo",
    }
)  # fmt: skip
_STRONGEST = (Signal.KILL, Signal.CORRECTION, Signal.UPDATE, Signal.ADVISORY)


def status_of(code: str | None) -> Status | None:
    """Return the status that a code names ("stat:canceled", "http://…/pubstatusg2/canceled", "Canceled")."""
    return STATUSES.get(_name(code)) if code else None


def status_with(told: Status | None, signals: Iterable[str | None]) -> Status | None:
    """Return a status, made stricter by a word among the signals that withholds the item ("Withhold")."""
    if told is Status.CANCELED or all(status_of(code) is not Status.WITHHELD for code in signals):
        return told
    return Status.WITHHELD


def is_embargoed(code: str | None) -> bool:
    """Return whether a status names an embargo ("Embargoed"), whose end is told elsewhere."""
    return bool(code) and _name(code or "") in _EMBARGOED


def signal_of(codes: Iterable[str | None]) -> Signal | None:
    """Return the strongest signal that these codes name ("sig:correction")."""
    found = {signal for code in codes if code and (signal := SIGNALS.get(_name(code)))}
    return next((signal for signal in _STRONGEST if signal in found), None)


def _name(code: str) -> str:
    last = re.split(r"[:/#]", code.strip())[-1].lower()
    return re.sub(r"[^a-z]", "", last if last.isascii() else unicodedata.normalize("NFKD", last))
