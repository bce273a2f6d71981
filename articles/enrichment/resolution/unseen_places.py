"""Places that a tagger does not see: "Charleston, W.Va.", "Sen. Hugh Leatherman, R-Florence"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from articles.enrichment.gazetteer import Gazetteer, fold
from articles.enrichment.resolution.found import Found
from articles.enrichment.states import state_of

#: A state behind a town, with its points: without them "La" and "Miss" are other words.
_STATE = re.compile(r", ((?:[A-Z]\.[A-Z]\.|W\.Va\.|[A-Z][a-z]{1,4}\.))")
#: A politician's home behind the party.
_HOME = re.compile(r"-(([A-Z](?:\.[A-Z]\.|[\w'’]+))(?: [A-Z][\w'’]+)?)")
_PARTY = re.compile(r"(?<![\w-])(?:D|R|I|DFL)$")
#: Letters of a town's name; shorter ones are abbreviations that the gazetteer takes for towns.
_SHORT = 4


def find(mentions: Sequence[Found], text: str, gazetteer: Gazetteer) -> list[Found]:
    """Return more mentions of places where there is no mention yet, by position.

    Args:
        mentions: The known ones, by position.
        text: The text that they are in.
        gazetteer: Places.
    """
    spans = sorted({*_states(mentions, text), *_homes(text, gazetteer)})
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
