"""Names with case endings: "Merkels" is Merkel, "Waszyngtonu" is Waszyngton, "Türkiye'de" is Türkiye."""

from __future__ import annotations

import re

from articles.enrichment.aliases import AliasTable
from articles.enrichment.gazetteer import Gazetteer, Kind, Place, fold
from articles.enrichment.given_names import is_given
from articles.enrichment.inflection import bases
from articles.enrichment.resolution.found import Found
from articles.enrichment.words import frequencies

#: Languages whose genitive is an s at the end of any name.
_WITH_S = frozenset({"de", "sv", "da", "nb", "nn", "no"})
#: Languages that part an ending from a name by an apostrophe.
_WITH_APOSTROPHE = frozenset({"tr", "fi", "uk"})
#: Short names that mean a country in one language alone, folded.
_SHORT = {("nl", "vs"): "country:US", ("tr", "abd"): "country:US", ("tr", "bae"): "country:AE"}
#: "L'Aquila", "dell'Aquila".
_ELIDED = re.compile(r"[lL]['’]$")
#: How often a family name is in its language at least and, as a word of it may be one, at most; and how much oftener
#: it must be than with an s.
_KNOWN, _COMMON, _OFTENER = 1e-6, 1e-4, 5.0
#: A city is known by a name without its ending from this size on.
_CITY = 100_000


def strip(mentions: list[Found], language: str, aliases: AliasTable, gazetteer: Gazetteer) -> None:
    """Cut the ending off names that the article, or a table, knows without it. Changes `mentions`."""
    if language in _WITH_APOSTROPHE:
        for mention in mentions:
            at = max(mention.surface.rfind("'"), mention.surface.rfind("’"))
            if at >= 2 and len(mention.surface) - at <= 6 and " " not in mention.surface[at:]:
                _cut(mention, len(mention.surface) - at)
    if language not in _WITH_S:
        return
    full = {mention.surface.rpartition(" ")[2] for mention in mentions if " " in mention.surface}
    known = {word for mention in mentions for word in mention.surface.split()}
    for mention in mentions:
        base, last = mention.surface[:-1], mention.surface.split()[-1]
        if not mention.surface.endswith("s") or mention.surface.isupper() or len(last) < 4 or last[-2] in "sxzß":
            continue
        if (
            mention.label == "PER"
            and " " not in mention.surface
            and mention.surface not in full
            and _rather(base, language)
        ):
            _cut(mention, 1)
            continue
        unknown_place = mention.label == "LOC" and gazetteer.find(mention.surface) is None
        if last[:-1] in known or aliases.find(base) or (unknown_place and _large(base, gazetteer)):
            _cut(mention, 1)


def _rather(base: str, language: str) -> bool:
    """Return whether a family name without its s is much more usual: "Merkels" is no family, but "Peters" is."""
    low = base.casefold()
    if is_given(low):
        return False
    usual = frequencies(language).get(low, 0.0)
    return _KNOWN <= usual <= _COMMON and usual >= _OFTENER * frequencies(language).get(f"{low}s", 0.0)


def with_article(mentions: list[Found], text: str, language: str, gazetteer: Gazetteer) -> None:
    """Take the article into Italian names of cities that have one: "L'Aquila", "all'Avana". Changes `mentions`."""
    if language != "it":
        return
    for mention in mentions:
        if mention.label == "PER" or not _ELIDED.search(text, max(0, mention.start - 6), mention.start):
            continue
        name = f"L'{mention.surface}"
        place = gazetteer.find(name) if gazetteer.spelled(name) else None
        if place is None or place.kind is not Kind.CITY:
            continue
        mention.label, mention.form = "LOC", fold(name)
        if text[mention.start - 2] in "lL" and not text[max(0, mention.start - 3)].isalpha():
            mention.start -= 2
            mention.surface = text[mention.start : mention.end]


def _cut(mention: Found, length: int) -> None:
    mention.end -= length
    mention.surface = mention.surface[:-length]
    mention.form = fold(mention.surface)


def _large(name: str, gazetteer: Gazetteer) -> Place | None:
    place = gazetteer.find(name)
    return place if place is not None and (place.kind is not Kind.CITY or place.population >= _CITY) else None


def short(name: str, language: str, gazetteer: Gazetteer) -> Place | None:
    """Return the country that a language has a short name for: "de VS", "ABD"."""
    key = _SHORT.get((language, fold(name)))
    return gazetteer.by_key(key) if key else None


def place(name: str, language: str, gazetteer: Gazetteer) -> Place | None:
    """Return the place that a name means as written, or else without its ending."""
    found = short(name, language, gazetteer) or gazetteer.find(name, language=language)
    if found is not None:
        return found
    return next((one for one in (_large(base, gazetteer) for base in bases(name, language)) if one), None)
