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
#: Values of the articles drawn that are counted in all: more than are shown, since chance errs.
_CANDIDATES = 15
#: Names of aggregations; no facet has one.
_DRAWN, _COUNTED = "drawn", "counted"

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


def request_many(chosen: Sequence[str], total: int, *, thorough: bool = True) -> dict[str, Aggregation]:
    """Return the aggregations of a request for those of these facets that have many different values.

    Args:
        chosen: Names of facets.
        total: Articles that the search finds.
        thorough: Find the most frequent values for certain, and count those that are not listed. Else, of more than
            `FEW` articles, the values are those that articles drawn by chance have; they are counted by
            `request_counts`.
    """
    names = [name for name in chosen if name in _MANY_VALUES]
    each = {"execution_hint": "map"} if total <= FEW or not thorough else {}
    exact = thorough or total <= FEW
    size = _SIZE if exact else _CANDIDATES
    wanted: dict[str, Aggregation] = {name: {"terms": {"field": FACETS[name], "size": size, **each}} for name in names}
    return wanted if exact or not names else {_DRAWN: drawn(total, _DRAWN_ARTICLES, wanted)}


def drawn(total: int, wanted: int, aggregations: dict[str, Aggregation]) -> Aggregation:
    """Return an aggregation over so many articles drawn by chance, always the same; over half of them at most."""
    return {"random_sampler": {"probability": min(wanted / total, 0.5), "seed": 1}, "aggs": aggregations}


def request_counts(answer: Mapping[str, Any]) -> dict[str, Aggregation]:
    """Return the aggregations that count what was found in articles drawn by chance in all articles; none if all were.

    Args:
        answer: To `request_many`.
    """
    filters = {
        f"{name} {place}": {"term": {FACETS[name]: value}}
        for name, values in _drawn_values(answer).items()
        for place, value in enumerate(values)
    }
    return {_COUNTED: {"filters": {"filters": filters}}} if filters else {}


def counted(answer: Mapping[str, Any], counts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer to `request_many` as if all values had been counted.

    Args:
        answer: To `request_many`.
        counts: The answer to `request_counts`.
    """
    found = {
        name: [
            {"key": value, "doc_count": counts[_COUNTED]["buckets"][f"{name} {place}"]["doc_count"]}
            for place, value in enumerate(values)
        ]
        for name, values in _drawn_values(answer).items()
    }
    return {
        name: {"buckets": sorted(buckets, key=lambda one: (-one["doc_count"], one["key"]))[:_SIZE]}
        for name, buckets in found.items()
    }


def _drawn_values(answer: Mapping[str, Any]) -> dict[str, list[str]]:
    found = answer.get(_DRAWN, {})
    return {name: [one["key"] for one in found[name]["buckets"]] for name in found if name in FACETS}


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
