"""Enricher: what an article is about, in up to ten words and phrases.

One to three words between stop words (Zipf 6 and up: one in a thousand); the
score is (1 + ln frequency) x (7 - Zipf) x length, more in the title and in the
lead. Several words must come twice; of nested ones the better stays; names of
entities, weekdays and contractions are excluded. Verb forms part phrases as stop
words do; a participle comes only beside the noun that it describes ("armed
forces"). A tenth of YAKE's cost, and no phrases across stop words.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from articles.article import Article
from articles.enrichment.function_words import FUNCTION_WORDS
from articles.enrichment.gazetteer import fold
from articles.enrichment.limits import close_part
from articles.enrichment.quotation.lexicon import WEAK_VERBS, lexicon
from articles.enrichment.resolution.demonyms import is_demonym
from articles.enrichment.resolution.names import TITLES
from articles.enrichment.resources import Resources
from articles.enrichment.verb_forms import VerbForms, ends_as_verb, verb_forms
from articles.enrichment.wordlists import word_set
from articles.enrichment.words import NOUNS_WITH_CAPITALS, frequencies

VERSION = "3"

#: How many there are at most.
COUNT = 10
#: Words this frequent (Zipf: log10 of occurrences in 10^9) part phrases.
STOP_ZIPF = 6.0
#: Characters of the body that are its lead.
LEAD = 400
#: A single word this frequent ("old", "world") does not become a keyword if it comes in the title alone.
ONCE_ZIPF = 5.7
_UNKNOWN_ZIPF = 2.5
_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[^\w\s]|\n")
#: Endings of English verbs and adverbs: they tell less by themselves than nouns.
_VERBAL = ("ing", "ed", "ly")
_CALENDAR = word_set(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sep sept oct nov dec today yesterday
    tomorrow week weeks month months year years day days morning evening night afternoon weekend hour hours
    minute minutes according told added says asked montag dienstag mittwoch donnerstag freitag samstag sonntag
    januar februar märz mai juni juli oktober dezember lundi mardi mercredi jeudi vendredi samedi dimanche
    janvier février mars avril juin juillet août septembre octobre novembre décembre lunes martes miércoles jueves
    viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio aprile maggio giugno luglio settembre
    ottobre dicembre segunda-feira terça-feira quarta-feira quinta-feira sexta-feira janeiro fevereiro março maio
    junho julho setembro outubro novembro dezembro maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari
    februari maart augustus måndag måndagen tisdag tisdagen onsdag onsdagen torsdag torsdagen fredag fredagen lördag
    lördagen söndag söndagen augusti mandag tirsdag lørdag søndag marts desember poniedziałek wtorek środę środa
    czwartek piątek sobotę sobota niedzielę niedziela stycznia lutego marca kwietnia maja czerwca lipca sierpnia
    września października listopada grudnia понедельник вторник среду среда четверг пятницу пятница субботу суббота
    воскресенье января февраля марта апреля мая июня июля августа сентября октября ноября декабря понеділок вівторок
    середу середа четвер п'ятницю суботу неділю січня лютого березня квітня травня червня липня серпня вересня жовтня
    листопада грудня pazartesi salı çarşamba perşembe cuma cumartesi pazar ocak şubat mart nisan mayıs haziran temmuz
    ağustos eylül ekim kasım aralık"""
)
#: Verbs of saying, and words before a speaker, that are nouns as well.
_NOUNS = word_set(
    """juge réplique demande alerte annonce avance relève tranche souffle peste lance écrit denuncia sentencia pregunta
    conferma domanda replica minaccia contesta resposta anuncia reclama angaben worten angaben avis yeux palabras"""
)
#: Languages whose participles follow the noun: "forces armées". In others they come before it.
_NOUN_FIRST = frozenset({"fr", "es", "it", "pt"})
#: Languages that have both.
_EITHER = frozenset({"pl"})
#: "dit-il", "confie-t-elle".
_INVERTED = re.compile(r".+-(?:t-)?(?:ils?|elles?|on|je|nous|vous)")


#: Function words, light verbs and vague adverbs below the stop words' frequency. English.
_LIGHT = word_set(
    """both during eventually lately however although though despite while within without across among against toward
    towards behind beyond upon until unless whether rather quite almost enough instead perhaps maybe often sometimes
    usually already later early soon once twice again away together say saying says tell telling told ask asking asked
    add adding make makes making made take takes taking took taken give gives giving gave given come comes coming came
    become becomes became getting goes going gone went keep keeps keeping kept let lets put puts seem seems seemed
    look looks looking looked want wants wanted need needs needed try tries trying tried use using used know knows
    known knew think thinks thought feel feels felt find finds found show shows shown showed call calls calling called
    remain remains remained leave leaves left hold holds held begin began begun started start starts turn turned follow
    following followed include includes including included expect expected help helps helped allow allowed wrote
    written noted stated explained explains announced reported reports recently currently possible likely able former
    latest previous recent current several various certain different similar main major half dozens hundreds thousands
    why whose whom even should here too before off still many never through such every between always since another
    does own under each must ever might few having yet less per others ago along else either further myself yourself
    himself herself itself ourselves yourselves themselves above below outside inside alone anywhere everywhere nowhere
    somewhere somehow therefore thus hence otherwise besides except via versus neither nor unlike amid throughout
    despite whenever wherever whatever whichever whoever
    million millions billion percent mrs miss sir lord lady ms mr one two three four five six seven eight nine ten
    something anything everything nothing someone anyone everyone people things thing way ways lot bit"""
)


