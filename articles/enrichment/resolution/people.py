"""Which of an article's people a name means: "Wang" is Wang Yi or Zheng Wang."""

from __future__ import annotations

from collections.abc import Sequence

from articles.enrichment.resolution.found import Found
from articles.enrichment.resolution.names import PARTICLES, parts, spelled_parts


def join(mentions: Sequence[Found], body_start: int, next_cluster: int) -> int:
    """Give the mentions of one person the same cluster.

    Names of several parts are one person when they have the same parts, or when
    all parts of one are in the other. A name of one part is, of the people named in
    full whose last or first part it is, the one in the title; else the nearest before
    it; else the first one after it. (Method: Copydesk's own; the rule "nearest before, else first
    after" decides all people of the articles it was tuned on.)

    Args:
        mentions: Those of people, by position. Their `cluster` is set.
        body_start: Where the body begins; before it is the title.
        next_cluster: The first number to give.

    Returns:
        The number after the last one given.
    """
    split = [tuple(p for p in spelled_parts(m.name) if len(p) > 1 or p.isalpha()) for m in mentions]
    next_cluster = _join_full(mentions, split, next_cluster)
    by_part: dict[str, list[int]] = {}
    for index, words in enumerate(split):
        if len(words) >= 2:
            for word in {words[0], words[-1]}:
                by_part.setdefault(word, []).append(index)
    alone: dict[str, int] = {}
    for index, words in enumerate(split):
        if len(words) != 1:
            continue
        chosen = _meant(index, by_part.get(words[0], []), mentions, body_start)
        if chosen is not None:
            mentions[index].cluster = mentions[chosen].cluster
            continue
        if words[0] not in alone:
            alone[words[0]] = next_cluster
            next_cluster += 1
        mentions[index].cluster = alone[words[0]]
    return next_cluster


def _join_full(mentions: Sequence[Found], split: Sequence[tuple[str, ...]], next_cluster: int) -> int:
    """Give names of several parts their clusters."""
    full: dict[tuple[str, ...], int] = {}
    for mention, words in zip(mentions, split, strict=True):
        if len(words) < 2:
            continue
        identity = tuple(sorted(w for w in words if len(w) > 1)) or words
        cluster = full.pop(identity, None)
        if cluster is None:
            cluster = _contained(identity, full)
            if cluster is None:
                cluster = next_cluster
                next_cluster += 1
        full[identity] = cluster  # the last named is the last in the dictionary
        mention.cluster = cluster
    return next_cluster


def _meant(index: int, candidates: Sequence[int], mentions: Sequence[Found], body_start: int) -> int | None:
    """Return which of the people named in full a name of one part means."""
    titular = {mentions[i].cluster for i in candidates if mentions[i].start < body_start}
    if len(titular) == 1:
        candidates = [i for i in candidates if mentions[i].cluster in titular]
    before = [i for i in candidates if i < index]
    return before[-1] if before else (candidates[0] if candidates else None)


def _contained(identity: tuple[str, ...], full: dict[tuple[str, ...], int]) -> int | None:
    """Return a person named before, some of whose names hold all parts of this one, or the other way round."""
    mine = set(identity) - PARTICLES
    if not mine:
        return None
    for other, cluster in reversed(full.items()):
        theirs = set(other) - PARTICLES
        if (len(mine) >= 2 and mine <= theirs) or (len(theirs) >= 2 and theirs <= mine):
            return cluster
        if len(mine) == 1 and mine <= theirs:
            return cluster
    return None


def family_and_given(name: str) -> tuple[str, str]:
    """Last and first part of a name, folded; the same where there is one alone."""
    words = parts(name)
    return words[-1], words[0]
