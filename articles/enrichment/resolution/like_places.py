"""People who are called like places: Denzel Washington, Paris Hilton, Paul France.

A tagger sees the place in most of them. The words beside a name, and the full name before it, tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.enrichment.gazetteer import Gazetteer, fold
from articles.enrichment.given_names import is_given
from articles.enrichment.resolution.found import Found
from articles.enrichment.wordlists import word_set
from articles.enrichment.words import is_common

#: Before a place, seldom before somebody who is called like one.
_THERE = re.compile(
    r"\b(?:in|at|to|into|near|outside|inside|around|across|throughout|toward|towards|via|over|off|leave|leaves|left|"
    r"reach(?:ed)?|visit(?:ed|s|ing)?|downtown|central|north(?:ern)?|south(?:ern)?|east(?:ern)?|west(?:ern)?|greater|"
    r"city of|state of|government of|capital of|people of|university of)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
#: After a person: speech, an age, a relative clause, what only people do.
_PERSON = re.compile(
    r"(?:['’]s\s+(?:lawyer|wife|husband|father|mother|son|daughter|family|attorney|agent|coach|spokes\w+))|"
    r",?\s+(?:said|says|told|added|tweeted|wrote|recalled|admitted|replied|argued|insisted|joked|who|whose)\b|"
    r",\s+(?:\d{1,2}|an?|the)\b|\s+\(\d{1,2}\)"
)
#: After a person, not after a road: speech, an age, a relative clause.
_SPEAKS = re.compile(
    r",?\s+(?:said|says|told|added|tweeted|wrote|recalled|admitted|replied|argued|insisted|joked|who)\b|"
    r",\s+\d{1,2},|\s+\(\d{1,2}\)"
)
#: Given names that are places too.
_BOTH = word_set(
    """adelaide alexandria asia asuncion augusta austin bethany boston brooklyn bristol cairo camden carolina
    catalina charlotte chelsea chester china cleveland dakota dallas denver devon diego eden elba florence
    florida france francia geneva georgia havana helena houston india indiana ireland israel jackson jordan kent
    kenya kingston lancaster lincoln london lourdes lucerne madison malta memphis milan montana nevada odessa
    orlando oxford paris petra philippa phoenix preston raleigh regina rhodes rochelle roma salem samara
    santiago savannah sedona shannon siena sierra sofia sydney tennessee tiberias trent troy valencia verona
    victoria vienna virginia wales washington winchester york zaire"""
)
#: Given names that begin sentences as other words.
_WORDS = frozenset({"will", "mark", "bill", "grant", "rob", "pat", "sue", "ray", "dawn", "grace", "june", "art", "joy"})


def decide(mentions: list[Found], text: str, gazetteer: Gazetteer) -> None:
    """Give names that mean people, though they are called like places, the label of people. Changes `mentions`."""
    _with_given_name(mentions, text)
    _called_like_places(mentions, text, gazetteer)
    _alone(mentions, text)


def _with_given_name(mentions: list[Found], text: str) -> None:
    """Merge "Paul [France]": a place's name right after a given name belongs to it."""
    ends = {mention.end for mention in mentions}
    for mention in mentions:
        if mention.label != "LOC" or " " in mention.form:
            continue
        before = re.search(r"([A-Z][a-zà-ÿ]+) $", text[max(0, mention.start - 20) : mention.start])
        if before is None or mention.start - 1 in ends:
            continue
        name = fold(before[1])
        if is_given(name) and name not in _WORDS:
            mention.start -= len(before[1]) + 1
            mention.surface = text[mention.start : mention.end]
            mention.form = fold(mention.surface)
            mention.label = "PER"


def _called_like_places(mentions: Sequence[Found], text: str, gazetteer: Gazetteer) -> None:
    """Take "Savannah Tallis" for a person where Tallis is somebody, or where the words beside it tell of a person."""
    alone = {mention.form for mention in mentions if mention.label == "PER" and " " not in mention.form}
    for mention in mentions:
        words = mention.form.split()
        if mention.label == "PER" or not 2 <= len(words) <= 3 or not mention.surface[0].isupper():
            continue
        if gazetteer.find(mention.surface) is not None or "of" in words:
            continue
        both = words[0] in _BOTH or is_given(words[0])
        if is_common(words[-1]):
            if both and mention.label == "LOC" and _SPEAKS.match(text, mention.end):
                mention.label = "PER"  # "Georgia Lane said"; a firm speaks too: "Georgia Power said"
            continue
        told = words[-1] in alone or _PERSON.match(text, mention.end) is not None
        if (both and told) or (words[-1] in alone and not is_common(words[0])):
            mention.label = "PER"


def _alone(mentions: list[Found], text: str) -> None:
    """Take "Washington" for the person after Denzel Washington, unless the article means the place here."""
    first: dict[str, int] = {}
    for mention in mentions:
        if mention.label == "PER" and " " in mention.form:
            first.setdefault(mention.form.split()[-1], mention.start)
    there = {
        mention.form
        for mention in mentions
        if mention.form in first
        and mention.label != "PER"
        and _THERE.search(text, max(0, mention.start - 30), mention.start)
    }
    for mention in mentions:
        if mention.label == "PER" or first.get(mention.form, mention.start) >= mention.start:
            continue
        if mention.form not in there or _PERSON.match(text, mention.end) is not None:
            mention.label = "PER"
