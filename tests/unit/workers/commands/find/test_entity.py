from __future__ import annotations

import pytest

from workers.commands.find.entity import sparkline, spelled


def test_sparkline() -> None:
    """The highest count has the full bar, any count has one, none has a blank."""
    assert "▁ ▄█" == sparkline([1, 0, 10, 20])
    assert "" == sparkline([])


@pytest.mark.parametrize(("interval", "words"), [("7d", "7 days"), ("1M", "1 month"), ("", "")])
def test_intervals(interval: str, words: str) -> None:
    """Elasticsearch's intervals are spelled out."""
    assert words == spelled(interval)
