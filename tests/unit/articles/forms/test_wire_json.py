"""Places in the fields of an item."""

from __future__ import annotations

from typing import Any

import pytest

from articles.forms.wire_json import _place


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (" Kelmsay ", "Kelmsay"),
        ("", None),
        (["Kelmsay", "Bay"], "Kelmsay"),
        ([{"city": "Kelmsay"}], "Kelmsay"),
        ([], None),
        ({"text": "Kelmsay", "located": {"city": "Bay"}}, "Bay"),
        ({"country": "Norway"}, None),
        (7, None),
    ],
)
def test_the_place_that_a_field_names(value: Any, place: str | None) -> None:
    assert _place(value) == place
