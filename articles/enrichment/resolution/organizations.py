"""Which of an article's organizations a name means: short forms and acronyms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.enrichment.resolution.found import Found
from articles.enrichment.resolution.names import initials, organization_key
from articles.enrichment.wordlists import word_set

_ACRONYM_AFTER = re.compile(r"\s?\((?:the )?[“\"]?([A-Z][A-Za-z&.\-]{1,9})[”\"]?\)")

#: First words that do not tell one organization from another.
GENERIC = word_set(
    """university college school institute center centre department ministry office bureau council committee
    commission agency association federation union party national international federal american british
    european united royal state city county first new world global general supreme high central bank court
    police army house senate group company board team club north south east west northern southern eastern
    western"""
)


def join(mentions: Sequence[Found], text: str, next_cluster: int) -> int:
    """Give the mentions of one organization the same cluster.

    One are: the same name but for "the" and legal forms; a name and the acronym
    that follows it in parentheses, or whose letters are its initials; a name and
    its first word or words, where these are not `GENERIC` ("Goldman" after
    "Goldman Sachs").

    Args:
        mentions: Those of organizations, by position. Their `cluster` is set.
        text: The text that they stand in.
        next_cluster: The first number to give.

    Returns:
        The number after the last one given.
    """
    by_key: dict[str, int] = {}
    acronyms: dict[str, int] = {}
    heads: dict[str, int] = {}
    waiting: list[tuple[Found, str]] = []
    for mention in mentions:
        key = organization_key(mention.surface)
        words = key.partition(":")[2].split("-")
        if len(words) == 1:
            waiting.append((mention, key))
            continue
        cluster = by_key.get(key)
        if cluster is None:
            cluster = by_key[key] = next_cluster
            next_cluster += 1
            after = _ACRONYM_AFTER.match(text, mention.end)
            letters = initials(mention.surface)
            if after and is_acronym(after[1], mention.surface):
                acronyms[after[1].replace(".", "")] = cluster
            if len(letters) >= 2:
                acronyms.setdefault(letters, cluster)
            if words[0] not in GENERIC:
                for length in range(1, len(words)):
                    heads.setdefault("-".join(words[:length]), cluster)
        mention.cluster = cluster
    for mention, key in waiting:
        bare = mention.surface.replace(".", "")
        head = key.partition(":")[2]
        cluster = acronyms.get(bare) if bare.isupper() or bare in acronyms else None
        if cluster is None:
            cluster = heads.get(head)
        if cluster is None:
            cluster = by_key.get(key)
            if cluster is None:
                cluster = by_key[key] = next_cluster
                next_cluster += 1
        mention.cluster = cluster
    return next_cluster


def is_acronym(short: str, name: str) -> bool:
    """Whether the capitals of `short` appear in order among the initials, or the letters, of `name`."""
    wanted = [c for c in short.upper() if c.isalpha()]
    letters = iter(initials(name) or name.upper())
    if all(c in letters for c in wanted):
        return True
    rest = iter(c for c in name.upper() if c.isalpha())
    return name[:1].upper() == short[:1].upper() and all(c in rest for c in wanted)
