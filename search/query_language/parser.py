"""Read a query: tokens to a tree.

Words side by side must all be there; `|` or OR between them takes either, and binds less than standing side by side;
`-` or NOT excludes; parentheses group; `field:` is about the one value, phrase or group after it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec

from search.query_language import fields
from search.query_language.ambiguities import ambiguities
from search.query_language.dates import DateError, is_date, read_span
from search.query_language.errors import QueryError, note
from search.query_language.fields import Field, Kind
from search.query_language.tokens import Token, Type, cut
from search.query_language.tree import (
    All,
    Any,
    Exactly,
    Flag,
    Fuzzy,
    Leaf,
    Named,
    Near,
    Node,
    Not,
    Note,
    Numbers,
    Phrase,
    Prefix,
    Span,
    Times,
    Tree,
    Words,
)

#: Characters of a query at most.
LONGEST = 10_000
#: Words, phrases and values in a query at most. Elasticsearch bounds the clauses of a query.
MOST_PARTS = 200
#: Groups within groups at most.
DEEPEST = 20
#: Characters of a word or a value at most.
LONGEST_WORD = 1000

_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,9})?", re.ASCII)
_COMPARED = re.compile(r"(>=|<=|>|<|=)?(.*)", re.DOTALL)
_DISTANCE = re.compile(
    r"(\d{1,7}(?:\.\d{1,3})?)\s*(km|m|mi|miles?|kilomet(?:er|re)s?|met(?:er|re)s?)", re.IGNORECASE | re.ASCII
)
_METRES = {"km": 1000.0, "m": 1.0, "mi": 1609.344}
_FARTHEST = 20_000_000
_NEAR_FIELDS = ("places", "from")


def parse(text: str, *, now: datetime, field: str = "") -> Tree:
    """Read a query.

    Args:
        text: As the user typed it.
        now: The time that "today" and "7d" count from, with a time zone.
        field: The field that all of it is about, as in `field:(text)`.

    Raises:
        QueryError: It cannot be read; the error points at the place.
    """
    if len(text) > LONGEST:
        raise QueryError("too_long", text, LONGEST, len(text), most=LONGEST)
    notes: list[Note] = []
    tokens = cut(text, notes)
    root = _Parser(text, tokens, now, fields.find(field) if field else None, notes).whole()
    if not field:
        notes.extend(ambiguities(text, tokens))
    notes.extend(_of_whole(text, tokens, root))
    return Tree(text, root, tuple(sorted(notes, key=lambda one: (one.start, one.kind))))


def _of_whole(text: str, tokens: list[Token], root: Node | None) -> Iterator[Note]:
    """Yield what has to be said of a query as a whole."""
    if root is None and text.strip() and not any(_is_everything(token) for token in tokens):
        yield note("note_nothing", 0, len(text))
    times = [part for part in root.parts if isinstance(part, Times)] if isinstance(root, All) else []
    for one in {time.field for time in times} & {"mentions", "ingested", "updated"}:
        times = [time for time in times if time.field != one]
    since = max((time.since for time in times if time.since), default=None)
    until = min((time.until for time in times if time.until), default=None)
    if since and until and since >= until:
        yield note("note_no_time", times[0].at.start, times[-1].at.end)


def quoted(value: str) -> str:
    """Return a value as a query names it: between quotation marks, with those in it escaped, and stars."""
    return '"' + re.sub(r'(["\\*])', r"\\\1", value) + '"'


class _Parser:
    """Reads tokens from left to right. `_field` is the field of the group that is being read."""

    def __init__(self, text: str, tokens: list[Token], now: datetime, field: Field | None, notes: list[Note]) -> None:
        self._text = text
        self._tokens = tokens
        self._now = now
        self._place = 0
        self._depth = 0
        self._parts = 0
        self._field = field
        self._notes = notes

    def whole(self) -> Node | None:
        if not self._tokens:
            return None
        if all(_is_everything(token) for token in self._tokens):
            return None
        found = self._either()
        if self._place < len(self._tokens):
            raise self._error("closes_nothing", self._tokens[self._place])
        return None if found is _EVERYTHING else found

    def _error(self, kind: str, at: Token | Span, **values: object) -> QueryError:
        span = at.at if isinstance(at, Token) else at
        return QueryError(kind, self._text, span.start, span.end, **values)

    def _peek(self) -> Type | None:
        return self._tokens[self._place].type if self._place < len(self._tokens) else None

    def _take(self) -> Token:
        token = self._tokens[self._place]
        self._place += 1
        return token

    def _either(self) -> Node | None:
        parts = [self._both()]
        while self._peek() is Type.OR:
            sign = self._take()
            if self._peek() in (None, Type.CLOSE, Type.OR):
                raise self._error("nothing_follows", sign, sign=sign.text)
            parts.append(self._both())
        kept = [part for part in parts if part is not None]
        if not kept or _EVERYTHING in kept:
            return _EVERYTHING if kept else None
        return kept[0] if len(kept) == 1 else Any(tuple(kept))

    def _both(self) -> Node | None:
        if self._peek() in (Type.OR, Type.AND):
            sign = self._take()
            raise self._error("nothing_before", sign, sign=sign.text)
        parts: list[Node] = []
        while self._peek() not in (None, Type.CLOSE, Type.OR):
            if self._peek() is Type.AND:
                sign = self._take()
                if self._peek() in (None, Type.CLOSE, Type.OR, Type.AND):
                    raise self._error("nothing_follows", sign, sign=sign.text)
            part = self._one()
            if part is not None:
                parts.append(part)
        joined = _join_words([part for part in parts if part is not _EVERYTHING])
        if not joined:
            return _EVERYTHING if parts else None
        return joined[0] if len(joined) == 1 else All(tuple(joined))

    def _one(self) -> Node | None:
        excluded = False
        while self._peek() is Type.NOT:
            sign = self._take()
            if self._peek() in (None, Type.CLOSE, Type.OR, Type.AND):
                raise self._error("nothing_follows", sign, sign=sign.text)
            excluded = not excluded
        begun = self._tokens[self._place]
        part = self._primary()
        if excluded and part is _EVERYTHING:
            raise self._error("excludes_everything", Span(begun.at.start, self._tokens[self._place - 1].at.end))
        return Not(part) if excluded and part is not None else part

    def _primary(self) -> Node | None:
        token = self._take()
        if token.type is Type.FIELD:
            return self._of_field(token)
        if token.type is Type.OPEN:
            return self._group(token)
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise self._error("too_many_parts", token, most=MOST_PARTS)
        if len(token.text) > LONGEST_WORD:
            raise self._error("word_too_long", token, most=LONGEST_WORD)
        if self._field is None:
            return self._outside(token)
        return self._value(token, self._field)

    def _of_field(self, token: Token) -> Node | None:
        field = fields.find(token.text)
        assert field is not None
        if self._field is not None:
            raise self._error("field_within_field", token, name=token.text, field=self._field.name)
        if self._peek() not in (Type.OPEN, Type.QUOTED, Type.WORD):
            raise self._error("value_missing", token, name=token.text, example=field.example)
        self._check_dates(token, field)
        self._field = field
        try:
            return self._primary()
        finally:
            self._field = None

    def _check_dates(self, token: Token, field: Field) -> None:
        """Raise if a date's words are not between quotation marks."""
        if field.kind is not Kind.DATE:
            return
        words: list[Token] = []
        for one in self._tokens[self._place : self._place + 3]:
            if one.type is not Type.WORD:
                break
            words.append(one)
        for number in range(len(words), 1, -1):
            said = " ".join(one.text for one in words[:number])
            if is_date(said, self._now) and not is_date(words[0].text, self._now):
                span = Span(words[0].at.start, words[number - 1].at.end)
                raise self._error("date_with_blank", span, name=token.text, said=said)

    def _group(self, opening: Token) -> Node | None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error("too_deep", opening, most=DEEPEST)
        if self._peek() is Type.CLOSE:
            raise self._error("nothing_between", Span(opening.at.start, self._take().at.end))
        found = self._either()
        if self._peek() is not Type.CLOSE:
            raise self._error("not_closed", opening)
        self._take()
        self._depth -= 1
        return found

    def _outside(self, token: Token) -> Node | None:
        """Return the leaf of a word or phrase that has no field."""
        if token.type is Type.WORD:
            lower = token.text.lower()
            if lower.startswith(("http://", "https://")):
                return Exactly(token.text, token.at, "url", token.star)
            if lower.startswith(("country:", "region:", "geonames:")):
                return Named(self._key(token), token.at, "entity", token.star)
            if not token.suffix and not token.star and (span := self._span(token)) is not None:
                return span
        return _EVERYTHING if _is_everything(token) else self._of_text(token, "")

    def _span(self, token: Token) -> Node | None:
        """Return a span of time that stands without a field; None for other words."""
        if re.fullmatch(r"[<>]=?\d+(?:[.,]\d+)?", token.text):
            raise self._error("compared_without_field", token, said=token.text)
        first, dots, last = dotted(token.text).partition("..")
        if not dots or not (first or last):
            return None
        if all(is_date(one, self._now) for one in (first, last) if one):
            self._notes.append(note("note_range", token.at.start, token.at.end, instead=f"on:{first}..{last}"))
            return self._of_date(token, fields.FIELDS_BY_NAME["on"])
        if all(_number(one) is not None for one in (first, last) if one):
            raise self._error("range_without_field", token, said=f"{first}..{last}")
        return None

    def _key(self, token: Token) -> str:
        """Return the key of a place as the index has it.

        Raises:
            QueryError: It cannot be one.
        """
        kind, colon, rest = token.text.strip().partition(":")
        kind = kind.lower()
        if kind in ("person", "organization", "place") and colon:
            return f"{kind}:{rest.lower()}"
        if kind not in _KEYS or not colon:
            return token.text.strip()
        code = rest.upper()
        if token.star or not _KEYS[kind].fullmatch(code):
            kinds = {"country": "no_country", "region": "no_region", "geonames": "no_geonames"}
            raise self._error(kinds[kind], token, said=rest)
        return f"{kind}:{code}"

    def _value(self, token: Token, field: Field) -> Node | None:
        readers: dict[Kind, Callable[[Token, Field], Node | None]] = {
            Kind.TEXT: lambda token, field: self._of_text(token, field.name),
            Kind.NAME: self._of_name,
            Kind.EXACT: self._of_exact,
            Kind.NUMBER: self._of_number,
            Kind.DATE: self._of_date,
            Kind.FLAG: self._of_flag,
        }
        if _is_everything(token):
            has = f"has:{field.name}" if field.name in fields.FIELDS_BY_NAME["has"].flags else field.example
            raise self._error("star_as_value", token, name=field.name, instead=_HAS.get(field.name, has))
        if field.kind is not Kind.TEXT and not token.text.strip():
            raise self._error("value_empty", token, name=field.name, example=field.example)
        return readers[field.kind](token, field)

    def _of_text(self, token: Token, field: str) -> Node | None:
        if not searchable(token.text):
            return None
        if token.type is Type.QUOTED:
            if token.star:
                raise self._error("star_after_phrase", token)
            return Phrase(token.text, token.at, field, self._slop(token))
        if token.star:
            return Prefix(token.text, token.at, field)
        if token.suffix:
            return Fuzzy(token.text, token.at, field, self._edits(token))
        return Words(token.text, token.at, field)

    def _slop(self, token: Token) -> int:
        if not token.suffix:
            return 0
        if token.suffix.isascii() and token.suffix.isdigit() and int(token.suffix) <= 100:
            return int(token.suffix)
        raise self._error("phrase_distance", token)

    def _edits(self, token: Token) -> int | None:
        if token.suffix == "~":
            return None
        if token.suffix in ("0", "1", "2"):
            return int(token.suffix)
        if _DISTANCE.fullmatch(token.suffix):
            raise self._error("distance_without_place", token, word=token.text, distance=token.suffix)
        raise self._error("letters_that_differ", token)

    def _of_name(self, token: Token, field: Field) -> Node:
        if not token.suffix:
            if not searchable(token.text):
                raise self._error("value_without_letters", token, name=field.name, example=field.example)
            if coordinates(token.text):
                raise self._error("coordinates_alone", token, name=field.name, said=token.text.strip())
            said = msgspec.structs.replace(token, text=token.text.strip().removeprefix("="))
            return Named(self._key(said), token.at, field.name, token.star)
        distance = _DISTANCE.fullmatch(token.suffix)
        if field.name not in _NEAR_FIELDS:
            raise self._error("no_distance_here", token, name=field.name)
        if distance is None:
            raise self._error("distance_unclear", token)
        unit = distance[2].lower()
        metres = float(distance[1]) * _METRES["mi" if unit.startswith("mi") else "km" if unit.startswith("k") else "m"]
        if not 0 < metres <= _FARTHEST:
            raise self._error("distance_too_far", token)
        return Near(token.text.strip(), token.at, field.name, metres)

    def _of_exact(self, token: Token, field: Field) -> Node:
        if token.suffix:
            raise self._error("whole_value", token, name=field.name)
        value = token.text.strip().removeprefix("=")
        if field.name == "language":
            code = fields.language(value)
            if meant := fields.language_of_country(value):
                raise self._error("language_of_country", token, value=value, code=meant)
            if code is None:
                raise self._error("no_language", token, value=value)
            return Exactly(code, token.at, field.name)
        return Exactly(value, token.at, field.name, token.star)

    def _of_number(self, token: Token, field: Field) -> Node:
        wrong = self._error("no_number", token, name=field.name)
        if token.text.startswith(("[", "{")):
            raise self._error("range_in_brackets", token, name=field.name, example="2..9")
        low, dots, high = dotted(token.text).partition("..")
        if dots:
            ends = [_number(end) if end else None for end in (low, high)]
            if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
                raise self._error("numbers_reversed", token)
            if (low and ends[0] is None) or (high and ends[1] is None) or not (low or high):
                raise wrong
            return Numbers(ends[0], ends[1], token.at, field.name)
        compared = _COMPARED.fullmatch(token.text)
        number = _number(compared[2]) if compared else None
        if compared is None or number is None or token.suffix or token.star:
            raise wrong
        sign = compared[1] or "="
        return Numbers(
            None if "<" in sign else number,
            None if ">" in sign else number,
            token.at,
            field.name,
            above=sign == ">",
            below=sign == "<",
        )

    def _of_date(self, token: Token, field: Field) -> Leaf:
        if token.suffix or token.star:
            raise self._error("takes_a_date", token, name=field.name, example=field.example)
        compared = re.fullmatch(r"(>=|<=|>|<|=)?(.*)", token.text, re.DOTALL)
        assert compared is not None
        if compared[2].startswith(("[", "{")):
            raise self._error("range_in_brackets", token, name="on", example="2024-05..2024-07")
        first, dots, last = dotted(compared[2]).partition("..")
        if field.name in ("after", "before", "until") and compared[1] not in (None, "="):
            raise self._error("no_sign_here", token, name=field.name, sign=compared[1])
        if field.name in ("after", "before", "until") and dots:
            raise self._error("one_date", token, name=field.name, said=f"{first}..{last}")
        since, until = self._ends(token, first, last if dots else first)
        if field.name == "after" or compared[1] == ">=":
            until = None
        elif field.name == "before" or compared[1] == "<":
            since, until = None, since
        elif field.name == "until" or compared[1] == "<=":
            since = None
        elif compared[1] == ">":
            since, until = until, None
        if since and until and since >= until:
            raise self._error("dates_reversed", token)
        return Times(since, until, token.at, field.name)

    def _ends(self, token: Token, first: str, last: str) -> tuple[datetime | None, datetime | None]:
        try:
            since = read_span(first, self._now)[0] if first.strip() else None
            until = read_span(last, self._now)[1] if last.strip() else None
        except DateError as error:
            raise self._error(error.kind, token, **error.values) from None
        if since is None and until is None:
            raise self._error("date_missing", token)
        return since, until

    def _of_flag(self, token: Token, field: Field) -> Node:
        value = token.text.strip().lower()
        if value not in field.flags or token.suffix or token.star:
            raise self._error("no_flag", token, name=field.name, values=", ".join(field.flags))
        return Flag(value, token.at, field.name)


