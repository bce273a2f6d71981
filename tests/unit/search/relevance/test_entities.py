"""The query for entities."""

from __future__ import annotations

from search.relevance.entities import about, entity_query


def test_more_salience_scores_more() -> None:
    """Each tenth adds the same; an article that only mentions the entity gets nothing for it."""
    levels = about("person:a")["dis_max"]["queries"]
    terms = [one["constant_score"]["filter"]["term"]["about"] for one in levels]
    assert [f"person:a|{tenths}" for tenths in range(1, 11)] == terms
    boosts = [one["constant_score"]["boost"] for one in levels]
    assert sorted(set(boosts)) == boosts


def test_any_of_its_keys_finds_an_entity() -> None:
    """The keys filter, and the most salient of them scores."""
    query = entity_query(["person:b", "person:a"])["bool"]
    assert {"terms": {"entity_keys": ["person:a", "person:b"]}} == query["filter"]
    assert 2 == len(query["should"][0]["dis_max"]["queries"])
