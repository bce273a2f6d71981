"""Towns that a tagger takes for people or firms: "near Pratt", "Greer, South Carolina", "HUME – The ...".

The opposite of `like_places`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.enrichment.gazetteer import Gazetteer, Kind
from articles.enrichment.given_names import MEN, WOMEN
from articles.enrichment.resolution.found import Found
from articles.enrichment.states import state_of

#: Before a town, seldom before a person: "in", "near", and "of" or "from" behind an age.
_THERE = re.compile(
    r"(?:\b(?:in|near|outside|around|throughout|downtown|leaving|town of|city of|village of|native of|mayor of)|"
    r"\b\d{1,3}, (?:of|from)|\b(?:resident|residents|people|volunteers|headed|drove|travell?ed|moved) (?:of|from|to))"
    r" (?:(?:north|south|east|west|nearby|rural|downtown|central) )?$"
)
_DATELINE = re.compile(r"(?:, [A-Z][\w.]{1,14})?(?: \([A-Za-z ]{2,20}\))? ?[—–-]{1,2} (?=[\"“]?[A-Z])")
_DATELINE_BEFORE = re.compile(r"(?:^|[.!?\n]\s*)$")
_AFTER_COMMA = re.compile(r", ([A-Z][\w.]*(?: [A-Z][\w.]*)?)")


def decide(mentions: Sequence[Found], text: str, gazetteer: Gazetteer) -> None:
    """Give names that mean towns the label of places. Changes `mentions`."""
    full_names = {part for m in mentions if m.label == "PER" and " " in m.form for part in m.form.split()}
    told: set[str] = set()
    for mention in mentions:
        if mention.label != "LOC" and _is_told(mention, text, full_names, gazetteer):
            told.add(mention.form)
    for mention in mentions:
        if mention.form in told and not mention.titled:
            mention.label = "LOC"


def _is_told(mention: Found, text: str, full_names: set[str], gazetteer: Gazetteer) -> bool:
    if mention.titled or mention.form in MEN or mention.form in WOMEN or mention.form in full_names:
        return False
    before = _DATELINE_BEFORE.search(text, max(0, mention.start - 3), mention.start)
    if mention.surface.isupper() and before and _DATELINE.match(text, mention.end):
        return _is_town(mention, gazetteer)
    if mention.label == "ORG":
        return False
    if _is_in_state(mention, text, gazetteer):
        return True
    there = _THERE.search(text, max(0, mention.start - 40), mention.start)
    alone = not re.match(r" [A-Z]", text[mention.end : mention.end + 2])
    return there is not None and alone and _is_town(mention, gazetteer)


def _is_town(mention: Found, gazetteer: Gazetteer) -> bool:
    return any(place.kind is Kind.CITY and place.primary for place in gazetteer.candidates(mention.surface))


def _is_in_state(mention: Found, text: str, gazetteer: Gazetteer) -> bool:
    """Return whether a state or country follows in which a town of this name lies."""
    after = _AFTER_COMMA.match(text, mention.end)
    if after is None:
        return False
    area = gazetteer.find(state_of(after[1]) or after[1], kinds=(Kind.REGION,))
    return area is not None and any(
        place.region == area.key or (place.region is None and place.country == area.country)
        for place in gazetteer.candidates(mention.surface)
        if place.kind is Kind.CITY
    )
