"""Names as they are compared, and the keys under which articles share an entity."""

from __future__ import annotations

import functools
import re
import unicodedata

from articles.enrichment.gazetteer import fold
from articles.enrichment.spelling_keys import canonical_parts
from articles.enrichment.wordlists import folded_set

#: Words before a person's name that do not belong to it. Compared folded.
TITLES = folded_set(
    """mr mrs ms miss mx dr prof professor sir dame lord lady madam president vice prime minister chancellor
    premier secretary senator sen representative rep congressman congresswoman governor gov mayor judge
    justice chief general gen colonel col major maj captain capt lieutenant lt sergeant sgt admiral commander
    officer detective constable inspector king queen prince princess crown duke duchess pope cardinal bishop
    archbishop rev reverend father sister rabbi imam sheikh ayatollah foreign defense defence finance interior
    attorney ambassador speaker chairman chairwoman director chef coach first lady former ex then herr frau
    herrn monsieur madame mme mlle senor senora señor señora don doña signor signora"""
)
#: The same in other languages: "Pan" is a family name in English.
OTHER_TITLES = folded_set(
    """bundeskanzler bundeskanzlerin kanzler kanzlerin kanzlers ministerin ministerprasident ministerprasidentin
    prasident
    prasidentin bundesprasident burgermeister burgermeisterin oberburgermeister papst konig konigin prinz prinzessin
    m presidente presidenta premier ministre ministro ministra primeiro primer primo sr sra doutor dottor onorevole
    papa papst pape re reina rey roi reine dom minister-president burgemeester koning koningin
    meneer mevrouw paus statsminister statsministern kung kungen drottning pan pani prezydent prezydenta minister
    premiera papiez
    президент президента премьер министр министра господин госпожа пан пані міністр прем'єр президентка
    cumhurbaskani basbakan bakan sayin bey hanim"""
)
#: Ends of compounds that are titles: "Außenminister", "Landeschefin". Compared folded.
_TITLE_ENDS = (
    "minister",
    "ministerin",
    "prasident",
    "prasidentin",
    "kanzler",
    "kanzlerin",
    "burgermeister",
    "burgermeisterin",
)

#: Words after a name that do not belong to the family name.
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md", "mp", "obe", "cbe", "mbe", "esq"})

#: Legal forms, which no key of an organization keeps.
LEGAL = folded_set(
    """inc incorporated corp corporation co company ltd limited llc llp lp plc gmbh ag kg kgaa se sa sas sarl srl
    spa nv bv ab asa oy oyj aps pty pte sdn bhd kk"""
)

#: Particles that belong to the family name after them.
PARTICLES = folded_set("""van von der den de del della di da dos du la le el al bin ibn ben abu ter ten zu zum""")

_SIGNS = re.compile(r"\W+")
_POINTS = re.compile(r"[.'’]")
#: An apostrophe within a name, by whatever sign and with a blank behind it: "O' Reilly", "O‘Reilly", "D´Alema".
_ELISION = re.compile(
    r"(?<=[^\W\d_])[‘ʼ´`′](?=[^\W\d_])|"
    r"\b(?:O|[DdLl]|[DdAa]ell|[DdAa]all|[Nn]ell)['’‘ʼ´`′] ?(?=[A-ZÀ-Þ])"
)
_POSSESSIVE = re.compile(r"(?:['’]s?|s['’])$")
_EDGES = " \t\n\r.,;:!?\"'“”„‘’«»()[]{}—–-*•|/"


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Trim white space, signs, "the" and a possessive off a span; `start >= end` if nothing is left."""
    while True:
        while start < end and text[start] in _EDGES:
            start += 1
        while end > start and text[end - 1] in _EDGES and not _is_abbreviation(text, start, end):
            end -= 1
        surface = text[start:end]
        if surface[-2:] in ("'s", "’s"):
            end -= 2
        elif surface[:4].lower() == "the ":
            start += 4
        elif surface[:2] == "s " and start and text[start - 1] in "'’":
            start += 2  # the end of a possessive before
        else:
            return start, end


def _is_abbreviation(text: str, start: int, end: int) -> bool:
    """Return whether the full stop at the end belongs to the name: "U.S.", "Jr.", "Inc."."""
    if text[end - 1] != ".":
        return False
    last = text[start : end - 1].rsplit(None, 1)[-1:] or [""]
    word = last[0].lower()
    return "." in word or (len(word) == 1 and word.isalpha()) or word in LEGAL or word in SUFFIXES


def is_title(folded: str, language: str = "en") -> bool:
    """Return whether a folded word is a title or an office in a language."""
    if folded in TITLES:
        return True
    return language != "en" and (folded in OTHER_TITLES or (len(folded) > 10 and folded.endswith(_TITLE_ENDS)))


def strip_titles(text: str, start: int, end: int, language: str = "en") -> tuple[int, int]:
    """Strip titles before the name off a person's span ("President Joe Biden"), unless nothing else is left."""
    at = start
    while True:
        space = text.find(" ", at, end)
        if space < 0:
            return start, end
        if not is_title(fold(text[at:space]), language):
            return at, end
        at = space + 1
        start = at


