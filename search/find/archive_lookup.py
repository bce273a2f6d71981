"""Find articles in the index that the duplicate index has evicted.

A document carries the candidate keys of its sketch (`sketch_keys`), each a term of the index. A new article that
shares two of them with an article from before the window is compared with it, as with one in the duplicate index.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from elasticsearch import Elasticsearch

from articles.duplicates.joining import join
from articles.duplicates.likeness import Likeness, compare
from articles.duplicates.sketch import Sketch
from articles.errors import TransientError
from search.documents import sketch_keys
from search.schema.index_names import Names
from search.transport.client import translated

#: Articles that are compared with a new one at most.
CANDIDATES = 8


def holds_older(client: Elasticsearch, names: Names, before: int) -> bool:
    """Return whether an article was claimed before this time (microseconds). If not, the lookup can be skipped."""
    with translated():
        answer = client.search(
            index=names.everything, size=0, terminate_after=1, query={"range": {"claimed_at": {"lt": before}}}
        )
    return bool(answer["hits"]["total"]["value"])


def find(client: Elasticsearch, names: Names, sketches: Sequence[bytes], *, before: int) -> list[str | None]:
    """Return for each sketch the id of an older article that it is a copy of, or None.

    That is the most similar article of the story that the new one would join. It is then loaded into the duplicate
    index, where the new article is judged.

    Args:
        client: Elasticsearch.
        names: Index names.
        sketches: Packed sketches of new articles.
        before: Only articles claimed before this time, microseconds since 1970.

    Raises:
        TransientError: Elasticsearch does not answer. Writes that are not refreshed yet are not seen.
    """
    found: list[str | None] = [None] * len(sketches)
    asked = [(place, keys) for place, sketch in enumerate(sketches) if (keys := sketch_keys(sketch))]
    if not asked:
        return found
    lines: list[dict[str, Any]] = []
    for _, keys in asked:
        query = {
            "bool": {
                "filter": [{"range": {"claimed_at": {"lt": before}}}],
                "should": [{"constant_score": {"filter": {"term": {"sketch_keys": key}}}} for key in keys],
                "minimum_should_match": min(2, len(keys)),
            }
        }
        lines += ({}, {"size": CANDIDATES, "query": query, "_source": ["sketch", "story_id"]})
    with translated():
        answers = client.msearch(index=names.everything, searches=lines)["responses"]
    for (place, _), answer in zip(asked, answers, strict=True):
        if "error" in answer:
            raise TransientError(f"older articles cannot be searched: {answer['error'].get('reason')}")
        found[place] = _most_alike(Sketch.from_bytes(sketches[place]), answer["hits"]["hits"])
    return found


def _most_alike(mine: Sketch, hits: Sequence[dict[str, Any]]) -> str | None:
    stories: dict[str, dict[str, Likeness]] = {}
    for hit in hits:
        if packed := hit["_source"].get("sketch"):
            likeness = compare(mine, Sketch.from_bytes(base64.b64decode(packed)))
            stories.setdefault(hit["_source"].get("story_id", hit["_id"]), {})[hit["_id"]] = likeness
    joined = join({story: list(members.values()) for story, members in stories.items()})
    if joined is None:
        return None
    members = stories[joined]
    return max(members, key=lambda m: (members[m].is_copy, members[m].containment + members[m].jaccard, m))
