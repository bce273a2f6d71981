"""Files that the file system does not let us read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Press

#: The user that owns nothing, on every Linux.
NOBODY = 65534


@contextmanager
def as_ordinary_user(folder: Path) -> Iterator[None]:
    """Root reads everything: for a while, be somebody who does not. `folder` becomes his."""
    if os.geteuid() != 0:
        yield
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    for parent in folder.parents:  # pytest closes its folders to others
        if parent.stat().st_uid == 0 and parent.is_relative_to("/tmp") and parent != Path("/tmp"):
            parent.chmod(parent.stat().st_mode | 0o011)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_without_permission_is_set_aside(press: Press, story: Callable[[int], str], tmp_path: Path) -> None:
    """At once, with the reason and what to do; its neighbour is indexed."""
    press.take("first.txt", story(0))  # what is imported late is: the ordinary user may not enter root's checkout
    closed = press.drop("closed.txt", story(1))
    open_ = press.drop("open.txt", story(2))
    closed.chmod(0)
    with as_ordinary_user(tmp_path):
        intake = press.claim(closed)
        neighbour = press.claim(open_)
        press.run()
    assert ("failed", "unreadable") == press.fate(f"{intake}:0")
    assert "permissions" in press.entry(f"{intake}:0")["detail"]
    assert ("indexed", "new") == press.fate(f"{neighbour}:0")
    assert (press.parts.queue.failed / intake / "reason.json").exists()
    assert (press.parts.queue.failed / intake / "file").exists()
    assert [] == list(press.parts.queue.processing.iterdir())


@pytest.mark.parametrize("name", ["link", "pipe"])
def test_what_is_no_file_is_refused(press: Press, name: str) -> None:
    """A link out of the folder or a pipe is never opened: an open pipe would wait for ever."""
    path = press.parts.queue.inbox / name
    if name == "link":
        path.symlink_to("/etc/passwd")
    else:
        os.mkfifo(path)
    intake = press.claim(path)
    press.run()
    assert ("rejected", "not_a_file") == press.fate(f"{intake}:0")
    assert {} == press.documents()
