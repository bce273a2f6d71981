"""Words that tell who speaks, by language."""

from __future__ import annotations

import re

from articles.article import Value
from articles.enrichment.quotation.reporting_verbs import VERBS
from articles.enrichment.wordlists import word_set
from articles.enrichment.words import NOUNS_WITH_CAPITALS

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

#: Verbs that mostly mean something else: they count where a quotation is beside them.
WEAK_VERBS = frozenset({"zeigt sich", "zeigte sich", "gibt sich", "gab sich"}) | word_set(
    """call called calls calling describe described describes describing continue continued continues began read reads
    shared shares offered posted thought thinks believes laughed reflected reflects hailed expressed praised announced
    revealed reveals reported denied denies denying demanded accused pledged promised vowed so findet fand sprach heißt
    hieß nannte selon para condemned urged quoted repeated termed dubbed labelled labeled echoed sings sang requested
    identified detailed suggested suggests gab stellte räumte rief merkte hofft glaubt freute vermutet lautet croit
    pense espère pointe analyse critique note continua conta conoce vindt vond legde liet weet denkt hoopt tror tycker
    anser slår legger lyder считает уверен уверена приводит указал вважає pidió cuenta apunta celebró considera
    stellt ließ lässt liess weist wies nennt bezeichnet befand befindet meldete
    lacht lachte spricht postet versprach verspricht évoque envoie publie rit loue illustre développe réagit reza pide
    acusa critica celebra defiende valora revela sugiere chiede accusa suggerisce illustra promise questionne
    ifade dile según reprend sourit appelle enseigne garantit definisce qualifie hielt hält heisst hiess"""
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
    cuts: frozenset[str] = frozenset()  #: words that end the name of an office after a verb: "sagte ein Sprecher auf"
    unsaid: bool = False  #: a verb may be without a subject: "Ha dichiarato: ..."
    second: bool = False  #: a verb is second, before its subject where anything else is first
    carries: bool = False  #: a sentence of quotation alone, within a paragraph, is the last speaker's
    dashes: bool = False  #: a dash at the beginning of a paragraph opens speech
    inversion: bool = False  #: the pronoun is joined to the verb: "dit-il", "a-t-elle ajouté"
    that: frozenset[str] = frozenset()  #: words that begin the clause of what is said
    leads: frozenset[str] = frozenset()  #: words that lead a clause, before its subject: "Auch wenn der Trainer sagt"
    joins: frozenset[str] = frozenset()  #: words for "and": the verb behind has the subject of its sentence
    times: frozenset[str] = frozenset()  #: nouns that tell a time where a speaker could be: "dijo el lunes"
    capitalized: bool = False  #: nouns have capitals
    reported: frozenset[str] = frozenset()  #: forms of verbs that say somebody else said it: "Das sei ..."


def _phrases(words: str) -> dict[str, tuple[str, ...]]:
    """First word → the rest of each phrase that begins with it, the longest first; "" for the word alone."""
    rests: dict[str, set[str]] = {}
    for phrase in (item.strip() for line in words.splitlines() for item in line.split("|")):
        if phrase:
            first, _, rest = phrase.partition(" ")
            rests.setdefault(first, set()).add(rest)
    return {first: tuple(sorted(found, key=lambda r: (-len(r), r))) for first, found in rests.items()}


#: Language → phrases before a speaker; "he"; "she"; pronouns; words before a name that is not a subject; articles.
_OTHERS: dict[str, tuple[str, str, str, str, str, str]] = {
    "de": (
        "laut|nach Angaben von|nach Angaben der|nach Angaben des|zufolge|so|nach den Worten von|nach Worten von",
        "er", "sie", "es man wir ich",
        "von mit bei für zu aus an in auf über gegen nach zwischen unter vor durch ohne um neben seit zum zur beim vom "
        "im am gegenüber wegen trotz außer hinter mithilfe samt statt bis",
        "der die das ein eine einer dem den des sein seine ihr ihre",
    ),
    "fr": (
        "selon|d'après|d’après|pour|aux yeux de|de l'avis de", "il t-il", "elle t-elle", "on ils elles je nous t-on",
        "de d du des à au aux avec par pour sur contre chez entre sous dans en vers sans "
        "devant auprès envers malgré depuis",
        "le la les l un une des son sa ses leur ce cette",
    ),
    "es": (
        "según|de acuerdo con|para|en palabras de|a juicio de", "él", "ella", "ellos ellas yo nosotros",
        "de del a al con por para sobre contra entre en sin hacia "
        "ante tras durante mediante desde", "el la los las un una su sus este esta",
    ),
    "it": (
        "secondo|a detta di|per|stando a", "lui egli", "lei ella", "loro essi io noi",
        "di del della dello dei degli delle dell a al alla allo ai agli alle all con da dal dalla dallo dai "
        "dagli dalle dall per su sul sulla sullo sui contro tra fra in nel nella nello nei nelle nell senza "
        "presso verso durante dopo",
        "il lo la i gli le l un uno una suo sua questo questa",
    ),
    "pt": (
        "segundo|de acordo com|conforme|para|na opinião de|nas palavras de", "ele", "ela", "eles elas eu nós",
        "de do da dos das a ao à aos às com por pelo pela para sobre contra entre em no na nos nas "
        "sem junto perante após",
        "o a os as um uma seu sua este esta",
    ),
    "nl": (
        "volgens|aldus|naar eigen zeggen van", "hij", "ze zij", "het wij we ik men",
        "van met bij voor aan in op over tegen na tussen onder uit door zonder om sinds", "de het een zijn haar hun",
    ),
    "sv": (
        "enligt", "han", "hon", "de det vi jag man",
        "av med hos för till från i på om mot efter mellan under genom utan",
        "en ett den det",
    ),
    "da": (
        "ifølge", "han", "hun", "de det vi jeg man",
        "af med hos for til fra i på om mod efter mellem under gennem uden",
        "en et den det",
    ),
    "nb": (
        "ifølge", "han", "hun", "de det vi jeg man",
        "av med hos for til fra i på om mot etter mellom under gjennom uten",
        "en ei et den det",
    ),
    "pl": (
        "według|zdaniem|jak podaje", "on", "ona", "oni one ja my",
        "z ze od do dla przez o w we na po przy pod przed za u między bez", "ten ta to jego jej",
    ),
    "ru": (
        "по словам|по мнению|по данным|как сообщает", "он", "она", "они мы я",
        "с со от до для о об в во на по при под перед за у между без к из", "этот эта это его её",
    ),
    "uk": (
        "за словами|на думку|за даними|як повідомляє", "він", "вона", "вони ми я",
        "з зі від до для про в у на по при під перед за між без із", "цей ця це його її",
    ),
    "tr": ("göre", "o", "o", "onlar biz ben", "ile için gibi kadar", "bir bu şu"),
}  # fmt: skip


#: Language → "that"; words that lead a clause; "and".
_CLAUSES: dict[str, tuple[str, str, str]] = {
    "de": (
        "dass daß ob wie warum",
        "auch wenn als während nachdem bevor obwohl weil doch aber denn dann und oder",
        "und",
    ),
    "fr": ("que qu' si comment", "lorsque quand alors comme si puis mais et car pendant tandis que où", "et"),
    "es": ("que si cómo", "cuando mientras aunque como si pero y e pues donde que", "y e"),
    "it": ("che se come", "quando mentre anche come se ma e ed poi dove che", "e ed"),
    "pt": ("que se como", "quando enquanto embora como se mas e pois onde que", "e"),
    "nl": ("dat of hoe", "toen terwijl hoewel als maar en want nadat omdat dan ook", "en"),
    "sv": ("att om hur", "när medan även om men och eftersom då också", "och"),
    "da": ("at om hvordan", "når mens selv om men og fordi da også", "og"),
    "nb": ("at om hvordan", "når mens selv om men og fordi da også", "og"),
    "pl": ("że iż czy jak", "gdy kiedy choć jak ale a i oraz ponieważ", "i oraz a"),
    "ru": ("что чтобы как", "когда пока хотя как но а и однако", "и а"),
    "uk": ("що щоб як", "коли поки хоча як але а і й та однак", "і й та"),
    "tr": ("ki", "ve ama fakat ancak", "ve"),
}
#: Days and the like in languages that put an article before them.
_TIMES = word_set(
    """lundi mardi mercredi jeudi vendredi samedi dimanche jour lendemain veille matin soir semaine mois année nuit fois
    lunes martes miércoles jueves viernes sábado domingo día mes año semana mañana tarde noche pasado pasada próximo
    lunedì martedì mercoledì giovedì venerdì sabato domenica giorno mese anno settimana mattina sera notte scorso scorsa
    segunda-feira terça-feira quarta-feira quinta-feira sexta-feira dia mês ano manhã noite última último
    montag dienstag mittwoch donnerstag freitag samstag sonntag tag woche jahr morgen abend dag week jaar avond"""
)
#: Auxiliaries: no noun phrase goes on with one.
AUXILIARIES = word_set(
    """a ont avait avaient m'a m'ont l'a l'ont ha han había habían hanno aveva avevano tem tinha têm hat haben
    hatte hatten wird wurde heeft hebben had har hade havde hadde"""
)
#: What somebody said, in the words of another: "Das sei ...", "Er habe ...".
_REPORTED = word_set(
    """sei seien habe werde wolle könne müsse solle dürfe gebe gehe komme stehe bleibe brauche mache lasse liege hätten
    würden wären könnten müssten sollten dürften wollten"""
)
#: Prepositions that belong to an office: "Ministerin für Arbeit", "directeur de la banque".
_OF_OFFICES = word_set(
    """von vom für zur zum de d du des del della dello dell dei degli delle di alla allo all per pour aux à au van
    voor bij da do dos das para för av for af do ds ze w у в по з"""
)
#: Languages whose verbs may be without a subject.
_UNSAID = frozenset({"es", "it", "pt", "pl"})


def _of(language: str) -> Lexicon:
    """Return the words of a language other than English."""
    according, he, she, they, before_object, articles = _OTHERS[language]
    that, leads, joins = _CLAUSES[language]
    return Lexicon(
        verbs=_phrases("|".join(VERBS[language])),
        according=_phrases(according),
        he=word_set(he),
        she=word_set(she),
        they=word_set(they),
        before_object=word_set(before_object),
        articles=word_set(articles),
        cuts=word_set(before_object) - _OF_OFFICES
        | word_set(
            "mit am im und et y e ed en och og i и presso gegenüber nach vor après avant después antes dopo prima "
            "depois weiter zudem ferner dazu"
        ),
        unsaid=language in _UNSAID,
        second=True,
        carries=True,
        dashes=True,
        inversion=language == "fr",
        that=word_set(that),
        leads=word_set(leads),
        joins=word_set(joins),
        times=_TIMES,
        capitalized=language in NOUNS_WITH_CAPITALS,
        reported=_REPORTED if language == "de" else frozenset(),
    )


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
    **{language: _of(language) for language in VERBS},
}
#: Norwegian as the language detector calls it, and its other written form.
_LEXICONS |= dict.fromkeys(("no", "nn"), _LEXICONS["nb"])


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
#: Adverbs between the parts of a verb: "a également déclaré", "ha poi aggiunto", "ha también señalado".
_ADVERB = re.compile(
    r" (?:également|aussi|toujours|notamment|longuement|ensuite|encore|alors|par ailleurs|d['’]ailleurs|ainsi"
    r"|déjà|toutefois|enfin|en outre"
    r"|simplement|même|vivement|récemment|finalement|d['’]abord|anche|inoltre|poi|però|infine|quindi|già|invece"
    r"|a sua volta|ancora|subito|sempre|también|siempre|además|después|igualmente|por su parte|asimismo|luego) "
)
#: "dit-il", "confie-t-elle"; "a-t-il déclaré", "ont-ils ajouté".
_JOINED = re.compile(r"-(?:t-)?(?:ils?|elles?|on)\b")  # most texts have none: looked for first, since it is quick
_INVERTED = re.compile(
    r"(?<![\w'’-])(?P<verb>[^\W\d_]++(?:['’][^\W\d_]++)?)-(?:t-)?(?:ils?|elles?|on)\b(?: (?P<participle>[^\W\d_]+))?"
)


