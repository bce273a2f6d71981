"""Places in the names of institutions: an article on the Danbury Police happens in Danbury."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from articles.enrichment.aliases import AliasTable
from articles.enrichment.gazetteer import Gazetteer, Kind, fold
from articles.enrichment.resolution.found import Found
from articles.enrichment.wordlists import word_set
from articles.enrichment.words import is_common

#: What a town, a county or a state has; the word after the place's name. Compared folded.
_OFFICES = word_set(
    """police sheriff sheriffs city county state township town village borough district fire council court superior
    circuit crown magistrates department parliament government legislature assembly senate supreme public planning
    zoning metropolitan emergency ambulance ems health school schools municipal regional board commission
    independent community high junior housing water transit airport"""
)
#: What may be called after somebody else: a place only if the article names it.
_OTHERS = word_set(
    """college university hospital medical school schools high junior middle elementary library church"""
)
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
#: A city that is called like a common word, or otherwise, is meant from this size on.
_LARGE, _TOWN = 100_000, 15_000


def find(mentions: Sequence[Found], aliases: AliasTable, gazetteer: Gazetteer) -> list[Found]:
    """Return a mention for each place at the beginning of an institution's name, or at its end behind "of"."""
    named = {mention.form for mention in mentions if mention.label == "LOC"}
    found = []
    for mention in mentions:
        if mention.label != "ORG" or " " not in mention.surface or aliases.find(mention.surface) is not None:
            continue
        for start, end in _spans(mention, named, gazetteer):
            surface = mention.surface[start:end]
            found.append(Found(mention.start + start, mention.start + end, surface, fold(surface), "LOC"))
    return found


def _spans(mention: Found, named: Collection[str], gazetteer: Gazetteer) -> Iterator[tuple[int, int]]:
    words = list(_WORD.finditer(mention.surface))
    for length in range(min(3, len(words) - 1), 0, -1):
        name, office = mention.surface[: words[length - 1].end()], fold(words[length][0])
        wanted = fold(name) in named and office in (_OFFICES | _OTHERS)
        if wanted or (office in _OFFICES - _OTHERS and _is_known(name, gazetteer)) or _is_large(name, gazetteer):
            yield 0, len(name)
            break
    head, joint, tail = mention.surface.rpartition(" of ")
    if joint and head and (fold(tail) in named or _is_large(tail, gazetteer)):
        yield len(head) + len(joint), len(mention.surface)


def _is_known(name: str, gazetteer: Gazetteer) -> bool:
    """Return whether a name is that of a place and no common word: "Union City"."""
    places = [place for place in gazetteer.candidates(name) if place.primary]
    if not name[0].isupper() or not places:
        return False
    least = _LARGE if is_common(name.lower()) else _TOWN
    return any(place.kind is not Kind.CITY or place.population >= least for place in places)


def _is_large(name: str, gazetteer: Gazetteer) -> bool:
    """Return whether a name is that of a country or a state."""
    return name[:1].isupper() and any(
        place.primary and place.kind in (Kind.COUNTRY, Kind.REGION, Kind.DISTRICT)
        for place in gazetteer.candidates(name)
    )
