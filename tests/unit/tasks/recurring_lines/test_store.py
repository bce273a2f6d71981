from __future__ import annotations

from tasks.recurring_lines.store import _HEAD, _TAIL, _some


def test_of_a_long_article_the_first_and_the_last_lines_are_looked_at() -> None:
    lines = list(range(_HEAD + _TAIL + 1))

    assert _some(lines[:-1]) == lines[:-1]
    assert _some(lines) == lines[:_HEAD] + lines[-_TAIL:]
    assert _some([]) == []
