"""Decide which story a text joins, by a vote of the stories' members. Stories are never merged."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from articles.duplicates.likeness import Likeness

Story = TypeVar("Story", bound=Hashable)

#: This share of a story's members must know the text as their copy.
MATCHING = 0.5


def join(likenesses: Mapping[Story, Sequence[Likeness]]) -> Story | None:
    """Return the story that a text joins, or None if it begins one.

    The story with the highest (sum of containment + Jaccard over matching members) / members wins, if at least half of
    its members match. Of equals the first wins. If there is none, a text may join that has other paragraphs before what
    it shares: a page that continues with an article is a copy of that article. The other way round it never joins,
    since such pages would draw stories together.

    Args:
        likenesses: For each story that it might join, the text's likeness with each known member, as
            `compare(text, member)` returns it.
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
