"""The result of one check of `copydesk doctor`."""

from __future__ import annotations

from typing import Literal

from articles.article import Value

Outcome = Literal["ok", "note", "trouble"]


class Check(Value, frozen=True, kw_only=True):
    """One thing that was examined."""

    name: str
    outcome: Outcome  #: "note" is worth knowing and stops nothing
    found: str
    advice: str = ""  #: what to do, if there is something to do


def not_running(name: str) -> Check:
    """Report a service that no setting names and that does not run in the data folder."""
    return Check(
        name=name,
        outcome="note",
        found="none is named and none runs in the data folder",
        advice="Start everything with `copydesk up`, or name it in the settings.",
    )