def sayings(text: str, words: Lexicon) -> list[Saying]:
    """Return the verbs of saying in a text, and the like, by position."""
    lower = text.lower()
    if len(lower) != len(text):  # "İ" becomes two characters
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    found = []
    present = set(_WORD.findall(lower))
    if not words.inversion and all(phrases.keys().isdisjoint(present) for phrases in (words.verbs, words.according)):
        return []
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
                if rest is None and (adverb := _ADVERB.match(lower, end)) is not None:
                    rest = next((adverb[0][1:] + r for r in rests if r and lower.startswith(r, adverb.end())), None)
                if rest is not None:
                    word = f"{first} {rest}" if rest else first
                    found.append(Saying(start=at, end=at + len(word), word=word, according=according))
                at = lower.find(first, end)
    if words.inversion:
        found += _inverted(lower, words)
    found.sort(key=lambda saying: (saying.start, saying.according, -saying.end))
    return [saying for before, saying in zip([None, *found], found, strict=False) if not _holds(before, saying)]


def _holds(before: Saying | None, saying: Saying) -> bool:
    """Return whether a verb is a part of the one before: "dit" of "a dit"."""
    return before is not None and before.start < saying.start and saying.end <= before.end


def _inverted(lower: str, words: Lexicon) -> list[Saying]:
    """Return the verbs of saying that a pronoun is joined to; they end before it."""
    found: list[Saying] = []
    if _JOINED.search(lower) is None:
        return found
    for match in _INVERTED.finditer(lower):
        rests = words.verbs.get(match["verb"], ())
        if "" in rests or (match["participle"] or " ") in rests:
            start, end = match.span("verb")
            found.append(Saying(start=start, end=end, word=match["verb"], according=False))
    return found


def _inside(text: str, at: int) -> bool:
    """Return whether the character there is part of a word."""
    return 0 <= at < len(text) and (text[at].isalnum() or text[at] in "'’-_")