#: Everything, within a query; a tree has None for it.
_EVERYTHING = Words("*", Span(0, 0))
#: Kind of key → the keys of the index, without the kind.
_KEYS = {
    "country": re.compile(r"[A-Z]{2}"),
    "region": re.compile(r"[A-Z]{2}-[A-Z0-9]{1,5}"),
    "geonames": re.compile(r"\d{1,10}", re.ASCII),
}
#: Field → what finds the articles that have it, where that is not has: with its name.
_HAS = {"quote": "has:quotes", "speaker": "has:quotes", "tag": "has:tags", "from": "has:dateline", "on": "has:date"}


def coordinates(said: str) -> tuple[float, float] | None:
    """Return latitude and longitude of a text like "45.76,4.83"; None if it is another."""
    latitude, comma, longitude = said.partition(",")
    try:
        found = float(latitude), float(longitude)
    except ValueError:
        return None
    return found if comma and abs(found[0]) <= 90 and abs(found[1]) <= 180 else None


def dotted(said: str) -> str:
    """Return a range with two dots between its ends, whatever a keyboard made of them."""
    return re.sub(r"\s*(?:\.{2,}|…|–)\s*", "..", said)


def _is_everything(token: Token) -> bool:
    return token.type is Type.WORD and token.star and not token.text


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text.strip()) else None


def searchable(text: str) -> bool:
    """Return whether a text holds something that the index keeps: a letter, a digit or a picture."""
    return any(
        unicodedata.category(character)[0] in "LN" or unicodedata.category(character) == "So" for character in text
    )


def _join_words(parts: list[Node]) -> list[Node]:
    """Join the words of a group that are about the same field, so that they are ranked together."""
    joined: list[Node] = []
    places: dict[str, int] = {}
    for part in parts:
        if not isinstance(part, Words) or part.field not in places:
            if isinstance(part, Words):
                places[part.field] = len(joined)
            joined.append(part)
            continue
        place = places[part.field]
        before = joined[place]
        assert isinstance(before, Words)
        joined[place] = Words(f"{before.text} {part.text}", Span(before.at.start, part.at.end), part.field)
    return joined
