"""Cut a query into tokens, each with its place."""

from __future__ import annotations

import re
from enum import Enum, auto

from articles.article import Value
from search.query_language import fields
from search.query_language.errors import QueryError, note
from search.query_language.tree import Note, Span


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
_QUOTES = {
    '"': '"',
    "＂": '＂"',
    "“": "”“", "„": "“”", "‟": "”", "”": "”", "«": "»", "»": "«", "‹": "›", "「": "」", "『": "』", "‘": "’",
    "'": "'",
}  # fmt: skip
#: Marks that also stand alone: apostrophes, inches, arrows between the parts of a page's title.
_ALSO_ALONE = "”»‘'"
_SINGLE = "‘'"
#: Signs that mean what ASCII's do, each of one character.
_LIKE_ASCII = str.maketrans("（）｜＊～〜＋－−‑﹣！＝＜＞＾", "()|*~~+----!=<>^")
_SIGNS = "-+!–"
_SIGNS_ALONE = re.compile(r"[-+!–]+(?=[\s)|]|$)")
_NAME = re.compile(r"([A-Za-z_][A-Za-z0-9_.-]*)(\s*)([:：])")
_WITHOUT_COLON = re.compile(r"([a-z_-]+)(\s?)(==?|[<>]=?)\s?(?=[^\s=<>])")
_DISTANCE_WITH_BLANK = re.compile(
    r"~(\d+(?:\.\d+)?)\s+(km|mi|m|miles?|kilomet(?:er|re)s?|met(?:er|re)s?)\b", re.IGNORECASE
)
_AFTER_QUOTE = re.compile(r"~([^\s()|*^]*)")
_WEIGHT = re.compile(r"\^\d+(?:\.\d+)?")
_STAR_AT_LETTER = re.compile(r"(?:\w\*|\*\w)")
_NEARNESS = re.compile(r"(?:NEAR|near|Near|ADJ|W|N|PRE|P)/(\d{1,3})|NEAR(\d{1,3})")
_WORDS = {"AND": Type.AND, "&&": Type.AND, "OR": Type.OR, "NOT": Type.NOT}
_PARENTHESES = {"(": Type.OPEN, ")": Type.CLOSE}
_KEYS = ("country", "region", "geonames")
#: Names of fields after which a colon and a blank may stand in a sentence: "he said: go".
_EVERYDAY = frozenset({
    "about", "after", "before", "by", "date", "dates", "day", "filed", "from", "has", "is", "length", "mentions", "on",
    "published", "quoted", "received", "said", "since", "text", "until", "updated", "where", "who", "words",
})  # fmt: skip


def cut(text: str, notes: list[Note] | None = None) -> list[Token]:
    """Return the tokens of a query.

    Args:
        text: The query.
        notes: Takes what has to be said of how signs were read.

    Raises:
        QueryError: A quotation mark is not closed, a field does not exist, a character cannot be searched for.
    """
    _check_characters(text)
    cutter = _Cutter(text, [] if notes is None else notes)
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        token = cutter.next(place, after_field=bool(tokens) and tokens[-1].type is Type.FIELD)
        if token is not None:
            tokens.append(token)
        place = token.at.end if token else place + 1
    return tokens


def _check_characters(text: str) -> None:
    for place, character in enumerate(text):
        if "\ud800" <= character <= "\udfff" or character == "\0":
            raise QueryError("no_character", text, place, place + 1)


