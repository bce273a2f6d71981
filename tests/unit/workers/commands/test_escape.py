"""Text from outside in a terminal."""

from __future__ import annotations

import pytest

from workers.commands.escape import printable, printable_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Köln — 東京", "Köln — 東京"),
        ("two\nlines\tand\u00a0blanks", "two lines and blanks"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("right\u202eleft", "right\\u202eleft"),
        ("bad\udcffbyte", "bad\\udcffbyte"),
    ],
)
def test_nothing_drives_a_terminal(text: str, shown: str) -> None:
    """White space becomes blanks, other characters that cannot be shown become escapes."""
    assert shown == printable(text)


def test_lines_stay_lines() -> None:
    """A text of several lines keeps them, and nothing else that moves a cursor."""
    assert "one\n\ntwo\\x1b[2J three" == printable_lines("one\n\ntwo\x1b[2J\tthree")
