"""Cut a query into tokens, each with its place."""

from __future__ import annotations

import re
from enum import Enum, auto

from articles.article import Value
from search.query_language import fields
from search.query_language.errors import QueryError
from search.query_language.tree import Span


class Type(Enum):
    """The kind of a token."""

    OPEN = auto()
    CLOSE = auto()
    OR = auto()
    AND = auto()
    NOT = auto()
    FIELD = auto()  #: `text` is its name as typed
    QUOTED = auto()
    WORD = auto()


class Token(Value, frozen=True, kw_only=True):
    """A piece of a query."""

    type: Type
    text: str
    at: Span
    suffix: str = ""  #: what follows "~"
    star: bool = False  #: ends with "*"


#: Opening quotation marks and those that close them.
_QUOTES = {'"': '"', "“": "”“", "„": "“”", "«": "»", "»": "«"}
_STRAY = "”"
_FIELD = re.compile(r"([A-Za-z][A-Za-z_-]*):(?=[^\s)|])")
_AFTER_QUOTE = re.compile(r"~([^\s()|]*)")
_WORDS = {"AND": Type.AND, "&&": Type.AND, "OR": Type.OR, "NOT": Type.NOT}
_PARENTHESES = {"(": Type.OPEN, ")": Type.CLOSE}


def cut(text: str) -> list[Token]:
    """Return the tokens of a query.

    Raises:
        QueryError: A quotation mark is not closed, a field does not exist, a character cannot be searched for.
    """
    _check_characters(text)
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        if text[place].isspace() or text[place] in _STRAY:
            place += 1
            continue
        token = _next(text, place, after_field=bool(tokens) and tokens[-1].type is Type.FIELD)
        if token is not None:
            tokens.append(token)
        place = token.at.end if token else place + 1
    return tokens


def _check_characters(text: str) -> None:
    for place, character in enumerate(text):
        if "\ud800" <= character <= "\udfff" or character == "\0":
            raise QueryError("no_character", text, place, place + 1)


def _next(text: str, place: int, *, after_field: bool) -> Token | None:
    """Return the token that begins here; None for a mark that means nothing here."""
    character = text[place]
    if character in _PARENTHESES:
        return Token(type=_PARENTHESES[character], text=character, at=Span(place, place + 1))
    if character == "|":
        end = place + 1 + text.startswith("||", place)
        return Token(type=Type.OR, text=text[place:end], at=Span(place, end))
    if character in _QUOTES:
        return _quoted(text, place)
    if after_field:
        return _word(text, place)
    following = text[place + 1 : place + 2]
    if character in "-+":
        if not following or following.isspace() or following in ")|":
            return None
        return Token(type=Type.NOT, text="-", at=Span(place, place + 1)) if character == "-" else None
    return _field(text, place) or _word(text, place)


def _quoted(text: str, place: int) -> Token | None:
    closing = _QUOTES[text[place]]
    letters: list[str] = []
    end = place + 1
    while end < len(text) and text[end] not in closing:
        if text[end] == "\\" and end + 1 < len(text):
            end += 1
        letters.append(text[end])
        end += 1
    if end >= len(text):
        if text[place] != '"':
            return None  # an apostrophe or a mark of another language
        raise QueryError("quote_not_closed", text, place, place + 1)
    suffix = _AFTER_QUOTE.match(text, end + 1)
    after = suffix.end() if suffix else end + 1
    said = suffix[1] or "~" if suffix else ""
    return Token(type=Type.QUOTED, text="".join(letters), at=Span(place, after), suffix=said)


def _field(text: str, place: int) -> Token | None:
    found = _FIELD.match(text, place)
    if found is None or text.startswith("//", found.end()):
        return None
    name = found[1]
    if name.lower() in ("country", "region", "geonames"):
        return None  # the key of an entity
    if fields.find(name) is None:
        similar = fields.similar(name)
        kind, more = ("no_field_but_similar", {"similar": similar}) if similar else ("no_field", {})
        words = text[place : _end_of_word(text, place)]
        raise QueryError(kind, text, place, found.end(1), name=name, **more, words=words)
    return Token(type=Type.FIELD, text=name, at=Span(place, found.end()))


def _end_of_word(text: str, place: int) -> int:
    end = place
    while end < len(text) and not text[end].isspace() and text[end] not in '()|"“„«»”':
        end += 2 if text[end] == "\\" and end + 1 < len(text) else 1
    return end


def _word(text: str, place: int) -> Token:
    end = _end_of_word(text, place)
    raw = text[place:end]
    at = Span(place, end)
    if raw in _WORDS:
        return Token(type=_WORDS[raw], text=raw, at=at)
    bare, tilde, suffix = raw.rpartition("~")
    if not tilde or not bare or bare.endswith("\\"):
        bare, suffix = raw, ""
    elif not suffix:
        suffix = "~"
    star = _stars(text, place, bare)
    return Token(
        type=Type.WORD,
        text=re.sub(r"\\(.)", r"\1", bare.removesuffix("*") if star else bare),
        at=at,
        suffix=suffix,
        star=star,
    )


def _stars(text: str, place: int, bare: str) -> bool:
    """Return whether a word ends with a star.

    Raises:
        QueryError: One is at the wrong place in it.
    """
    for found in re.finditer(r"(?<!\\)\*", bare):
        at = place + found.start()
        if len(bare) == 1:
            return True
        if found.start() == 0:
            raise QueryError("star_first", text, at, at + 1)
        if found.end() != len(bare):
            raise QueryError("star_inside", text, at, at + 1)
        return True
    return False
