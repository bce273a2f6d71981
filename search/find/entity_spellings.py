"""Count the ways an entity is written in the articles that name it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from elasticsearch import Elasticsearch

from articles.article import Value
from search.find.entities import entity_query
from search.schema.index_names import Names
from search.transport.client import translated

#: Articles that are looked at.
_LATEST = 50


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
    wanted = set(keys)
    with translated():
        answer = client.search(
            index=names.articles,
            size=_LATEST,
            query=entity_query(keys),
            sort=[{"ingested_at": "desc"}],
            source={"includes": ["entities.key", "entities.surfaces"]},
        )
    counts: Counter[str] = Counter()
    for hit in answer["hits"]["hits"]:
        entities = hit["_source"].get("entities", ())
        counts.update({text for one in entities if one.get("key") in wanted for text in one.get("surfaces", ())})
    return tuple(
        Spelling(text=text, articles=number)
        for text, number in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:size]
    )
