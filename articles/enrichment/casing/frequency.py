"""The case of text set in capitals, in languages without a casing model: by how frequent a word is."""

from __future__ import annotations

import re
from collections.abc import Collection

from articles.enrichment.gazetteer import Kind, load
from articles.enrichment.given_names import MEN, WOMEN
from articles.enrichment.words import frequencies

_WORD = re.compile(r"[^\W\d_]+")
#: Languages in which "I" is the capital of "ı", and "İ" that of "i".
_DOTTED = frozenset({"az", "tr"})
_BEFORE = re.compile(r"([^\W\d_]+)[ -]$")
#: A word this frequent (Zipf) is not a name, unless a large city or a country is called so.
_FREQUENT = 3.0
_LARGE = 500_000
#: Words of two or three letters stay in capitals if they are rarer than this.
_SHORT = 4.5


def restored_by_frequency(line: str, language: str, written: Collection[str]) -> str:
    """Return a line in capitals as its language writes it, character by character in its place.

    Args:
        line: The line.
        language: ISO 639-1; German nouns get no capital.
        written: Words as the rest of the text writes them.
    """
    lower, upper = (_turkish_lower, _turkish_upper) if language in _DOTTED else (str.lower, str.upper)
    known = {lower(word): word for word in written}
    shares = frequencies(language)

    def written_so(match: re.Match[str]) -> str:
        word = match[0]
        low = lower(word)
        if len(low) != len(word):
            return word
        if low in known:
            return known[low]
        share = shares.get(low, 0.0)
        if len(word) <= 3 and share < 10 ** (_SHORT - 9):
            return word
        before = _BEFORE.search(line, max(0, match.start() - 20), match.start())
        family = before is not None and lower(before[1]) in MEN | WOMEN and share < 10 ** (_SHORT - 9)
        if share < 10 ** (_FREQUENT - 9) or low in MEN or low in WOMEN or family or _is_place(upper(low[0]) + low[1:]):
            return upper(low[0]) + low[1:]
        return low

    text = _WORD.sub(written_so, line)
    return upper(text[:1]) + text[1:]


def capital(sign: str, language: str) -> str:
    """Return the capital of a letter, or the letter where that would be two."""
    large = _turkish_upper(sign) if language in _DOTTED else sign.upper()
    return large if len(large) == 1 else sign


def _turkish_lower(text: str) -> str:
    return text.replace("İ", "i").replace("I", "ı").lower()


def _turkish_upper(text: str) -> str:
    return text.replace("i", "İ").replace("ı", "I").upper()


def _is_place(word: str) -> bool:
    place = load().find(word, kinds=(Kind.COUNTRY, Kind.CITY)) if len(word) > 3 else None
    if place is None or not load().spelled(word):
        return False
    return place.kind is Kind.COUNTRY or place.population >= _LARGE
