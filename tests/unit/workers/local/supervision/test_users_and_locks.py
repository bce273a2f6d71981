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


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_folders_made_since_the_last_start_are_given_too(tmp_path: Path) -> None:
    """An installation of an earlier version gets folders that it did not have; a link's target stays its owner's."""
    user = users.User(name="somebody", uid=4242, gid=4242)
    place, outside = tmp_path / "elasticsearch", tmp_path / "outside"
    (place / "data").mkdir(parents=True)
    outside.mkdir()
    users.give(place, user)
    (place / "snapshots").mkdir()
    (place / "snapshots" / "index").write_text("of today")
    (place / "data" / "link").symlink_to(outside)
    users.give(place, user)
    owners = {path.lstat().st_uid for path in (place, *place.rglob("*")) if not path.is_symlink()}
    assert {4242} == owners
    assert os.getuid() == outside.stat().st_uid


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
