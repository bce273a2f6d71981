"""Places of an article in a language without an entity model: countries and cities, by their names.

Words that begin with a capital are looked up, one to three at a time; in scripts without capitals all words are; in
scripts without spaces, runs of two to eight characters. Nothing is to be invented, so there is more that makes a word
no place than that makes it one: see `_Reader`.
"""

from __future__ import annotations

import re

from articles.article import Article, Entity, Mention
from articles.enrichment.gazetteer import Kind, Place, fold
from articles.enrichment.gazetteer.places import name_hash
from articles.enrichment.given_names import MEN, WOMEN, is_given
from articles.enrichment.inflection import bases, inflects
from articles.enrichment.limits import close_part
from articles.enrichment.resolution.names import TITLES
from articles.enrichment.resolution.resolve import salience
from articles.enrichment.resources import Resources
from articles.enrichment.wordlists import folded_set, word_set
from articles.enrichment.words import UNSPACED, WORD, frequencies, is_unspaced

#: Smallest city that counts; a capital letter alone is weak evidence for a small one.
POPULATION = 200_000
#: Smallest city that counts by a form of its name without its ending.
FAR_KNOWN = 1_000_000
#: A name is looked up without its ending if it has so many letters.
LONG = 5
#: A word is common from this frequency (Zipf) on; the most common are never cities.
COMMON, COMMONEST = 3.0, 6.0
#: A country's name is a common word of another meaning from this frequency on, if it is that of a small country.
OFTEN = 4.5
#: Languages that have little in common, and how many of them know the name of a city that all speak of.
_UNLIKE = ("de", "en", "fr", "pl", "fi", "tr", "id")
WIDELY = 4
#: Languages that write their nouns in lower case, so that a second capital beside a name belongs to it.
_CAPITALS_TELL = word_set("bg ca cs da el en es et fi fr gl hr hu it lt lv mk nb nl no pl pt ro ru sk sl sr sv tr uk")
#: Where a language is spoken: its names of cities there need no marks.
COUNTRIES: dict[str, tuple[str, ...]] = {
    row.split(":")[0].strip(): tuple(row.split(":")[1].split())
    for row in """
ar: EG SA IQ SY JO LB AE QA KW BH OM YE LY TN DZ MA SD; bg: BG; ca: ES AD; cs: CZ; da: DK; de: DE AT CH LI LU
el: GR CY; en: GB US IE CA AU NZ ZA; es: ES MX AR CO CL PE VE EC GT CU BO DO HN PY SV NI CR PA UY; et: EE; fa: IR AF
fi: FI; fr: FR BE CH CA LU; he: IL; hi: IN; hr: HR BA; hu: HU; id: ID; is: IS; it: IT CH SM; ja: JP; ko: KR KP; lt: LT
lv: LV; mk: MK; ms: MY; nb: NO; nl: NL BE; no: NO; pl: PL; pt: PT BR AO MZ; ro: RO MD; ru: RU BY KZ; sk: SK; sl: SI
sr: RS BA ME; sv: SE FI; tr: TR; uk: UA; ur: PK; vi: VN; zh: CN TW HK MO SG""".replace("\n", ";").split(";")
    if row
}
#: Common words of a language that are cities or countries as well, in its own countries too: places only where a
#: capital within a sentence tells.
_HOMONYMS: dict[str, frozenset[str]] = {
    "ar": word_set("المدينة مالي جدة"),
    "es": word_set("pueblo latina"),
    "fi": word_set("oman puolen"),
    "id": word_set("lima"),
    "ko": word_set("시안 무한 선양 양산 고양 용인 장사 정주 귀양 남경 이우 대련"),
    "pt": word_set("porto santos natal serra lima"),
    "ro": word_set("jos"),
    "tr": word_set("fatih van kabul"),
    **dict.fromkeys(("hr", "bs", "sr", "sk", "sl"), word_set("mali")),
}
_NONE: frozenset[str] = frozenset()
#: The same as `LONG` for Korean, whose letters are syllables.
_KOREAN_LONG = 3
#: A foreign city is a word of another meaning if the language has it so much oftener than others have it.
_OFTENER = 10.0
#: What papers call places otherwise than the gazetteer, in scripts without spaces → keys.
_PRESS = {
    "ja": {
        "米国": "country:US",
        "アメリカ": "country:US",
        "ワシントン": "geonames:4140963",
        "欧州": "geonames:6255148",
    },
}
#: Given names that are cities as well, in other scripts and languages than `given_names` has.
_BOTH = word_set("""владимир владислав giorgia georgia sofia sofía софия софія victoria santiago diego salvador mary
    lourdes florencia valencia carolina medina roma""")