class _Cutter:
    """Cuts a query. `_plain` has the signs of ASCII for those of other keyboards, at the same places."""

    def __init__(self, text: str, notes: list[Note]) -> None:
        self._text = text
        self._plain = text.translate(_LIKE_ASCII)
        self._notes = notes

    def next(self, place: int, *, after_field: bool) -> Token | None:
        """Return the token that begins here; None for a mark that means nothing here."""
        character = self._plain[place]
        if character in _PARENTHESES:
            return Token(type=_PARENTHESES[character], text=character, at=Span(place, place + 1))
        if character == "|":
            end = place + 1 + self._plain.startswith("||", place)
            return Token(type=Type.OR, text=self._text[place:end], at=Span(place, end))
        if self._text[place] in _QUOTES and (found := self._quoted(place, after_field=after_field)) is not None:
            return found
        if character in _ALSO_ALONE.replace("'", "") or character in "“„‟«‹「『":
            return None
        if after_field:
            return self._word(place, after_field=True)
        if character in _SIGNS:
            return self._sign(place)
        return self._field(place) or self._word(place, after_field=False)

    def _error(self, kind: str, start: int, end: int, **values: object) -> QueryError:
        return QueryError(kind, self._text, start, end, **values)

    def _note(self, kind: str, start: int, end: int, **values: str) -> None:
        self._notes.append(note(kind, start, end, **values))

    def _sign(self, place: int) -> Token | None:
        """Return what a sign before a word means: without it, or nothing."""
        character = self._plain[place]
        if alone := _SIGNS_ALONE.match(self._plain, place):
            if alone[0] == "-" and self._text[alone.end() :].strip(" -+!–)|(") and self._text[:place].strip():
                self._note("note_dash_alone", place, place + 1)
            return None
        if character == "+":
            return None
        if character == "–":
            if place and not self._text[place - 1].isspace() and self._text[place - 1] != "(":
                return None
            self._note("note_dash", place, place + 1)
        return Token(type=Type.NOT, text=character, at=Span(place, place + 1))

    def _quoted(self, place: int, *, after_field: bool) -> Token | None:
        """Return the phrase that begins here; None for a mark that opens none."""
        opening = self._text[place]
        closed = self._closed(place)
        if closed is None:
            if opening in _ALSO_ALONE:
                return None
            raise self._error("quote_not_closed", place, place + 1)
        raw = self._text[place + 1 : closed]
        if star := _STAR_AT_LETTER.search(re.sub(r"\\.", "  ", raw)):
            at = place + 1 + raw.index("*", star.start())
            raise self._error("star_in_quotes", at, at + 1)
        if opening in _SINGLE:
            self._note("note_single_quotes", place, closed + 1, words=raw)
        said, after = self._after_quote(closed + 1, after_field=after_field)
        star_after = self._plain.startswith("*", after)
        if weight := _WEIGHT.match(self._plain, after):
            raise self._error("no_weights", weight.start(), weight.end())
        return Token(
            type=Type.QUOTED,
            text=re.sub(r"\\(.)", r"\1", raw, flags=re.DOTALL),
            at=Span(place, after + star_after),
            suffix=said,
            star=star_after,
        )

    def _closed(self, place: int) -> int | None:
        """Return where the quotation mark that closes another is, or None."""
        opening = self._text[place]
        if opening in _SINGLE:
            found = re.compile(r"[^'’\"“”]*?\w\s[^'’\"“”]*?\w[.,!?]?(['’])(?=[\s()|]|$)").match(self._text, place + 1)
            return found.start(1) if found else None
        for marks in (_QUOTES[opening], {'"': "”", "“": '"', "„": '"'}.get(opening, "")):
            at = place + 1
            while marks and at < len(self._text):
                if self._text[at] in marks:
                    return at
                at += 2 if self._text[at] == "\\" else 1
        return None

    def _after_quote(self, end: int, *, after_field: bool) -> tuple[str, int]:
        """Return what follows "~" behind a quotation mark, and where it ends."""
        if after_field and (distance := _DISTANCE_WITH_BLANK.match(self._plain, end)):
            return distance[1] + distance[2], distance.end()
        suffix = _AFTER_QUOTE.match(self._plain, end)
        return (suffix[1] or "~", suffix.end()) if suffix else ("", end)

    def _field(self, place: int) -> Token | None:
        self._check_colon(place)
        found = _NAME.match(self._text, place)
        if found is None or self._plain.startswith("//", found.end()):
            return None
        name, blank, colon = found.groups()
        known = name.lower() in _KEYS or fields.find(name) is not None
        follows = self._plain[found.end() : found.end() + 1]
        if blank or not follows or follows.isspace() or follows in ")|":
            if known:
                self._without_value(found)
            return None
        if name.lower() in _KEYS:
            return None  # the key of an entity
        if known and (colon == ":" or name.islower()):
            return Token(type=Type.FIELD, text=name, at=Span(place, found.end()))
        head = name.partition(".")[0]
        if known or colon != ":" or (re.search(r"[.\d]", name) and fields.find(head) is None):
            return None
        similar = fields.similar(name)
        kind, more = ("no_field_but_similar", {"similar": similar}) if similar else ("no_field", {})
        words = self._text[place : self._end_of_word(place)]
        raise self._error(kind, place, found.end(1), name=name, **more, words=words)

    def _without_value(self, found: re.Match[str]) -> None:
        """Say that no value follows the colon behind the name of a field at once."""
        name, blank, _ = found.groups()
        rest = re.match(r"\s*([^\s()|]+)", self._text[found.end() :])
        field = fields.find(name)
        example = f"{name.lower()}:{rest[1]}" if rest else field.example if field else "country:NO"
        if name.islower() and name not in _EVERYDAY:
            raise self._error("value_missing", found.start(), found.end(), name=name, example=example)
        if not blank:
            self._note("note_no_field", found.start(), found.end(), name=name, example=example)

    def _check_colon(self, place: int) -> None:
        """Raise if there is another sign where a field needs a colon."""
        found = _WITHOUT_COLON.match(self._plain, place)
        if found is None or fields.find(found[1]) is None:
            return
        if found[2] and found[1] in _EVERYDAY and not self._plain[found.end()].isdigit():
            return
        end = self._end_of_word(found.end())
        value = self._plain[found.end() : end]
        sign = found[3] if found[3][0] in "<>" else ""
        raise self._error("no_colon", place, found.end(), instead=f"{found[1]}:{sign}{value}")

    def _end_of_word(self, place: int) -> int:
        end = place
        while end < len(self._plain) and not self._plain[end].isspace() and self._plain[end] not in '()|"“„«»”':
            end += 2 if self._plain[end] == "\\" and end + 1 < len(self._plain) else 1
        return end

    def _word(self, place: int, *, after_field: bool) -> Token:
        end = self._end_of_word(place)
        raw = self._plain[place:end]
        if raw in _WORDS:
            return Token(type=_WORDS[raw], text=raw, at=Span(place, end))
        self._check_word(raw, place, end, after_field=after_field)
        bare, tilde, suffix = raw.rpartition("~")
        if not tilde or not bare or bare.endswith("\\"):
            bare, suffix = raw, ""
        elif distance := after_field and _DISTANCE_WITH_BLANK.match(self._plain, place + len(bare)):
            suffix, end = distance[1] + distance[2], distance.end()
        elif not suffix:
            suffix = "~"
        star = self._stars(place, bare)
        if star and suffix:
            raise self._error("star_with_tilde", place, end)
        return Token(
            type=Type.WORD,
            text=re.sub(r"\\(.)", r"\1", bare.removesuffix("*") if star else bare),
            at=Span(place, end),
            suffix=suffix,
            star=star,
        )

    def _check_word(self, raw: str, place: int, end: int, *, after_field: bool) -> None:
        """Raise for signs of other query languages."""
        if after_field and re.match(r"[-!][^\W\d]", raw):
            raise self._error("minus_in_value", place, place + 1)
        if len(raw) > 2 and raw[0] == raw[-1] == "/":
            raise self._error("no_expressions", place, end)
        if weight := re.search(rf"{_WEIGHT.pattern}$", raw):
            raise self._error("no_weights", place + weight.start(), end)
        if re.match(r"~+[^~]", raw):
            raise self._error("tilde_first", place, end)
        if near := _NEARNESS.fullmatch(raw):
            raise self._error("no_nearness", place, end, sign=raw, number=near[1] or near[2])
        if (one := re.search(r"\w\?\w", raw)) and "/" not in raw and "=" not in raw:
            raise self._error("question_inside", place + one.start() + 1, place + one.start() + 2)

    def _stars(self, place: int, bare: str) -> bool:
        """Return whether a word ends with a star.

        Raises:
            QueryError: One is at the wrong place in it.
        """
        for found in re.finditer(r"(?<!\\)\*", bare):
            at = place + found.start()
            if len(bare) == 1:
                return True
            if found.start() == 0:
                raise self._error("star_first", at, at + 1)
            if found.end() != len(bare):
                raise self._error("star_inside", at, at + 1)
            return True
        return False
