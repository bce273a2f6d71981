"""Names of authors out of bylines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from articles.markup import unescaped

_BY = (
    r"by|from|von|par|por|di|da|door|af|av|przez|ditulis oleh|oleh|text|texto|autor|autorin|auteur|author|reporter|"
    r"written by|reporting by|posted by|words by|geschrieben von|ein(?:e)? \w+ von|propos recueillis par|"
    r"edited by|story by|analysis by|opinion by"
)
_LEAD = re.compile(rf"^\s*(?:{_BY})\b\s*:?\s+", re.I)
_AND = re.compile(
    r"\s*(?:,|;|\||/|&|\+|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\boch\b|\bog\b|\bi\b|\bwith\b|\bmit\b)\s+|\s[•·–—-]\s+",
    re.I,
)
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|@\w+")
_BRACKETS = re.compile(r"\([^()]{0,60}\)|\[[^\[\]]{0,60}\]")
_ROLE = re.compile(
    r"\b(?:correspondent\w*|reporter\w*|editor\w*|staff|writers?|wires?|services?|journalist\w*|redakt\w+|redaktion|korrespondent\w*|"
    r"chef\w*|redazione|redacci[oó]n|r[eé]daction|agenc\w+|agentur\w*|newsroom|desk|team|news|press|media|online|"
    r"contributor\w*|columnist|bureau|newspaper|zeitung|times|tribune|herald|gazette|chronicle|dispatch|inquirer|examiner|magazin\w*|photo(?:s|graph\w*)?|fotos?|pictures|video|graphics?|analyst|specialist|minister|"
    r"afp|dpa|apa|sda|reuters|ap|ansa|efe|lusa|pti|ians|ani|tass|bbc|cnn|com|admin|guest|anonymous|"
    r"updated|published|last|today|min|read)\b",
    re.I,
)
#: What follows a name and says where its bearer was, or for whom: "Nora Feld in Tarnby", "Jan Berg aus Oslo".
_PLACE = re.compile(
    r"[\s,]+(?:(?:reporting|writing)\s+)?(?:(?P<at>in|at|from|near|aboard)|for|aus|bei|für|à|au|aux|en|dans|pour|desde|em|no|na|"
    r"para|a|ad|dalla?|dal|per|te|uit|voor|i|på|från|för|fra|for|w|we|z|dla|v|ve|ze|pro|в|из|у|з|din|în)\s+"
    r"(?:(?:the|der|die|das|den|dem|la|le|les|il|lo|el|los|las|l[’']|o|os|as)\s+)?(?=[^\W\d_])(?P<place>.*)$"
)
#: A place or a paper beside a name. A single word is not taken for a name; among several words, these are recognized.
_TOWN = re.compile(
    r"(?:new|san|santa|santo|são|los|las|saint|st\.?|hong|kuala|buenos|rio|tel|cape|addis|abu|mexico|panama|"
    r"guatemala|salt|port|fort|mount|frankfurt|sri|south|north|east|west|great|ho chi|the|der|die|das)\s.*|"
    r".*\s(?:city|town|beach|springs|islands?|valley|county|states|kingdom|d\.?c|kong|lumpur|aires|janeiro|aviv|ababa|"
    r"times|gazette|tribune|chronicle|courier|weekly|daily|telegraph|observer|herald|mercury|post)\.?",
    re.I,
)
_SHORT_WORDS = frozenset({
    "af", "al", "av", "bin", "ben", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "das", "du", "e", "el",
    "ibn", "la", "le", "van", "von", "y", "zu", "zum",
})  # fmt: skip
_CAPITALS = re.compile(r"[^\W\d_]{2,}")
_NUMERALS = frozenset({"II", "III", "IV"})
#: A byline is not longer.
_MAX_CHARACTERS = 500
_NOBODY = frozenset({"", "admin", "administrator", "editor", "staff", "webmaster", "author", "unknown", "none", "null"})


#: What Chinese, Japanese, Korean, Arabic and Russian papers put beside the name of a reporter.
_ROLE_BEFORE = re.compile(
    r"^\s*(?:(?:本报|本報)?(?:记者|記者|特派员|特派員)|(?:文|撰文|作者)\s*[／/:：|]|كتبت?|بقلم|تقرير|Автор|Текст)\s*[:：]?\s*(?=[^\W\d_])"
)
_ROLE_AFTER = re.compile(r"\s*(?:기자|특파원|記者|记者|報道|报道)\s*$")
#: "Jean d'Arc", "Anna l'Hospital".
_ELIDED = re.compile(r"[dl]['’][^\W\d_]")


def without_role(text: str) -> str:
    """Return a name without the word for a reporter that is written to it in scripts other than Latin."""
    return text if text.isascii() else _ROLE_AFTER.sub("", _ROLE_BEFORE.sub("", text))


def turned(text: str) -> str:
    """Return "Nora Feld" for "Feld, Nora", as libraries and Dublin Core write a name; other texts as they are."""
    last, comma, first = (part.strip() for part in text.partition(","))
    if not comma or "," in first or len(last.split()) != 1 or not 1 <= len(first.split()) <= 2:
        return text
    name = f"{first} {last}"
    return name if is_name(name) and not is_name(last) else text


def people(values: Iterable[str], *, source: str | None = None) -> tuple[str, ...]:
    """Return the names of people in bylines such as "By Jane Doe and John Roe, Staff Writers", each once.

    What does not look like a name of a person (the paper itself, an agency, a
    role) is left out.
    """
    names: list[str] = []
    for value in values:
        for name in map(recased, map(without_role, _split(unescaped(value[:_MAX_CHARACTERS])))):
            if is_name(name) and (not source or name.casefold() != source.casefold()) and name not in names:
                names.append(name)
    return tuple(names)


def recased(name: str) -> str:
    """Restore the usual case of a name that a wire wrote in capitals: "Nora McDonald-O'Brien"."""
    if not name.isupper() or " " not in name:
        return name
    return " ".join(
        word.lower() if number and word.lower() in _SHORT_WORDS else _CAPITALS.sub(_with_capital, word)
        for number, word in enumerate(name.split())
    )


def _with_capital(match: re.Match[str]) -> str:
    part = match[0]
    if part in _NUMERALS:
        return part
    if part.startswith("MC") and len(part) > 4:
        return f"Mc{part[2:].capitalize()}"
    return part.capitalize()


def byline_of(text: str) -> str | None:
    """Return a byline without "By" before it and addresses in it; None where nothing is left."""
    text = _LEAD.sub("", " ".join(_ADDRESS.sub(" ", unescaped(text[:_MAX_CHARACTERS])).split())).strip(" ,;|·•-–—:")
    return text if text.lower() not in _NOBODY and 2 <= len(text) <= 200 else None


def is_name(text: str) -> bool:
    """Return whether a text is two to six capitalised words without digits or roles: "Ana de la Cruz"."""
    words = text.split()
    if not 2 <= len(words) <= 6 or len(text) > 60 or any(character.isdigit() for character in text):
        return not words[1:] and 2 <= len(text) <= 12 and text[0] > "\u05ff" and text.isalpha()  # names in Han, Hangul
    if _ROLE.search(text) or words[0].lower() == "the":
        return False
    return all(
        word.lower() in _SHORT_WORDS or not word[0].isalpha() or not word[0].islower() or _ELIDED.match(word)
        for word in words
    )


def is_byline(text: str) -> bool:
    """Return whether a byline, without its "By", begins with a name: "Jane Doe in Tarnby and John Roe"."""
    return is_name(_split(text[:_MAX_CHARACTERS])[0])


def _split(value: str) -> list[str]:
    value = _LEAD.sub("", " ".join(_BRACKETS.sub(" ", _ADDRESS.sub(" ", value)).split()))
    names: list[str] = []
    for part in _AND.split(value):
        name = _without_place(part.strip(" .,;|·•-–—:"))
        if not (names and _TOWN.fullmatch(name)):
            names.append(name)
    return names or [""]


def _without_place(part: str) -> str:
    """Return a name without the place or paper behind it, where what is left is a name."""
    match = _PLACE.search(f" {part}")
    if match is None:
        return part
    name = part[: max(match.start() - 1, 0)].strip(" .,;|·•-–—:")
    if not name:
        return ""  # "in Tarnby" behind a comma
    return name if is_name(name) and (match["place"][:1].isupper() or match["at"]) else part
