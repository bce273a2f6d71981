"""Find the stories of which a killed text is a copy, though it is a member of another.

Stories are never merged: a rewrite that came before the text that it was made from began a story of its own. A kill
reaches that story as well if the killed text would join it, by the vote of its members.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.duplicates.joining import join
from articles.duplicates.likeness import Likeness, compare
from articles.duplicates.sketch import Sketch
from search.documents import sketch_keys
from search.schema.index_names import Names
from search.transport.get_by_id import anywhere
from search.transport.refresh import refresh
from search.transport.searches import ask_all

#: Articles that are compared with a killed one, and members of a story that vote, at most.
_CANDIDATES, _VOTERS = 24, 16
#: To be hidden, another story must share this much of all 3-grams with the killed text or, as an excerpt does, this
#: much of the smaller text's own. Of 80,000 pairs of texts of one template 26 are copies by the limits of duplicates
#: and none by these; of rewrites with 45% of their sentences left these lose none in a hundred.
_JACCARD, _CONTAINMENT = 0.15, 0.5


class _Sketched(Value, frozen=True, kw_only=True):
    sketch: str = ""
    story_id: str | None = None


def stories_like(
    client: Elasticsearch, names: Names, ids: Sequence[str], *, refreshed: bool = False
) -> dict[str, list[str]]:
    """Return for each of these articles the other stories that its text would join.

    Args:
        client: Elasticsearch.
        names: Index names.
        ids: The articles.
        refreshed: The index was refreshed after the holds over these articles were written.

    Raises:
        TransientError: Elasticsearch is away or busy.
    """
    killed = {i: one.source for i, one in anywhere(client, names, ids, _Sketched).items() if one.source.sketch}
    if not killed:
        return {}
    if not refreshed:
        refresh(client, [names.everything])
    asked = [(names.everything, _candidates(one)) for one in killed.values()]
    candidates = [_stories(answer) for answer in ask_all(client, asked)]
    stories = sorted({story for some in candidates for story in some})
    answers = ask_all(client, [(names.everything, _voters(story)) for story in stories])
    voters = dict(zip(stories, map(_sketches, answers), strict=True))
    return {
        identifier: reached(_sketch(one.sketch), {story: voters[story] for story in some})
        for (identifier, one), some in zip(killed.items(), candidates, strict=True)
    }


def reached(mine: Sketch, stories: Mapping[str, Sequence[Sketch]]) -> list[str]:
    """Return the stories that a text would join if each were the only one, by stricter limits. Pure."""
    return [
        story
        for story, members in stories.items()
        if join({story: [_certain(compare(mine, member)) for member in members]}) is not None
    ]


def _certain(likeness: Likeness) -> Likeness:
    """Return no likeness in place of one that is too weak to hide another's article by."""
    return likeness if likeness.jaccard >= _JACCARD or likeness.containment >= _CONTAINMENT else Likeness()


def _candidates(one: _Sketched) -> dict[str, Any]:
    keys = sketch_keys(base64.b64decode(one.sketch))
    query = {
        "bool": {
            "must_not": [{"term": {"story_id": one.story_id or ""}}],
            "should": [{"constant_score": {"filter": {"term": {"sketch_keys": key}}}} for key in keys],
            "minimum_should_match": max(1, min(2, len(keys))),
        }
    }
    return {"size": _CANDIDATES, "query": query, "_source": ["story_id"]}


def _voters(story: str) -> dict[str, Any]:
    order = [{"claimed_at": "asc"}]
    return {"size": _VOTERS, "query": {"term": {"story_id": story}}, "sort": order, "_source": ["sketch"]}


def _stories(answer: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(hit["_source"].get("story_id") or hit["_id"] for hit in answer["hits"]["hits"]))


def _sketches(answer: Mapping[str, Any]) -> list[Sketch]:
    return [_sketch(packed) for hit in answer["hits"]["hits"] if (packed := hit["_source"].get("sketch"))]


def _sketch(packed: str) -> Sketch:
    return Sketch.from_bytes(base64.b64decode(packed))
