"""Folders of the inbox whose files the watcher cannot take, noted in the queue folder for `status` and `doctor`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from articles.article import Value
from tasks.spool import atomic
from tasks.spool.file_names import printable_name

#: As many are noted.
MOST = 100
_FILE = ".inbox-troubles.json"


class Trouble(Value, frozen=True, kw_only=True):
    """A folder whose files stay in the inbox."""

    folder: str  #: its path below the inbox, printable; "." is the inbox itself
    why: str


def troubles(inbox: Path, refused: Mapping[Path, str]) -> list[Trouble]:
    """Return what to note of the folders that a scan could not empty."""
    return [
        Trouble(folder=printable_name(str(folder.relative_to(inbox)))[:500], why=why)
        for folder, why in sorted(refused.items())[:MOST]
    ]


def write(queue: Path, found: list[Trouble]) -> None:
    """Note them in the queue folder; raises OSError."""
    if found:
        atomic.write_json(queue / _FILE, found)
    else:
        (queue / _FILE).unlink(missing_ok=True)


def read(queue: Path) -> list[Trouble]:
    """Return what the watcher noted at its last scan."""
    try:
        return atomic.read_json(queue / _FILE, list[Trouble]) or []
    except OSError:
        return []
