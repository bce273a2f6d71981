"""The value that the audit yields: a place where folder, ledger and index do not agree."""

from __future__ import annotations

from articles.article import Value

#: The kinds, and what they mean to the user.
KINDS = {
    "replay_interrupted": "a replay of a file that is set aside was cut short",
    "not_in_ledger": "a finished file of which the ledger knows nothing",
    "fates_missing": "a file of which the ledger lacks fates, and that is not in processing/",
    "document_missing": "the ledger says that it is in the index, and it is not",
    "arrival_unknown": "an article in the index of whose arrival the ledger knows nothing",
    "file_unknown": "arrivals in the ledger whose file it does not know",
    "taken_down": "an article in the index that was taken down",
    "held": "an article in the index that its producer killed or holds back",
    "stuck": "in processing/ for longer than it should be, and in no queue",
    "unreadable": "a folder that is not as Copydesk left it",
}


class Discrepancy(Value, frozen=True, kw_only=True):
    """Something on which folder, ledger and index do not agree."""

    kind: str  #: one of `KINDS`
    name: str  #: the intake, arrival or article id
    closed: bool  #: it was put right, or is on its way to be
    what_now: str = ""  #: what was done, or is to be done
