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

#: Articles up to which it costs less to look at the values of each.
FEW = 1_000
#: Facets of many different values. To list them all, which Elasticsearch does after each refresh, takes longer than to
#: look at the values of a thousand articles.
_MANY_VALUES = frozenset({"people", "organizations", "places", "keywords", "tags"})

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


def request(chosen: Sequence[str], *, without: bool = True, few: bool = False) -> dict[str, Aggregation]:
    """Return the aggregations of a request for these facets.

    Args:
        chosen: Names of facets.
        without: Count the articles that have no value, too; `Facet.without` is 0 else.
        few: The search finds `FEW` articles at most.
    """
    wanted: dict[str, Aggregation] = {}
    for name in chosen:
        field = FACETS[name]
        if name == "date":
            wanted[name] = {"auto_date_histogram": {"field": field, "buckets": _SPANS}}
        else:
            how = {"execution_hint": "map"} if few and name in _MANY_VALUES else {}
            wanted[name] = {"terms": {"field": field, "size": _SIZE, **how}}
        if without:
            wanted[f"without {name}"] = {"missing": {"field": field}}
    return wanted


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
                for bucket in answer[name]["buckets"]
            ),
            others=answer[name].get("sum_other_doc_count", 0),
            without=answer.get(f"without {name}", {}).get("doc_count", 0),
        )
        for name in chosen
    )
