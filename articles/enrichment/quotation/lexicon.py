"""Words that tell who speaks, by language."""

from __future__ import annotations

import re

from articles.article import Value
from articles.enrichment.wordlists import word_set

_ENGLISH_VERBS = """said|says|say|saying|told|tells|tell|telling|added|adds|adding|asked|asks|asking|wrote|writes
    writing|tweeted|posted|stated|states|stating|stressed|stresses|stressing|explained|explains|explaining|noted
    notes|noting|replied|replies|answered|responded|warned|warns|warning|insisted|insists|argued|argues|arguing
    claimed|claims|claiming|declared|declares|declaring|announced|announces|acknowledged|admitted|admits|conceded
    recalled|recalls|remarked|observed|commented|joked|jokes|quipped|concluded|concludes|continued|continues
    emphasized|emphasised|emphasizes|urged|urges|called|calls|calling|described|describes|describing|termed|vowed|pledged
    promised|predicted|suggested|suggests|complained|lamented|praised|criticized|criticised|condemned|shouted|yelled
    screamed|whispered|muttered|exclaimed|cried|testified|reiterated|repeated|boasted|thought|thinks|believes
    read|reads|reported|confirmed|confirms|denied|denies|denying|demanded|proclaimed|pointed out|quoted|laughed
    reflected|reflects|reveals|revealed|shared|shares|offered|mused|summed up|put it|labelled|labeled|dubbed|echoed
    countered|cautioned|assured|maintained|opined|elaborated|chimed in|began|went on|alleged|accused|hailed
    captioned|asserted|asserts|asserting|pledging|arguing|requested|requests|detailed|details|sings|sang|chanted|expressed|advises|advised|teased|gushed|penned
    signed off"""

_GERMAN_VERBS = """sagte|sagt|erklärte|erklärt|betonte|betont|meinte|meint|so|teilte|schrieb|schreibt|warnte|warnt
    kritisierte|kritisiert|forderte|fordert|berichtete|berichtet|fügte|erzählte|erzählt|ergänzte|kündigte|nannte
    bezeichnete|lobte|sprach|hieß|heißt|zitierte|fragte|fragt|antwortete|äußerte|findet|fand|glaubt|freute|unterstrich
    bekräftigte|versicherte|hofft|urteilte|resümierte|zitiert"""

_FRENCH_VERBS = """dit|a dit|déclare|déclaré|a déclaré|explique|a expliqué|affirme|a affirmé|ajoute|a ajouté|estime
    a estimé|souligne|a souligné|indique|a indiqué|assure|a assuré|précise|a précisé|confie|raconte|lance|a lancé
    rappelle|écrit|a écrit|insiste|poursuit|dénonce|regrette|reconnaît|résume|répond|témoigne|selon|conclut|martèle
    promet|prévient"""

_SPANISH_VERBS = """dijo|dice|ha dicho|afirmó|afirma|ha afirmado|explicó|explica|ha explicado|señaló|señala|añadió
    añade|declaró|aseguró|asegura|ha asegurado|indicó|sostuvo|manifestó|expresó|comentó|advirtió|subrayó|destacó
    apuntó|recordó|escribió|contó|cuenta|según|insistió|concluyó|respondió|lamentó|reconoció|relató"""


#: Verbs that mostly mean something else: they count where a quotation is beside them.
WEAK_VERBS = word_set(
    """call called calls calling describe described describes describing continue continued continues began read reads
    shared shares offered posted thought thinks believes laughed reflected reflects hailed expressed praised announced
    revealed reveals reported denied denies denying demanded accused pledged promised vowed so findet fand sprach heißt
    hieß nannte selon para condemned urged quoted repeated termed dubbed labelled labeled echoed sings sang requested
    identified detailed suggested suggests"""
)


class Lexicon(Value, frozen=True, kw_only=True):
    """How a language reports speech."""

    verbs: dict[str, tuple[str, ...]]  #: first word of a verb of saying → what may follow it, longest first
    according: dict[str, tuple[str, ...]]  #: the same of prepositions that the speaker follows
    he: frozenset[str]
    she: frozenset[str]
    they: frozenset[str]
    before_object: frozenset[str]  #: words before a name that is not a subject
    articles: frozenset[str]  #: what a noun phrase begins with


