"""Write `articles/enrichment/verb_forms.npz`: ``python training/verb_forms.py DATA ENGLISH``.

Which words of a language are verbs or participles and (nearly) never nouns. DATA is the folder of training texts for
other languages, ENGLISH that of English ones (JSON lines in xz, of which only `text` is read). Needed beside are the
packages `spacy-lookups-data` 1.0.5 and `simplemma` 2.0.0: which lemma a form has and, for some languages, of which part
of speech. In the other languages a lemma that ends as an infinitive and has the forms of a verb is one.

A form that is a noun too is left out. That is so where a table of nouns has it, unless the texts show the opposite;
and where it often comes in the texts between an article or preposition and the end of a phrase. Only words that
wordfreq knows are kept. There is no chance in it: the same texts and packages write the same file.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import importlib
import json
import lzma
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import wordfreq

from articles.enrichment.verb_forms import FILE, PARTICIPLES
from articles.enrichment.wordlists import word_set

#: Words from this Zipf on; those above are stop words of the keywords.
ZIPF, STOP_ZIPF = 2.6, 6.0
#: Sets of which nothing may be shipped without asking, or with care only.
LEFT_OUT = ("btc", "pl-nkjp", "de-europarl", "pt-paramopama", "pt-harem", "ru-nerel", "nn-norne")
_WORD = re.compile(
    r"(?:[dlnmstjc]|qu|un|(?:de|a|da|ne|su)ll)['’](?=\w)|[^\W\d_]+(?:[-'’][^\W\d_]+)*|[^\w\s]", re.IGNORECASE
)
#: A noun comes as one in so great a share of its uses; a noun of the tables is none with less than the second.
NOUN, NO_NOUN = 0.08, 0.004
#: That a noun of the tables is none is believed from so many uses.
SEEN, SEEN_NEVER = 40, 15
#: Languages whose tables call participles nouns that hardly are, and how few uses as nouns show it.
_NOUNS_OF_PARTICIPLES = ("fr", "it")
SEEN_PARTICIPLE, PARTICIPLE_AS_NOUN = 8, 0.05
#: Languages whose nouns have an article or preposition before them, infinitives as nouns as well.
_ROMANCE = ("fr", "es", "it", "pt")
#: So does one that so often comes after articles that are pronouns too, and prepositions; infinitives do that as well.
LIKE_NOUN = 0.5
#: A form is a noun if what would be its definite form or plural is so frequent beside it.
INFLECTED = 0.05
#: Written with a capital inside sentences in so great a share, it is a name.
NAME = 0.5


class Rules(NamedTuple):
    """What a language tells nouns and participles by."""

    before: str = ""  #: words that come before nouns, never before verbs
    pronouns: str = ""  #: articles that are pronouns before a verb as well, and prepositions
    infinitive: str = ""  #: how the lemma of a verb ends: what `simplemma` gives another kind of lemma is no verb
    participle: str = r"(?!)"  #: what participles look like
    candidate: str = ""  #: what verb forms look like, where the tables say too much
    never: str = ""  #: what verb forms never look like: those of nouns
    nouns: str = ""  #: nouns that no test finds
    verbs: str = ""  #: verbs that the tests take for nouns


#: Languages whose texts are near enough to tell nouns by.
_KIN = {"nb": ("nb", "da"), "da": ("da", "nb")}
_PLURAL_IN_S = ("en", "fr", "es", "pt")
_PREPOSITIONS_RU = "в во на с со из от до для по при без к ко об о за под над между через после перед у против"
RULES: dict[str, Rules] = {
    "de": Rules(
        participle=r"(?:\w+)?ge\w+(?:t|en|te[rnms]?|ene[rnms]?)|\w+ende?[rnms]?"
        r"|(?:be|ver|er|zer|ent|emp|miss|über|unter|wider)\w+(?:t|te[rnms]?|ene[rnms]?)"
    ),
    "en": Rules(
        before="the a an its their our my of",
        participle=r"\w+ing",
        verbs="sell sells buy buys seek seeks sues begin begins die dies pushes heralds recounts presents resolve vows",
        nouns="check checks leave miss podcast podcasts download downloads upload uploads harry lynch josh bless rob",
    ),
    "fr": Rules(
        infinitive=r"(?:er|ir|re)$",
        before="un une du des au aux cette ce cet ces son sa ses leurs mon notre votre nos chaque quelques",
        pronouns="le la les leur de en par sans l' d'",
        nouns="salarié salariés terre terres conseiller conseillers élu élus",
    ),
    "es": Rules(
        infinitive=r"[aeií]r(?:se)?$",
        before="el un una unos unas del su sus nuestro cada",
        pronouns="la las los lo esta estas este estos de en por con sin",
        participle=r"\w+(?:[aií]d|puest|scrit|ech|uert|iert|uelt)[oa]s?",
    ),
    "it": Rules(
        infinitive=r"(?:re|rsi)$",
        nouns="scoperte",
        before="""il un una uno del della dello dei degli delle al alla allo ai agli alle dal dalla dai nel nella nei
        sul sulla sui questo questa suo sua""",
        pronouns="la le lo gli i di in per con da senza loro l' d' dell' all' dall' nell' sull' un'",
    ),
    "pt": Rules(
        infinitive=r"[aeioô]r(?:-se)?$",
        nouns="""prazer olhada soldado pecado pecados tecido recado feriado apelido namorado namorada namorados
        refugiado refugiados caminhada advogado advogada deputado deputada aliado aliados doutorado povoado morada
        despedida empregado empregados culpado ferido feridos acusado legado""",
        before="um uma do da dos das no na ao aos pelo pela pelos pelas seu sua seus suas",
        pronouns="o a os as à às de em por com sem",
        never=r"\w+(?:[aeiou]is|[stdc]ora)",
        participle=r"\w+(?:[aií]d|post|scrit|eit|ort|bert|els|ist)[oa]s?",
    ),
    "nl": Rules(
        infinitive=r"n$",
        never=r"\w+(?:ens|tjes?)",
        before="de een deze geen onze elke",
        pronouns="het die dat van voor met op in naar door bij over uit twee drie",
        participle=r"(?:\w+)?ge\w+(?:d|t|de|te|en)|\w+ende?|(?:be|ver|ont|her)\w+(?:d|t|de|te|en)",
    ),
    "sv": Rules(
        infinitive=r"(?:[aåeoöy]|as)$",
        nouns="tankar delar vågar bilar talar",
        before="en ett denna detta dessa min sin sitt sina inga varje av med från mot under genom utan",
        pronouns="den det de i på om till för många alla två tre",
        participle=r"\w+(?:ande|ende|ad|at|tt|na)",
    ),
    "da": Rules(
        infinitive=r"[eåsao]$",
        before="en et denne sin sit sine hver af med fra mod under gennem",
        pronouns="den det de i på om til for mange alle to tre",
        verbs="steg gav",
        never=r"\w+(?:[^v]en|ene|erne)",
        nouns="""arbejde arbejdet samarbejde samarbejdet tale timer masser skat kroner møder øjne stykker top mærke
        styrke priser planer rejser mennesket angrebet begrebet nettet græsset""",
        participle=r"\w+(?:ende|et)",
    ),
    "nb": Rules(
        before="en et ei denne sin sitt sine hver av med fra mot under gjennom",
        pronouns="den det de i på om til for mange alle to tre",
        verbs="""får går mener gir viser føler kjenner husker svikter handler snakker ville sto komme glemme stenge
        puster kjøper""",
        nouns="ansatte molde",
    ),
    "ru": Rules(
        nouns="начало честь вести знать печь пасть течь суть пропасть напасть",
        before=_PREPOSITIONS_RU,
        participle=r"\w+(?:нн|вш|[юуая]щ|ем|им)(?:ый|ая|ое|ые|ого|ому|ым|ом|ой|ую|ых|ыми|ий|ее|ие|его|ему|им|ем|ей|их|ими)"
        r"(?:ся)?",
    ),
    "pl": Rules(
        participle=r"\w+(?:[nt](?:y|a|e|ych|ego|emu|ym|ymi|ą|ej)|[nc]i|ąc(?:y|a|e|ych|ego|emu|ym|ymi|ą|ej))",
        never=r"\w+[nc]i(?:e|a|u|em|om|ami|ach)|\w+ń",
        nouns="podróż jedna duża duże dużą równa danego danych dane dana",
    ),
    "uk": Rules(nouns="матері набу мне діти"),
    "tr": Rules(
        before="bir her bazı birçok",
        pronouns="bu şu o",
        nouns="güven yan kan yalan den kazan eren katı tadı kaydı akan baştan varken kurdu ordu yurdu ardı derdi",
        verbs="eden giden",
        never=r"\w+[dt][ae]n",
        candidate=r"""\w+(?:
            (?:[dt][ıiuü]|m[ıiuü]ş(?:t[ıiuü]r?)?|[ıiuü]yor(?:du|muş)?|[ae]c[ae][kğ](?:t[ıi]r?)?|m[ae]l[ıi](?:d[ıi]r?)?
              |m[ae]kt[ae](?:d[ıi]r?|yd[ıi]))(?:l[ae]r)?[mk]?
            |[ae]r[ae]k|[ıiuü]p|[ıiuü]nc[ae]|[dt][ıiuü]kç[ae]|m[ae]d[ae]n|(?:[ae]|[ıiuü])rken|mek|mak|m[ae]z
            |y?[ae]n|[dt][ıiuü]ğ[ıiuü](?:n[ıiuü]|nd[ae])?|[ae]c[ae]ğ[ıi](?:n[ıi])?
            |[dt][ıiuü]kl[ae]r[ıi](?:n[ıi])?)""",
        participle=r"\w+(?:y?[ae]n|[dt][ıiuü]ğ[ıiuü]|m[ıiuü]ş|[ae]c[ae]k)",
    ),
}


class Forms(NamedTuple):
    """What the tables say of a language's words in small letters."""

    verbs: set[str]
    nouns: set[str]
    participles: set[str]  #: what is an adjective as well


