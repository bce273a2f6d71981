"""Extract names of people from what producers put into fields for authors.

A string may hold several names, with roles, towns, agencies, addresses and numbers beside them, which are not names.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from articles.fields.shapes import unwrapped
from articles.markup import unescaped
from articles.metadata.people import is_name, recased, without_role

_BY = re.compile(
    r"^\s*(?:(?:written|reported|reporting|posted|story|text|words|analysis|opinion|compiled|edited)\s+by|by|von|par|por"
    r"|di|da|door|af|av|przez|oleh|de(?=\s+[A-Z])|autor(?:in)?|author|auteur|text|texte|texto)\b\s*:?\s+",
    re.I,
)
#: Agencies name those who edited a text after those who wrote it.
_EDITING = re.compile(r"\s*(?:edit(?:ing|ed)|graphics?|photo(?:s|graphy)?|fotos?|illustrations?) (?:by|von|:)\b", re.I)
_ADDRESS = re.compile(r"<[^<>]*@[^<>]*>|mailto:\S+|\S+@\S+\.\w+|https?://\S+|www\.\S+|(?<!\w)@\w+")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_TAG = re.compile(r"<[^<>]{1,300}>")
_MAIL_AND_NAME = re.compile(r"^\s*\S+@\S+\s*\(([^()]+)\)\s*$")
_BRACKETS = re.compile(r"\s*[(\[{][^()\[\]{}]{0,80}[)\]}]")
#: Separates people, in any context.
_HARD = re.compile(r"\s*(?:;|\||\n|•|·|\s/\s|\s[-–—]\s|\t|\\n|、|，)\s*")
_AND = re.compile(r"\s*(?:,?\s+(?:and|und|et|en|och|og|with|mit|avec|con|и)\s+|\s*&\s*|\s+\+\s+)", re.I)
#: "and" that also occurs within names: "Ortega y Gasset".
_WEAK_AND = re.compile(r"\s+(?:y|e|i|ja|og)\s+", re.I)
_COMMA = re.compile(r"\s*,\s*")
_PLACE_AFTER = re.compile(r"\s+(?:in|at|from|for|aus|für|pour|à|reporting|reports|reported)\s+.*$", re.I | re.S)
_TITLE_BEFORE = re.compile(
    r"^(?:(?:our|the|special|senior|chief|staff|guest|contributing|foreign|political|science|sports?|business|health|"
    r"technology|associated press|ap|afp|reuters|bbc|news)\s+)*"
    r"(?:correspondents?|reporters?|writers?|editors?|columnists?|contributors?|journalists?|redakteur(?:in)?)\s+(?=\S)",
    re.I,
)
#: "By Nora Feld BBC News, Tarnby": the paper beside the name, without a sign between.
_AGENCY_AFTER = re.compile(r"\s+(?:BBC(?: News| Sport)?|CNN|Associated Press|AP|Reuters|AFP|dpa|Sky News|ITV News)\s*$")
#: Roles of people in a list of contributors who did not write the text.
_NOT_WRITING = re.compile(r"(?:photo|illustrat|graphic|camera|translat|edit(?:or|ed)|fotogra)", re.I)
_UPDATED = re.compile(r"\s*[,|•·-]?\s*\b(?:last\s+)?(?:updated|published|posted|modified)\b.*$", re.I | re.S)
_DEGREE = re.compile(r"(?:m\.?d|ph\.?d|m\.?a|b\.?a|esq|r\.?n|mba|cpa|msc|bsc|dr)\.?", re.I)
_GENERATION = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.I)
#: Organisations, accounts and stand-ins that fields for authors hold.
_NOBODY = re.compile(
    r"(?:staff|admin(?:istrator)?|editor(?:ial|s)?|redaktion|redaction|redazione|redacci[oó]n|newsroom|web ?master|"
    r"author|unknown|anonym(?:ous|e)?|none|null|nan|n/?a|guest|user|root|system|agenc(?:y|ies)|agentur\w*|wires?|"
    r"reuters|afp|ap|"
    r"dpa|apa|sda|ansa|efe|lusa|pti|ians|ani|tass|bloomberg|xinhua|kyodo|interfax|bbc|cnn|press|team|online|feed|bot|"
    r"test|wordpress|default|news|undefined|false|true|self|various|author name|no author|by)",
    re.I,
)
_ORGANISATION = re.compile(
    r"\b(?:news|times|post|herald|mercury|tribune|gazette|chronicle|journal|daily|weekly|magazine|press|media|agency|"
    r"newspapers?|radio|television|tv|inc|ltd|llc|gmbh|ag|corp(?:oration)?|company|group|foundation|university|"
    r"institute|association|council|department|ministry|office|committee|board|desk|bureau|service|network|zeitung|"
    r"tageblatt|nachrichten|verlag|rundfunk|team|staff|editorial|community|\.com|\.org|\.net)(?:\b|$)",
    re.I,
)
_TOWNS = frozenset({
    "abu dhabi", "addis ababa", "baton rouge", "buenos aires", "cape town", "dar es salaam", "den haag",
    "frankfurt am main", "ho chi minh city", "hong kong", "kansas city", "kuala lumpur", "la paz",
    "las vegas", "los angeles", "mexico city", "new delhi", "new orleans", "new york", "new york city", "panama city",
    "phnom penh", "port au prince", "port moresby", "quezon city", "rio de janeiro", "salt lake city", "san antonio",
    "san diego", "san francisco", "san jose", "san juan", "san salvador", "santa fe", "santo domingo", "sao paulo",
    "são paulo", "st louis", "st. louis", "st petersburg", "st. petersburg", "saint petersburg", "tel aviv",
    "the hague", "united kingdom", "united states", "washington d.c.", "washington dc", "south africa", "new zealand",
    "north carolina", "south carolina", "new jersey", "new hampshire", "new mexico", "west virginia", "sri lanka",
})  # fmt: skip
_MAX_CHARACTERS = 600
_MAX_PEOPLE = 50
_DEPTH = 4

#: Where an object that stands for a person has the name, the fullest first.
_NAME_KEYS = (
    "display_name", "displayName", "full_name", "fullName", "fullname", "name", "real_name", "nicename", "label",
    "title", "text", "value", "webTitle", "original", "#text", "_", "literal", "rendered", "nameRaw", "username",
)  # fmt: skip
_NAME_PARTS = (
    ("first_name", "last_name"), ("firstName", "lastName"), ("firstname", "lastname"), ("given", "family"),
    ("givenName", "familyName"), ("given_name", "family_name"), ("forename", "surname"),
    ("first", "last"), ("prename", "name"),
)  # fmt: skip


def people_in(value: Any, *, source: str | None = None) -> tuple[str, ...]:
    """Return the names of people in a field of any shape, each once. `source` is the paper, which is not an author."""
    names: list[str] = []
    for text in strings_in(value):
        for name in _people(text):
            if name not in names and not (source and name.casefold() == source.casefold()):
                names.append(name)
    return tuple(names[:_MAX_PEOPLE])


def byline_in(value: Any) -> str | None:
    """Return a byline as it was given, without addresses; None where nothing but addresses and numbers is in it."""
    parts = [text for text in strings_in(value) if _shown(text)]
    return ", ".join(dict.fromkeys(filter(None, map(_shown, parts)))) or None


def strings_in(value: Any, depth: int = 0) -> Iterable[str]:
    """Yield the strings that name a person; numbers do not."""
    value = unwrapped(value)
    if isinstance(value, str):
        if value.strip():
            yield unescaped(value[:_MAX_CHARACTERS])  # the semicolon of "M&uuml;ller" parts no names
    elif depth > _DEPTH:
        return
    elif isinstance(value, dict):
        yield from _of_object(value, depth)
    elif isinstance(value, Sequence):
        shown = value[:_MAX_PEOPLE]
        wrote = [item for item in shown if not (isinstance(item, dict) and _did_not_write(item))]
        for item in wrote or shown:
            yield from strings_in(item, depth + 1)


def _did_not_write(person: Mapping[str, Any]) -> bool:
    return any(isinstance(role := person.get(key), str) and _NOT_WRITING.match(role) for key in ("role", "type", "job"))


def _of_object(value: Mapping[str, Any], depth: int) -> Iterable[str]:
    if all(isinstance(key, str) and key[:1].isupper() for key in value):  # .NET
        value = {key[:1].lower() + key[1:]: inner for key, inner in value.items()}
    for first, last in _NAME_PARTS:
        if isinstance(value.get(last), str) and isinstance(given := value.get(first), str) and given.strip():
            yield f"{given.strip()} {value[last].strip()}"
            return
    for key in _NAME_KEYS:
        if value.get(key) not in (None, "", [], {}) and (found := list(strings_in(value[key], depth + 1))):
            yield from found
            return
    for key in ("properties", "attributes", "data", "person", "fields", "node", "nodes", "edges", "author"):
        if isinstance(inner := value.get(key), dict | list):
            yield from strings_in(inner, depth + 1)
            return


@functools.lru_cache(maxsize=1000)
def _shown(text: str) -> str | None:
    text = _without_marks(text)
    text = " ".join(_ADDRESS.sub(" ", text).split()).strip(" ,;|·•-–—:()")
    return text if any(character.isalpha() for character in text) and not _placeholder(text) else None


def _placeholder(text: str) -> bool:
    return text.casefold() in {"nan", "none", "null", "n/a", "na", "undefined", "false", "true", "unknown"}


def _without_marks(text: str) -> str:
    if match := _MAIL_AND_NAME.match(text):
        text = match[1]
    text = _MARKDOWN_LINK.sub(r"\1", _WIKI_LINK.sub(r"\1", text))
    return _TAG.sub(" ", text) if "<" in text and "@" not in text else text


@functools.lru_cache(maxsize=1000)
def _people(text: str) -> tuple[str, ...]:
    """Return the names in a string; the same bylines come again and again."""
    return tuple(_names_in(text))


def _names_in(text: str) -> Iterable[str]:
    text = _BY.sub("", _ADDRESS.sub(" ", _without_marks(text)))
    text = _BRACKETS.sub(" ", text)
    text = _UPDATED.sub("", text) if text.strip() else text
    hard = [part for part in _HARD.split(text) if part.strip()]
    for part in hard:
        if _EDITING.match(part):
            continue
        yield from _of_part(_BY.sub("", part), alone=len(hard) == 1)


def _of_part(text: str, *, alone: bool) -> Iterable[str]:
    """Return the names in a part without semicolons: "A, B and C, Staff Writers" or "Last, First"."""
    if (name := _inverted(text)) is not None:
        yield name
        return
    found: list[str] = []
    for joined in _AND.split(text):
        for piece in _pieces(joined):
            if found and _GENERATION.fullmatch(piece.strip()):
                found[-1] = f"{found[-1]}, {piece.strip()}"
            elif name := _name(piece):
                found.append(name)
    if not found and alone and (name := _single(text)):
        found.append(name)
    yield from found


def _pieces(text: str) -> Iterable[str]:
    for piece in _COMMA.split(text):
        parts = _WEAK_AND.split(piece)
        yield from parts if len(parts) > 1 and all(map(_name, parts)) else [piece]


def _inverted(text: str) -> str | None:
    """Return "Nora Feld" for "Feld, Nora" and "Feld, Nora B."."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 2 or not all(parts):
        return None
    last, first = parts
    if len(last.split()) != 1 or not 1 <= len(first.split()) <= 2 or not last[:1].isupper() or not first[:1].isupper():
        return None
    if _DEGREE.fullmatch(first) or _GENERATION.fullmatch(first) or _NOBODY.fullmatch(last) or _NOBODY.fullmatch(first):
        return None
    name = f"{first} {last}"
    return recased(name) if is_name(name) and not _ORGANISATION.search(name) else None


def _name(text: str) -> str | None:
    """Return the name of a person in a piece between commas; None where there is none."""
    text = _PLACE_AFTER.sub("", _TITLE_BEFORE.sub("", _BY.sub("", without_role(text.strip()))))
    if (match := _AGENCY_AFTER.search(text)) is not None and is_name(text[: match.start()]):
        text = text[: match.start()]
    text = " ".join(text.split()).strip(" .,;|·•-–—:'\"")
    if not text or text.casefold() in _TOWNS or _ORGANISATION.search(text) or _DEGREE.fullmatch(text):
        return None
    if text.islower() and text.isascii() and 2 <= len(text.split()) <= 3:
        text = text.title()
    return recased(text) if is_name(text) else None


def _single(text: str) -> str | None:
    """Return a pen name of one word, if nothing else is in the field; account names do not count."""
    text = text.strip(" .,;|·•-–—:'\"")
    if not 2 <= len(text) <= 40 or len(text.split()) != 1 or not text[0].isupper() or not text.isalpha():
        return None
    if _NOBODY.fullmatch(text) or _ORGANISATION.search(text) or (text.isupper() and len(text) <= 5):
        return None
    return text
