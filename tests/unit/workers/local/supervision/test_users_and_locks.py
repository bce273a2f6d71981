"""Who may reach what, and one at a time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workers.local import locks
from workers.local.errors import ServiceError
from workers.local.supervision import users


def test_can_reach(tmp_path: Path) -> None:
    """Every folder above must let the user pass; what does not exist yet is made so that it does."""
    somebody = users.User(name="somebody", uid=os.getuid() + 4242, gid=os.getgid() + 4242)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert not users.can_reach(closed / "data", somebody)
    assert users.can_reach(closed / "data", None)
    assert users.can_reach(Path("/usr/not/there/yet"), somebody)


def test_lock(tmp_path: Path) -> None:
    """The second is refused while the first holds it, told who holds it, and may have it afterwards."""
    path = tmp_path / "folder" / "lock"
    with (
        locks.held(path, "busy"),
        pytest.raises(ServiceError, match=f"process {os.getpid()} has it"),
        locks.held(path, "process {pid} has it"),
    ):
        pass
    with locks.held(path, "busy"):
        pass


def test_waiting_for_a_lock(tmp_path: Path) -> None:
    """Waiting is told once and ends with a sentence."""
    told: list[str] = []
    path = tmp_path / "lock"
    with (
        locks.held(path, "busy"),
        pytest.raises(ServiceError, match=r"holds .* for too long"),
        locks.waited_for(path, lambda: told.append("waiting"), seconds=0.3),
    ):
        pass
    assert ["waiting"] == told