_GIVEN_NAMES = MEN | WOMEN | _BOTH
#: Titles and offices before a person's name, in languages without a model.
_TITLES = folded_set(
    """pan pani paní pán doktor profesor ing mgr prezident ministr premiér président ministre señor sr sra don doña
    signor dott onorevole senhor dom meneer mevrouw herr frau herra rouva úr asszony dr domnul doamna gospodin
    gospođa господин госпожа пан пані президент министр міністр κύριος κυρία bay bayan bapak ibu encik puan ông bà"""
)
#: Longest name in a script without spaces, in characters; and how much of such a body is scanned.
UNSPACED_LENGTH = 6
UNSPACED_PART = 20_000


def entities(article: Article, resources: Resources) -> tuple[Entity, ...]:
    """Return the places that title and body name, the most salient first."""
    found: dict[str, tuple[Place, list[Mention]]] = {}
    for field, text in (("title", article.title), ("body", close_part(article.body))):
        for start, end, place in _places(text, article.language or "", resources):
            surface = text[start:end]
            mention = Mention(start=start, end=end, surface=surface, field=field)
            found.setdefault(place.key, (place, []))[1].append(mention)
    length = max(1, len(article.body))
    result = []
    for key, (place, mentions) in found.items():
        in_body = [m.start for m in mentions if m.field == "body"]
        result.append(
            Entity(
                name=resources.aliases.name(key) or place.name,
                type="place",
                key=key,
                mentions=tuple(mentions),
                salience=salience(mentions[0].field == "title", (in_body[0] if in_body else 0) / length, len(mentions)),
                country=place.country,
                latitude=place.latitude,
                longitude=place.longitude,
            )
        )
    return tuple(sorted(result, key=lambda e: (-e.salience, e.name)))


def _places(text: str, language: str, resources: Resources) -> list[tuple[int, int, Place]]:
    unspaced = is_unspaced(text)
    spans = _unspaced(text) if unspaced else _spaced(text)
    if not spans:
        return []
    gazetteer = resources.gazetteer
    # names in scripts without spaces are their own folded form
    names = [text[a:b] for a, b in spans]
    distinct = list(dict.fromkeys(names))
    hits = gazetteer.contains(name_hash(name if unspaced else fold(name)) for name in distinct).tolist()
    hit_of = dict(zip(distinct, hits, strict=True)) | dict.fromkeys(_PRESS.get(language, ()), True)
    reader = _Reader(text, language, resources)
    inflected = inflects(language)  # a word that is not known may be a form of one that is
    places: list[tuple[int, int, Place]] = []
    last = 0
    for (start, end), name in zip(spans, names, strict=True):
        if start < last:
            continue
        hit = hit_of[name]
        if unspaced:
            place = reader.unspaced(text[start:end]) if hit and not _cuts_katakana(text, start, end) else None
        elif hit or (inflected and " " not in text[start:end]):
            place = reader.read(start, end)
        else:
            place = None
        if place is not None:
            places.append((start, end, place))
            last = end
    return places


