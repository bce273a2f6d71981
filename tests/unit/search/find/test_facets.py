"""Conditions of the values that a reader has chosen."""

from __future__ import annotations

from search.find import facets
from search.find.facets import chosen_query


def test_several_sources_are_alternatives_and_several_people_are_all_named() -> None:
    chosen = [("source", "A"), ("people", "Ann Lee"), ("source", "B"), ("people", "Bo Ek"), ("language", "en")]

    assert [
        {"terms": {"source": ["A", "B"]}},
        {"term": {"people": "Ann Lee"}},
        {"term": {"people": "Bo Ek"}},
        {"terms": {"language": ["en"]}},
    ] == chosen_query(chosen)


def test_only_values_that_are_many_are_looked_at_one_by_one_and_only_of_few_articles() -> None:
    """A list of all sources is short; one of all people is made anew after each refresh."""
    few = facets.request(("source", "people"), few=True)
    assert [None, "map"] == [few[name]["terms"].get("execution_hint") for name in ("source", "people")]
    assert "execution_hint" not in facets.request(("people",))["people"]["terms"]
