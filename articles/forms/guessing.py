"""Guess an undeclared encoding from how often languages use their letters.

Libraries know the encodings of the web; none that was tried tells ISO-8859-2 from Windows-1252 in a short text, knows
the code pages of DOS, or listens to the language that a page declares. Each pair of language and encoding gets a cost,
the negative logarithm of the probability of the letters beyond ASCII that the bytes make in it, and of the commonest
words of the language; the cheapest wins. The table is made by `training/letters.py`.
"""

from __future__ import annotations

import collections
import functools
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

_WESTERN = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "is", "ca")
_CENTRAL = ("pl", "cs", "sk", "hu", "ro", "sl", "sh")
_CYRILLIC = ("ru", "uk", "bg", "sr", "mk")
#: Encodings, those of the same letters in the order of their use, and the languages that are written in them.
_ENCODINGS: dict[str, tuple[str, ...]] = {
    "cp1252": _WESTERN,
    "iso-8859-15": ("fr", "fi", "de", "es", "it", "nl"),
    "cp850": _WESTERN,
    "cp437": _WESTERN,
    "mac_roman": _WESTERN,
    "cp1250": _CENTRAL,
    "iso-8859-2": _CENTRAL,
    "cp852": _CENTRAL,
    "mac_latin2": _CENTRAL,
    "cp1257": ("lt", "lv"),
    "iso-8859-13": ("lt", "lv"),
    "iso-8859-4": ("lt", "lv"),
    "cp775": ("lt", "lv"),
    "cp1254": ("tr",),
    "iso-8859-9": ("tr",),
    "cp857": ("tr",),
    "cp1251": _CYRILLIC,
    "koi8-r": ("ru", "bg"),
    "koi8-u": ("uk",),
    "iso-8859-5": _CYRILLIC,
    "cp866": ("ru", "bg"),
    "cp1125": ("uk",),
    "mac_cyrillic": _CYRILLIC,
    "cp1253": ("el",),
    "iso-8859-7": ("el",),
    "cp737": ("el",),
    "cp869": ("el",),
    "cp1255": ("he",),
    "iso-8859-8": ("he",),
    "cp862": ("he",),
    "cp1256": ("ar", "fa"),
    "iso-8859-6": ("ar",),
    "cp720": ("ar",),
    "cp1258": ("vi",),
    "cp874": ("th",),
    "cp932": ("ja",),
    "euc_jp": ("ja",),
    "gb18030": ("zh",),
    "big5hkscs": ("zh",),
    "cp949": ("ko",),
}
_MULTIBYTE = frozenset({"cp932", "euc_jp", "gb18030", "big5hkscs", "cp949"})
#: Languages without a table: those that use nearly the same letters.
_LIKE = {
    "no": "nb", "nn": "nb", "et": "fi", "hr": "sh", "bs": "sh", "be": "uk", "gl": "pt", "eu": "es", "af": "nl",
    "lb": "de", "fo": "is", "ur": "fa", "az": "tr", "oc": "ca", "ga": "fr", "br": "fr", "yi": "he",
}  # fmt: skip
#: Signs that any text may hold, and what they cost.
_SIGNS = {
    **dict.fromkeys("\u2019\u201c\u201d\u201e\u2013\u00ab\u00bb", 450),
    **dict.fromkeys("\u2014\u2018\u201a\u2026\u20ac\u00a3\u00a7\u00b0\u00a0\u00b7\u2022\u00a1\u00bf\u3001\u3002", 550),
    **dict.fromkeys("\u00a9\u00ae\u2122\u00bd\u00bc\u00be\u00b2\u00b3\u00ba\u00aa\u00d7\u2039\u203a\u00ad\u2116", 700),
    **dict.fromkeys("\uff0c\uff01\uff1f\uff1a\uff1b\u300c\u300d\u300e\u300f\uff08\uff09\u30fc\u3000\u060c\u061f", 450),
}
#: A letter of the language that the table lacks; another letter or sign; what no text holds.
_RARE, _OTHER, _NEVER = 1200, 1500, 3000
#: What it costs where a sign or a capital is inside a word in small letters.
_MISPLACED = 700
#: How much cheaper the language is that the content declares.
_DECLARED = 2500
_LANGUAGE = re.compile(
    rb"(?:<html\b[^>]{0,500}?\slang|xml:lang|hreflang|content-language|<(?:dc:)?language|\"(?:in_?)?lang(?:uage)?\"|og:locale)"
    rb"(?:\"?\s{0,3}content)?[\"'\s:=>]{1,8}([a-z]{2})\b",
    re.IGNORECASE,
)
#: A text that costs more than this for each byte beyond ASCII is not in a language that is known here.
_NONSENSE = 1000
#: Encodings that programs declare although the text is in another, mostly their own usual one.
_OFTEN_WRONG = frozenset({"cp1252", "cp1251", "koi8-r", "koi8-u", "iso-8859-5"})
#: In one of these a text of any language costs less for each byte; another must make it cheaper by this factor, and
#: so many bytes must tell.
_UNLIKELY, _FAR, _FEWEST = 550, 1.4, 6
#: The same where the content declares a language that is not written in the encoding.
_UNLIKELY_IN_FOREIGN = 300
_HIGH = bytes(range(0x80, 0x100))
#: Bytes that are read by encodings of several bytes a character.
_MOST_BYTES = 8192
#: Words with bytes beyond ASCII that are looked at, and words of ASCII.
_MOST_HIGH, _MOST_LOW = 300, 400

