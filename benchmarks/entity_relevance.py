"""Is the article that was meant found by whom it names and its day, and how far up: one entity or two of an article.

    python -m benchmarks.entity_relevance [--cache FOLDER] [--heap 1g] [--url URL] [--articles 250]

The archive is the one that `benchmarks.archive` makes. Of articles chosen at random, always the same ones, the people,
organizations and places are asked for as a user writes them. `before` is the query of version 0.1 for the names as
words, `standard` one for any of the words in title and body, both among the articles of that day; `design` is
`copydesk search` with `people:"…" places:"…" on:…`. Figures are mean reciprocal ranks among the first 50.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from elasticsearch import Elasticsearch
from rich.console import Console
from rich.table import Table

from benchmarks import archive, relevance
from search.find.articles import Ask, search
from search.transport.client import connect

_KINDS = ("people", "organizations", "places")
_MOST = 50
_COLUMNS = ("before", "standard", "design")
Named = list[tuple[str, str]]


def _chosen(client: Elasticsearch, count: int) -> Iterator[tuple[str, str, Named]]:
    """Yield the id of each article, its day, and two that it names."""
    dated = {"exists": {"field": "published_at"}}
    at_random = {"function_score": {"query": dated, "random_score": {"seed": 7, "field": "_seq_no"}}}
    answer = client.search(
        index=archive.NAMES.articles, query=at_random, size=count, source={"includes": [*_KINDS, "published_at"]}
    )
    for hit in answer["hits"]["hits"]:
        source = hit["_source"]
        named = [(kind, name) for kind in _KINDS for name in source.get(kind) or () if '"' not in name]
        if len(named) >= 2:
            yield hit["_id"], source["published_at"][:10], random.Random(hit["_id"]).sample(named, 2)


def _found(client: Elasticsearch, day: str, named: Named) -> dict[str, list[str]]:
    """Return the ids that each way to ask finds, the best first."""
    words = " ".join(name for _, name in named)
    fields = ["title", "body"]
    queries: dict[str, dict[str, Any]] = {
        "before": relevance.before(words)[0],
        "standard": {"multi_match": {"query": words, "type": "cross_fields", "fields": fields}},
    }
    of_day = {"range": {"published_at": {"gte": day, "lt": f"{day}||+1d"}}}
    found = {}
    for way, query in queries.items():
        both = {"bool": {"must": [query], "filter": [of_day]}}
        answer = client.search(index=archive.NAMES.articles, query=both, size=_MOST, source=False)
        found[way] = [hit["_id"] for hit in answer["hits"]["hits"]]
    text = " ".join([*(f'{kind}:"{name}"' for kind, name in named), f"on:{day}"])
    found["design"] = [hit.id for hit in search(client, archive.NAMES, Ask(text=text, size=_MOST)).hits]
    return found


def measure(client: Elasticsearch, count: int) -> Table:
    """Return the figures of articles that name one entity, and two."""
    places: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
    classes = {"an entity and a day": 1, "two entities and a day": 2}
    for identifier, day, named in _chosen(client, count):
        for name, some in classes.items():
            for way, ids in _found(client, day, named[:some]).items():
                places[name, way].append([n for n, one in enumerate(ids, 1) if one == identifier])
    table = Table("class", "questions", *_COLUMNS, box=None)
    for name in classes:
        figures = [f"{relevance.mrr(places[name, way]):.3f}" for way in _COLUMNS]
        table.add_row(name, str(len(places[name, "design"])), *figures)
    return table


def main() -> None:
    """Read the arguments, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=250)
    archive.add_arguments(parser)
    given = parser.parse_args()
    with archive.opened(given.cache, url=given.url, heap=given.heap) as url, connect(url, timeout=120) as client:
        Console().print(measure(client, given.articles))


if __name__ == "__main__":
    main()
