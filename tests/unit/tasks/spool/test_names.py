"""Names of files and intakes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tasks.spool.names import claimed_at, new_intake_name, printable_name

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plain.txt", "plain.txt"),
        ("two words 'quoted'.txt", "two words 'quoted'.txt"),
        ("line\nbreak", "line\\nbreak"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("bad\udcff.txt", "bad\\xff.txt"),
        ("Ünïcode.txt", "Ünïcode.txt"),
    ],
)
def test_names_are_made_printable(name: str, shown: str) -> None:
    """Undecodable bytes and control characters are escaped; everything else stays."""
    assert shown == printable_name(name)


def test_intake_names_sort_by_time() -> None:
    """The id of a later claim sorts behind that of an earlier one, and gives its time."""
    first = new_intake_name(NOON, "ff")
    second = new_intake_name(NOON.replace(microsecond=1), "00")
    assert first < second
    assert NOON.timestamp() == claimed_at(first)
    assert 0.0 == claimed_at("something else")
