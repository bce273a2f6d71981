"""Places that a tagger does not see: "Charleston, W.Va.", "R-Florence", "Danbury police", "BANTAM - A mason"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from articles.enrichment.gazetteer import Gazetteer, Kind, fold
from articles.enrichment.given_names import is_given
from articles.enrichment.resolution.demonyms import is_demonym
from articles.enrichment.resolution.found import Found
from articles.enrichment.resolution.like_people import DATELINE_AFTER, DATELINE_BEFORE
from articles.enrichment.states import state_of
from articles.enrichment.words import is_common

#: A state behind a town, with its points: without them "La" and "Miss" are other words.
_STATE = re.compile(r", ((?:[A-Z]\.[A-Z]\.|W\.Va\.|[A-Z][a-z]{1,4}\.))")
#: A politician's home behind the party.
_HOME = re.compile(r"-(([A-Z](?:\.[A-Z]\.|[\w'’]+))(?: [A-Z][\w'’]+)?)")
_PARTY = re.compile(r"(?<![\w-])(?:D|R|I|DFL)$")
#: A town before its police and people.
_PEOPLE = re.compile(
    r" (?:police|man|woman|men|women|teenager|residents?|firefighters|councillors?|homeowners?|schoolboy|schoolgirl)\b"
)
_LAST_NAME = re.compile(r"(?:[A-Z][\w'’]+ )?[A-Z][\w'’]+$")
#: A dateline in capitals behind a headline or a byline.
_DATELINE = re.compile(rf"{DATELINE_BEFORE}(?P<town>[A-Z][A-Z .'’]{{1,28}}[A-Z]){DATELINE_AFTER}")
#: Datelines are looked for in so many characters at the beginning.
_BEGINNING = 1_000
#: A town before its police has so many people.
_TOWN = 15_000
#: Letters of a town's name; shorter ones are abbreviations that the gazetteer takes for towns.
_SHORT = 4


def find(mentions: Sequence[Found], text: str, gazetteer: Gazetteer) -> list[Found]:
    """Return more mentions of places where there is no mention yet, by position.

    Args:
        mentions: The known ones, by position.
        text: The text that they are in.
        gazetteer: Places.
    """
    ways = (
        _states(mentions, text),
        _homes(text, gazetteer),
        _before_people(text, gazetteer),
        _datelines(text, gazetteer),
    )
    spans = sorted({span for way in ways for span in way})
    found: list[Found] = []
    for start, end in spans:
        if not any(mention.start < end and mention.end > start for mention in mentions):
            found.append(Found(start, end, text[start:end], fold(text[start:end]), "LOC"))
    return found


def home(name: str, gazetteer: Gazetteer) -> bool:
    """Return whether a politician may be of a place of this name: of a state, which is abbreviated, or of a town."""
    if state_of(name) is not None or gazetteer.by_key(f"region:US-{name}") is not None:
        return True
    return len(name) >= _SHORT and bool(gazetteer.candidates(name))


def _states(mentions: Sequence[Found], text: str) -> Iterator[tuple[int, int]]:
    for mention in mentions:
        match = _STATE.match(text, mention.end) if mention.label == "LOC" else None
        if match is not None and state_of(match[1]) is not None:
            yield match.span(1)


def _homes(text: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int]]:
    for match in _HOME.finditer(text):
        if _PARTY.search(text, max(0, match.start() - 4), match.start()) is None:
            continue
        for group in (1, 2):
            if home(match[group], gazetteer):
                yield match.span(group)
                break


def _before_people(text: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int]]:
    for match in _PEOPLE.finditer(text):
        name = _LAST_NAME.search(text, max(0, match.start() - 40), match.start())
        if name is None:
            continue
        for surface in dict.fromkeys((name[0], name[0].rpartition(" ")[2])):
            if _is_town(surface, gazetteer):
                yield match.start() - len(surface), match.start()
                break


def _is_town(name: str, gazetteer: Gazetteer) -> bool:
    form = fold(name)
    if is_given(form) or is_common(name.lower()) or is_demonym(form):
        return False
    places = gazetteer.candidates(name)
    return any(place.kind is Kind.CITY and place.primary and place.population >= _TOWN for place in places)


def _datelines(text: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int]]:
    for match in _DATELINE.finditer(text, 0, _BEGINNING):
        places = gazetteer.candidates(match["town"])
        if any(place.kind is Kind.CITY and place.primary for place in places):
            yield match.span("town")