_HIGH_WORD = re.compile(rb"[^\s<>\x00]{0,40}[\x80-\xff][^\s<>\x00]{0,200}")
_LOW_WORD = re.compile(rb"(?<![\w&;/=\".\x80-\xff-])[A-Za-z]{1,12}(?![\w=\"/\x80-\xff-])")
_SIGNS_OF_NO_WORD = "\u0080-\u00a6\u00a8-\u00ac\u00ae-\u00b6\u00b8-\u00bf\u00d7\u00f7\u2020-\u2030\u2039-\u2bff"
_SIGN_INSIDE = re.compile(rf"(?<=[^\W\d_])[{_SIGNS_OF_NO_WORD}](?=[^\W\d_])")
_CAPITAL_INSIDE = re.compile("[a-zà-öø-ÿа-яα-ω](?=[^\\W\\d_a-z])([^\x00-\x7f])")


#: A letter of the Latin alphabet beside one of another: no word is written so.
_MIXED = re.compile("[A-Za-z][\u0370-\u1fff]|[\u0370-\u1dff][A-Za-z]")


class _Language(NamedTuple):
    letters: Mapping[str, int]
    words: Mapping[str, int]


@functools.cache
def _languages() -> dict[str, _Language]:
    table = json.loads(Path(__file__).with_name("letters.json").read_text(encoding="utf-8"))
    return {
        name: _Language(
            dict(zip(entry["letters"], entry["letter_costs"], strict=True)),
            dict(zip(entry["words"], entry["word_costs"], strict=True)),
        )
        for name, entry in table.items()
    }


class _Cost(NamedTuple):
    total: float  #: of letters and words
    letters: float  #: of letters, for each byte beyond ASCII


def guess(data: bytes, *, language: str | None = None) -> str | None:
    """Return the likeliest encoding of bytes that are not UTF-8, or None where nothing makes text of them.

    Args:
        data: the bytes, or a large enough piece of them.
        language: what the content declares as its language (ISO 639-1), where it does.
    """
    bytes_ = _Bytes(data, language)
    if not bytes_.count:
        return None
    best, cost = bytes_.cheapest()
    return None if cost.letters > _NONSENSE else best


def better_than(data: bytes, encoding: str, *, language: str | None = None) -> str | None:
    """Return the likely encoding of bytes that make no words of any language in the one that is declared.

    Args:
        data: the bytes, which are not UTF-8.
        encoding: Python's name of the one that is declared.
        language: what the content declares as its language (ISO 639-1), where it does.

    Returns:
        An encoding that makes far likelier words of them; None where the declared one may be right.
    """
    encoding = encoding.replace("iso8859", "iso-8859")
    if encoding not in _OFTEN_WRONG:
        return None
    bytes_ = _Bytes(data, language)
    if bytes_.count < _FEWEST:
        return None
    said = bytes_.cost(encoding)
    foreign = bytes_.language in _languages() and bytes_.language not in _ENCODINGS[encoding]
    if said.letters <= (_UNLIKELY_IN_FOREIGN if foreign else _UNLIKELY):
        return None
    best, cost = bytes_.cheapest()
    return best if said.letters > _FAR * cost.letters else None


