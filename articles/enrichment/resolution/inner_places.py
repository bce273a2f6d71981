"""Places in the names of institutions: an article on the Danbury Police happens in Danbury."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from articles.enrichment.aliases import AliasTable
from articles.enrichment.gazetteer import Gazetteer, Kind, fold
from articles.enrichment.given_names import is_given
from articles.enrichment.resolution.found import Found
from articles.enrichment.states import state_of
from articles.enrichment.wordlists import word_set
from articles.enrichment.words import is_common

#: What a town, a county or a state has; the word after the place's name. Compared folded.
_OFFICES = word_set(
    """police sheriff sheriffs city county state township town village borough district fire council court superior
    circuit crown magistrates department parliament government legislature assembly senate supreme public planning
    zoning metropolitan emergency ambulance ems health municipal regional board commission
    independent community housing water transit airport chamber redevelopment"""
)
#: Parts of the world before a place's name: "Western Pennsylvania Kennel Association".
_SIDES = word_set(
    """north south east west northern southern eastern western northeast northwest southeast southwest northeastern
    northwestern southeastern southwestern central greater upper lower mid"""
)
#: What is called after a place of the Bible or a person who is called like a city.
_NO_HEADS = word_set("knights sisters daughters order ladies sons")
#: Before a place inside a name: "University of Michigan Center", "Museum for East Texas Culture".
_OF = re.compile(r"\b(?:of|for) (?:the )?")
_WORD = re.compile(r"[^\W\d_](?:[\w.'’]*\w\.?)?")
_LONGEST = 4  #: letters of an abbreviation
#: A city is meant from this size on: behind "of" one called like a common word, and another, and before an office.
_VERY_LARGE, _LARGE, _TOWN = 1_000_000, 100_000, 5_000


def find(mentions: Sequence[Found], aliases: AliasTable, gazetteer: Gazetteer) -> list[Found]:
    """Return a mention for each place at the beginning of an institution's name, behind "of", and at its end."""
    named = {mention.form for mention in mentions if mention.label == "LOC"}
    found = []
    for mention in mentions:
        several = " " in mention.surface or "-" in mention.surface
        if mention.label != "ORG" or not several or aliases.find(mention.surface) is not None:
            continue
        for start, end in _spans(mention.surface, named, _Atlas(aliases, gazetteer)):
            surface = mention.surface[start:end]
            found.append(Found(mention.start + start, mention.start + end, surface, fold(surface), "LOC"))
    return found


def _spans(name: str, named: Collection[str], atlas: _Atlas) -> Iterator[tuple[int, int]]:
    words = [(match.start(), match.end()) for match in _WORD.finditer(name)]
    taken = 0
    for at in range(len(words)):
        start = words[at][0]
        if start < taken:
            continue
        end = _first(name, words, at, named, atlas) or _behind(name, words, at, named, atlas)
        if end is None and at and at == len(words) - 1 and atlas.is_country(name[start:]):
            end = len(name)  # "Cancer Research UK"
        if end is not None:
            taken = end
            yield start, end


def _first(name: str, words: Sequence[tuple[int, int]], at: int, named: Collection[str], atlas: _Atlas) -> int | None:
    """Return where a place's name ends that begins at a word, the first but for parts of the world and hyphens."""
    before = name[: words[at][0]]
    if not all(fold(word) in _SIDES for word in before.split()) and not (before.endswith("-") and " " not in before):
        return None
    for length in range(min(3, len(words) - 1 - at), 0, -1):
        end = words[at + length - 1][1]
        place, office = name[words[at][0] : end], fold(name[slice(*words[at + length])])
        if fold(place) in named or atlas.is_large(place) or (office in _OFFICES and atlas.is_known(place)):
            return end
    return None


def _behind(name: str, words: Sequence[tuple[int, int]], at: int, named: Collection[str], atlas: _Atlas) -> int | None:
    """Return where a place's name ends that begins at a word behind "of", parts of the world between."""
    first = at
    while first and fold(name[slice(*words[first - 1])]) in _SIDES:
        first -= 1
    start = words[first][0]
    joint = next((m for m in _OF.finditer(name, 0, start) if m.end() == start and m.start()), None)
    if joint is None or fold(name.split()[0]) in _NO_HEADS:
        return None
    for length in range(min(3, len(words) - at), 0, -1):
        end = words[at + length - 1][1]
        place = name[words[at][0] : end]
        if fold(place) in named or atlas.is_large(place) or atlas.is_city(place):
            return end
    return None


class _Atlas:
    """What is known of a name that may be a place's."""

    def __init__(self, aliases: AliasTable, gazetteer: Gazetteer) -> None:
        self._aliases, self._gazetteer = aliases, gazetteer

    def is_known(self, name: str) -> bool:
        """Return whether a name is that of a place and no common word or given name: "Union City"."""
        places = [place for place in self._gazetteer.candidates(name) if place.primary]
        if not name[0].isupper() or not places or is_given(fold(name)):
            return False
        least = _LARGE if is_common(name.lower()) else _TOWN
        return any(place.kind is not Kind.CITY or place.population >= least for place in places)

    def is_city(self, name: str) -> bool:
        """Return whether a name is that of a large city: of a very large one if it is a common word too."""
        least = _VERY_LARGE if is_common(name.lower()) else _LARGE
        return name[:1].isupper() and any(
            place.primary and place.population >= least for place in self._gazetteer.candidates(name)
        )

    def is_large(self, name: str) -> bool:
        """Return whether a name, or what it is short for, is that of a country, a state or a county."""
        return self._is(name, (Kind.COUNTRY, Kind.REGION, Kind.DISTRICT))

    def is_country(self, name: str) -> bool:
        """Return whether a name, or what it is short for, is that of a country."""
        return self._is(name, (Kind.COUNTRY,))

    def _is(self, name: str, kinds: Collection[Kind]) -> bool:
        if not name[:1].isupper() or fold(name) in _SIDES:
            return False
        bare = name.replace(".", "")
        if not bare.isupper() or len(bare) > _LONGEST:
            return any(place.primary and place.kind in kinds for place in self._gazetteer.candidates(name))
        state, alias = state_of(name) if "." in name else None, self._aliases.find(name)
        place = self._gazetteer.by_key(alias.key) if alias else None
        return (place is not None and place.kind in kinds) or (state is not None and Kind.REGION in kinds)
