"""Which story a text joins, by a vote of the stories' members. Stories are never merged."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from articles.duplicates.likeness import Likeness

Story = TypeVar("Story", bound=Hashable)

#: This share of a story's members must know the text as their copy.
MATCHING = 0.5


def join(likenesses: Mapping[Story, Sequence[Likeness]]) -> Story | None:
    """The story that a text joins, or None where it begins one.

    `likenesses` has for each story that might be it the text's likeness with each of its (known)
    members. The story with the highest (sum of containment + Jaccard over matching members) / members
    wins, if at least half of its members match. Among equals the first one given wins.
    """
    best: Story | None = None
    best_score = 0.0
    for story, members in likenesses.items():
        matching = [m for m in members if m.is_copy]
        if not matching or len(matching) < MATCHING * len(members):
            continue
        score = sum(m.containment + m.jaccard for m in matching) / len(members)
        if score > best_score:
            best, best_score = story, score
    return best
