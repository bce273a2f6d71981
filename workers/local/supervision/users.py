"""The user for Elasticsearch, which refuses to run as root, and the folders that this user can reach."""

from __future__ import annotations

import os
import pwd
import stat
from pathlib import Path

from articles.article import Value
from workers.local.errors import ServiceError

#: Tried in this order when we are root.
UNPRIVILEGED = ("elasticsearch", "nobody")


class User(Value, frozen=True, kw_only=True):
    """The user that a program runs as."""

    name: str
    uid: int
    gid: int


def unprivileged() -> User | None:
    """Return the user to run Elasticsearch as; None if we are not root and it runs as our own user.

    Raises:
        ServiceError: we are root, and the system has none of `UNPRIVILEGED`.
    """
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return User(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise ServiceError(
        "Elasticsearch refuses to run as root and this system has no user 'nobody': run copydesk as an ordinary user."
    )


def can_reach(folder: Path, user: User | None) -> bool:
    """Return whether `user` may enter every folder above `folder`; missing ones count as open."""
    if user is None:
        return True
    for parent in folder.absolute().resolve().parents:
        try:
            status = parent.stat()
        except FileNotFoundError:
            continue
        if status.st_uid == user.uid:
            bit = stat.S_IXUSR
        elif status.st_gid == user.gid:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        if not status.st_mode & bit:
            return False
    return True


def give(folder: Path, user: User | None) -> None:
    """Give `folder` and all its content to the user, closed to others; what is theirs already is left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if user is None:
        return
    # The whole tree at each start: a folder that a later version or start has made is root's, and the program that
    # runs as `user` could not write into it.
    for path, _folders, files in os.walk(folder):
        for entry in (Path(path), *(Path(path, name) for name in files)):
            if entry.lstat().st_uid != user.uid:
                os.lchown(entry, user.uid, user.gid)
