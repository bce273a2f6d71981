"""Conditions of the values that a reader has chosen."""

from __future__ import annotations

from search.find.facets import chosen_query


def test_several_sources_are_alternatives_and_several_people_are_all_named() -> None:
    chosen = [("source", "A"), ("people", "Ann Lee"), ("source", "B"), ("people", "Bo Ek"), ("language", "en")]

    assert [
        {"terms": {"source": ["A", "B"]}},
        {"term": {"people": "Ann Lee"}},
        {"term": {"people": "Bo Ek"}},
        {"terms": {"language": ["en"]}},
    ] == chosen_query(chosen)