def _phrases(words: str) -> dict[str, tuple[str, ...]]:
    """First word → the rest of each phrase that begins with it, the longest first; "" for the word alone."""
    rests: dict[str, set[str]] = {}
    for phrase in (item.strip() for line in words.splitlines() for item in line.split("|")):
        if phrase:
            first, _, rest = phrase.partition(" ")
            rests.setdefault(first, set()).add(rest)
    return {first: tuple(sorted(found, key=lambda r: (-len(r), r))) for first, found in rests.items()}


_LEXICONS = {
    "en": Lexicon(
        verbs=_phrases(_ENGLISH_VERBS),
        according=_phrases("according to|in the words of|as told by"),
        he=frozenset({"he"}),
        she=frozenset({"she"}),
        they=frozenset({"they", "it", "who", "i", "we", "you", "people", "that", "which"}),
        before_object=word_set(
            """of with by for to from at in on about against after between under told tell tells telling asked asks
    urged warned reminded thanked met called accused like over behind before near into through as than toward
    towards via without alongside joined including during quoting praised criticized named informed assured
    succeed succeeded replaced replacing replace followed following around supporting supported backed when
    while because if that where although since until despite regarding per"""
        ),
        articles=frozenset(
            {"the", "a", "an", "one", "another", "his", "her", "their", "its", "some", "several", "two"}
        ),
    ),
    "de": Lexicon(
        verbs=_phrases(_GERMAN_VERBS),
        according=_phrases("laut|nach Angaben von|zufolge|so"),
        he=frozenset({"er"}),
        she=frozenset({"sie"}),
        they=frozenset({"es", "man", "wir", "ich"}),
        before_object=word_set(
            """von mit bei für zu aus an in auf über gegen nach zwischen unter vor durch ohne um neben seit"""
        ),
        articles=word_set("""der die das ein eine einer dem den des sein seine ihr ihre"""),
    ),
    "fr": Lexicon(
        verbs=_phrases(_FRENCH_VERBS),
        according=_phrases("selon|d'après|d’après|pour"),
        he=frozenset({"il", "t-il"}),
        she=frozenset({"elle", "t-elle"}),
        they=frozenset({"on", "ils", "elles", "je", "nous"}),
        before_object=word_set("""de d du des à au aux avec par pour sur contre chez entre sous dans en"""),
        articles=word_set("""le la les l un une des son sa ses leur ce cette"""),
    ),
    "es": Lexicon(
        verbs=_phrases(_SPANISH_VERBS),
        according=_phrases("según|de acuerdo con|para"),
        he=frozenset({"él"}),
        she=frozenset({"ella"}),
        they=frozenset({"ellos", "ellas", "yo", "nosotros"}),
        before_object=word_set("""de del a al con por para sobre contra entre en sin hacia"""),
        articles=word_set("""el la los las un una su sus este esta"""),
    ),
}


def lexicon(language: str | None) -> Lexicon | None:
    """Return the words by which a language reports speech, or None if it is not supported."""
    return _LEXICONS.get(language or "")


class Saying(Value, frozen=True, kw_only=True):
    """A verb of saying, or a preposition before a speaker, in a text."""

    start: int
    end: int
    word: str  #: in lower case
    according: bool  #: a preposition


_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def sayings(text: str, words: Lexicon) -> list[Saying]:
    """Return the verbs of saying in a text, and the like, by position."""
    lower = text.lower()
    if len(lower) != len(text):  # "İ" becomes two characters
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    found = []
    present = set(_WORD.findall(lower))
    for phrases, according in ((words.verbs, False), (words.according, True)):
        for first in present & phrases.keys():
            rests = phrases[first]
            length = len(first)
            at = lower.find(first)
            while at >= 0:
                end = at + length
                if _inside(lower, at - 1) or _inside(lower, end):
                    at = lower.find(first, end)
                    continue
                rest = next((r for r in rests if not r or lower.startswith(r, end + 1)), None)
                if rest is not None:
                    word = f"{first} {rest}" if rest else first
                    found.append(Saying(start=at, end=at + len(word), word=word, according=according))
                at = lower.find(first, end)
    found.sort(key=lambda saying: (saying.start, saying.according))
    return found


def _inside(text: str, at: int) -> bool:
    """Return whether the character there is part of a word."""
    return 0 <= at < len(text) and (text[at].isalnum() or text[at] in "'’-_")