def version(article: Article, resources: Resources) -> str:
    """Our version, and whether word frequencies of the language are known."""
    if not frequencies(article.language or ""):
        return f"{VERSION} none: no word frequencies for {article.language or 'unknown language'}"
    return VERSION


def enrich(article: Article, resources: Resources) -> Mapping[str, object]:
    """Return `keywords`, the most telling first; none where word frequencies of the language are not known."""
    if not frequencies(article.language or ""):
        return {"keywords": ()}
    names = {
        word for entity in article.entities for mention in entity.mentions for word in fold(mention.surface).split()
    }
    return {"keywords": extract(article.title, close_part(article.body), article.language or "", names)}


def extract(title: str, body: str, language: str, names: set[str]) -> tuple[str, ...]:
    """Return the keywords of a text.

    Args:
        title: Its headline.
        body: Its text.
        language: ISO 639-1, of those whose word frequencies are known.
        names: Folded words of entities, which are not keywords by themselves.
    """
    found = _Candidates(language, names)
    cut = body.find(" ", LEAD)
    found.title.update(found.read(title))
    found.lead.update(found.read(body[:cut]))
    if cut >= 0:
        found.read(body[cut:])
    alone = _alone(found.counts, found.has_noun)
    # most phrases come once, and not in the title
    several = [
        (term, count) for term, count in found.counts.items() if (count > 1 or term in found.title) and alone[term]
    ]
    scored = [(found.score(term, count), term) for term, count in several]
    ranked = sorted(((score, term) for score, term in scored if score is not None), key=lambda s: (-s[0], s[1]))
    chosen = [term.split(" ") for term in _chosen(term for _, term in ranked)]
    shapes = found.shapes({word for words in chosen for word in words})
    return tuple(_cased([shapes[word] for word in words], language) for words in chosen)


class _Candidates:
    """Phrases of one to three words between stop words, counted."""

    def __init__(self, language: str, names: set[str]) -> None:
        self.counts: Counter[str] = Counter()
        self.title: set[str] = set()  #: phrases of the title
        self.lead: set[str] = set()  #: phrases of the lead
        self._language = language
        self._names = names
        self._surfaces: Counter[str] = Counter()
        self._words: dict[str, str] = {}  # surface → its word, or "" where it parts phrases
        self._zipfs: dict[str, float] = {}
        self._describing: set[str] = set()  # participles: no keywords without a noun
        # where in a phrase no participle is
        self._outer = slice(None) if language in _EITHER else slice(1) if language in _NOUN_FIRST else slice(-1, None)

    def read(self, text: str) -> set[str]:
        """Count the phrases of a piece of text, and return them."""
        surfaces = _TOKEN.findall(text)
        self._learn(set(surfaces) - self._words.keys())
        words = [self._words[surface] for surface in surfaces]
        found = _phrases(words)
        self._surfaces.update(itertools.compress(surfaces, words))
        self.counts.update(found)
        return set(found)

    def _learn(self, surfaces: Iterable[str]) -> None:
        for surface in surfaces:
            word, zipf, folded, describes = _word(surface, self._language)
            if not word or (folded in self._names and not surface[0].islower()):
                self._words[surface] = ""
                continue
            self._words[surface] = word
            self._zipfs[word] = zipf
            if describes:
                self._describing.add(word)

    def score(self, term: str, count: int) -> float | None:
        """Return the score of a phrase, or None if it is not a keyword."""
        if count < 2 and (term not in self.title or " " in term or self._zipfs[term] >= ONCE_ZIPF):
            return None
        parts = term.split(" ")
        if not self.has_noun(parts):
            return None
        if all(part in TITLES or is_demonym(part) for part in parts):
            return None
        rarity = sum(max(0.5, 7.0 - self._zipfs[part]) for part in parts) / len(parts)
        score: float = (1 + math.log(count)) * rarity * len(parts) ** 0.9
        if len(parts) == 1 and term.endswith(_VERBAL):
            score *= 0.6
        if term in self.title:
            score *= 1.6
        if term in self.lead:
            score *= 1.2
        return score

    def has_noun(self, parts: Sequence[str]) -> bool:
        """Return whether the words of a phrase have a noun where their language has it."""
        return not self._describing.issuperset(parts[self._outer])

    def shapes(self, words: Collection[str]) -> dict[str, str]:
        """Return each of these words as it is written: in lower case where it ever is, else as it is most often."""
        shapes: dict[str, str] = {}
        surfaces = [surface for surface in self._surfaces if self._words[surface] in words]
        for surface in sorted(surfaces, key=self._surfaces.__getitem__, reverse=True):
            word = self._words[surface]
            if word not in shapes or surface == word:
                shapes[word] = surface.removesuffix("'s").removesuffix("’s")
        return shapes


