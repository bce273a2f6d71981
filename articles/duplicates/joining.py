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

    `likenesses` has for each story that might be it the text's likeness with each of its (known) members, as
    `compare(text, member)` gives it. The story with the highest (sum of containment + Jaccard over matching
    members) / members wins, if at least half of its members match. Among equals the first one given wins.

    Only where there is none, a text joins that has something else before what it shares: a page that opens
    with one article and goes on with another is a copy of the first. The other way round it never joins, since
    then such pages would draw stories together.
    """
    best: Story | None = None
    best_rank = (False, 0.0)
    for story, members in likenesses.items():
        matching = [m for m in members if m.is_copy or m.prefaced == 1]
        if not matching or len(matching) < MATCHING * len(members):
            continue
        rank = (any(m.is_copy for m in matching), sum(m.containment + m.jaccard for m in matching) / len(members))
        if rank > best_rank:
            best, best_rank = story, rank
    return best
