"""Count the articles that a search finds by source, language, people, ...: its facets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from articles.article import Value
from search.transport.query import Aggregation, Query

#: Values of a facet that are shown.
_SIZE = 10
#: Spans of time of the facet "date", at most.
_SPANS = 12

#: Articles up to which the values of each are looked at; of more, those of some that are drawn by chance.
FEW = 1_000
_DRAWN_ARTICLES = 500
#: Facets of many different values. To list them all, which Elasticsearch does after each refresh, takes longer than to
#: look at the values of a thousand articles.
_MANY_VALUES = frozenset({"people", "organizations", "places", "keywords", "tags"})
#: Values of the articles looked at that are counted in all articles: more than are shown, since their order may change.
_CANDIDATES = 15
#: Best hits whose values are looked at, where they differ in how well they match. A thousand take twice as long;
#: the values found have .74 of the articles of the most frequent people, instead of .72.
BEST = 500
#: Names of aggregations; no facet has one.
_BEST, _DRAWN, _COUNTED = "best", "drawn", "counted"

#: Facets by name → field of the index.
FACETS: Mapping[str, str] = {
    "date": "published_at",
    "source": "source",
    "language": "language",
    "section": "section",
    "people": "people",
    "organizations": "organizations",
    "places": "places",
    "keywords": "keywords",
    "tags": "tags",
    "topics": "topics.name",
    "country": "dateline.country",
    "form": "form",
}
#: What is shown where no facets are named.
USUAL = ("date", "source", "language", "people", "organizations", "places", "keywords")


class Count(Value, frozen=True, kw_only=True):
    """A value and the number of articles that have it."""

    value: str
    articles: int


class Facet(Value, frozen=True, kw_only=True):
    """The most frequent values of a field."""

    name: str
    counts: tuple[Count, ...]
    others: int = 0  #: articles with values that are not listed; one with several counts for each
    without: int = 0  #: articles that have no value


def request(chosen: Sequence[str], *, thorough: bool = True) -> dict[str, Aggregation]:
    """Return the aggregations of a request for these facets, but for those of many different values.

    Args:
        chosen: Names of facets.
        thorough: Count the articles that have no value, too; `Facet.without` is 0 else.
    """
    wanted: dict[str, Aggregation] = {}
    for name in chosen:
        if name == "date":
            wanted[name] = {"auto_date_histogram": {"field": FACETS[name], "buckets": _SPANS}}
        elif name not in _MANY_VALUES:
            wanted[name] = {"terms": {"field": FACETS[name], "size": _SIZE}}
        if thorough:
            wanted[f"without {name}"] = {"missing": {"field": FACETS[name]}}
    return wanted


def request_best(chosen: Sequence[str]) -> dict[str, Aggregation]:
    """Return the aggregations for those of these facets that have many different values, over the best hits.

    They belong to the request for the hits: how many there are need not be known. If these are not all hits,
    `request_counts` counts the values.

    Args:
        chosen: Names of facets.
    """
    wanted = _values_of_each(chosen, _CANDIDATES)
    return {_BEST: {"sampler": {"shard_size": BEST}, "aggs": wanted}} if wanted else {}


def request_many(chosen: Sequence[str], total: int, *, thorough: bool = True) -> dict[str, Aggregation]:
    """Return the aggregations of a request for those of these facets that have many different values.

    Args:
        chosen: Names of facets.
        total: Articles that the search finds.
        thorough: Find the most frequent values for certain, and count those that are not listed. Else, of more than
            `FEW` articles, the values are those that articles drawn by chance have; they are counted by
            `request_counts`.
    """
    if total <= FEW:
        return _values_of_each(chosen, _SIZE)
    if not thorough:
        wanted = _values_of_each(chosen, _CANDIDATES)
        return {_DRAWN: drawn(total, _DRAWN_ARTICLES, wanted)} if wanted else {}
    return {name: {"terms": {"field": FACETS[name], "size": _SIZE}} for name in chosen if name in _MANY_VALUES}


def _values_of_each(chosen: Sequence[str], size: int) -> dict[str, Aggregation]:
    """Return aggregations that look at the values of each article."""
    return {
        name: {"terms": {"field": FACETS[name], "size": size, "execution_hint": "map"}}
        for name in chosen
        if name in _MANY_VALUES
    }


def drawn(total: int, wanted: int, aggregations: dict[str, Aggregation]) -> Aggregation:
    """Return an aggregation over so many articles drawn by chance, always the same; over half of them at most."""
    return {"random_sampler": {"probability": min(wanted / total, 0.5), "seed": 1}, "aggs": aggregations}


def request_counts(answer: Mapping[str, Any], total: int) -> dict[str, Aggregation]:
    """Return the aggregations that count in all articles what was found in some; none if these were all.

    Args:
        answer: To `request_best` or `request_many`.
        total: Articles that the search finds.
    """
    looked_at = _looked_at(answer)
    if _BEST in answer and looked_at["doc_count"] >= total:
        return {}
    filters = {
        f"{name} {place}": {"term": {FACETS[name]: value}}
        for name, values in _values(looked_at).items()
        for place, value in enumerate(values)
    }
    return {_COUNTED: {"filters": {"filters": filters}}} if filters else {}


def counted(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer as if the values of all articles had been counted in the first place.

    Args:
        answer: To `request_best` or `request_many`, with that to `request_counts` if there was one.
    """
    looked_at = _looked_at(answer)
    counts = answer.get(_COUNTED, {}).get("buckets")
    found = {
        name: [
            {"key": value, "doc_count": counts[f"{name} {place}"]["doc_count"]} if counts else bucket
            for place, (value, bucket) in enumerate(zip(values, looked_at[name]["buckets"], strict=True))
        ]
        for name, values in _values(looked_at).items()
    }
    return {
        **answer,
        **{
            name: {"buckets": sorted(buckets, key=lambda one: (-one["doc_count"], one["key"]))[:_SIZE]}
            for name, buckets in found.items()
        },
    }


def _looked_at(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = answer.get(_BEST) or answer.get(_DRAWN) or {}
    return found


def _values(looked_at: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: [one["key"] for one in found["buckets"]] for name, found in looked_at.items() if name in FACETS}


#: Of these an article has one value at most, so several that are chosen are alternatives.
_SINGLE = frozenset({"source", "language", "section", "country", "form"})


def chosen_query(values: Sequence[tuple[str, str]]) -> list[Query]:
    """Return the conditions that an article has these values, each with the name of its facet.

    Of what an article has one value of, such as its source, any of the values will do; of the rest it has them all.
    """
    chosen: dict[str, list[str]] = {}
    for name, value in values:
        chosen.setdefault(name, []).append(value)
    conditions: list[Query] = []
    for name, wanted in chosen.items():
        field = FACETS[name]
        conditions += [{"terms": {field: wanted}}] if name in _SINGLE else [{"term": {field: one}} for one in wanted]
    return conditions


def read(answer: Mapping[str, Any], chosen: Sequence[str]) -> tuple[Facet, ...]:
    """Return the facets of an answer."""
    return tuple(
        Facet(
            name=name,
            counts=tuple(
                Count(value=str(bucket.get("key_as_string", bucket["key"])), articles=bucket["doc_count"])
                for bucket in answer.get(name, {}).get("buckets", ())
            ),
            others=answer.get(name, {}).get("sum_other_doc_count", 0),
            without=answer.get(f"without {name}", {}).get("doc_count", 0),
        )
        for name in chosen
    )
