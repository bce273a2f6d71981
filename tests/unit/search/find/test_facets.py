"""Conditions of the values that a reader has chosen."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(("total", "hint"), [(facets.FEW, "map"), (facets.FEW + 1, None)])
def test_only_values_that_are_many_are_looked_at_one_by_one_and_only_of_few_articles(
    total: int, hint: str | None
) -> None:
    """A list of all sources is short; one of all people is made anew after each refresh."""
    assert "execution_hint" not in facets.request(("source", "people"))["source"]["terms"]
    assert ["people"] == list(many := facets.request_many(("source", "people"), total))
    assert hint == many["people"]["terms"].get("execution_hint")


def test_names_of_many_articles_are_drawn_by_chance_and_counted_in_all() -> None:
    names = ("source", "people", "places")
    request = facets.request_many(names, 50_000, thorough=False)
    drawn = {
        "drawn": {
            "doc_count": 1_010,
            "people": {"buckets": [{"key": "Ann Lee", "doc_count": 20}, {"key": "Bo Ek", "doc_count": 19}]},
            "places": {"buckets": [{"key": "Cork", "doc_count": 5}]},
        }
    }
    counts = {"people 0": 900, "people 1": 1_000, "places 0": 250}
    answer = drawn | {"counted": {"buckets": {name: {"doc_count": number} for name, number in counts.items()}}}

    assert 0.01 == request["drawn"]["random_sampler"]["probability"]
    assert ["people", "places"] == list(request["drawn"]["aggs"])
    assert list(counts) == list(facets.request_counts(drawn, 50_000)["counted"]["filters"]["filters"])
    read = facets.read(facets.counted(answer), names)
    assert [[], [("Bo Ek", 1_000), ("Ann Lee", 900)], [("Cork", 250)]] == [
        [(one.value, one.articles) for one in facet.counts] for facet in read
    ]


def test_names_of_the_best_articles_are_counted_in_all_unless_these_are_all() -> None:
    names = ("source", "people")
    best = {"doc_count": 1_000, "people": {"buckets": [{"key": "Bo Ek", "doc_count": 19}]}}
    counts = {"counted": {"buckets": {"people 0": {"doc_count": 700}}}}

    assert {"shard_size": facets.BEST} == facets.request_best(names)["best"]["sampler"]
    assert ["people"] == list(facets.request_best(names)["best"]["aggs"])
    assert {} == facets.request_best(("source", "date"))
    assert ["people 0"] == list(facets.request_counts({"best": best}, 1_001)["counted"]["filters"]["filters"])
    assert {} == facets.request_counts({"best": best}, 1_000)
    for answer, expected in (({"best": best}, 19), ({"best": best} | counts, 700)):
        (_, people) = facets.read(facets.counted(answer), names)
        assert [("Bo Ek", expected)] == [(one.value, one.articles) for one in people.counts]


def test_half_of_the_articles_are_drawn_at_most() -> None:
    """Elasticsearch refuses more."""
    assert 0.5 == facets.drawn(120, 100, {})["random_sampler"]["probability"]


def test_nothing_is_counted_again_where_all_was() -> None:
    answer = {"people": {"buckets": [{"key": "Ann Lee", "doc_count": 20}]}}
    assert {} == facets.request_counts(answer, 50_000)
    assert {} == facets.request_many(("source", "date"), 50_000, thorough=False)
