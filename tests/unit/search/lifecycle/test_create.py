"""Which fields an index of an earlier version lacks."""

from __future__ import annotations

from typing import Any

import pytest

from search.lifecycle.create import missing_fields
from search.schema import mapping

KEYWORD = {"type": "keyword"}


@pytest.mark.parametrize(
    ("wanted", "present", "expected"),
    [
        ({"a": KEYWORD}, {"a": KEYWORD}, {}),
        ({"a": KEYWORD, "b": KEYWORD}, {"a": KEYWORD}, {"b": KEYWORD}),
        ({"a": KEYWORD}, {"a": KEYWORD, "theirs": KEYWORD}, {}),
        ({"a": {"type": "long"}}, {"a": KEYWORD}, {}),
        (
            {"o": {"properties": {"a": KEYWORD, "b": KEYWORD}}},
            {"o": {"properties": {"a": KEYWORD}}},
            {"o": {"properties": {"b": KEYWORD}}},
        ),
        (
            {"n": {"type": "nested", "properties": {"a": KEYWORD, "b": KEYWORD}}},
            {"n": {"type": "nested", "properties": {"a": KEYWORD}}},
            {"n": {"type": "nested", "properties": {"b": KEYWORD}}},
        ),
        (
            {"t": {"type": "text", "fields": {"raw": KEYWORD}}},
            {"t": {"type": "text"}},
            {"t": {"type": "text", "fields": {"raw": KEYWORD}}},
        ),
    ],
    ids=["same", "new field", "field of somebody else", "other type", "in an object", "in nested", "multi-field"],
)
def test_missing_fields(wanted: dict[str, Any], present: dict[str, Any], expected: dict[str, Any]) -> None:
    """Only what is new, with the way to it."""
    assert expected == missing_fields(wanted, present)


@pytest.mark.parametrize("fields", [mapping.ARTICLE, mapping.INTAKE, mapping.REVISIONS, mapping.TOMBSTONES])
def test_an_index_of_this_version_lacks_nothing(fields: dict[str, Any]) -> None:
    """Nothing is written to an index that is current."""
    assert {} == missing_fields(fields["properties"], fields["properties"])
