"""Read what is known about a claimed file from outside: its side file, and the folder it was in."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import structlog

from articles.article import Given
from tasks.spool import side_file
from tasks.spool.input_warnings import InputWarnings
from tasks.spool.layout import Intake
from tasks.spool.values import Claim

log = structlog.get_logger()


class GivenReader:
    """Reads side files, and notes what was not understood in them."""

    def __init__(self, notes: InputWarnings) -> None:
        self._notes = notes

    def given(self, intake: Intake, claim: Claim) -> Given:
        """Return what is known of a file from outside."""
        side = side_file.read(intake.folder)
        if side.problems:
            sentence = side_file.sentence(side.problems)
            log.warning("side_file_not_understood", intake=claim.intake, name=claim.path, problems=sentence)
            self._notes.add(claim.path, sentence)
        return msgspec.structs.replace(side.given, default_source=claim.source)


class UnreadDates:
    """Reports dates in records that could not be read."""

    def __init__(self, notes: InputWarnings) -> None:
        self._notes = notes

    def report(self, found: Sequence[tuple[Claim, int, str]]) -> None:
        """Report the first of each file, and how many there are. Raises a RedisError if the broker is away.

        Args:
            found: files, with numbers of records and a sentence on each.
        """
        by_file: dict[str, list[tuple[Claim, int, str]]] = {}
        for claim, number, sentence in found:
            by_file.setdefault(claim.intake, []).append((claim, number, sentence))
        for intake, unread in by_file.items():
            claim, number, sentence = unread[0]
            path = claim.path
            log.warning(
                "date_not_understood", intake=intake, name=path, record=number, articles=len(unread),
                problems=sentence,
            )  # fmt: skip
            self._notes.add(path, sentence)


def not_understood(intake: Intake) -> str:
    """Return in a sentence what was not understood in the side file; empty if all was."""
    return side_file.sentence(side_file.read(intake.folder).problems)