def _phrases(words: list[str]) -> list[str]:
    """Return every phrase of one to three of these words that follow each other; "" parts them."""
    pairs = [f"{one} {two}" if one and two else "" for one, two in itertools.pairwise(words)]
    threes = [f"{pair} {three}" for pair, three in zip(pairs, words[2:], strict=False) if pair and three]
    return [*filter(None, words), *filter(None, pairs), *threes]


def _alone(counts: Mapping[str, int], has_noun: Callable[[Sequence[str]], bool]) -> dict[str, int]:
    """Return how often each phrase comes; 0 for a word that comes in one repeated phrase only."""
    alone = dict(counts)
    for term, count in counts.items():
        if count >= 2 and " " in term and has_noun(parts := term.split(" ")):
            for part in parts:
                if counts[part] == count:
                    alone[part] = 0
    return alone


def _chosen(ranked: Iterable[str]) -> list[str]:
    """Return the best phrases, without those that hold, or are held by, or vary a better one."""
    chosen: list[str] = []
    for term in ranked:
        padded = f" {term} "
        if any(padded in f" {other} " or f" {other} " in padded for other in chosen):
            continue
        if any(_same_stem(term, other) for other in chosen):
            continue
        chosen.append(term)
        if len(chosen) == COUNT:
            break
    return chosen


def _cased(words: list[str], language: str) -> str:
    """Return a phrase in lower case, but for acronyms, if one of its words is lower case: it is not a name then.

    German nouns keep their capitals.
    """
    if language not in NOUNS_WITH_CAPITALS and any(word[0].islower() for word in words):
        words = [w if (len(w) > 1 and w.isupper()) or is_demonym(w.lower()) else w.lower() for w in words]
    return " ".join(words)


class _Word(NamedTuple):
    """What a surface stands for in phrases."""

    word: str  #: in lower case; "" where it parts phrases
    zipf: float
    folded: str
    describes: bool  #: a participle


_PARTING = _Word("", 0.0, "", False)


@functools.lru_cache(maxsize=50_000)
def _word(surface: str, language: str) -> _Word:
    """Return the word of a surface; a sign, a stop word, a contraction and a verb form part phrases."""
    word = surface.lower().replace("’", "'").removesuffix("'s")
    if len(word) < 3 or not word[0].isalpha() or "'" in word:
        return _PARTING
    light, forms, shares = _lists(language)
    if word in light or (language == "en" and word.endswith("ly")):
        return _PARTING
    # where nouns have capitals, a verb has none, and what has none is no noun
    nouns_have_capitals = language in NOUNS_WITH_CAPITALS
    if word in forms.verbs and not (nouns_have_capitals and surface[0].isupper()):
        return _PARTING
    share = shares.get(word, 0.0)
    zipf = math.log10(share) + 9 if share > 0 else _UNKNOWN_ZIPF
    if zipf >= STOP_ZIPF or (language == "fr" and _INVERTED.fullmatch(word)):
        return _PARTING
    if share == 0 and surface == word and ends_as_verb(word, language):
        return _PARTING
    describes = surface[0].islower() if nouns_have_capitals else word in forms.participles
    return _Word(word, zipf, fold(word), describes)


@functools.lru_cache(maxsize=32)
def _lists(language: str) -> tuple[frozenset[str], VerbForms, Mapping[str, float]]:
    """Return the words of a language that tell nothing, its verb forms, and how frequent its words are."""
    light = _LIGHT if language == "en" else FUNCTION_WORDS.get(language, frozenset())
    return _CALENDAR | light | _of_speech(language), verb_forms(language), frequencies(language)


def _of_speech(language: str) -> frozenset[str]:
    """Return the verbs and participles of saying of a language, which tell nothing; English has `_LIGHT`."""
    words = lexicon(language) if language != "en" else None
    if words is None:
        return frozenset()
    alone = [first for first, rests in (words.verbs | words.according).items() if "" in rests]
    participles = [rest for rests in words.verbs.values() for rest in rests if rest and " " not in rest]
    return frozenset((*alone, *participles)) - WEAK_VERBS - _NOUNS


def _same_stem(one: str, other: str) -> bool:
    """Singular and plural, or another ending of the same word, or words."""
    ones, others = one.split(" "), other.split(" ")
    return len(ones) == len(others) and all(map(_same_word, ones, others))


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return (
        len(short) >= 4 and long.startswith(short.removesuffix("e").removesuffix("y")) and len(long) - len(short) <= 3
    )
