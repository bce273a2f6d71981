"""Count the ways an entity is written in the articles that name it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Value
from search.find.entities import entity_query
from search.schema.index_names import Names
from search.transport.searches import ask_all

#: Articles that are looked at.
_LATEST = 30


class Spelling(Value, frozen=True, kw_only=True):
    """A way an entity is written, and the number of articles that write it so."""

    text: str
    articles: int


def spellings(client: Elasticsearch, names: Names, keys: Sequence[str], *, size: int = 30) -> tuple[Spelling, ...]:
    """Return the ways an entity is written in the latest articles that name it, the most frequent first.

    Args:
        client: Elasticsearch.
        names: Index names.
        keys: Its keys.
        size: Spellings at most.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    (answer,) = ask_all(client, [spellings_search(names, keys)])
    return spellings_in(answer, keys, size=size)


def spellings_search(names: Names, keys: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """Return the index and the body of the search for the articles that `spellings_in` reads."""
    return names.articles, {
        "size": _LATEST,
        "track_total_hits": False,
        "query": entity_query(keys),
        "sort": [{"ingested_at": "desc"}],
        "_source": {"includes": ["entities.key", "entities.surfaces"]},
    }


def spellings_in(answer: Mapping[str, Any], keys: Sequence[str], *, size: int = 30) -> tuple[Spelling, ...]:
    """Return the ways an entity is written in articles, the most frequent first.

    Args:
        answer: To `spellings_search`.
        keys: The keys of the entity.
        size: Spellings at most.
    """
    wanted = set(keys)
    counts: Counter[str] = Counter()
    for hit in answer["hits"]["hits"]:
        entities = hit["_source"].get("entities", ())
        counts.update({text for one in entities if one.get("key") in wanted for text in one.get("surfaces", ())})
    return tuple(
        Spelling(text=text, articles=number)
        for text, number in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:size]
    )
