"""List the dead letters: files in ``failed/``, with what failed in them and why."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from articles.article import Value
from articles.errors import PermanentError
from articles.fates import Reason
from tasks.spool.file_names import name_as_sent
from tasks.spool.layout import Intake, Queue


class FailedArticle(Value, frozen=True, kw_only=True):
    """One article that failed, as `reason.json` has it."""

    number: int = 0
    reason: Reason
    what_happened: str = ""
    tries: int = 1
    traceback: str = ""


class DeadLetter(Value, frozen=True, kw_only=True):
    """A file in ``failed/``."""

    intake: str
    file: str = ""  #: its path below the inbox, printable
    set_aside_at: str = ""  #: ISO 8601
    articles: tuple[FailedArticle, ...] = ()  #: those that failed
    interrupted: bool = False  #: a replay of it has begun and was cut short: replay it again


def dead_letters(queue: Queue) -> Iterator[DeadLetter]:
    """Yield what lies in ``failed/``, oldest first."""
    try:
        with os.scandir(queue.failed) as entries:
            names = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except FileNotFoundError:
        return
    for name in names:
        if not name.startswith("."):
            yield dead_letter(queue, name)


def dead_letter(queue: Queue, name: str) -> DeadLetter:
    """Return one file in ``failed/``.

    Raises:
        PermanentError: there is none of this name.
    """
    folder = folder_of(queue, name)
    try:
        raw = (folder / "reason.json").read_bytes()
    except FileNotFoundError:
        claim = Intake(folder).claim()
        kept = Intake(folder).kept()
        return DeadLetter(intake=name, file=claim.path if claim else "", interrupted=kept is not None)
    try:
        noted = msgspec.json.decode(raw, type=DeadLetter)
    except msgspec.DecodeError as error:
        raise PermanentError(f"{folder / 'reason.json'} is not what Copydesk wrote: {error}") from error
    return msgspec.structs.replace(noted, file=name_as_sent(noted.file, Intake(folder).sent()))


def folder_of(queue: Queue, name: str) -> Path:
    """Return the folder of a dead letter.

    Raises:
        PermanentError: there is none of this name.
    """
    folder = queue.failed / name
    if name != folder.name or name.startswith(".") or folder.is_symlink() or not folder.is_dir():
        raise PermanentError(f"No dead letter is called {name!r}. 'copydesk failed list' shows what there is.")
    return folder


def as_row(one: DeadLetter, *, traceback: bool = False) -> dict[str, Any]:
    """Return it for JSON."""
    row: dict[str, Any] = {
        "intake": one.intake,
        "file": one.file,
        "set_aside_at": one.set_aside_at,
        "interrupted": one.interrupted,
        "articles": [],
    }
    for article in one.articles:
        fields = {
            "number": article.number,
            "reason": article.reason.value,
            "what_happened": article.what_happened,
            "tries": article.tries,
        }
        row["articles"].append(fields | ({"traceback": article.traceback} if traceback else {}))
    return row