@functools.cache
def table(name: str) -> Any:
    """A table of `spacy-lookups-data`."""
    package = importlib.import_module("spacy_lookups_data")
    return json.loads(gzip.decompress((Path(package.__path__[0]) / "data" / f"{name}.json.gz").read_bytes()))


def small(words: Iterable[str]) -> set[str]:
    """Those in small letters."""
    return {word for word in words if word == word.lower()}


def french() -> Forms:
    """Forms of verbs, nouns and adjectives; nouns whose plural has an s are by lemma."""
    forms, lemmas = table("fr_lemma_exc"), table("fr_lemma_index")
    nouns = small(lemmas["noun"]) | small(forms["noun"])
    adjectives = small(lemmas["adj"]) | small(forms["adj"])
    verbs = small(forms["verb"]) | small(lemmas["verb"]) | {lemma for of in forms["verb"].values() for lemma in of}
    first = conjugated_in_er(lemmas["verb"])
    return Forms(verbs | first, with_plural(nouns, "s"), adjectives | {f for f in first if f.endswith("é")})


def conjugated_in_er(lemmas: Iterable[str]) -> set[str]:
    """Forms of French verbs in -er, which the table leaves to rules."""
    endings = word_set(
        "e es ons ez ent ais ait ions iez aient a ai as èrent é ée és ées ant era erai eront erait eraient"
    )
    return {lemma[:-2] + ending for lemma in lemmas if lemma.endswith("er") for ending in endings}


