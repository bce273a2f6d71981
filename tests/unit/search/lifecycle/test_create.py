"""Which fields an index of an earlier version lacks."""

from __future__ import annotations

from typing import Any

import pytest

from search.lifecycle.create import acceptable, missing_fields
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
        ({"o": {"properties": {"a": KEYWORD}}}, {"o": {"type": "object", "enabled": False}}, {}),
    ],
    ids=[
        "same",
        "new field",
        "field of somebody else",
        "other type",
        "in an object",
        "in nested",
        "multi-field",
        "kept only",
    ],
)
def test_missing_fields(wanted: dict[str, Any], present: dict[str, Any], expected: dict[str, Any]) -> None:
    """Only what is new, with the way to it."""
    assert expected == missing_fields(wanted, present)


@pytest.mark.parametrize("fields", [mapping.ARTICLE, mapping.INTAKE, mapping.REVISIONS, mapping.TOMBSTONES])
def test_an_index_of_this_version_lacks_nothing(fields: dict[str, Any]) -> None:
    """Nothing is written to an index that is current."""
    assert {} == missing_fields(fields["properties"], fields["properties"])


STEMMED = {"type": "text", "analyzer": "stem_en"}


@pytest.mark.parametrize(
    ("missing", "present", "expected"),
    [
        ({"a": KEYWORD}, {}, {"a": KEYWORD}),
        ({"a": {"type": "text", "analyzer": "news"}}, {}, {"a": {"type": "text", "analyzer": "news"}}),
        ({"a": {"properties": {"b": STEMMED}}}, {}, {"a": mapping.STORED}),
        (
            {"a": {"properties": {"b": STEMMED, "c": KEYWORD}}},
            {"a": {"properties": {}}},
            {"a": {"properties": {"b": mapping.STORED, "c": KEYWORD}}},
        ),
    ],
    ids=["no analyzer", "one that all have", "unknown", "unknown in an object that is there"],
)
def test_a_field_whose_analyzer_the_index_lacks_is_only_kept(
    missing: dict[str, Any], present: dict[str, Any], expected: dict[str, Any]
) -> None:
    """Put-mapping would refuse it, and without the field the strict mapping would refuse articles."""
    assert expected == acceptable(missing, present, {"theirs"})


def test_analyzers_that_the_index_has_are_used() -> None:
    """An index of this version takes a further field with its own analyzers."""
    assert {"a": STEMMED} == acceptable({"a": STEMMED}, {}, {"stem_en"})
