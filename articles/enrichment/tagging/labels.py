"""Labels that the network of many languages gets wrong where a rule knows better: countries, adjectives, acronyms.

Each rule stands for a kind of fault that was counted on labelled news: Dutch adjectives of places ("Vlaamse") read as
places, Russian family names and names in quotation marks read as places, parties behind a politician not seen.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from articles.enrichment import gazetteer
from articles.enrichment.inflection import bases
from articles.enrichment.tagging.spans import Label
from articles.enrichment.wordlists import word_set

Mention = tuple[int, int, Label]

_OPEN, _CLOSE = frozenset('«„“"”'), frozenset('»“”"')
#: Adjectives of places and peoples, by language; "Frans" is a given name as well, so places alone are asked.
_ADJECTIVE = {
    "nl": re.compile(
        r"\w+(?:isch|aans|ees|aars)e?|\w{2,}ese|(?:vlaam|spaan|brit|fran|duit|nederland|deen|zweed|noor|pool|turk|zwitser"
        r"|romein|waal|brussel|antwerp|gent|brug|luik|limburg|holland|schot|engel|griek|oostenrijk|hongaar|roemeen"
        r"|bulgaar|iraak|palestijn|jood|japan|libanee|algerijn|amsterdam|rotterdam|haag|leuven|mechel|brabant|gelder"
        r"|utrecht|groning|slowaak|sloveen|kroaat|oekraïen|ier|wel|fin)se?"
    )
}
#: Peoples: who somebody is, and no name.
_PEOPLE = {
    "nl": re.compile(
        r"\w+(?:iërs?|anen)|(?:belg|brit|fransman|duitser|nederlander|vlaming|wal|amerikaan|rus|turk|spanjaard"
        r"|italiaan|chinez|japanner|palestijn|israëliër|europeaan|serv|goth|texaan|engelsman|schot|zweed|pol)(?:en|s)?"
    )
}
_FAMILY_NAME = {
    "ru": re.compile(
        r"\w{2,}(?:ск(?:ий|ого|ому|им)|[оеё]в(?:а|у|ым|ой)?|[иы]н(?:а|у|ым|ой)?|енко|чук(?:а|у|ом)?|швили|дзе)"
    ),
    "uk": re.compile(
        r"\w{2,}(?:ськ(?:ий|ого|ому|им)|[оеє]в(?:а|у|им|ої)?|[иі]н(?:а|у|им|ої)?|енк(?:о|а|у|ом)|чук(?:а|у|ом)?|швілі)"
    ),
}
#: Organizations that the news writes in one word, by how they begin.
_ORGANIZATION = {
    "ru": re.compile(
        r"(?:мин(?:юст|фин|оборон|здрав|эконом|сельхоз|культ|обр|транс|энерго|пром|природ|связ|цифр|строй|труд)"
        r"|рос(?:стат|комнадзор|потребнадзор|имуществ|нефт|атом|космос|телеком|реестр|обрнадзор|технадзор|гвард|молод"
        r"|туризм|авиац|сельхоз|банк|тех)|гос(?:дум|департамент)|газпром|яндекс|сбербанк|центробанк|евросоюз|лукойл"
        r"|аэрофлот|интерфакс|пентагон|совфед|верховн\w+ рад)\w*"
    )
}
#: Prepositions before a place.
_IN = {"ru": word_set("в во под из на возле"), "uk": word_set("в у під з із на біля")}
#: Languages in which the network takes words in lower case for names.
_CAPITALIZED = frozenset({"nl", "ru"})
#: Languages in which people and places, as all nouns, have capitals, and some organizations do not ("taz").
_NOUNS = frozenset({"de"})
#: A city is known by its genitive from this size on: "Hannovers".
_CITY = 100_000
_COUNTRY = word_set("сша ссср рф фрг гдр оаэ кндр кнр снг")
#: Articles before an acronym that makes it an organization: "la CFDT", "beim DFB"; and what no organization is.
_ARTICLES = {
    "fr": word_set("la le de du l' l’ les à au aux d' d’ des"),
    "de": word_set("der die das dem den des beim vom zum zur im am"),
    "nl": word_set("de het van bij"),
}
_THINGS = word_set(
    """adn tva smic pdg tgv ter rer hlm cdi cdd rtt pib dvd usb gps sms mms pin pdf abs esp suv bip vip faq hiv vih sida
    aids dna dns rna adsl html xml www usd eur lkw pkw btw kfz pvc led lcd irm nft pme tpe rsa vpn
    bmi iban bic isbn ceo cfo ipo"""
)
#: People who are called by their initials, and numbers of kings and popes.
_INITIALS = word_set("jfk fdr lbj mlk dsk nkm fhc amlo cfk mbs mbz vge bhl ppda rfk ii iii iv vi vii viii xi xii xvi")
#: Groups of states.
_GROUP = re.compile(r"G(?:7|8|20|77)")
_ACRONYM, _LONGER = re.compile(r"[^\W\d_]{2,6}"), re.compile(r"[^\W\d_]{3,6}")


def mended(words: Sequence[str], mentions: Sequence[Mention], language: str) -> list[Mention]:
    """Return the mentions with other labels, without those that are none, and with those that were not seen."""
    kept = [
        (first, last, _label(words, first, last, label, language))
        for first, last, label in mentions
        if not _is_none(words, first, last, label, language)
    ]
    found = {*_parties(words, kept), *_acronyms(words, kept, language), *_groups(words, kept)}
    return sorted([*kept, *found])


def _is_none(words: Sequence[str], first: int, last: int, label: Label, language: str) -> bool:
    if language in _CAPITALIZED and all(word.islower() or not word[0].isalpha() for word in words[first : last + 1]):
        return True
    if language in _NOUNS and label != "ORG" and all(word.islower() for word in words[first : last + 1]):
        return True
    if first != last:
        return False
    word = words[first]
    adjective, people = _ADJECTIVE.get(language), _PEOPLE.get(language)
    parts = word.lower().split("-")
    if label == "LOC" and adjective and all(adjective.fullmatch(part) for part in parts):
        return True
    return bool(people and people.fullmatch(word.lower()))


def _label(words: Sequence[str], first: int, last: int, label: Label, language: str) -> Label:
    if first != last:
        return label
    word = words[first].lower()
    if label == "PER" and _is_acronym(words, first) and word not in _INITIALS:
        return "ORG"
    if label == "PER" and language in _NOUNS and _is_citys(words[first]):
        return "LOC"
    organization, family = _ORGANIZATION.get(language), _FAMILY_NAME.get(language)
    if organization and organization.fullmatch(word):
        return "ORG"
    is_place = language in _FAMILY_NAME and _is_place(words[first], language)
    if label != "ORG" and language in _FAMILY_NAME and not is_place and _is_quoted(words, first, last):
        return "ORG"
    if label != "PER" and family and family.fullmatch(word) and not is_place:
        return "PER"
    after_in = first > 0 and words[first - 1].lower() in _IN.get(language, ())
    if label == "ORG" and is_place and after_in and not words[first].isupper():
        return "LOC"
    if label != "LOC" and (word in _COUNTRY or _is_country(words[first], language)):
        return "LOC"
    return label


def _is_acronym(words: Sequence[str], at: int) -> bool:
    """Return whether a word is in capitals, and none beside it."""
    beside = (words[i] for i in (at - 1, at + 1) if 0 <= i < len(words))
    return (
        words[at].isupper()
        and _ACRONYM.fullmatch(words[at]) is not None
        and not any(len(word) > 1 and word.isupper() for word in beside)
    )


def _is_quoted(words: Sequence[str], first: int, last: int) -> bool:
    return first > 0 and last + 1 < len(words) and words[first - 1] in _OPEN and words[last + 1] in _CLOSE


@functools.lru_cache(maxsize=4096)
def _is_place(word: str, language: str) -> bool:
    """Return whether a word may be a form of a place's name."""
    places = gazetteer.load()
    return any(places.has(form) for form in (word, *bases(word, language)))