def with_plural(nouns: set[str], ending: str) -> set[str]:
    """Nouns, and their plural."""
    return nouns | {noun + ending for noun in nouns}


def italian() -> Forms:
    """Tables by part of speech. A participle is a noun and adjective there wherever it can be one."""
    verbs, nouns, adjectives = (
        small(map(mended, table(f"it_lemma_lookup_{part}"))) for part in ("verb", "noun", "adj")
    )
    return Forms(verbs, nouns, verbs & adjectives)


def mended(word: str) -> str:
    """A word whose accents were read in the wrong encoding: "verrà"."""
    try:
        return word.encode("latin-1").decode()
    except UnicodeError:
        return word


def polish() -> Forms:
    """Tables by part of speech, without what is the form of its lemma."""
    tables = {part: table(f"pl_lemma_lookup_{part}") for part in ("verb", "noun", "adj")}
    verbs = small(tables["verb"]) | small(tables["verb"].values())
    return Forms(verbs, small(tables["noun"]) | small(tables["noun"].values()), set())


def norwegian() -> Forms:
    """Forms by part of speech."""
    forms = table("nb_lemma_exc")
    return Forms(small(forms["verb"]), small(forms["noun"]), small(forms["verb"]) & small(forms["adj"]))


def dutch() -> Forms:
    """Lemmas by part of speech, and forms."""
    lemmas, forms, lookup = table("nl_lemma_index"), table("nl_lemma_exc"), table("nl_lemma_lookup")
    infinitives = small(lemmas["verb"])
    verbs = infinitives | small(forms["verb"]) | {form for form, lemma in lookup.items() if lemma in infinitives}
    nouns = small(lemmas["noun"]) | small(forms["noun"])
    nouns |= with_plural(nouns, "en") | {noun + noun[-1] + "en" for noun in nouns} | with_plural(nouns, "s")
    return Forms(small(verbs), nouns, set())


