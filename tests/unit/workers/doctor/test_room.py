"""What is said of the room that is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from workers.doctor.room import Room, checks, queue_room
from workers.settings import Settings

GB = 10**9


@pytest.mark.parametrize(("free", "short"), [(5 * GB, False), (4 * GB, False), (3 * GB, True), (0, True)])
def test_room_is_short_before_anything_stops(free: int, short: bool) -> None:
    """It is seen coming while there is four times as much left as intake needs."""
    room = Room(place="queue folder", free_bytes=free, stops_at_bytes=GB, then="intake pauses")
    assert short is room.is_short


def test_a_room_says_when_intake_stops() -> None:
    """In bytes, and in articles where their size is known."""
    room = Room(place="index on a", free_bytes=5 * GB, stops_at_bytes=GB, then="writing stops", articles=12_345)
    assert ("index on a: 5.0 GB free, room for about 12,345 more articles; writing stops below 1.00 GB") == str(room)


def test_the_queue_folder_is_looked_at_before_it_exists(tmp_path: Path) -> None:
    """The disk that it will lie on counts."""
    settings = Settings(data=tmp_path / "not" / "yet", min_free_megabytes=10**9)
    assert queue_room(settings).is_short
    assert ["note"] == [check.outcome for check in checks(settings)]
