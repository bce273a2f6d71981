"""The longer memory: leads that deduplication has let go are found again through the index.

A document carries the candidate keys of its sketch (`sketch_keys`), each a term of the index. A new article that
shares two of them with an article from before the window is compared with it, as with a remembered one.
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
    """Is there an article claimed before (microseconds)? If not, nothing needs to be looked for."""
    with translated():
        answer = client.search(
            index=names.everything, size=0, terminate_after=1, query={"range": {"claimed_at": {"lt": before}}}
        )
    return bool(answer["hits"]["total"]["value"])


def find(client: Elasticsearch, names: Names, sketches: Sequence[bytes], *, before: int) -> list[str | None]:
    """For each sketch the id of an article claimed before (microseconds) whose copy it is, or None.

    It is the one most alike in the story that the new article would join; to be loaded into the memory
    (`tasks.duplicates.index`), in whose light the new article is then judged again. Sees what has been refreshed.
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
            raise TransientError(f"older articles cannot be looked for: {answer['error'].get('reason')}")
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
