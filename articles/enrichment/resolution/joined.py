"""Names that taggers of other languages than English run together, or cut in two.

"Consiglio Giorgia Meloni" holds a person, "København/Ritzau" and "Києві та Вашингтоні" two names; "Karl-Theodor" and
"Guttenberg" with "von und zu" between them are one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.enrichment.gazetteer import Gazetteer, fold
from articles.enrichment.given_names import is_given
from articles.enrichment.resolution import genitives
from articles.enrichment.resolution.cases import is_name
from articles.enrichment.resolution.found import Found
from articles.enrichment.wordlists import word_set

#: What offices are "of", when their holders follow: "il presidente del Consiglio Giorgia Meloni".
_BODIES = word_set(
    """consiglio governo repubblica senato camera regione parlamento gobierno consejo senado república congreso
    junta parlamento comisión governo câmara assembleia conseil gouvernement république sénat région"""
)
_AND = re.compile(r" ?/ ?| (?:und|et|y|e|ed|en|och|og|i|oraz|и|та|і|й|ve) ")
#: What comes between the given name of a noble and the family's.
_NOBLE = re.compile(
    r" (?:(?:Freiherr|Freifrau|Graf|Gräfin|Fürst|Prinz|Prinzessin|Baron) )?"
    r"(?:von und zu|von der|von dem|von den|van der|van den|van de|von|van|vom|zum|zur|zu|de la|de) "
)
_FAMILY = re.compile(r"[^\W\d_a-zà-ÿ][^\W\d_]+")


def decide(mentions: list[Found], text: str, gazetteer: Gazetteer, language: str) -> list[Found]:
    """Return the mentions with those parted that hold two names, and those joined that are pieces of one."""
    firms = {mention.surface for mention in mentions if mention.label == "ORG" and " " not in mention.surface}
    parted: list[Found] = []
    for mention in mentions:
        parted += _without_body(mention, firms) or _two_places(mention, gazetteer, language) or [mention]
    return _joined(parted, text)


def _piece(mention: Found, start: int, end: int, label: str) -> Found:
    surface = mention.surface[start:end]
    return Found(mention.start + start, mention.start + end, surface, fold(surface), label)


def _without_body(mention: Found, firms: set[str]) -> list[Found] | None:
    """Part "Consiglio Giorgia Meloni", and "Airbus Tom Enders" where Airbus is known to be a firm."""
    words = mention.surface.split(" ")
    if not 3 <= len(words) <= 4 or not is_given(fold(words[1])):
        return None
    firm = mention.label == "PER" and words[0] in firms and not is_given(fold(words[0]))
    if not firm and words[0].casefold() not in _BODIES:
        return None
    person = _piece(mention, len(words[0]) + 1, len(mention.surface), "PER")
    return [_piece(mention, 0, len(words[0]), "ORG"), person] if firm else [person]


def _two_places(mention: Found, gazetteer: Gazetteer, language: str) -> list[Found] | None:
    """Part "Києві та Вашингтоні"; of "København/Ritzau" what is a place."""
    joint = _AND.search(mention.surface) if mention.label == "LOC" else None
    if joint is None or genitives.place(mention.surface, language, gazetteer) is not None:
        return None
    pieces = [_piece(mention, 0, joint.start(), "LOC"), _piece(mention, joint.end(), len(mention.surface), "LOC")]
    known = [piece for piece in pieces if genitives.place(piece.surface, language, gazetteer) is not None]
    return known if len(known) == 2 or (known and "/" in joint[0]) else None


def _joined(mentions: Sequence[Found], text: str) -> list[Found]:
    """Join "Karl-Theodor [Freiherr von und zu] Guttenberg", and a given name with the family's that follows."""
    result: list[Found] = []
    for mention in mentions:
        before = result[-1] if result else None
        between = text[before.end : mention.start] if before else ""
        if before and _are_one(before, mention) and _NOBLE.fullmatch(between):
            before.end = mention.end
            before.surface = text[before.start : before.end]
            before.form = fold(before.surface)
            continue
        result.append(mention)
    for at, mention in enumerate(result):
        following = result[at + 1] if at + 1 < len(result) else None
        if mention.label == "PER" and is_given(mention.form):
            _with_family(mention, following, text)
    return result


def _are_one(before: Found, mention: Found) -> bool:
    """Return whether a given name and one word are before and behind what may be of a noble's name."""
    if not before.label == mention.label == "PER" or " " in mention.surface:
        return False
    return is_given(before.form.split(" ")[0])


def _with_family(mention: Found, following: Found | None, text: str) -> None:
    """Join "Ursula" with "von der Leyens", which the tagger did not see."""
    noble = _NOBLE.match(text, mention.end)
    family = _FAMILY.match(text, noble.end()) if noble else None
    if family is None or family[0].isupper() or (following is not None and following.start < family.end()):
        return
    word = family[0]
    genitive = word.endswith("s") and is_name(word[:-1]) and not is_name(word)  # "von der Leyens"
    mention.end = family.end() - genitive
    mention.surface = text[mention.start : mention.end]
    mention.form = fold(mention.surface)