class _Bytes:
    """The bytes whose encoding is asked for, cut down to what tells it."""

    def __init__(self, data: bytes, language: str | None) -> None:
        self._data = data
        self._high = b"\n".join(_HIGH_WORD.findall(data)[:_MOST_HIGH])
        self.count = _count_high(self._high)  #: of bytes beyond ASCII
        language = language or _declared_language(data)
        self.language = _LIKE.get(language or "", language)  #: that the content declares

    @functools.cached_property
    def _runs(self) -> bytes:
        return _whole_lines(self._data)

    @functools.cached_property
    def _scale(self) -> float:
        return self.count / max(_count_high(self._runs), 1)

    @functools.cached_property
    def _priors(self) -> dict[str, float]:
        low = _low_words(self._data)
        return {
            name: _cost_of_words(entry, low) - _DECLARED * (name == self.language)
            for name, entry in _languages().items()
        }

    def cost(self, encoding: str) -> _Cost:
        """Return what an encoding costs in the language in which it costs least."""
        wide = encoding in _MULTIBYTE
        # a word may end within a character of two bytes
        text = (self._runs if wide else self._high).decode(encoding, "replace")
        counts = collections.Counter(character for character in text if character > "\x7f")
        misplaced = _MISPLACED * (
            len(_SIGN_INSIDE.findall(text)) + len(_MIXED.findall(text)) + len(_capitals_inside(text))
        )
        scale = self._scale if wide else 1
        languages = _languages()
        return min(
            _Cost(letters + self._priors[name], letters / self.count)
            for name in _ENCODINGS[encoding]
            for letters in [scale * (misplaced + _cost_of_letters(languages[name].letters, counts))]
        )

    def cheapest(self) -> tuple[str, _Cost]:
        """Return the encoding that costs least; of those that cost the same, the first in the order of their use."""
        costs = {encoding: self.cost(encoding) for encoding in _ENCODINGS}
        best = min(costs, key=lambda encoding: costs[encoding].total)
        return best, costs[best]


def _declared_language(data: bytes) -> str | None:
    """Return the language that a page, feed or object names near its beginning."""
    found = _LANGUAGE.search(data, 0, 16384)
    return found[1].decode("ascii").lower() if found else None


def _count_high(data: bytes) -> int:
    return len(data) - len(data.translate(None, delete=_HIGH))


def _whole_lines(data: bytes) -> bytes:
    """Return a bounded piece of the data that holds bytes beyond ASCII, from the beginning of a line."""
    first = next((i for i, byte in enumerate(data) if byte > 0x7F), 0)
    start = data.rfind(b"\n", 0, first) + 1
    return data[start : start + _MOST_BYTES]


def _low_words(data: bytes) -> collections.Counter[str]:
    words: Iterable[bytes] = _LOW_WORD.findall(data)
    return collections.Counter(word.decode("ascii").lower() for word in list(words)[:_MOST_LOW])


def _cost_of_words(entry: _Language, words: Mapping[str, int]) -> float:
    """Return the cost of words of ASCII in a language, compared to words of no language."""
    return float(sum(min(entry.words.get(word, 900) - 900, 0) * min(count, 3) for word, count in words.items()))


def _cost_of_letters(letters: Mapping[str, int], counts: Mapping[str, int]) -> float:
    cost = 0.0
    for character, count in counts.items():
        found = letters.get(character)
        if found is None:
            found = _SIGNS.get(character)
        if found is None:
            found = _cost_of_stranger(character)
        cost += found * count
    return cost


def _cost_of_stranger(character: str) -> int:
    if character == "\ufffd" or "\x80" <= character < "\xa0" or "\ue000" <= character < "\uf900":
        return _NEVER
    return _RARE if character.isalpha() else _OTHER


def _capitals_inside(text: str) -> list[str]:
    return [letter for letter in _CAPITAL_INSIDE.findall(text) if letter.isupper()]
