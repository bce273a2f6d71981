"""The tokens that spaCy's English tokenizer makes of a piece of text, and their attributes, without spaCy.

spaCy takes more than a second to import, and all that is needed of it are four regular expressions and a table of
special cases ("don't", "Mr."): `training/english_tokens.py` writes them into a file. They are applied as `Tokenizer` of
spaCy 3.8 (MIT licence) does it, but for one thing: a special case that white space divides is not looked for.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

FILE = Path(__file__).with_name("english_tokens.json")
#: Characters that English text is written in, nearly always.
USUAL = re.compile("[\x00-\u024f\u2000-\u206f\u20a0-\u20cf]*")
_BITS = (1 << 64) - 1
#: A longer word has no shape of its own.
_LONG = 100
#: A letter or sign is repeated in a shape at most so often.
_REPEATED = 4


class Token(NamedTuple):
    """A token of a piece of text."""

    text: str
    norm: str  #: what it stands for: "not" for "n't"


class Expressions:
    """What divides a piece of text."""

    def __init__(self, patterns: Mapping[str, str]) -> None:
        self.prefix = re.compile(patterns["prefix"]).search
        self.suffix = re.compile(patterns["suffix"]).search
        self.infixes = re.compile(patterns["infix"]).finditer
        self._url = patterns["url"]

    def is_address(self, piece: str) -> bool:
        """Return whether a piece is the address of a page or a person, which has a point in any case."""
        return "." in piece and self._address.match(piece) is not None

    @functools.cached_property
    def _address(self) -> re.Pattern[str]:
        return re.compile(self._url)


class Rules:
    """The rules of spaCy's English tokenizer. Read them by `rules`."""

    def __init__(self, written: Mapping[str, Any]) -> None:
        """Take what `training/english_tokens.py` has written."""
        self.cases: dict[str, tuple[Token, ...]] = {
            case: tuple(Token(*token) for token in tokens) for case, tokens in written["cases"].items()
        }
        self._norms: dict[str, str] = written["norms"]
        self._numbers: dict[str, int] = written["numbers"]
        self._patterns: dict[str, str] = written["all"]
        self._usual = Expressions(written["usual"])
        #: first token → special cases that are put together again after a text is divided, as they were divided
        self._found: dict[str, list[tuple[str, ...]]] = {}
        for tokens in written["found"]:
            self._found.setdefault(tokens[0], []).append(tuple(tokens))

    @functools.cached_property
    def _all(self) -> Expressions:
        return Expressions(self._patterns)

    def number(self, string: str) -> int:
        """Return the number by which spaCy knows a string: its hash, or a small one of its own."""
        own = self._numbers.get(string)
        return string_hash(string) if own is None else own

    def tokens(self, piece: str) -> list[Token]:
        """Return the tokens of a piece of text without white space."""
        case = self.cases.get(piece)
        return self._put_together(list(case) if case is not None else self._divided(piece))

    def _divided(self, piece: str) -> list[Token]:
        by = self._usual if USUAL.fullmatch(piece) else self._all
        cases = self.cases
        before: list[str] = []
        after: list[str] = []
        size = 0
        while piece and len(piece) != size and piece not in cases and not _is_whole(piece):
            size = len(piece)
            prefix, suffix, piece = _ends(piece, by, cases)
            before += [prefix] if prefix else []
            after += [suffix] if suffix else []
        middle = cases.get(piece) or [self._token(text) for text in _inside(piece, by)]
        return [*map(self._token, before), *middle, *map(self._token, reversed(after))]

    def _token(self, text: str) -> Token:
        return Token(text, self._norms.get(text) or text.lower())

    def _put_together(self, tokens: list[Token]) -> list[Token]:
        """Return the tokens with special cases in place of those that they were divided into, the longest first."""
        matches = [
            (len(case), -at, "".join(case))
            for at, token in enumerate(tokens)
            for case in self._found.get(token.text, ())
            if tuple(other.text for other in tokens[at : at + len(case)]) == case
        ]
        if not matches:
            return tokens
        seen: set[int] = set()
        chosen: dict[int, tuple[int, str]] = {}
        for length, before, case in sorted(matches, reverse=True):
            if -before not in seen and length - before - 1 not in seen:
                chosen[-before] = length, case
            seen.update(range(-before, length - before))
        together: list[Token] = []
        at = 0
        while at < len(tokens):
            length, case = chosen.get(at, (1, ""))
            together += self.cases[case] if case else [tokens[at]]
            at += length
        return together


def _ends(piece: str, by: Expressions, cases: dict[str, tuple[Token, ...]]) -> tuple[str, str, str]:
    """Return a sign that a piece begins with, one that it ends with, and the rest."""
    found = by.prefix(piece)
    first = found.end() - found.start() if found else 0
    if first and piece[first:] in cases:
        return piece[:first], "", piece[first:]
    found = by.suffix(piece[first:])
    last = found.end() - found.start() if found else 0
    end = len(piece) - last
    if last and piece[:end] in cases:
        return "", piece[end:], piece[:end]
    if first and last and first + last > len(piece):
        return piece[:first], "", piece[first:]
    return piece[:first], piece[end:], piece[first:end]


def _is_whole(piece: str) -> bool:
    """Return whether nothing divides a piece, quickly: no expression divides letters alone."""
    return piece.isascii() and piece.isalpha()


def _inside(piece: str, by: Expressions) -> Iterator[str]:
    """Yield the parts of a piece that signs inside divide, and these signs."""
    if not piece:
        return
    if _is_whole(piece) or by.is_address(piece):
        yield piece
        return
    start = 0
    for infix in by.infixes(piece):
        if infix.start() == 0:
            continue
        if infix.start() != start:
            yield piece[start : infix.start()]
        if infix.end() != infix.start():
            yield infix[0]
        start = infix.end()
    if piece[start:]:
        yield piece[start:]


def shape(text: str) -> str:
    """Return the shape of a token: letters as X and x, digits as d, runs cut to four."""
    if len(text) >= _LONG:
        return "LONG"
    if text.isascii() and text.isalpha() and text[1:].islower():  # as nearly all words
        small = "x" * _REPEATED
        return small[: len(text)] if text[0].islower() else "X" + small[: len(text) - 1]
    out: list[str] = []
    last, run = "", 0
    for sign in text:
        kind = ("X" if sign.isupper() else "x") if sign.isalpha() else "d" if sign.isdigit() else sign
        run = run + 1 if kind == last else 0
        last = kind
        if run < _REPEATED:
            out.append(kind)
    return "".join(out)


def string_hash(text: str) -> int:
    """Return the 64 bits by which spaCy knows a string: MurmurHash64A with 1 for its seed."""
    factor = 0xC6A4A7935BD1E995
    encoded = text.encode("utf-8", "surrogatepass")
    value = 1 ^ (len(encoded) * factor & _BITS)
    whole = len(encoded) & ~7
    for at in range(0, whole, 8):
        block = int.from_bytes(encoded[at : at + 8], "little") * factor & _BITS
        value = (value ^ ((block ^ (block >> 47)) * factor & _BITS)) * factor & _BITS
    if len(encoded) > whole:
        value = (value ^ int.from_bytes(encoded[whole:], "little")) * factor & _BITS
    value = (value ^ (value >> 47)) * factor & _BITS
    return value ^ (value >> 47)


@functools.lru_cache(maxsize=1)
def rules() -> Rules:
    """Return the rules, read once per process."""
    return Rules(json.loads(FILE.read_text(encoding="utf-8")))
