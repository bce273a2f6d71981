"""Names of files and intakes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tasks.spool.file_names import claimed_at, name_as_sent, new_intake_name, printable_name, producers_name

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


@pytest.mark.parametrize(
    ("path", "sent", "expected"),
    [
        ("12e7378780c4-story.txt", "s", "story.txt"),
        ("Neva Post/12e7378780c4-story.txt", "s", "Neva Post/story.txt"),
        ("12e7378780c4-story.txt", None, "12e7378780c4-story.txt"),
        ("story.txt", "s", "story.txt"),
        ("12e7378780c4-", "s", "12e7378780c4-"),
        ("12e7378780c4-12e7378780c4-story.txt", "s", "12e7378780c4-story.txt"),
    ],
)
def test_sent_file_has_its_own_name_in_the_ledger(path: str, sent: str | None, expected: str) -> None:
    """Without the prefix that made it unique in the inbox; other files keep their names."""
    assert expected == name_as_sent(path, sent)


def test_a_producer_knows_a_file_by_the_name_before_it_was_sent() -> None:
    assert "desk-1.json" == producers_name("12e7378780c4-desk-1.json")
    assert "desk-1.json" == producers_name("desk-1.json")