@functools.lru_cache(maxsize=4096)
def _is_citys(word: str) -> bool:
    """Return whether a word is the genitive of a large city's name, or of a country's."""
    place = gazetteer.load().find(word[:-1]) if word.endswith("s") else None
    return place is not None and place.primary and (place.kind is not gazetteer.Kind.CITY or place.population >= _CITY)


@functools.lru_cache(maxsize=4096)
def _is_country(word: str, language: str) -> bool:
    """Return whether a word may be a form of a country's name in a language."""
    places = gazetteer.load()
    return any(places.is_country_in(form, language) for form in (word, *bases(word, language)))


def _parties(words: Sequence[str], mentions: Sequence[Mention]) -> list[Mention]:
    """Return acronyms in brackets right after a name that no mention has: "Dua (VLD)", "Beton Maatschappij (BBM)"."""
    taken = {first for first, _, _ in mentions}
    found: list[Mention] = []
    for _, last, label in mentions:
        at = last + 2
        if label == "LOC" or at + 1 >= len(words) or at in taken or (words[at - 1], words[at + 1]) != ("(", ")"):
            continue
        if words[at].isupper() and _ACRONYM.fullmatch(words[at]):
            found.append((at, at, "ORG"))
    return found


def _groups(words: Sequence[str], mentions: Sequence[Mention]) -> list[Mention]:
    """Return groups of states that no mention has: the G7."""
    at = [i for i, word in enumerate(words) if word[0] == "G" and _GROUP.fullmatch(word)]
    return [(i, i, "ORG") for i in at if not any(first <= i <= last for first, last, _ in mentions)]


def _acronyms(words: Sequence[str], mentions: Sequence[Mention], language: str) -> list[Mention]:
    """Return acronyms after an article that no mention has, except in lines of capitals."""
    articles = _ARTICLES.get(language)
    if articles is None:
        return []
    at = [i for i in range(1, len(words)) if words[i].isupper() and words[i - 1].lower() in articles]
    taken = {i for first, last, _ in mentions for i in range(first, last + 1)} if at else set()
    return [
        (i, i, "ORG")
        for i in at
        if i not in taken
        and _LONGER.fullmatch(words[i])
        and words[i].lower() not in _THINGS
        and not words[i - 1].isupper()
        and not (i + 1 < len(words) and len(words[i + 1]) > 1 and words[i + 1].isupper())
    ]
