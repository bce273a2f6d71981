"""How many entities are counted together."""

from __future__ import annotations

import pytest

from search.entity_index.count import PAGE
from search.entity_index.passes import next_part


@pytest.mark.parametrize(
    ("entities", "seconds", "expected"),
    [
        pytest.param(40, 0.25, 40, id="as long as it may"),
        pytest.param(40, 0.5, 20, id="too long"),
        pytest.param(40, 60.0, 1, id="one at least, however long it takes"),
        pytest.param(40, 0.2, 50, id="not as long"),
        pytest.param(10, 0.001, 20, id="twice as many at most: the next may be names that many articles have"),
        pytest.param(150, 0.001, PAGE, id="a page at most"),
        pytest.param(5, 0.0, 10, id="no time at all"),
    ],
)
def test_the_next_part_takes_as_long_as_it_may(entities: int, seconds: float, expected: int) -> None:
    """By how long the last one took."""
    assert expected == next_part(entities, seconds, 0.25)