#: How many names are kept with their parts: those of an article are asked for several times.
_KEPT = 4_096


def parts(name: str) -> list[str]:
    """Return the folded parts of a person's name, without titles and suffixes."""
    return list(_parts(name))


@functools.lru_cache(maxsize=_KEPT)
def _parts(name: str) -> tuple[str, ...]:
    name = _elided(name)
    words = [part for part in fold(_POSSESSIVE.sub("", name) if name[-1:] in "'’" else name).split() if part]
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    kept = [word for word in words if word not in SUFFIXES]
    return tuple(kept or words)


def _elided(name: str) -> str:
    """Return a name with a plain apostrophe, and nothing behind it, where a part is elided: "O' Reilly", "D´Alema"."""
    return _ELISION.sub(lambda match: match[0].rstrip()[:-1] + "'", name)


def spelled_parts(name: str) -> list[str]:
    """Return the parts of a person's name in the spelling for all."""
    return list(_spelled_parts(name))


@functools.lru_cache(maxsize=_KEPT)
def _spelled_parts(name: str) -> tuple[str, ...]:
    name = _elided(name)
    folded = parts(name)
    if name.isascii():
        return tuple(canonical_parts(folded))
    written = {fold(word): word for word in _SIGNS.split(_POINTS.sub("", unicodedata.normalize("NFC", name)))}
    return tuple(canonical_parts(folded, [written.get(part, part) for part in folded]))


def person_key(name: str) -> str:
    """Key of a person: name parts in one spelling for all, sorted, without initials between them.

    >>> person_key("Xi Jinping"), person_key("George W. Bush"), person_key("Wolodymyr Selenskyj")
    ('person:jinping-xi', 'person:bush-george', 'person:vladimir-zelensky')
    """
    words = spelled_parts(name)
    full = [word for word in words if len(word) > 1] if len(words) > 2 else words
    junior = ["jr"] if fold(name).endswith(" jr") else []
    return "person:" + "-".join(sorted(full or words) + junior)


def organization_key(name: str) -> str:
    """Key of an organization: its words without "the" and legal forms.

    >>> organization_key("The Boeing Company"), organization_key("Apple Inc.")
    ('organization:boeing', 'organization:apple')
    """
    words = fold(name.replace("&", " and ")).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and words[-1] in LEGAL:
        words = words[:-1]
    return "organization:" + "-".join(words)


def place_key(name: str) -> str:
    """Key of a place that no gazetteer knows."""
    words = fold(name).split()
    return "place:" + "-".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def initials(name: str) -> str:
    """Upper-case initials of a name's words without the small ones: "EU" of "European Union"."""
    return "".join(word[0].upper() for word in re.split(r"[\s\-]+", name) if word[:1].isupper())