def english() -> Forms:
    """WordNet's lemmas, exceptions, and the regular endings."""
    lemmas, forms = table("en_lemma_index"), table("en_lemma_exc")
    bases = small(lemmas["verb"])
    verbs = bases | small(forms["verb"])
    for base in bases:
        stem = base.removesuffix("e")
        verbs |= {stem + "ed", stem + "ing", base + ("es" if base.endswith(("s", "x", "ch", "sh")) else "s")}
        if base.endswith("y"):
            verbs |= {base[:-1] + "ied", base[:-1] + "ies"}
        if re.search(r"[aeiou][bdglmnprt]$", base):
            verbs |= {base + base[-1] + "ed", base + base[-1] + "ing"}
    nouns = with_plural(small(lemmas["noun"]) | small(forms["noun"]), "s")
    nouns |= {noun[:-1] + "ies" for noun in nouns if noun.endswith("y")} | {noun + "es" for noun in nouns}
    return Forms(verbs, nouns, small(lemmas["adj"]))


def by_lemma(pairs: Iterable[tuple[str, str]], is_verb: Callable[[str, set[str]], bool]) -> Forms:
    """Forms of the lemmas that have the forms of a verb; what has another lemma too is a noun."""
    groups: dict[str, set[str]] = defaultdict(set)
    lemmas: dict[str, set[str]] = defaultdict(set)
    for form, lemma in pairs:
        groups[lemma].add(form)
        lemmas[form].add(lemma)
    known = {lemma for lemma, forms in groups.items() if is_verb(lemma, forms)}
    verbs = known | {form for form, of in lemmas.items() if of & known}
    others = {form for form, of in lemmas.items() if of - known}
    return Forms(small(verbs), small(others - known), set())


def of_spacy(language: str) -> Iterator[tuple[str, str]]:
    """Form and lemma."""
    yield from table(f"{language}_lemma_lookup").items()


def of_simplemma(language: str) -> Iterator[tuple[str, str]]:
    """Form and lemma."""
    dictionaries = importlib.import_module("simplemma.strategies.dictionaries")
    yield from dictionaries.DefaultDictionaryFactory().get_dictionary(language).items()


def german() -> Forms:
    """Small letters only: nouns have capitals."""
    return by_lemma(
        ((form, lemma) for form, lemma in of_spacy("de") if form[0].islower()),
        lambda lemma, forms: lemma[0].islower() and lemma.endswith("n") and any(f.endswith("t") for f in forms),
    )._replace(nouns=set())


def iberian(language: str) -> Forms:
    """Spanish and Portuguese: infinitives with many forms. "I" is left out: "gobierno", "trabalho"."""
    forms = by_lemma(of_spacy(language), lambda lemma, forms: bool(re.search("[aeioô]r$", lemma)) and len(forms) >= 20)
    nouns = forms.nouns | {form for form in forms.verbs if form.endswith("o") and not re.search("[aií]do$|ndo$", form)}
    if language == "es":
        named = small(table("es_lemma_index")["noun"])
        nouns |= with_plural(named, "s") | with_plural(named, "es")
        nouns |= {noun[:-2] + "ones" for noun in named if noun.endswith("ón")}
    return Forms(forms.verbs, nouns, set())


def swedish() -> Forms:
    """Infinitives in -a whose present is there, and short verbs."""
    short = word_set("få gå se bo tro stå ske slå dö ge be le dra ta ha bli ske sy fly nå må rå förstå uppnå utgå pågå")
    forms = by_lemma(
        of_spacy("sv"),
        lambda lemma, forms: (
            lemma in short
            or (lemma.endswith("a") and lemma + "nde" in forms)
            or (lemma.endswith("as") and len(forms) > 2)
        ),
    )
    present = {form[:-3] + "r" for form in forms.verbs if form.endswith("ande")}  # the table takes some for "spelare"
    return forms._replace(verbs=forms.verbs | present, nouns=forms.nouns - present)


