"""Names in the queue folder: of the files in it, and of claimed files."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

#: Name of a claimed file in its folder; its own name may be hostile.
FILE = "file"
#: Name of the side file in the folder of a claimed file.
META = "meta.json"
#: Suffix of a side file in the inbox: NAME.meta.json describes NAME.
SIDE = ".meta.json"
#: What makes the name of a sent file unique in the inbox (`tasks.spool.submission`).
_UNIQUE = re.compile(r"^[0-9a-f]{12}-(?=.)")


def printable_name(name: str) -> str:
    """Return a file name that is safe in logs, tables and JSON: bad bytes and control characters are escaped."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def name_as_sent(path: str, sent: str | None) -> str:
    """Return the path of a sent file without the prefix that made its name unique in the inbox.

    Args:
        path: Its path below the inbox.
        sent: Id of the sending; None if the file was put into the inbox by other means.
    """
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{producers_name(name)}" if sent else path


def producers_name(name: str) -> str:
    """Return the name of a file as its producer wrote it: without the prefix of a sent file, if it begins like one."""
    return _UNIQUE.sub("", name)


def new_intake_name(now: datetime, token: str) -> str:
    """Return the id of a new claim: its time, by which ids sort, and a token that makes it unique."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%S%f}-{token}"


def claimed_at(name: str) -> float:
    """Return when an intake was claimed, in seconds since 1970, from its id; 0 if it is not an intake id."""
    try:
        return datetime.strptime(name.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0


def names_in(folder: Path) -> list[str]:
    """Return the names in a folder, sorted; none if there is no such folder."""
    return sorted(each_name_in(folder))


def each_name_in(folder: Path) -> Iterator[str]:
    """Yield the names in a folder as they come, without holding them; none if there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                yield entry.name
    except (FileNotFoundError, NotADirectoryError):
        return


def days_in(done: Path) -> dict[str, date]:
    """Return the folders of days in `done/` by name, in the order of their names; others there are passed over."""
    days = {}
    for name in names_in(done):
        with contextlib.suppress(ValueError):
            days[name] = date.fromisoformat(name)
    return days