def _cuts_katakana(text: str, start: int, end: int) -> bool:
    """Return whether a run begins or ends within a word of katakana: "タイ" in "タイトル"."""
    edges = (text[start - 1 : start] + text[start], text[end - 1] + text[end : end + 1])
    return any(len(pair) == 2 and all("\u30a0" <= sign <= "\u30ff" for sign in pair) for pair in edges)


class _Reader:
    """Decides which words of a text are places.

    A country counts by the names that the text's language has for it; a city by any name, if it is large. A
    word that is common in the language is a city only if it is spelled exactly so, and is a city of that language's
    countries or one that many languages speak of; never if it is among the commonest, or if the text has it in lower
    case too. A word beside which a given name, a title or another name comes is a person's.
    """

    def __init__(self, text: str, language: str, resources: Resources) -> None:
        self._text = text
        self._language = language
        self._gazetteer = resources.gazetteer
        self._shares = frequencies(language)
        self._lower = frozenset(word for word in set(WORD.findall(text)) if word[0].islower())
        self._meant: dict[str, Place | None] = {}

    def unspaced(self, surface: str) -> Place | None:
        """Return the place of a run of characters of a script without spaces."""
        key = _PRESS.get(self._language, {}).get(surface)
        if key is not None:
            return self._gazetteer.by_key(key)
        if surface not in self._meant:
            place = self._gazetteer.find(surface, kinds=(Kind.COUNTRY, Kind.CITY))
            if place is not None and not (place.kind is Kind.COUNTRY and self._is_own(surface)):
                bound = COMMONEST if place.population >= FAR_KNOWN else COMMON
                large = place.kind is Kind.CITY and place.population >= POPULATION
                place = place if large and self._share(surface) < 10 ** (bound - 9) else None
            self._meant[surface] = place
        return self._meant[surface]

    def read(self, start: int, end: int) -> Place | None:
        """Return the place that the words from `start` to `end` name, or None."""
        surface = self._text[start:end]
        if surface not in self._meant:
            self._meant[surface] = self._named(surface)
        place = self._meant[surface]
        if place is None or place.kind is Kind.COUNTRY or " " in surface:
            return place
        return None if self._is_in_a_name(start, end) else place

    def _named(self, surface: str) -> Place | None:
        long = _KOREAN_LONG if self._language == "ko" else LONG
        for name in (surface, *(bases(surface, self._language) if len(surface) >= long and " " not in surface else ())):
            place = self._gazetteer.find(name, kinds=(Kind.COUNTRY, Kind.CITY))
            if place is None:
                continue
            if place.kind is Kind.COUNTRY:
                if self._is_country(surface, name, place):
                    return place
                continue
            home = place.country in COUNTRIES.get(self._language, ()) and self._language in _CAPITALS_TELL
            if place.population < (POPULATION if name is surface or home else FAR_KNOWN):
                continue
            if name.casefold() in _HOMONYMS.get(self._language, ()) and name is not surface:
                continue
            if self._is_city(surface, name, place):
                return place
        return None

    def _is_city(self, surface: str, name: str, place: Place) -> bool:
        lower = surface.casefold()
        if {lower, fold(surface)} & _GIVEN_NAMES:
            return False
        home = place.country in COUNTRIES.get(self._language, ())
        marked = lower != fold(surface)
        if marked and not home and not self._gazetteer.spelled(name):
            return False
        share = self._share(lower)
        if share < 10 ** (COMMON - 9):
            return True
        if lower in _HOMONYMS.get(self._language, ()):
            return self._has_capital_inside(surface)
        if not home and fold(place.name) == fold(surface) and self._is_own_word(fold(surface), share):
            return False
        if lower in self._lower or share >= 10 ** (COMMONEST - 9):
            return False
        if place.population >= FAR_KNOWN and self._gazetteer.spelled(name):
            told = fold(place.name) == fold(name) and _spread(fold(name)) >= WIDELY and name is surface
            return home or told or self._is_inside(surface)
        if home and name is surface and self._gazetteer.spelled(name) and self._has_capital_inside(surface):
            return True
        return home and fold(place.name) == fold(name) and _spread(fold(name)) >= WIDELY - 1

    def _is_own_word(self, lower: str, share: float) -> bool:
        """Return whether the language uses a word far more than unlike ones do, so that it must mean something else."""
        others = (frequencies(language).get(lower, 0.0) for language in _UNLIKE if language != self._language)
        return share >= _OFTENER * max(others)

    def _has_capital_inside(self, surface: str) -> bool:
        """Return whether a word is with its capital within a sentence, where that tells something."""
        if self._language not in _CAPITALS_TELL:
            return False
        return re.search(rf"[^\W\d_A-ZА-Я][ ,]{{1,2}}{re.escape(surface)}\b", self._text) is not None

    def _is_inside(self, surface: str) -> bool:
        """Return whether a name is within a sentence, in a language where a capital tells something there."""
        return self._share(surface.casefold()) < 10 ** (OFTEN - 9) and self._has_capital_inside(surface)

    def _is_country(self, surface: str, name: str, place: Place) -> bool:
        """Return whether a word is a country: the commonest words only if it is one of the language's own."""
        if not self._is_own(name) or {surface.casefold(), name.casefold()} & _HOMONYMS.get(self._language, _NONE):
            return False
        home = place.country in COUNTRIES.get(self._language, ())
        share = self._share(surface.casefold())
        if home or (share < 10 ** (OFTEN - 9) and name is surface):
            return True
        if share >= 10 ** (COMMONEST - 9) and len(name) < LONG:
            return False
        long = _KOREAN_LONG - 1 if self._language == "ko" else LONG
        return place.population >= FAR_KNOWN and (name is surface or len(name) >= long)

    def _is_own(self, name: str) -> bool:
        known = self._gazetteer.is_country_in(name, self._language)
        if known and self._language in _CAPITALS_TELL and name.casefold() in self._lower:
            return False
        return known

    def _share(self, lower: str) -> float:
        return self._shares.get(lower, 0.0)

    def _is_in_a_name(self, start: int, end: int) -> bool:
        """Return whether a given name or title comes before, or another capitalised word beside it."""
        before = re.search(r"([^\W\d_][\w.'’-]*)[ \u00a0]$", self._text[max(0, start - 30) : start])
        if before is not None:
            word = fold(before[1])
            if is_given(word) or word in TITLES or word in _TITLES:
                return True
        if self._language not in _CAPITALS_TELL:
            return False
        after = re.match(r"[ \u00a0]([^\W\d_])\w", self._text[end : end + 3])
        return after is not None and after[1].isupper()


def _spread(folded: str) -> int:
    """Return how many of some unlike languages have a word: nearly all have the names of cities that all speak of."""
    return sum(folded in frequencies(language) for language in _UNLIKE)


def _spaced(text: str) -> list[tuple[int, int]]:
    """Yield runs of one to three words that begin with no lower-case letter, longest first at each place."""
    words = [(m.start(), m.end()) for m in WORD.finditer(text)]
    spans: list[tuple[int, int]] = []
    for i, (start, _) in enumerate(words):
        first = text[start]
        if first.islower() or first.isdigit():
            continue
        runs: list[tuple[int, int]] = []
        for _, end in words[i : i + 3]:
            run = text[start:end]
            if "\n" in run or ", " in run or ". " in run:
                break  # and so in longer ones
            if end - start >= 3 or not run.isascii():
                runs.append((start, end))
        spans += reversed(runs)
    return spans


def _unspaced(text: str) -> list[tuple[int, int]]:
    text = text[:UNSPACED_PART]
    runs = [(m.start(), m.end()) for m in UNSPACED.finditer(text)]
    return [
        (i, i + length)
        for start, end in runs
        for i in range(start, end - 1)
        for length in range(min(UNSPACED_LENGTH, end - i), 1, -1)
    ]