def danish() -> Forms:
    """Infinitives in -e with a present and a past; nouns of Norwegian are nouns too."""
    short = word_set("få gå se bo tro stå ske slå dø nå forstå")
    forms = by_lemma(
        of_spacy("da"),
        lambda lemma, forms: (
            lemma in short
            or (
                lemma.endswith("e")
                and lemma + "r" in forms
                and bool({lemma + "de", lemma[:-1] + "te", lemma + "nde"} & forms)
            )
        ),
    )
    nouns = {noun for noun in norwegian().nouns if not noun.endswith("er")}
    return forms._replace(nouns=forms.nouns | nouns)


def russian() -> Forms:
    """Infinitives with a past."""
    pairs = [pair for source in (of_spacy("ru"), of_simplemma("ru")) for pair in source]
    return by_lemma(
        pairs,
        lambda lemma, forms: (
            bool(re.search("(?:ть|ти|чь)(?:ся)?$", lemma)) and any(re.search("л[аи]?(?:с[ья])?$", f) for f in forms)
        ),
    )


def ukrainian() -> Forms:
    """Infinitives with a past."""
    return by_lemma(
        of_simplemma("uk"),
        lambda lemma, forms: (
            bool(re.search("ти(?:ся)?$", lemma)) and any(re.search("л[аи](?:с[ья])?$", f) for f in forms)
        ),
    )


def turkish() -> Forms:
    """Stems that have an infinitive, and their forms that look like a verb's."""
    pairs = list(of_spacy("tr"))
    known = {form for form, _ in pairs}
    return by_lemma(pairs, lambda lemma, forms: bool({lemma + "mak", lemma + "mek"} & known))


SOURCES: dict[str, Callable[[], Forms]] = {
    "de": german,
    "en": english,
    "fr": french,
    "es": lambda: iberian("es"),
    "it": italian,
    "pt": lambda: iberian("pt"),
    "nl": dutch,
    "sv": swedish,
    "da": danish,
    "nb": norwegian,
    "ru": russian,
    "pl": polish,
    "uk": ukrainian,
    "tr": turkish,
}


class Uses(NamedTuple):
    """How often words come in the texts."""

    all: Counter[str]
    as_noun: Counter[str]  #: between what comes before nouns only, and the end of a phrase
    as_participle: Counter[str]  #: between any article and the end of a phrase: pronouns come before no participle
    maybe: Counter[str]  #: after anything that comes before nouns
    capital: Counter[str]


def files(data: Path, english: Path, language: str) -> list[Path]:
    """The texts of a language and its kin."""
    if language == "en":
        return sorted(english.glob("entities-*.jsonl.xz"))
    return sorted(path for kin in _KIN.get(language, (language,)) for path in data.glob(f"{kin}-*.jsonl.xz"))


def texts(paths: Iterable[Path]) -> Iterator[str]:
    """Sentences of a language."""
    for path in paths:
        if path.name.removesuffix(".jsonl.xz") in LEFT_OUT:
            continue
        with lzma.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                if row.get("set") not in LEFT_OUT:
                    yield row["text"]


def count(sentences: Iterable[str], language: str, rules: Rules) -> Uses:
    """Count the words, and how often they come between an article and the end of a phrase."""
    closed = set(wordfreq.top_n_list(language, 120))
    before, pronouns = frozenset(rules.before.split()), frozenset(rules.pronouns.split())
    uses = Uses(Counter(), Counter(), Counter(), Counter(), Counter())
    for text in sentences:
        tokens = _WORD.findall(text)
        for last, word, after in zip(tokens, tokens[1:], [*tokens[2:], "."], strict=False):
            if word[0].isupper() and last[0].isalpha():
                uses.capital[word.lower()] += 1
            if not word[0].islower():
                continue
            uses.all[word] += 1
            last = last.lower().replace("’", "'")
            ends = not after[0].isalpha() or after in closed
            if last in before:
                uses.maybe[word] += 1
                uses.as_noun[word] += ends
                uses.as_participle[word] += ends
            elif last in pronouns:
                uses.maybe[word] += 1
                uses.as_participle[word] += ends
    return uses


