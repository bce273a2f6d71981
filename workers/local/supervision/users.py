"""Who runs Elasticsearch, which refuses to run as root, and what that user can reach."""

from __future__ import annotations

import os
import pwd
import stat
from pathlib import Path

from articles.article import Value
from workers.local.errors import ServiceError

#: Looked for in this order when everything runs as root.
UNPRIVILEGED = ("elasticsearch", "nobody")


class User(Value, frozen=True, kw_only=True):
    """A user to become."""

    name: str
    uid: int
    gid: int


def unprivileged() -> User | None:
    """The user to become for Elasticsearch; None when we are not root and stay who we are.

    Raises:
        ServiceError: root, and the system has none of `UNPRIVILEGED`.
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
    """Whether `user` may pass through every folder above `folder`; those that do not exist yet count as passable."""
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
    """Make `folder` with what is in it the user's own, closed to others."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if user is None or folder.stat().st_uid == user.uid:
        return
    for path, folders, files in os.walk(folder):
        os.lchown(path, user.uid, user.gid)
        for name in (*folders, *files):
            os.lchown(Path(path, name), user.uid, user.gid)
