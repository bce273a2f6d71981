"""The case of text set in capitals, in languages without a casing model: by how frequent a word is."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection

from articles.enrichment.gazetteer import Kind, load
from articles.enrichment.given_names import is_given
from articles.enrichment.inflection import bases
from articles.enrichment.transliterations import readings
from articles.enrichment.wordlists import word_set
from articles.enrichment.words import frequencies
from articles.metadata.months import month_named

_WORD = re.compile(r"[^\W\d_]+")
#: Languages in which "I" is the capital of "ı", and "İ" that of "i".
_DOTTED = frozenset({"az", "tr"})
_SENTENCE = re.compile(r"[^\W\d_]{3,}[.!?] +[^\W\d_]")
_BEFORE = re.compile(r"([^\W\d_]+)[ -]$")
#: A word this frequent (Zipf) is not a name, unless a large city or a country is called so.
_FREQUENT = 3.0
_LARGE = 500_000
#: Words of two or three letters stay in capitals if they are rarer than this.
_SHORT = 4.5
#: A word this frequent is no given name in another case; and the fewest letters of one.
_COMMON, _LONG = 5.5, 4
#: Given names of the languages whose families are read by their endings.
_GIVEN = word_set(
    """karol rafał donald jarosław andrzej mateusz szymon krzysztof piotr paweł tomasz marcin michał łukasz jan
    stanisław zbigniew grzegorz bartosz radosław sławomir włodzimierz przemysław małgorzata katarzyna agnieszka joanna
    magdalena beata ewa elżbieta hanna krystyna
    володимир андрій олександр олексій сергій дмитро петро юлія ірина наталія оксана віталій василь михайло микола олег
    ігор іван юрій тарас богдан євген денис валерій анатолій людмила тетяна ольга світлана катерина
    владимир дмитрий сергей александр алексей андрей михаил николай юрий игорь виктор евгений антон павел максим
    мария елена наталья татьяна ирина светлана екатерина анастасия валентина"""
)
#: Language → how family names end, in all their cases.
_FAMILY = {
    "ru": re.compile(
        r"(?:[оеё]в|[иы]н)(?:а|у|ым|ой|е|ы|ых)?$|ск(?:ий|ого|ому|им|ом|ая|ой|ую)$|(?:енк|чук|юк|ян|ук|ич)[оауе]?(?:м|ом)?$"
    ),
    "uk": re.compile(
        r"ськ(?:ий|ого|ому|им|а|ої|ій|у|ою)$|(?:енк|чук|юк|ук|як|ич)(?:[оауі]|ом|ові)?$|[оеиі]в(?:а|у|им|ої|ою)?$"
    ),
    "pl": re.compile(r"[sc]k(?:i|iego|iemu|im|a|iej|ą)$|(?:wicz|czyk|iak|asz)(?:a|owi|em)?$"),
}


def restored_by_frequency(line: str, language: str, written: Collection[str]) -> str:
    """Return a line in capitals as its language writes it, character by character in its place.

    Args:
        line: The line.
        language: ISO 639-1; German nouns get no capital.
        written: Words as the rest of the text writes them.
    """
    lower, upper = (_turkish_lower, _turkish_upper) if language in _DOTTED else (str.lower, str.upper)
    known = {lower(word): word for word in written}
    shares = frequencies(language)

    def written_so(match: re.Match[str]) -> str:
        word = match[0]
        low = lower(word)
        if len(low) != len(word):
            return word
        if low in known:
            return known[low]
        share = shares.get(low, 0.0)
        if len(word) <= 3 and share < 10 ** (_SHORT - 9):
            return word
        before = _BEFORE.search(line, max(0, match.start() - 20), match.start())
        family = before is not None and _is_given_name(lower(before[1]), language) and _is_family(low, language, share)
        titled = upper(low[0]) + low[1:]
        if share < 10 ** (_FREQUENT - 9) or family or _is_given_name(low, language) or _is_place(titled, language):
            return titled
        return low

    text = _WORD.sub(written_so, line)
    text = _SENTENCE.sub(lambda match: match[0][:-1] + capital(match[0][-1], language), text)
    return upper(text[:1]) + text[1:]


def capital(sign: str, language: str) -> str:
    """Return the capital of a letter, or the letter where that would be two."""
    large = _turkish_upper(sign) if language in _DOTTED else sign.upper()
    return large if len(large) == 1 else sign


def _turkish_lower(text: str) -> str:
    return text.replace("İ", "i").replace("I", "ı").lower()


def _turkish_upper(text: str) -> str:
    return text.replace("i", "İ").replace("ı", "I").upper()


@functools.lru_cache(maxsize=20_000)
def _is_given_name(low: str, language: str) -> bool:
    """Return whether a word is a given name, in any script and case: "владимира", "donaldem"."""
    if is_given(low):
        return True
    if len(low) < _LONG or month_named(low) is not None or frequencies(language).get(low, 0.0) >= 10 ** (_COMMON - 9):
        return False
    forms = (low, *bases(low, language))
    if any(form in _GIVEN for form in forms):
        return True
    return any(is_given(name) for form in forms for name in (form, *readings(form)))


def _is_family(low: str, language: str, share: float) -> bool:
    """Return whether a word behind a given name is a family name: rare, or with the ending of one."""
    ending = _FAMILY.get(language)
    return share < 10 ** (_SHORT - 9) or (ending is not None and ending.search(low) is not None)


@functools.lru_cache(maxsize=20_000)
def _is_place(word: str, language: str) -> bool:
    """Return whether a word is a country or a large city, as it is or in another case: "москве"."""
    if len(word) <= 3:
        return False
    place = load().find(word, kinds=(Kind.COUNTRY, Kind.CITY), language=language)
    if place is not None and load().spelled(word):
        return place.kind is Kind.COUNTRY or place.population >= _LARGE
    return (
        language in _FAMILY and len(word) > _LONG and any(_is_known(base, language) for base in bases(word, language))
    )


def _is_known(name: str, language: str) -> bool:
    if len(name) <= 3 or not load().spelled(name):
        return False
    place = load().find(name, kinds=(Kind.COUNTRY, Kind.CITY), language=language)
    if place is not None and place.kind is Kind.COUNTRY:
        return load().is_country_in(name, language)
    return place is not None and place.population >= _LARGE