def is_noun(word: str, language: str, forms: Forms, uses: Uses, *, participle: bool) -> bool:
    """Whether a verb form is a noun as well."""
    total, rules = uses.all[word], RULES[language]
    if uses.capital[word] > NAME / (1 - NAME) * total + 1:
        return True
    if language in _PLURAL_IN_S and re.search(r"(?<!mo)s$", word):
        singulars = {word[:-1], re.sub("ies$", "y", word)} - {word}
        if any(is_noun(singular, language, forms, uses, participle=participle) for singular in singulars):
            return True
    infinitive = rules.infinitive and re.search(rules.infinitive, word) is not None
    if infinitive and language in _ROMANCE and not participle and (word[-1] == "r" or word not in forms.nouns):
        return uses.as_noun[word] >= 2 and uses.as_noun[word] > NOUN * total
    if word in forms.nouns and participle and language in _NOUNS_OF_PARTICIPLES:
        return total < SEEN_PARTICIPLE or uses.as_participle[word] > PARTICIPLE_AS_NOUN * total
    if word in forms.nouns:
        enough = SEEN_NEVER if language in _ROMANCE and not uses.maybe[word] else SEEN
        return total < enough or uses.maybe[word] > NO_NOUN * total
    if language == "da" and participle and is_noun(word.removesuffix("t"), language, forms, uses, participle=False):
        return True
    nouns = (uses.as_participle if participle else uses.as_noun)[word]
    if not participle and rules.infinitive and not infinitive and uses.maybe[word] > max(3, LIKE_NOUN * total):
        return True
    return (nouns >= 2 and nouns > NOUN * total) or is_inflected_as_noun(word, language)


def is_inflected_as_noun(word: str, language: str) -> bool:
    """Whether a Scandinavian word has the definite form of a noun: "företaget", "kvinnorna"."""
    if language not in ("sv", "da", "nb"):
        return False
    plural = "na" if language == "sv" else "ne"
    if language == "sv" and wordfreq.word_frequency(word + "e", language):  # "spelarna" are of "spelare"
        return False
    endings = ("n",) if word[-1] in "aeouyåäöæø" else ("en", "et", plural)
    if language == "da" and word.endswith("et"):
        endings = ("s",)
    of_form = sum(wordfreq.word_frequency(word + ending, language) for ending in endings)
    return of_form > INFLECTED * wordfreq.word_frequency(word, language)


def is_of_verb(word: str, lemma: str, language: str) -> bool:
    """Whether the other lemma that `simplemma` gives is a verb's, or says little."""
    if re.search(RULES[language].infinitive, lemma):
        return True
    if language == "sv":  # most adjectives have the form of an infinitive
        return word != lemma
    return language == "nl" and word.endswith("en")


def choose(language: str, paths: Iterable[Path]) -> tuple[list[str], list[str]]:
    """Verb forms that part phrases, and participles that may stand beside a noun."""
    rules, forms = RULES[language], SOURCES[language]()
    uses = count(texts(paths), language, rules)
    candidate = re.compile(rules.candidate or r"\w+", re.VERBOSE)
    never, participle = re.compile(rules.never or r"(?!)"), re.compile(rules.participle)
    lemmas = dict(of_simplemma(language))
    kept, left = rules.verbs.split(), rules.nouns.split()
    finite, participles = [], []
    size = "large" if language in wordfreq.available_languages("large") else "small"
    for word, share in sorted(wordfreq.get_frequency_dict(language, size).items()):
        if not ZIPF <= math.log10(share) + 9 < STOP_ZIPF or len(word) < 3 or word not in forms.verbs or word in left:
            continue
        is_participle = word in forms.participles or participle.fullmatch(word) is not None
        if language == "fr" and re.search(rules.infinitive, word) and lemmas.get(word) == word:
            is_participle = False
        if (
            not is_participle
            and rules.infinitive
            and (lemma := lemmas.get(word))
            and not is_of_verb(word, lemma, language)
        ):
            if lemma not in forms.participles:
                continue
            is_participle = True
        if word not in kept and (
            not candidate.fullmatch(word)
            or never.fullmatch(word)
            or is_noun(word, language, forms, uses, participle=is_participle)
        ):
            continue
        (participles if is_participle else finite).append(word)
    return finite, participles


def packed(words: Iterable[str]) -> bytes:
    """Sorted words, compressed."""
    return lzma.compress("\n".join(words).encode(), preset=9 | lzma.PRESET_EXTREME)


def main() -> None:
    """Choose and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("english", type=Path)
    given = parser.parse_args()
    arrays = {}
    for language in SOURCES:
        finite, participles = choose(language, files(given.data, given.english, language))
        print(f"{language}: {len(finite)} verb forms, {len(participles)} participles")
        for key, words in ((language, finite), (language + PARTICIPLES, participles)):
            arrays[key] = np.frombuffer(packed(words), dtype=np.uint8)
    np.savez(FILE, **arrays)
    print(f"{FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
