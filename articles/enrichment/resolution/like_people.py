"""Towns that a tagger takes for people or firms: "near Pratt", "Greer, South Carolina", "HUME – The ...".

The opposite of `like_places`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.enrichment.gazetteer import Gazetteer, Kind
from articles.enrichment.given_names import is_given
from articles.enrichment.resolution.found import Found
from articles.enrichment.states import state_of
from articles.enrichment.words import is_common

#: Before a town, seldom before a person: "in", "near", and "of" or "from" behind an age.
_THERE = re.compile(
    r"(?:\b(?:in|near|outside|around|throughout|downtown|leaving|town of|city of|village of|native of|mayor of)|"
    r"\b\d{1,3}, (?:of|from)|\b(?:resident|residents|people|volunteers|headed|drove|travell?ed|moved) (?:of|from|to))"
    r" (?:(?:north|south|east|west|nearby|rural|downtown|central) )?$"
)
#: The same before what a tagger took for an organization: shares in Nokia are not in the town.
_THERE_FOR_SURE = re.compile(
    r"(?:\b(?:town of|city of|village of|native of|mayor of|downtown|near|outside)|\b\d{1,3}, (?:of|from)|"
    r"\b(?:resident|residents|people) of|"
    r"(?<!share)(?<!shares)(?<!stake)(?<!stakes)(?<!invest)(?<!investing)(?<!invested)(?<!investment)(?<!interest)"
    r"(?<!confidence)(?<!faith)(?<!trust)(?<!believe)(?<!jobs) in)"
    r" (?:(?:north|south|east|west|nearby|rural|downtown|central) )?$"
)
#: After a town, seldom after a person or a firm: "a Chapin man", "Columbia-based".
_RESIDENT = re.compile(
    r"(?: (?:man|woman|men|women|boy|girl|teen|teenager|teenagers|resident|residents|native|natives|taxpayers|"
    r"homeowner|homeowners|pensioner|councillor|councillors|toddler|grandmother|grandfather)|-based)\b"
)
#: After a town, and after a firm, but seldom after a person: "Roselle police".
_AROUND = re.compile(
    r" (?:police|officers|firefighters|area|community|communities|suburb|pub|neighborhood|city limits)\b"
)
#: A name, and what comes between it and the next one.
_NAME, _AND = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2}", r"(?:,? (?:and|or|&) |, )"
#: What several names in a row are: "Harvey, Harper and Kingman counties".
_ROW = re.compile(
    rf"(?:{_AND}{_NAME}){{0,8}} (counties|parishes|townships|streets|avenues|roads|drives|communities|suburbs)\b"
)
_COUNTIES = {"counties": "county", "parishes": "parish"}
#: A town that a tagger took for an organization has so many people, and one that is called like a common word so many.
_TOWN, _CITY = 2_500, 100_000
#: Before and after the town of a dateline in capitals: ", Ohio (AP) —".
DATELINE_BEFORE, DATELINE_AFTER = (
    r"(?:^|[.!?\n]\s*)",
    r"(?:, [A-Z][\w.]{1,14})?(?: \([A-Za-z ]{2,20}\))? ?[—–-]{1,2} (?=[\"“]?[A-Z])",
)
_DATELINE, _DATELINE_BEFORE = re.compile(DATELINE_AFTER), re.compile(DATELINE_BEFORE + "$")
_AFTER_COMMA = re.compile(r", ([A-Z][\w.]*(?: [A-Z][\w.]*)?)")


def decide(mentions: Sequence[Found], text: str, gazetteer: Gazetteer) -> None:
    """Give names that mean towns the label of places. Changes `mentions`."""
    full_names = {part for m in mentions if m.label == "PER" and " " in m.form for part in m.form.split()}
    for mention in mentions:
        _as_county(mention, text, gazetteer)
    told: set[str] = set()
    for mention in mentions:
        if mention.label != "LOC" and _is_told(mention, text, full_names, gazetteer):
            told.add(mention.form)
    for mention in mentions:
        if mention.form in told and not mention.titled:
            mention.label = "LOC"


def _as_county(mention: Found, text: str, gazetteer: Gazetteer) -> None:
    """Give a name of a row of counties the form under which the gazetteer has it: "Barrow and Jackson counties"."""
    row = None if " " in mention.form else _ROW.match(text, mention.end)
    ending = _COUNTIES.get(row[1]) if row else None
    form = f"{mention.form} {ending}"
    if ending and any(place.kind is Kind.DISTRICT for place in gazetteer.candidates(form)):
        mention.form, mention.label = form, "LOC"


def _is_told(mention: Found, text: str, full_names: set[str], gazetteer: Gazetteer) -> bool:
    if mention.titled or mention.form in full_names:
        return False
    if _is_in_state(mention, text, gazetteer) or (" " not in mention.form and _ROW.match(text, mention.end)):
        return True
    if is_given(mention.form):
        return False
    return _is_told_town(mention, text) and _is_town(mention, gazetteer)


def _is_told_town(mention: Found, text: str) -> bool:
    """Return whether the words beside a name are those that stand beside a town's."""
    before = _DATELINE_BEFORE.search(text, max(0, mention.start - 3), mention.start)
    if mention.surface.isupper() and before and _DATELINE.match(text, mention.end):
        return True
    if _RESIDENT.match(text, mention.end) or (mention.label == "PER" and _AROUND.match(text, mention.end)):
        return True
    there = _THERE if mention.label == "PER" else _THERE_FOR_SURE
    alone = not re.match(r" [A-Z]", text[mention.end : mention.end + 2])
    return alone and there.search(text, max(0, mention.start - 40), mention.start) is not None


def _is_town(mention: Found, gazetteer: Gazetteer) -> bool:
    least = 0
    if mention.label == "ORG":
        least = _CITY if is_common(mention.surface.lower()) else _TOWN  # "Congress" is a town too
    return any(
        place.kind is Kind.CITY and place.primary and place.population >= least
        for place in gazetteer.candidates(mention.surface)
    )


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
