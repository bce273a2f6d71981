"""Find what in a query can be read in more than one way, and say how it was read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from search.query_language.dates import is_day
from search.query_language.errors import note
from search.query_language.fields import Field, Kind, find
from search.query_language.tokens import Token, Type
from search.query_language.tree import Note

_LOWER = {"and": "note_lower_and", "or": "note_lower_or", "not": "note_lower_not"}
_TIMES = re.compile(r"(?:last|past|this) (?:week|month|year)|yesterday", re.IGNORECASE)
_PARTS = (Type.WORD, Type.QUOTED, Type.FIELD, Type.OPEN)


def ambiguities(text: str, tokens: Sequence[Token]) -> Iterator[Note]:
    """Yield what has to be said of the words of a query.

    Args:
        text: The query.
        tokens: Its tokens.
    """
    for place, token in enumerate(tokens):
        field = _field_before(tokens, place)
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if token.type is not Type.WORD:
            continue
        if field is not None:
            yield from _of_value(text, field, token, tokens[place + 1 : place + 8])
        elif not token.suffix and not token.star:
            yield from _of_word(text, token, first=place == 0, following=following)


def _field_before(tokens: Sequence[Token], place: int) -> Field | None:
    before = tokens[place - 1] if place else None
    return find(before.text) if before is not None and before.type is Type.FIELD else None


def _of_word(text: str, token: Token, *, first: bool, following: Token | None) -> Iterator[Note]:
    """Yield notes on a word that has no field."""
    start, end, word = token.at.start, token.at.end, token.text
    between = following is not None and following.type in _PARTS and (not first or word.lower() == "not")
    if between and word != word.upper() and word.lower() in _LOWER:
        yield note(_LOWER[word.lower()], start, end, word=word)
    if between and word == "NEAR" and text != text.upper():
        yield note("note_near", start, end)
    said = word
    if following is not None and following.type is Type.WORD and not _TIMES.fullmatch(word):
        said, end = f"{word} {following.text}", following.at.end
    if _TIMES.fullmatch(said):
        quoted = f'"{said.lower()}"' if " " in said else said.lower()
        yield note("note_date", start, end, said=said, instead=f"on:{quoted}")
    elif is_day(word):
        yield note("note_date", start, token.at.end, said=word, instead=f"on:{word}")


def _of_value(text: str, field: Field, token: Token, following: Sequence[Token]) -> Iterator[Note]:
    """Yield notes on the value of a field that more words follow, of which it may be meant too."""
    if not following or token.star or token.suffix:
        return
    first = following[0]
    name = text[: token.at.start].rpartition(":")[0].split()[-1].lstrip("-(|!+")
    glued = len(following) > 1 and first.at.start == token.at.end and following[1].at.start == first.at.end
    if first.type is Type.OR and glued and following[1].type is Type.WORD and field.kind is not Kind.FLAG:
        end = following[1].at.end
        yield note("note_glued_or", token.at.start, end, name=name, instead=f"{name}:({text[token.at.start : end]})")
    elif field.kind in (Kind.NAME, Kind.EXACT) and first.type is Type.WORD and first.text[:1].isupper():
        more = list(takewhile(lambda one: one.type is Type.WORD and one.text[:1].isupper(), following))
        words = " ".join(one.text for one in (token, *more))
        yield note("note_next_word", token.at.start, more[-1].at.end, name=name, instead=f'{name}:"{words}"')
