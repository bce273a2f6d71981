"""Read what is known about a claimed file from outside: its side file, and the folder it was in."""

from __future__ import annotations

import msgspec
import structlog

from articles.article import Given
from tasks.spool import side_file
from tasks.spool.layout import Intake
from tasks.spool.side_file_warnings import SideFileWarnings
from tasks.spool.values import Claim

log = structlog.get_logger()


class GivenReader:
    """Reads side files, and notes what was not understood in them."""

    def __init__(self, notes: SideFileWarnings) -> None:
        self._notes = notes

    def given(self, intake: Intake, claim: Claim) -> Given:
        """Return what is known of a file from outside."""
        side = side_file.read(intake.folder)
        if side.problems:
            sentence = side_file.sentence(side.problems)
            log.warning("side_file_not_understood", intake=claim.intake, name=claim.path, problems=sentence)
            self._notes.add(claim.path, sentence)
        return msgspec.structs.replace(side.given, default_source=claim.source)


def not_understood(intake: Intake) -> str:
    """Return in a sentence what was not understood in the side file; empty if all was."""
    return side_file.sentence(side_file.read(intake.folder).problems)
